// Prices of arrays: of devices that hash, and of multipliers with the levels around them.

import type { ComponentCost, Instance, TechnologyNode } from "../base/component.ts";
import { joules, seconds, squareMetres, watts } from "../base/units.ts";
import type { Design } from "../design/design.ts";
import { encodingOf } from "../design/electrics.ts";
import { instancesOf, spatialOf } from "../design/level-tree.ts";
import { levelsOf } from "../design/memory-levels.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import { transistorAt } from "../technology/transistor.ts";

/**
 * One cell's area and one phase of a read for one projection. Energy is that of the solved currents of the drivers for the
 * time that the word lines are held, from the chip's supply (I·V_DD·t) or, where the driver has one, from a supply at the read
 * voltage (V·I·t); the next phase waits for converters, lines and devices.
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

/** Registers of an array's own, which declared levels stand in for. */
const OWN_REGISTERS = { registerBit: 0, registerArea: 0 };

/** The array; of one behind levels that are declared, products and area without registers of its own. */
export function macPrice(
  design: Design,
  logic: TechnologyNode,
  own: Record<string, number> | undefined,
): ComponentCost<string> {
  const { mac, levels } = design.digital;
  const whole = mac.cost(logic, own);
  if (levels === undefined || design.platform !== "digital") return whole;
  const bare = mac.cost(logic, { ...own, ...OWN_REGISTERS });
  return { ...bare, actions: { ...whole.actions, mac: bare.actions.mac } };
}

/** All levels of one core; the time of their accesses is counted where it binds. */
export function levelsPrice(
  design: Design,
  logic: TechnologyNode,
  own: (instance: Instance) => Record<string, number> | undefined,
): ComponentCost<string> {
  const price = {
    area: 0,
    leakage: 0,
    actions: {} as Record<string, ComponentCost<string>["actions"][string]>,
  };
  for (const [name, level] of levelsOf(design.digital)) {
    const memory = level.memory as Instance;
    const { area, leakage, actions } = memory.cost(logic, own(memory));
    const count = instancesOf(level, spatialOf(design));
    price.area += count * area;
    price.leakage += count * leakage;
    for (const action of ["read", "write"] as const)
      price.actions[`${name} ${action}`] = { ...actions[action], interval: seconds(0) };
  }
  return { ...price, area: squareMetres(price.area), leakage: watts(price.leakage) };
}
