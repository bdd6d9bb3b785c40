// Published whole systems, by whether both their energy and their area are predicted.

import { CAMFORMER_TOPIC } from "./camformer.ts";
import { CHIPS_TOPIC, LAYERS_TOPIC } from "./chips-and-layers.ts";
import type { JudgedFact } from "./fact.ts";
import { ISAAC_TILE_TOPIC } from "./isaac-tile.ts";

/** A system with its ratios ours / published; null for what is not published. */
export interface WholeSystem {
  readonly system: string;
  readonly energy: number | null;
  readonly area: number | null;
  /** Both are published, and both within a factor of two. */
  readonly isWithin: boolean;
  /** What of the prediction is the publication's own. */
  readonly basis: string;
}

interface Listed {
  readonly system: string;
  readonly topic: string;
  /** Quantity of its energy, or power at a given rate, and of its area. */
  readonly energy: string;
  readonly area: string | null;
  readonly basis: string;
}

const LISTED: readonly Listed[] = [
  {
    system: "ISAAC's tile, 32 nm",
    topic: ISAAC_TILE_TOPIC,
    energy: "tile power, bits over the wires of a floorplan",
    area: "tile area with repeated wires in the bus's place",
    basis: "units and small rows as printed; traffic, wires, eDRAM and router ours",
  },
  {
    system: "CAMformer, 45 nm, on chip",
    topic: CAMFORMER_TOPIC,
    energy: "on chip",
    area: "area of the chip",
    basis: "array and converters by its own constants; memories, selection, products and softmax ours",
  },
  {
    system: "ITA, 22 nm",
    topic: CHIPS_TOPIC,
    energy: "ITA, 22 nm: operations a joule",
    area: "ITA, 22 nm: peak operations over area",
    basis: "widths and counts of its RTL, a remembered clock; every component ours",
  },
  {
    system: "ViTCoD, 28 nm",
    topic: CHIPS_TOPIC,
    energy: "ViTCoD, 28 nm: power at work",
    area: "ViTCoD, 28 nm: area",
    basis: "counts of units and bytes; every component ours",
  },
  {
    system: "TranCIM, 28 nm, BERT-base",
    topic: LAYERS_TOPIC,
    energy: "TranCIM, 28 nm, silicon: BERT-base, all twelve layers",
    area: null,
    basis: "its workload; an analog layer of ours against a digital chip",
  },
];

const isWithinTwo = (ratio: number | null): boolean => ratio !== null && Math.max(ratio, 1 / ratio) <= 2;

/** Those of the systems whose facts are there; of operations a joule or an area the inverse is taken, so that above one ours takes more. */
export const wholeSystems = (facts: readonly JudgedFact[]): readonly WholeSystem[] =>
  LISTED.flatMap(({ system, topic, energy, area, basis }): WholeSystem[] => {
    const ratioOf = (quantity: string): number | null => {
      const found = facts.find((fact) => fact.topic === topic && fact.quantity === quantity);
      if (found === undefined || found.ratio === null) return null;
      return found.unit.startsWith("TOPS/") ? 1 / found.ratio : found.ratio;
    };
    const own = { energy: ratioOf(energy), area: area === null ? null : ratioOf(area) };
    return own.energy === null
      ? []
      : [{ system, ...own, isWithin: isWithinTwo(own.energy) && isWithinTwo(own.area), basis }];
  });
