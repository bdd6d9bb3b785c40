// Divides the units of a MAC array into as many arrays as a design's blocks fill.

import { power } from "../base/power.ts";
import type { Design } from "../design/design.ts";
import type { Objective } from "../design/mapping-plan.ts";
import type { Workload } from "../design/workload.ts";
import { blockOf } from "../mapping/mac-blocks.ts";
import { sizesOf } from "../mapping/sizes.ts";
import { isSized, LEAST_EXPONENT, variantOf } from "./unit-sizes.ts";

/** Whether the number of arrays is an open choice: no config names it, and sizes are searched. */
const isOpen = (design: Design): boolean =>
  design.digital.mac.behaviour.useOf !== undefined && isSized(design);

/** Rows of units of an undivided design, of which each array has one at least. */
const rowsOf = ({ digital }: Design): number => digital.mac.behaviour.spatial?.rows ?? 1;

/** A design whose units form so many arrays; that design itself where the number is no open choice. */
export function dividedInto(design: Design, arrays: number): Design {
  if (arrays === 1 || !isOpen(design)) return design;
  return { ...design, digital: { ...design.digital, mac: variantOf(design.digital.mac, { arrays }) } };
}

/**
 * The power of two of arrays with the least time of a block × arrays^LEAST_EXPONENT: an array whose rows
 * outnumber the queries of a block is partly idle. Null where no block is computed.
 */
function arraysFilled(design: Design, workload: Workload): number | null {
  const { useOf } = design.digital.mac.behaviour;
  const { kind } = workload.attention;
  const block = kind === "lsh" || kind === "exact" ? blockOf(sizesOf(design, workload), workload) : null;
  if (block === null || useOf === undefined) return null;
  let [best, least] = [1, 1 / useOf(block, 1)];
  for (let arrays = 2; arrays <= rowsOf(design); arrays *= 2) {
    const value = power(arrays, LEAST_EXPONENT) / useOf(block, arrays);
    if (value < least) [best, least] = [arrays, value];
  }
  return best;
}

/** Parts into which a plan may cut the blocks of LSH attention, each with an array of its own. */
const MOST_PARTS = 8;

/**
 * Numbers of arrays that are tried: the powers of two up to what blocks fill, and on to their parts where a plan
 * may cut them. The same on every chip: trying parts only where data outgrow the buffer made prices jump.
 */
export function triedArrays(design: Design, workload: Workload): number[] {
  const filled = isOpen(design) ? arraysFilled(design, workload) : null;
  if (filled === null) return [1];
  const most = Math.min(rowsOf(design), filled * (workload.attention.kind === "lsh" ? MOST_PARTS : 1));
  const tried: number[] = [];
  for (let arrays = 1; arrays <= most; arrays *= 2) tried.push(arrays);
  return tried;
}

/** Factor on the worth of a design: a doubling has to save 5 %; of energy alone, more arrays have their price. */
export const arraysToll = (arrays: number, objective: Objective): number =>
  objective === "energy" ? 1 : power(arrays, LEAST_EXPONENT);
