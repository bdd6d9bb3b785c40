// Prices under the user's own tables: a row's numbers replace those of the model.

import { type ComponentCost, joules, seconds, squareMetres, watts } from "#base";
import { type ComponentTables, rowsOf } from "../design/component-tables.ts";

/** The slot of a component: the memory of a GPU belongs to the GPU's. */
export const slotOf = (component: string): string => (component === "gpuMemory" ? "gpu" : component);

/**
 * A component's price with the numbers of its rows; `models` gives the model in each slot. A row of one model
 * precedes one of all. A GPU's memory is part of the same kernel: the GPU's actions, no area or leakage.
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
