import type { ActionCost, ComponentCost } from "./component.ts";
import { joules, seconds, squareMetres, watts } from "./units.ts";

const FREE_ACTION: ActionCost = { energy: joules(0), latency: seconds(0), interval: seconds(0) };

/** Price of an ideal component: no area, no energy, no time. */
export const free = <Action extends string>(actions: readonly Action[]): ComponentCost<Action> => ({
  area: squareMetres(0),
  leakage: watts(0),
  actions: Object.fromEntries(actions.map((action) => [action, FREE_ACTION])) as Record<Action, ActionCost>,
});
