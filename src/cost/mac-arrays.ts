// Divides the units of a MAC array into as many arrays as a design's blocks fill.

import { power } from "../base/power.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { blockOf } from "../mapping/mac-blocks.ts";
import { sizesOf } from "../mapping/sizes.ts";
import { isSized, LEAST_EXPONENT } from "./unit-sizes.ts";

type Mac = Design["digital"]["mac"];

/** One instance a number of arrays, so that its prices are computed once. */
const known = new WeakMap<Mac, Map<number, Mac>>();

/**
 * A design whose units form the power of two of arrays with the least time of a block × arrays^LEAST_EXPONENT,
 * the rule of unit sizes; where the config names their number or no sizes are searched, that design itself.
 * An array whose rows outnumber the queries of a block is partly idle, more arrays need more stores; each
 * has a row at least.
 */
export function withOwnArrays(design: Design, workload: Workload): Design {
  const { mac } = design.digital;
  const { useOf, spatial } = mac.behaviour;
  if (useOf === undefined || spatial === undefined || !isSized(design)) return design;
  const { kind } = workload.attention;
  const block = kind === "lsh" || kind === "exact" ? blockOf(sizesOf(design, workload), workload) : null;
  if (block === null) return design;
  let [best, least] = [1, 1 / useOf(block, 1)];
  for (let arrays = 2; arrays <= spatial.rows; arrays *= 2) {
    const value = power(arrays, LEAST_EXPONENT) / useOf(block, arrays);
    if (value < least) [best, least] = [arrays, value];
  }
  if (best === 1) return design;
  const own = known.get(mac) ?? new Map<number, Mac>();
  known.set(mac, own);
  const divided = own.get(best) ?? mac.with({ arrays: best });
  own.set(best, divided);
  return { ...design, digital: { ...design.digital, mac: divided } };
}
