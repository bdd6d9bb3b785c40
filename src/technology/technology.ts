import type { TechnologyNode } from "../base/component.ts";
import type { Metres } from "../base/units.ts";
import { lineResistance, metalPitch, wireCapacitance } from "./interconnect.ts";
import { scalingFactor } from "./scaling.ts";

/** A node with its scaling laws and its wires. Throws RangeError outside the laws' domain. */
export const createTechnology = (node: Metres): TechnologyNode => ({
  node,
  pitch: metalPitch(node),
  wireCapacitance,
  lineResistance: lineResistance(node),
  energyFactor: (scaling, base) => scalingFactor(scaling, "energy", base, node),
  areaFactor: (scaling, base) => scalingFactor(scaling, "area", base, node),
  delayFactor: (scaling, base) => scalingFactor(scaling, "delay", base, node),
});
