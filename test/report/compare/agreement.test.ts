import { expect, it } from "vitest";
import { createRng } from "../../../src/base/rng.ts";
import { disagreements, pricedComparison, randomConfig } from "./agreement.ts";
import { plainComparison } from "./plain-comparison.ts";

const plain = await plainComparison();
const rng = createRng(11).fork("agreement");

it("a comparison agrees with itself: sums, ratios, floors, verdicts and changes of 24 random configs, six with bands and lengths", () => {
  for (let n = 0; n < 24; n++) {
    const config = randomConfig(rng.fork(n), false);
    const comparison = pricedComparison(config, plain, n % 4 === 0 ? 40 : null);
    expect(disagreements(config, comparison), `config ${n}`).toEqual([]);
  }
});
