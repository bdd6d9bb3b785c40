// The price of one read of the hash arrays: the current that the circuit draws, times the time of the read.

import { type ComponentCost, joules, seconds, squareMetres, type TechnologyNode, watts } from "#base";
import { transistorAt } from "#technology";
import type { Design } from "../design/design.ts";
import { encodingOf } from "../design/electrics.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";

/**
 * One cell's area and one phase of a read for one projection. Energy is that of the drivers' solved currents
 * while the word lines are held, from the chip's supply (I·V_DD·t) or, where the driver has one, from a
 * supply at the read voltage (V·I·t); the next phase waits for converters, lines and devices.
 */
export function arrayPrice(
  design: Design,
  point: OperatingPoint,
  technology: TechnologyNode,
  settle: number,
  overrides: Readonly<Record<string, number>> | undefined,
): ComponentCost<"read"> {
  const { memristor, readTime, driver } = design.hashing;
  const { supply, readVoltage } = driver.behaviour;
  const cell = memristor.cost(technology, overrides);
  const held = readTime * encodingOf(design).duration;
  const cycle = seconds(settle + held);
  const { pairPower, pairCurrent = pairPower / readVoltage } = point;
  const fromChip = pairCurrent * Math.max(readVoltage, transistorAt(design.hashNode).supply);
  return {
    area: squareMetres(cell.area),
    leakage: watts(cell.leakage),
    actions: {
      read: {
        energy: joules((supply === "chip" ? fromChip : pairPower) * held),
        latency: cycle,
        interval: cycle,
      },
    },
  };
}
