import type { TechnologyNode } from "../base/component.ts";
import { memoised } from "../base/memo.ts";
import { type Kelvin, kelvin, type Metres, ohms } from "../base/units.ts";
import { lineResistance, lineTemperatureFactor, metalPitch, wireCapacitance } from "./interconnect.ts";
import { leakageFactor } from "./leakage.ts";
import { scalingFactor } from "./scaling.ts";

export interface Conditions {
  /** Of the silicon; 300 K where it is left out. */
  readonly temperature?: Kelvin;
  /** Pitch of the crossbar's lines; the node's least where it is left out. */
  readonly pitch?: Metres;
}

/**
 * A node with its scaling laws and its wires, at a temperature. Throws RangeError outside the laws' domain, outside
 * 248 to 400 K and below the node's least pitch.
 */
export const createTechnology = (
  node: Metres,
  { temperature = kelvin(300), pitch = metalPitch(node) }: Conditions = {},
): TechnologyNode => technologyOf(node, temperature, pitch);

/** Equal arguments give the same object, by which components know the prices that they have worked out. */
const technologyOf = memoised(
  (node: Metres, temperature: Kelvin, pitch: Metres): TechnologyNode => ({
    node,
    temperature,
    leakageFactor: leakageFactor(temperature),
    pitch,
    wireCapacitance,
    lineResistance: ohms(lineResistance(node, pitch) * lineTemperatureFactor(temperature)),
    energyFactor: (scaling, base) => scalingFactor(scaling, "energy", base, node),
    areaFactor: (scaling, base) => scalingFactor(scaling, "area", base, node),
    delayFactor: (scaling, base) => scalingFactor(scaling, "delay", base, node),
  }),
  (node, temperature, pitch) => `${node} ${temperature} ${pitch}`,
);
