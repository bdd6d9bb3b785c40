import { expect, it } from "vitest";
import { createRng } from "#base";
import { byTier } from "../../../tier.ts";
import { disagreements, pricedComparison, randomConfig } from "./agreement.ts";
import { plainComparison } from "./plain-comparison.ts";

const plain = await plainComparison();
const rng = createRng(11).fork("agreement");

/** Two with bands and lengths as well, which take most of the time; the slow tier has four more. */
it.each(Array.from({ length: byTier(4, 16) }, (_, n) => n))(
  "a comparison agrees with itself: sums, ratios, floors, verdicts and changes of random config %i",
  (n) => {
    const config = randomConfig(rng.fork(n), false);
    const comparison = pricedComparison(config, plain, n % 8 === 0 ? 40 : null);
    expect(disagreements(config, comparison)).toEqual([]);
  },
);
