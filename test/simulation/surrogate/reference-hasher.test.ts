import { describe, expect, it } from "vitest";
import { createRng, type Dense, row } from "#base";
import { noisyCosine, signCollision } from "../../../src/attention/collision-law.ts";
import { grayWord } from "../../../src/attention/hash-code.ts";
import { simHashCode } from "../../../src/attention/hashes/simhash.ts";
import { vectorPairs } from "../../../src/simulation/hash-laws.ts";
import type { HashLaw } from "../../../src/simulation/surrogate/hash-law.ts";
import type { Levels } from "../../../src/simulation/surrogate/level-summary.ts";
import { referenceIds } from "../../../src/simulation/surrogate/reference-hasher.ts";

const PLAIN: HashLaw = {
  noise: 0,
  absoluteShare: 0,
  offset: 0,
  common: 0,
  spread: 0,
  largeShare: 0,
  largePower: 0,
  largeNoise: 0,
};
const THROUGH = { comparesOpposites: false, quantise: null, range: 3 };
const WIDTH = 32;
const PAIRS = 200;
const code = simHashCode(400, 1);

function levelsOf(vectors: Dense): Levels {
  const norms = Float64Array.from({ length: vectors.rows }, (_, t) => Math.hypot(...row(vectors, t)));
  const sums = Float64Array.from({ length: vectors.rows }, (_, t) =>
    row(vectors, t).reduce((sum, x) => sum + x, 0),
  );
  const scale = Math.sqrt(norms.reduce((sum, x) => sum + x * x, 0) / norms.length);
  return { levels: vectors, norms, sums, scale };
}

/** Share of equal bits of pairs at a cosine under each law. */
function agreements(cosine: number, laws: readonly HashLaw[], times = 1): number[] {
  const pairs = vectorPairs(PAIRS, WIDTH, cosine, createRng("pairs"));
  for (const { data } of [pairs.queries, pairs.keys]) for (let n = 0; n < data.length; n++) data[n] *= times;
  const [queries, keys] = [pairs.queries, pairs.keys].map((vectors, n) =>
    referenceIds(
      levelsOf(vectors),
      n === 0 ? "query" : "key",
      code,
      laws,
      THROUGH,
      Math.sqrt(WIDTH),
      createRng("reference"),
    ),
  );
  return laws.map((_, n) => {
    let agreed = 0;
    queries[n].forEach((id, k) => {
      agreed += Number(grayWord(id) === grayWord(keys[n][k]));
    });
    return agreed / queries[n].length;
  });
}

