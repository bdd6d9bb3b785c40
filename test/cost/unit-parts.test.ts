// The number of parts of a unit, against every whole number of them.

import { expect, it } from "vitest";
import { contenderOf } from "../../src/comparison/comparison-designs.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { POINT } from "../comparison/neighbours.ts";
import { configOf } from "../design-under-test.ts";

/** Exact attention whose softmax has one lane before it grows, next to a MAC array of a size. */
function exactOn(units: number) {
  const { design, workload } = configOf(
    `{ workload: { length: 256, heads: 2, layers: 1 }, design: { mapping: { search: false }, digital: { softmax: { lanes: 1 }, mac: { units: ${units}, arrays: 1 } } } }`,
  );
  const record = contenderOf("exact-digital");
  const chosen = priceContender(record, design, workload, POINT);
  if (!chosen.feasible) throw new Error(chosen.reason);
  const digital = { ...design.digital, sizes: "stated" as const };
  const worthAt = (lanes: number): number => {
    const own = priceContender(record, { ...design, digital, sizes: { softmax: lanes } }, workload, POINT);
    if (!own.feasible) throw new Error(own.reason);
    // A doubling has to save 5 % of the latency.
    return own.cost.timing.latency * lanes ** -Math.log2(0.95);
  };
  return { lanes: chosen.design.sizes?.softmax ?? 1, worthAt };
}

it.each([64, 256, 512, 1024, 2048, 4096])(
  "a softmax next to %i multipliers has as many whole lanes as are worth most, of one to 64",
  (units) => {
    const { lanes, worthAt } = exactOn(units);
    const worths = Array.from({ length: 64 }, (_, n) => worthAt(n + 1));
    expect(lanes).toBeCloseTo(worths.indexOf(Math.min(...worths)) + 1, 9);
  },
);
