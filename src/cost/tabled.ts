// Prices under tables of the user's own: what a row says takes the place of what the model does.

import type { ComponentCost } from "../base/component.ts";
import { joules, seconds, squareMetres, watts } from "../base/units.ts";
import { type ComponentTables, rowsOf } from "../technology/component-tables.ts";

/** The slot that a component is priced for: the memory of a GPU is a part of it. */
export const slotOf = (component: string): string => (component === "gpuMemory" ? "gpu" : component);

/**
 * A component's price with the numbers of its rows; `models` gives the model in each slot. A row of one model counts over one
 * of all. The memory of a GPU is a part of the same kernel: it takes the GPU's actions, and no area or leakage.
 */
export function tabledCost(
  component: string,
  models: ReadonlyMap<string, string>,
  cost: ComponentCost<string>,
  tables: ComponentTables,
): ComponentCost<string> {
  const slot = slotOf(component);
  const isPart = slot !== component;
  const rows = rowsOf(tables, slot, models.get(slot));
  if (rows.length === 0) return cost;
  const actions = { ...cost.actions };
  let { area, leakage } = cost;
  const general = (model: string | undefined): number => (model === undefined ? 0 : 1);
  for (const { action, quantity, value } of [...rows].sort((a, b) => general(a.model) - general(b.model))) {
    if (action === undefined) {
      if (isPart) continue;
      if (quantity === "area") area = squareMetres(value);
      else leakage = watts(value);
      continue;
    }
    const own = actions[action];
    if (own === undefined) continue;
    actions[action] = {
      energy: quantity === "energy" ? joules(value) : own.energy,
      latency: quantity === "latency" ? seconds(value) : own.latency,
      interval: quantity === "interval" ? seconds(value) : own.interval,
    };
  }
  return { ...cost, area, leakage, actions };
}
