import { expect, it } from "vitest";
import { createRng } from "#base";
import { byTier } from "../../../tier.ts";
import { disagreements, pricedComparison, randomConfig } from "./agreement.ts";
import { plainComparison } from "./plain-comparison.ts";

const plain = await plainComparison();
const rng = createRng(11).fork("agreement");

/** In the slow tier two have bands and lengths as well, which take most of the time, and test/long/agreement has four more. */
it.each(Array.from({ length: byTier(2, 16) }, (_, n) => n))(
  "a comparison agrees with itself: sums, ratios, floors, verdicts and changes of random config %i",
  (n) => {
    const config = randomConfig(rng.fork(n), false);
    const isWhole = byTier(false, n % 8 === 0);
    const comparison = pricedComparison(config, plain, isWhole ? 40 : null);
    expect(disagreements(config, comparison)).toEqual([]);
  },
);
