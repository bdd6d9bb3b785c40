// What the chip around the units adds to an action, for searches that cannot lay out each plan.

import type { ActionCount, ComponentName, Operation } from "../../mapping/action-counts.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import type { PriceList } from "../price-list.ts";
import { wayOf } from "./flows.ts";
import { blockAreas, busyCycles, clockedArea, isControlled, layOut, planOf, routeLength } from "./lay-out.ts";

/** Energy of clock, control and network that an action asks for, J a count: no more than `layOut` adds for it. */
export type Overhead = (entry: Pick<ActionCount, "operation" | "component" | "action">) => number;

/**
 * The overhead of actions on the chip of a mapping; its census decides where the blocks are, its counts do not. Wires are as long as
 * on a die without the network's own area, so what they add is a bound from below.
 */
export function overheadOf(mapping: Mapping, prices: PriceList): Overhead {
  if (mapping.census.gpu !== undefined) return () => 0;
  const known = new Map<Operation, Map<ComponentName, Map<string, number>>>();
  const { census } = layOut(mapping, prices).mapping;
  const isClocked = (census.clock ?? 0) > 0;
  const tick = isClocked ? prices.clock.actions.tick.energy : 0;
  const issue = isControlled(prices) ? prices.control.actions.issue.energy : 0;
  const moved = movedOn({ ...mapping, census }, prices);
  return (entry) => {
    const { operation, component, action } = entry;
    const own = inner(inner(known, operation), component);
    const found = own.get(action);
    if (found !== undefined) return found;
    const busy = busyCycles({ ...entry, count: 1 }, prices);
    const cycle = busy === 0 ? 0 : issue + tick * clockedArea(component, prices);
    const energy = busy * cycle + moved(entry);
    own.set(action, energy);
    return energy;
  };
}

/** The map of a key, made where there is none; nested, as a search asks too often to join keys to one text. */
function inner<K, V, W>(map: Map<K, Map<V, W>>, key: K): Map<V, W> {
  const own = map.get(key) ?? new Map<V, W>();
  map.set(key, own);
  return own;
}

/** Energy of the network for an action, J a count. */
function movedOn(laid: Mapping, prices: PriceList): Overhead {
  const { linkBits, reach } = prices.floorplan;
  const { transfer } = prices.network.actions;
  if (transfer.energy === 0) return () => 0;
  const { network: _, ...others } = laid.census;
  const census: Mapping["census"] = others;
  const own = { ...laid, census };
  const areas = blockAreas(census, (name) => (census[name] ?? 0) * prices[name].area);
  const plan = planOf(areas, own, prices);
  return (entry) => {
    const way = wayOf(entry, own, prices);
    if (way === null) return 0;
    const [from, to, bits] = way;
    const length = routeLength(plan, { from, to }, own, areas, prices);
    if (length === 0) return 0;
    return (bits / linkBits) * transfer.energy * (reach === undefined ? 1 : length / reach);
  };
}

/** Static power of the instances of a mapping but for the network's, at the coolest, W. */
export function leastStaticPower(mapping: Mapping, prices: PriceList): number {
  const { census } = layOut(mapping, prices).mapping;
  let power = 0;
  for (const component in census) {
    const name = component as ComponentName;
    if (name !== "network") power += (census[name] ?? 0) * prices[name].leakage;
  }
  return power;
}
