import { describe, expect, it } from "vitest";
import { createRng, type Rng } from "#base";
import type { HashCode, Hasher } from "../../src/attention/hash-code.ts";
import {
  drawProjections,
  projectionHasher,
  randomBuckets,
  secondArray,
} from "../../src/attention/hash-code.ts";
import { crossPolytopeCode } from "../../src/attention/hashes/cross-polytope.ts";
import { simHashCode } from "../../src/attention/hashes/simhash.ts";
import { routeRound, sees } from "../../src/attention/routing.ts";
import { countingOrder } from "../../src/peripherals/sorter/counting.ts";
import { duplicatedVectors } from "../../src/simulation/hash-duplication.ts";

const ROUNDS = 8;
const SEEDS = 40;
const [length, width, chunk, buckets, bits] = [1024, 64, 64, 32, 5];
const SIMHASH = simHashCode(ROUNDS, bits);

/** Share of second-half tokens whose partner lies in the window of at least one of the first r rounds. */
function hitCurve(hasherOf: (rng: Rng) => Hasher): number[] {
  const hits = new Float64Array(ROUNDS);
  for (let seed = 0; seed < SEEDS; seed++) {
    const rng = createRng(seed);
    const tokens = duplicatedVectors(length, width, rng.fork("task"));
    const hash = hasherOf(rng);
    const keys = hash(tokens, "key");
    const queries = hash(tokens, "query");
    const found = new Uint8Array(length / 2);
    for (let round = 0; round < ROUNDS; round++) {
      const slice = (ids: Int32Array) => ids.subarray(round * length, (round + 1) * length);
      const route = routeRound(slice(queries), slice(keys), { buckets, chunk }, countingOrder);
      for (let t = 0; t < length / 2; t++)
        if (sees(route.queryChunk[t + length / 2], route.keyChunk[t], route.chunks, 1)) found[t] = 1;
      hits[round] += found.reduce((sum, x) => sum + x, 0);
    }
  }
  return [1, 2, 4, 8].map((r) => hits[r - 1] / (SEEDS * (length / 2)));
}

const software = (rng: Rng, name: string, code: HashCode = SIMHASH): Hasher =>
  projectionHasher(drawProjections(code, width, rng.fork(name)), code);

// 40 seeds × 512 queries. The spread over seeds is below .02, so a mean of 40 lies within .015 at 4 sigma.
describe("constructed duplication, chunk 64, 32 buckets", () => {
  const simhash = hitCurve((rng) => software(rng, "projections"));

  it("SimHash finds the partner at .49 / .74 / .93 / .995", () => {
    [0.49, 0.74, 0.93, 0.995].forEach((expected, n) => {
      expect(Math.abs(simhash[n] - expected), `r = ${2 ** n}: ${simhash[n]}`).toBeLessThan(0.015);
    });
  });

  it("stays close to 1 − (1 − p)^r", () => {
    [1, 2, 4, 8].forEach((r, n) => {
      expect(Math.abs(simhash[n] - (1 - (1 - simhash[0]) ** r))).toBeLessThan(0.02);
    });
  });

  it("cross-polytope finds it at .46 / .71 / .91 / .99", () => {
    const code = crossPolytopeCode(ROUNDS, [buckets]);
    hitCurve((rng) => software(rng, "projections", code)).forEach((hit, n) => {
      expect(Math.abs(hit - [0.46, 0.71, 0.91, 0.99][n]), `r = ${2 ** n}: ${hit}`).toBeLessThan(0.02);
    });
  });

  const RANDOM = [0.12, 0.22, 0.4, 0.645];

  it("random buckets fall to .12 / .22 / .40 / .645", () => {
    hitCurve((rng) => randomBuckets(SIMHASH, rng.fork("random"))).forEach((hit, n) => {
      expect(Math.abs(hit - RANDOM[n]), `r = ${2 ** n}: ${hit}`).toBeLessThan(0.015);
    });
  });

  it("keys hashed on a second untuned array fall to the random level", () => {
    hitCurve((rng) => secondArray(software(rng, "first"), software(rng, "second"))).forEach((hit, n) => {
      expect(Math.abs(hit - RANDOM[n]), `r = ${2 ** n}: ${hit}`).toBeLessThan(0.02);
    });
  });
});
