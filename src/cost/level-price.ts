// Price of an array of multipliers and of the levels around it.

import type { ComponentCost, Instance, TechnologyNode } from "../base/component.ts";
import { seconds, squareMetres, watts } from "../base/units.ts";
import type { Design } from "../design/design.ts";
import { instancesOf, spatialOf } from "../design/level-tree.ts";
import { levelsOf } from "../design/memory-levels.ts";

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
