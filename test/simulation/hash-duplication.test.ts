// Partners that a hash finds on constructed duplication, against laws of chance and a walk over all windows.

import { describe, expect, it } from "vitest";
import { createRng, row } from "#base";
import { drawProjections } from "../../src/attention/hash-code.ts";
import {
  type DuplicationVariant,
  duplicatedVectors,
  duplicationActivations,
  duplicationShares,
  measureDuplication,
} from "../../src/simulation/hash-duplication.ts";
import { configOf, IDEAL_HARDWARE } from "../design-under-test.ts";

const [L, WIDTH] = [256, 32];
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, n) => sum + x * b[n], 0);

const configured = (attention: string) =>
  configOf(
    `{ workload: { headWidth: ${WIDTH}, length: ${L}, attention: { rounds: 4, buckets: 8, ${attention} } }, design: { ${IDEAL_HARDWARE} } }`,
  );

describe("constructed duplication", () => {
  it("has unit vectors, partners half a sequence apart at cosine 0.8 on average, and strangers at none", () => {
    const vectors = duplicatedVectors(2 * L, WIDTH, createRng(3));
    const [partners, strangers]: number[][] = [[], []];
    for (let t = 0; t < L; t++) {
      expect(Math.hypot(...row(vectors, t))).toBeCloseTo(1, 12);
      expect(Math.hypot(...row(vectors, t + L))).toBeCloseTo(1, 12);
      partners.push(dot(row(vectors, t), row(vectors, t + L)));
      strangers.push(dot(row(vectors, t), row(vectors, L + ((t + 7) % L))));
    }
    const mean = (all: number[]): number => all.reduce((sum, x) => sum + x, 0) / all.length;
    // 0.8 + 0.6 x over its own length, where x has a deviation of 1/√32: 0.79 on average.
    expect(Math.abs(mean(partners) - 0.795)).toBeLessThan(0.015);
    expect(Math.abs(mean(strangers))).toBeLessThan(0.04);
    // An odd length has one original more.
    const odd = duplicatedVectors(9, WIDTH, createRng(3));
    for (let t = 0; t < 9; t++) expect(Math.hypot(...row(odd, t))).toBeCloseTo(1, 12);
    for (let t = 0; t < 4; t++) expect(dot(row(odd, t), row(odd, t + 5))).toBeGreaterThan(0.6);
  });

  it("has logits of 20 with itself by q · k / √d, for every head of every layer", () => {
    const made = duplicationActivations({ layers: 2, heads: 3, headWidth: WIDTH, length: 16 }, createRng(3));
    expect(made.heads.map(({ layer, head }) => [layer, head])).toEqual(
      [0, 1].flatMap((layer) => [0, 1, 2].map((head) => [layer, head])),
    );
    for (const { q, k } of made.heads)
      expect(dot(row(q, 5), row(k, 5)) / Math.sqrt(WIDTH)).toBeCloseTo(20, 10);
  });
});

/** Mean share of partners found in the first r rounds. */
function sharesOf(attention: string, variant: DuplicationVariant, arrays: number): number[] {
  const { design, workload } = configured(attention);
  const found = duplicationShares(design, workload, { length: L, arrays, variants: [variant] }, createRng(9));
  return Array.from(
    { length: 4 },
    (_, r) => found[variant].reduce((sum, shares) => sum + shares[r], 0) / arrays,
  );
}

it.each([
  [32, 0],
  [32, 1],
  [16, 3],
])(
  "random buckets find a partner in chunks of %i and %i before in that share of rounds by chance",
  (chunk, lookBack) => {
    const own = sharesOf(`chunk: ${chunk}, lookBack: ${lookBack}`, "random-buckets", 24);
    const once = ((1 + lookBack) * chunk) / L;
    own.forEach((share, r) => {
      expect(Math.abs(share - (1 - (1 - once) ** (r + 1)))).toBeLessThan(0.03);
    });
  },
);

/** The Gray code of three bits, from its words. */
const RANKS = [0, 1, 3, 2, 7, 6, 4, 5];

/** Partners found by a walk: sorted keys in chunks, a query in the chunk of the last key not after it. */
function walked(chunk: number, lookBack: number): number[] {
  const { workload } = configured(`chunk: ${chunk}, lookBack: ${lookBack}`);
  const stream = createRng(9).fork("duplication").fork(0);
  const vectors = duplicatedVectors(L, WIDTH, stream.fork("task"));
  const projections = drawProjections({ rounds: 4, columns: 3 }, WIDTH, stream.fork("projections"));
  expect(workload.attention.rounds).toBe(4);
  const found = new Set<number>();
  return [0, 1, 2, 3].map((round) => {
    const places = Array.from({ length: L }, (_, t) => {
      const signs = [0, 1, 2].map((b) => Number(dot(row(projections, 3 * round + b), row(vectors, t)) >= 0));
      return { t, id: RANKS[4 * signs[0] + 2 * signs[1] + signs[2]] };
    });
    const sorted = [...places].sort((a, b) => a.id - b.id || a.t - b.t).map(({ t }) => t);
    // Queries and keys are the same vectors, so each query's chunk is that of its own key.
    const chunkOf = (t: number): number => Math.floor(sorted.indexOf(t) / chunk);
    const chunks = L / chunk;
    for (let t = 0; t < L / 2; t++)
      if ((chunkOf(t + L / 2) - chunkOf(t) + chunks) % chunks <= lookBack) found.add(t);
    return found.size / (L / 2);
  });
}

it.each([
  [32, 0],
  [16, 1],
])(
  "signs find what a walk over sorted chunks of %i and %i before finds, by software and on ideal arrays",
  (chunk, lookBack) => {
    const hand = walked(chunk, lookBack);
    const { design, workload } = configured(`hash: "simhash", chunk: ${chunk}, lookBack: ${lookBack}`);
    const variants = ["software", "memristor"] as const;
    const own = duplicationShares(design, workload, { length: L, arrays: 1, variants }, createRng(9));
    expect([...own.software[0]]).toEqual(hand);
    expect(hand[3]).toBeGreaterThan(hand[0]);
    // The array has projections of its own, which find as many by the same law.
    expect(Math.abs(own.memristor[0][3] - hand[3])).toBeLessThan(0.2);
  },
);

it("a curve has every power of two of rounds, and all of them", () => {
  const { design, workload } = configOf(
    `{ workload: { headWidth: 16, length: 64, attention: { rounds: 6, buckets: 8, chunk: 64, lookBack: 1 } }, design: { ${IDEAL_HARDWARE} } }`,
  );
  const curve = measureDuplication(design, workload, 4, createRng(2), undefined, ["random-buckets"]);
  expect(curve.rounds).toEqual([1, 2, 4, 6]);
  expect([curve.length, curve.chunk, curve.buckets]).toEqual([1024, 64, 8]);
  curve.hits["random-buckets"].forEach(({ mean }, n) => {
    expect(Math.abs(mean - (1 - (1 - (2 * 64) / 1024) ** curve.rounds[n]))).toBeLessThan(0.04);
  });
});
