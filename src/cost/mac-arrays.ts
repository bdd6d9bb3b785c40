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

/** Doublings of the arrays that are tried. */
const MOST_DOUBLINGS = 3;

/**
 * A design divided for the blocks of its plan. Tiles of a plan cut the blocks of LSH attention, so two, four and
 * eight times as many arrays as whole blocks fill are tried as well, always, and those of least `worth` ×
 * arrays^LEAST_EXPONENT are taken; of energy alone, in which more arrays have their price, those of the least.
 */
export function withPlannedArrays(
  design: Design,
  workload: Workload,
  settled: (divided: Design) => SettledDesign,
  worth: (one: SettledDesign) => number,
): { readonly best: SettledDesign; readonly arrays: number } {
  const exponent = design.mapping.objective === "energy" ? 0 : LEAST_EXPONENT;
  const tried = (arrays: number) => {
    const best = settled(dividedInto(design, arrays));
    return { best, arrays, value: worth(best) * power(arrays, exponent) };
  };
  const first = tried(arraysFor(design, workload));
  if (!isOpen(design)) return first;
  let least = first;
  for (let n = 1; n <= MOST_DOUBLINGS && first.arrays * 2 ** n <= rowsOf(design); n++) {
    const next = tried(first.arrays * 2 ** n);
    if (next.value < least.value) least = next;
  }
  return least;
}
