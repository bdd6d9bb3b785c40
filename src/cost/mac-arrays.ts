// Divides the units of a MAC array into as many arrays as a design's blocks fill.

import { power } from "../base/power.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { blockOf } from "../mapping/mac-blocks.ts";
import { sizesOf } from "../mapping/sizes.ts";
import type { SettledDesign } from "./best-plan.ts";
import { isSized, LEAST_EXPONENT } from "./unit-sizes.ts";

type Mac = Design["digital"]["mac"];

/** One instance a number of arrays, so that its prices are computed once. */
const known = new WeakMap<Mac, Map<number, Mac>>();

/** Whether the number of arrays is an open choice: no config names it, and sizes are searched. */
const isOpen = (design: Design): boolean =>
  design.digital.mac.behaviour.useOf !== undefined && isSized(design);

/** Rows of units of an undivided design, of which each array has one at least. */
const rowsOf = ({ digital }: Design): number => digital.mac.behaviour.spatial?.rows ?? 1;

/** A design whose units form so many arrays; that design itself where the number is no open choice. */
export function dividedInto(design: Design, arrays: number): Design {
  const { mac } = design.digital;
  if (arrays === 1 || !isOpen(design)) return design;
  const own = known.get(mac) ?? new Map<number, Mac>();
  known.set(mac, own);
  const divided = own.get(arrays) ?? mac.with({ arrays });
  own.set(arrays, divided);
  return { ...design, digital: { ...design.digital, mac: divided } };
}

/**
 * The power of two of arrays with the least time of a block × arrays^LEAST_EXPONENT, the rule of unit sizes:
 * an array whose rows outnumber the queries of a block is partly idle, more arrays need more stores.
 */
function arraysFor(design: Design, workload: Workload): number {
  const { useOf } = design.digital.mac.behaviour;
  if (useOf === undefined || !isOpen(design)) return 1;
  const { kind } = workload.attention;
  const block = kind === "lsh" || kind === "exact" ? blockOf(sizesOf(design, workload), workload) : null;
  if (block === null) return 1;
  let [best, least] = [1, 1 / useOf(block, 1)];
  for (let arrays = 2; arrays <= rowsOf(design); arrays *= 2) {
    const value = power(arrays, LEAST_EXPONENT) / useOf(block, arrays);
    if (value < least) [best, least] = [arrays, value];
  }
  return best;
}

/** A design divided for its undivided blocks. */
export const withOwnArrays = (design: Design, workload: Workload): Design =>
  dividedInto(design, arraysFor(design, workload));

/**
 * A design divided for the blocks of its plan. Tiles cut the blocks of LSH attention, so where the best plan has
 * some, twice as many arrays are tried for as long as `worth` × arrays^LEAST_EXPONENT falls.
 */
export function withPlannedArrays(
  design: Design,
  workload: Workload,
  settled: (divided: Design) => SettledDesign,
  worth: (one: SettledDesign) => number,
): { readonly best: SettledDesign; readonly arrays: number } {
  const weighed = (one: SettledDesign, arrays: number): number => worth(one) * power(arrays, LEAST_EXPONENT);
  let arrays = arraysFor(design, workload);
  let best = settled(dividedInto(design, arrays));
  while (isOpen(design) && (best.design.plan?.queryTiles ?? 1) > 1 && 2 * arrays <= rowsOf(design)) {
    const next = settled(dividedInto(design, 2 * arrays));
    if (weighed(next, 2 * arrays) >= weighed(best, arrays)) break;
    [best, arrays] = [next, 2 * arrays];
  }
  return { best, arrays };
}
