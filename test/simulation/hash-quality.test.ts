import { describe, expect, it } from "vitest";
import { createRng } from "../../src/base/rng.ts";
import { COSINES } from "../../src/simulation/hash-laws.ts";
import { measureHash } from "../../src/simulation/hash-quality.ts";
import { configOf } from "../design-under-test.ts";

const SEEDS = 40;
const ARRAYS = 5;

describe("measureHash", () => {
  it("measures the law of a quantised pair: the 95 % interval covers it in 90 % of seeds and more", () => {
    const { design, workload } = configOf(
      "{ workload: { length: 256, attention: { hash: 'simhash', rounds: 2, buckets: 16 } }, design: { hashing: { array: { wires: 'ideal' } } } }",
    );
    const covered = new Map([0.99, 0.95, 0.8].map((cosine) => [cosine, 0]));
    for (let seed = 1; seed <= SEEDS; seed++)
      for (const { cosine, memristor, noisyLaw } of measureHash(design, workload, ARRAYS, createRng(seed))
        .collision)
        if (covered.has(cosine) && Math.abs(memristor.mean - noisyLaw) <= memristor.interval)
          covered.set(cosine, covered.get(cosine)! + 1);
    expect(COSINES).toEqual(expect.arrayContaining([...covered.keys()]));
    if (process.env.SHOW) console.log(covered);
    for (const [cosine, seeds] of covered)
      expect(seeds, `seeds covered at ${cosine}`).toBeGreaterThanOrEqual(0.9 * SEEDS);
  });
});
