// What the chip around the units adds to an action, for searches that cannot lay out each plan.

import type { ActionCount, ComponentName } from "../../mapping/action-counts.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import type { PriceList } from "../price-list.ts";
import { busyCycles, clockedArea, groundOf, isControlled, partsCensus, routeLengths } from "./chip.ts";
import { type Flow, wayOf } from "./flows.ts";
import { leastAt } from "./lay-out.ts";

/** Energy of clock, control and network for one action, J: no more than `layOut` adds for it. */
export type Overhead = (entry: Pick<ActionCount, "operation" | "component" | "action">) => number;

/** A mapping with all parts of its chip except the network. */
export const withParts = (mapping: Mapping, prices: PriceList): Mapping => ({
  ...mapping,
  census: { ...mapping.census, ...partsCensus(mapping.census, prices) },
});

/** Wire lengths between two blocks of a chip, m, under each arrangement of its cores. */
export type Lengths = (ends: Pick<Flow, "from" | "to">) => Float64Array;

/** Lengths on the chip of a mapping `withParts`, each computed once. */
export function lengthsOn(laid: Mapping, prices: PriceList): Lengths {
  const ground = groundOf(laid, prices);
  const known = new Map<string, Map<string, Float64Array>>();
  return ({ from, to }) => {
    const own = inner(known, from);
    const lengths = own.get(to) ?? routeLengths(ground, { from, to }, laid, prices);
    own.set(to, lengths);
    return lengths;
  };
}

/**
 * Returns the overhead of actions on the chip of a mapping `withParts`, given its lengths. Each route has its
 * least length under any arrangement of the cores, so the wires' energy is a lower bound.
 */
export function overheadOn(laid: Mapping, prices: PriceList, lengthOf: Lengths): Overhead {
  const isClocked = (laid.census.clock ?? 0) > 0;
  const tick = isClocked ? prices.clock.actions.tick.energy : 0;
  const issue = isControlled(prices) ? prices.control.actions.issue.energy : 0;
  const { linkBits, reach } = prices.floorplan;
  const { transfer } = prices.network.actions;
  // A route has hundreds of lengths, and carries many kinds of actions.
  const known = new Map<Float64Array, number>();
  const leastOf = (lengths: Float64Array): number => {
    const least = known.get(lengths) ?? lengths[leastAt(lengths)];
    known.set(lengths, least);
    return least;
  };
  const moved: Overhead = (entry) => {
    const way = transfer.energy === 0 ? null : wayOf(entry, laid, prices);
    if (way === null) return 0;
    const [from, to, bits] = way;
    const length = leastOf(lengthOf({ from, to }));
    if (length === 0) return 0;
    return (bits / linkBits) * transfer.energy * (reach === undefined ? 1 : length / reach);
  };
  return (entry) => {
    const { operation, component, action } = entry;
    const busy = busyCycles({ operation, component, action, count: 1 }, prices);
    const cycle = busy === 0 ? 0 : issue + tick * clockedArea(component, prices);
    return busy * cycle + moved(entry);
  };
}

/** Returns the map of a key, created where missing. */
function inner<K, V, W>(map: Map<K, Map<V, W>>, key: K): Map<V, W> {
  const own = map.get(key) ?? new Map<V, W>();
  map.set(key, own);
  return own;
}

/** Static power of a mapping `withParts`, which has no network, at the lowest temperature, W. */
export function leastStaticPower({ census }: Mapping, prices: PriceList): number {
  let power = 0;
  for (const component in census) {
    const name = component as ComponentName;
    power += (census[name] ?? 0) * prices[name].leakage;
  }
  return power;
}
