// Energy of a design by class and by operation.

import type { StaticPower } from "#base";
import type { CostReport, EnergyItem } from "../cost/cost-report.ts";
import { hashTime } from "../cost/latency.ts";
import { forwardTwin } from "../mapping/action-counts.ts";

/** Classes by which the energies of the comparison designs are tabulated. */
export const ENERGY_CLASSES = [
  "MAC",
  "key and value arrays",
  "softmax",
  "hash",
  "sort",
  "codes and search",
  "top-k",
  "combine",
  "SRAM",
  "DRAM",
  "wires",
  "clock and control",
  "leakage",
  "standby",
  "board power",
  "other",
] as const;
export type EnergyClass = (typeof ENERGY_CLASSES)[number];

/**
 * Sums energy by class, J. Memories, wires between blocks, and clock and control are classes across all
 * operations; the other classes are units only. A backward operation is in the class of the forward one. The
 * classes sum to the total.
 */
export function energyByClass(cost: CostReport): Record<EnergyClass, number> {
  const sums = Object.fromEntries(ENERGY_CLASSES.map((name) => [name, 0])) as Record<EnergyClass, number>;
  for (const item of cost.breakdown) sums[classOf(item)] += item.energy;
  return sums;
}

const STATIC_CLASS: Readonly<Record<StaticPower, EnergyClass>> = {
  standby: "standby",
  "board power × time": "board power",
};

const COMPONENT_CLASS: Readonly<Partial<Record<EnergyItem["component"], EnergyClass>>> = {
  buffer: "SRAM",
  levels: "SRAM",
  memory: "DRAM",
  network: "wires",
  link: "wires",
  clock: "clock and control",
  control: "clock and control",
};

/** Arrays that hold keys and values, with their converters. */
const KEY_VALUE = new Set<string>(["dynamicArray", "dynamicDac", "dynamicAdc"]);

/** The class of one item. */
export function classOf({ operation: named, component, action }: EnergyItem): EnergyClass {
  if (named === "leakage") return action === "leak" ? "leakage" : STATIC_CLASS[action as StaticPower];
  const own = COMPONENT_CLASS[component];
  if (own !== undefined) return own;
  const operation = forwardTwin(named);
  if (operation === "scatter" || operation === "combine" || operation === "gather") return "combine";
  if (operation === "hash" || operation === "map") return "hash";
  if (operation === "code" || operation === "search") return "codes and search";
  if (operation === "top-k") return "top-k";
  if (operation === "sort" || operation === "insert" || operation === "lookup") return "sort";
  if (KEY_VALUE.has(component)) return "key and value arrays";
  if (component === "softmax") return "softmax";
  return component === "mac" ? "MAC" : "other";
}

/** Kinds of consumers by which the first screen sums energy; clock and control count as arithmetic. */
export const ENERGY_KINDS = ["memory", "arithmetic", "wires", "static", "analog", "board"] as const;
export type EnergyKind = (typeof ENERGY_KINDS)[number];

const CLASS_KIND: Readonly<Partial<Record<EnergyClass, EnergyKind>>> = {
  SRAM: "memory",
  DRAM: "memory",
  "codes and search": "memory",
  wires: "wires",
  leakage: "static",
  standby: "static",
  "key and value arrays": "analog",
  "board power": "board",
};

/** Crossbars that hash, with all that drives and reads them; the same classes hold digital hashes too. */
const CROSSBAR = new Set<string>(["array", "dac", "driver", "tileSwitch", "mux", "inputStage", "readout"]);

/** Sums energy by kind, J: the classes, with a crossbar's part of them as analog. Sums to the total. */
export function energyByKind(cost: CostReport): Record<EnergyKind, number> {
  const sums = Object.fromEntries(ENERGY_KINDS.map((name) => [name, 0])) as Record<EnergyKind, number>;
  for (const item of cost.breakdown) {
    const kind = CLASS_KIND[classOf(item)] ?? (CROSSBAR.has(item.component) ? "analog" : "arithmetic");
    sums[kind] += item.energy;
  }
  return sums;
}

/** Operations of a hash, the moves of what it reads and writes among them. */
const isHash = ({ operation }: Pick<EnergyItem, "operation">): boolean =>
  operation !== "leakage" && ["hash", "map"].includes(forwardTwin(operation));

/** What a hash takes of a design: each share of the energy holds the one before it. */
export interface HashShares {
  /** Units that hash: the class "hash". */
  readonly units: number;
  /** Operations of the hash: with the moves of what it reads and writes, with clock and control. */
  readonly operations: number;
  /**
   * What a hash that takes nothing would save: with leakage of units that only hash, the rest of the static energy for as long as the
   * hash takes, and wires that are longer by the area of those units.
   */
  readonly saved: number;
  /** Its share of the time of the design's stages. */
  readonly time: number;
}

/** Shares of the hash in the energy and in the time of a design. */
export function hashShares({ breakdown, energy, areas, area, timing }: CostReport): HashShares {
  const whole = timing.stages.reduce((sum, { time }) => sum + time, 0);
  const time = whole > 0 ? hashTime(timing) / whole : 0;
  const active = breakdown.filter(({ operation }) => operation !== "leakage");
  const others = new Set<string>(active.filter((item) => !isHash(item)).map(({ component }) => component));
  const hashing = new Set<string>(active.filter(isHash).map(({ component }) => component));
  const onlyHashes = (component: string): boolean =>
    (hashing.has(component) || CROSSBAR.has(component)) && !others.has(component);
  const own = areas.reduce((sum, part) => sum + (onlyHashes(part.component) ? part.area : 0), 0);
  const shorter = area > 0 ? 1 - Math.sqrt(1 - own / area) : 0;
  const saved = sumOver(breakdown, (item) => {
    if (item.operation === "leakage") return onlyHashes(item.component) ? 1 : time;
    if (isHash(item)) return 1;
    return classOf(item) === "wires" ? shorter : 0;
  });
  // As in the law of shares, which leaves the places of blocks out.
  const operations = sumOver(breakdown, (item) => (isHash(item) && item.component !== "network" ? 1 : 0));
  const units = sumOver(breakdown, (item) => (classOf(item) === "hash" ? 1 : 0));
  const shareOf = (joules: number): number => (energy > 0 ? joules / energy : 0);
  return { units: shareOf(units), operations: shareOf(operations), saved: shareOf(saved), time };
}

/** Sum of the energies times their weights, J. */
const sumOver = (items: readonly EnergyItem[], weight: (item: EnergyItem) => number): number =>
  items.reduce((sum, item) => sum + item.energy * weight(item), 0);

/** The class that takes the largest share of the energy; null where none is spent. */
export function largestClass(cost: CostReport): { class: EnergyClass; share: number } | null {
  if (!(cost.energy > 0)) return null;
  const sums = energyByClass(cost);
  const name = ENERGY_CLASSES.reduce((best, one) => (sums[one] > sums[best] ? one : best));
  return { class: name, share: sums[name] / cost.energy };
}

/** Energy of each operation, J, including leakage as an operation. */
export function energyByOperation(cost: CostReport): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { operation, energy } of cost.breakdown)
    sums.set(operation, (sums.get(operation) ?? 0) + energy);
  return sums;
}
