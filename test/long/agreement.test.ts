import { expect, it } from "vitest";
import { createRng } from "#base";
import { disagreements, pricedComparison, randomConfig } from "../commands/compare/report/agreement.ts";
import { plainComparison } from "../commands/compare/report/plain-comparison.ts";

const plain = await plainComparison();
const rng = createRng(12).fork("agreement");

/** Each with all its parts, every other one with plans of its own. */
it.each(Array.from({ length: 4 }, (_, n) => n))("a comparison agrees with itself: random config %i", (n) => {
  const config = randomConfig(rng.fork(n), n % 2 === 1);
  expect(disagreements(config, pricedComparison(config, plain, 40))).toEqual([]);
});