describe("reference hash", () => {
  it("collides as Gaussian projections do, with fresh noise of either kind", () => {
    // 400 projections on 200 pairs each: standard error below .004.
    for (const cosine of [0.95, 0.8, 0.3]) {
      const noises = [0, 0.3, 1];
      const laws = noises.map((noise) => ({ ...PLAIN, noise }));
      agreements(cosine, laws).forEach((share, n) => {
        const law = signCollision(noisyCosine(cosine, noises[n]));
        expect(Math.abs(share - law), `${cosine} at ${noises[n]}`).toBeLessThan(0.015);
      });
      // Vectors of nearly one length: noise that does not grow with them does the same.
      const [relative, absolute] = agreements(cosine, [
        { ...PLAIN, noise: 0.5 },
        { ...PLAIN, noise: 0.5, absoluteShare: 1 },
      ]);
      expect(Math.abs(relative - absolute)).toBeLessThan(0.01);
    }
  });

  it("is biased by frozen offsets and by what projections share, so that strangers agree", () => {
    const [plain, offset, common] = agreements(0, [PLAIN, { ...PLAIN, offset: 2 }, { ...PLAIN, common: 3 }]);
    expect(Math.abs(plain - 0.5)).toBeLessThan(0.01);
    // Both values are positive or both negative given ω: P = E[Φ(2ω)² + (1 − Φ(2ω))²] = 1 − arccos(4/5)/π.
    expect(Math.abs(offset - signCollision(4 / 5))).toBeLessThan(0.02);
    // Strangers' sums agree in sign by chance alone.
    expect(Math.abs(common - 0.5)).toBeLessThan(0.12);
  });

  it("takes sizes and rare large weights without a change of what they add up to", () => {
    const [plain, sized, large] = agreements(0.8, [
      PLAIN,
      { ...PLAIN, spread: 1 },
      { ...PLAIN, largeShare: 1 / 64, largePower: 0.5 },
    ]);
    expect(sized).toBe(plain);
    expect(large).not.toBe(plain);
    expect(Math.abs(large - plain)).toBeLessThan(0.03);
  });

  it("disturbs large weights by their own noise: where all are large, as any noise does", () => {
    const all = { ...PLAIN, largeShare: 1, largePower: 1 };
    const [quiet, noisy] = agreements(0.8, [all, { ...all, largeNoise: 0.7 }]);
    expect(Math.abs(quiet - signCollision(0.8))).toBeLessThan(0.02);
    expect(Math.abs(noisy - signCollision(noisyCosine(0.8, 0.7)))).toBeLessThan(0.02);
  });

  it("keeps the power of its weights where some are large, and only theirs has their noise", () => {
    const few = { ...PLAIN, largeShare: 0.3, largePower: 0.3 };
    const half = { ...PLAIN, largeShare: 0.5, largePower: 0.5 };
    const [all, part] = agreements(0.8, [
      { ...few, noise: 0.7 },
      { ...half, largeNoise: 0.7 },
    ]);
    expect(Math.abs(all - signCollision(noisyCosine(0.8, 0.7)))).toBeLessThan(0.015);
    expect(Math.abs(part - signCollision(noisyCosine(0.8, 0.7 * Math.SQRT1_2)))).toBeLessThan(0.015);
  });

  it("disturbs vectors twice as long as much, or half as much where its noise is absolute", () => {
    const laws = [0, 0.5, 1].map((absoluteShare) => ({ ...PLAIN, noise: 0.8, absoluteShare }));
    // Variances add: a share of the noise falls to a quarter.
    const noises = [0.8, 0.8 * Math.sqrt(0.5 + 0.5 / 4), 0.4];
    agreements(0.8, laws, 2).forEach((share, n) => {
      expect(Math.abs(share - signCollision(noisyCosine(0.8, noises[n])))).toBeLessThan(0.015);
    });
  });

  it("is converted at the range times the root of all mean squares: signal, noise and what is common", () => {
    const { queries } = vectorPairs(4, WIDTH, 0.5, createRng("range"));
    const scales = new Set<number>();
    const quantise = (value: number, fullScale: number): number => {
      scales.add(fullScale);
      return value;
    };
    const through = { comparesOpposites: false, quantise, range: 3 };
    const law = { ...PLAIN, noise: 0.5, common: 0.3 };
    referenceIds(levelsOf(queries), "key", code, [law], through, 7, createRng("r"));
    expect(scales.size).toBe(1);
    expect([...scales][0]).toBeCloseTo(3 * 7 * Math.sqrt(1 + 0.5 ** 2 + 0.3 ** 2), 12);
  });

  it("gives a law the same ids in any company", () => {
    const laws: HashLaw[] = [
      PLAIN,
      { ...PLAIN, noise: 0.5 },
      { ...PLAIN, largeShare: 0.02, largePower: 0.4 },
    ];
    const { queries } = vectorPairs(50, WIDTH, 0.5, createRng("company"));
    const ids = (own: readonly HashLaw[]) =>
      referenceIds(levelsOf(queries), "key", code, own, THROUGH, 1, createRng("r"));
    const together = ids(laws);
    laws.forEach((law, n) => {
      expect(ids([law])[0]).toEqual(together[n]);
    });
    expect(together[0]).not.toEqual(together[1]);
  });
});
