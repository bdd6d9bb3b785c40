// The best plan of a workload on a design, by branch and bound over numbers of tiles.

import type { Plan } from "../../design/mapping-plan.ts";
import {
  type Bounds,
  createBounds,
  type Flight,
  type Node,
  type PlanProblem,
  type TilingPart,
} from "./plan-bounds.ts";
import type { PlanCost, Value } from "./plan-value.ts";

/** The best plan found, and how good it is. */
export interface PlanSearch {
  /** Null where no plan beats the one that the search started from. */
  readonly plan: Plan | null;
  /** Largest share by which a plan that was not examined could be better; 0 where the best is known. */
  readonly gap: number;
}

/** Number of ranges that are bounded before the search stops and reports its gap, and what the gap may then be. */
const MOST_BOUNDED = 400;
const WIDE = 0.1;

/** Times as many ranges are bounded while the gap is wider, or no plan has been found. */
const LONGER = 4;

/** The search stops once no plan can be better by more than this share, and reports the gap. */
const CLOSE = 0.005;

/**
 * Finds the plan of least value, starting from `start`. A range of tilings is bounded by the counts of its
 * fewest tiles and the sizes of its most: residency is a fractional knapsack, filled by energy or memory time
 * saved per bit. The range of least bound is halved down to one tiling, priced in full with the residencies
 * of least energy and of least memory time; ranges that cannot beat the best are dropped.
 */
export function searchPlans(problem: PlanProblem, value: Value, start: PlanCost | null): PlanSearch {
  const bounds = createBounds(problem, value);
  let least = start === null ? Number.POSITIVE_INFINITY : value(start);
  let plan: Plan | null = null;
  const tryAll = ({ part, flight, shares }: Node): void => {
    for (const resident of shares) {
      const tried = { ...part.tiling, headsInFlight: flight.heads, resident };
      const cost = value(problem.pricer.price(part.least, tried));
      if (cost < least) [least, plan] = [cost, tried];
    }
  };
  const { parts } = problem;
  const open = problem.flights.flatMap((flight) => roots(parts, flight, bounds));
  // Untiled plans first: they are few, and tiled plans are of use only where they beat them.
  for (const node of open) if (node.part.isWhole && node.bound < least) tryAll(node);
  // Other residencies of the tilings that were priced may still be better than the two that were tried.
  let floor = Number.POSITIVE_INFINITY;
  // Without a plan of finite value there is no gap.
  const gapTo = (bound: number): number =>
    least === Number.POSITIVE_INFINITY ? 0 : Math.max(0, least / bound - 1);
  while (open.length > 0) {
    let node: Node | undefined = takeLeast(open);
    const isKnown = least < Number.POSITIVE_INFINITY;
    const isClose = isKnown && gapTo(node.bound) <= WIDE;
    const isEnough = bounds.made() >= (isClose ? MOST_BOUNDED : LONGER * MOST_BOUNDED);
    if (isEnough || node.bound === Number.POSITIVE_INFINITY || (isKnown && gapTo(node.bound) <= CLOSE))
      return { plan, gap: gapTo(Math.min(floor, node.bound)) };
    while (node !== undefined) {
      const at: Node = node;
      const { part, flight } = at;
      node = undefined;
      if (part.halves === null) {
        floor = Math.min(floor, at.bound);
        tryAll(at);
      } else {
        const better = part.halves
          .flatMap((half) => bounds.of(half, flight) ?? [])
          .filter((half) => half.bound < least)
          .sort((one, other) => one.bound - other.bound);
        node = better[0];
        open.push(...better.slice(1));
      }
    }
  }
  return { plan, gap: gapTo(floor) };
}

/** Returns the parts that fit. No tiles move less than none, but they may fill a MAC array better: all are bounded. */
const roots = (parts: readonly TilingPart[], flight: Flight, bounds: Bounds): Node[] =>
  parts.flatMap((part) => bounds.of(part, flight) ?? []);

/** Removes the node with the least bound from the list and returns it. */
function takeLeast(open: Node[]): Node {
  let first = 0;
  for (let n = 1; n < open.length; n++) if (open[n].bound < open[first].bound) first = n;
  const node = open[first];
  open[first] = open[open.length - 1];
  open.pop();
  return node;
}
