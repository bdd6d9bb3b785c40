import { expect, it } from "vitest";
import { createRng } from "../../src/base/rng.ts";
import { disagreements, pricedComparison, randomConfig } from "../report/compare/agreement.ts";
import { plainComparison } from "../report/compare/plain-comparison.ts";

it("a comparison agrees with itself in all its parts, for 40 random configs, half of them with plans of their own", async () => {
  const plain = await plainComparison();
  const rng = createRng(12).fork("agreement");
  for (let n = 0; n < 40; n++) {
    const config = randomConfig(rng.fork(n), n % 2 === 1);
    expect(disagreements(config, pricedComparison(config, plain, 200)), `config ${n}`).toEqual([]);
  }
});
