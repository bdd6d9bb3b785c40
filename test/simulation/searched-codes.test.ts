// Codes of keys and queries by the laws of random projections, whatever draws them.

import { describe, expect, it } from "vitest";
import { createRng, type Dense, dense, row } from "#base";
import type { ComparisonDesign } from "../../src/comparison/comparison-design.ts";
import { lowBitKeys } from "../../src/comparison/designs/low-bit-keys.ts";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import { codeChoices } from "../../src/mapping/code-store.ts";
import { type Coded, codesOf } from "../../src/simulation/searched-codes.ts";
import { configOf, IDEAL_HARDWARE } from "../design-under-test.ts";

const WIDTH = 32;
const ANGLES = [0.2, 0.6, 1.1, 1.5, 2, 2.6];

const lengthOf = (x: ArrayLike<number>): number => Math.hypot(...Array.from(x));
const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, n) => sum + x * b[n], 0);

/**
 * Keys k and −k of each query, at an angle in their plane and with their own lengths: their mean is zero, so
 * that nothing is subtracted from them.
 */
function headAt(angles: readonly number[], width = WIDTH) {
  const rng = createRng(7);
  const normal = (): Float64Array => Float64Array.from({ length: width }, () => rng.normal());
  const [q, k] = [dense(2 * angles.length, width), dense(2 * angles.length, width)];
  angles.forEach((angle, n) => {
    const [query, other] = [normal(), normal()];
    const along = product(other, query) / lengthOf(query) ** 2;
    const across = other.map((x, c) => x - along * query[c]);
    const key = query.map(
      (x, c) =>
        (1 + n) *
        ((Math.cos(angle) * x) / lengthOf(query) + (Math.sin(angle) * across[c]) / lengthOf(across)),
    );
    for (const [place, sign] of [
      [2 * n, 1],
      [2 * n + 1, -1],
    ]) {
      row(q, place).set(query);
      row(k, place).set(key.map((x) => sign * x));
    }
  });
  return { layer: 0, head: 0, kvHead: 0, q, k, v: dense(2 * angles.length, width) };
}

function coded(contender: ComparisonDesign, codes: string, head = headAt(ANGLES)): Coded {
  const { design, workload } = configOf(
    `{ workload: { length: ${head.k.rows}, headWidth: ${head.k.columns}, attention: { localWindow: 1, sink: 0, chunk: 4, codes: { ${codes} } } }, design: { ${IDEAL_HARDWARE.replace('search: { model: "ideal" }', 'search: { model: "ideal", bits: 1024 }')} } }`,
  );
  const seen = contender.workload(workload);
  const [choice] = codeChoices(contender.design(design), seen);
  const rng = createRng(5);
  return codesOf(choice, seen, head, { sample: 0, rng, own: rng.fork("own"), kernels: undefined });
}

/** Share of a row's entries that differ from those of another. */
const differing = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, x, n) => sum + Number(x !== b[n]), 0) / a.length;

describe.each([
  ["arrays", scoreMemristor],
  ["digital transforms", scoreDigital],
])("signs of %s", (_, contender) => {
  const { keys, queries, weights, slope } = coded(contender, 'bits: 1024, query: "signs", norm: true');

  it("of a query and a key differ in their angle over π of all entries, and all are signs", () => {
    expect(keys.columns).toBe(1024);
    expect(new Set([...keys.data, ...queries.data])).toEqual(new Set([-1, 1]));
    ANGLES.forEach((angle, n) => {
      // Four standard deviations of 1024 independent entries.
      const most = 4 * Math.sqrt(((angle / Math.PI) * (1 - angle / Math.PI)) / 1024);
      expect(Math.abs(differing(row(queries, 2 * n), row(keys, 2 * n)) - angle / Math.PI)).toBeLessThan(most);
    });
  });

  it("of a key and its opposite differ in all entries", () => {
    for (let n = 0; n < ANGLES.length; n++) expect(differing(row(keys, 2 * n), row(keys, 2 * n + 1))).toBe(1);
  });

  it("are weighed by the key's length, or by one", () => {
    ANGLES.forEach((_angle, n) => {
      expect(weights[2 * n]).toBeCloseTo(1 + n, 12);
      expect(weights[2 * n + 1]).toBeCloseTo(1 + n, 12);
    });
    const bare = coded(contender, 'bits: 64, query: "signs", norm: false');
    expect([...bare.weights]).toEqual(new Array(2 * ANGLES.length).fill(1));
    expect(bare.keys.columns).toBe(64);
    expect(slope).toBeCloseTo(1 / Math.sqrt(WIDTH), 12);
  });
});

/** Dot products of queries and keys that a code estimates, over the true ones' logits. */
function scores({ keys, queries, weights, slope }: Coded, at: number, key: number): number {
  return slope * weights[key] * product(row(queries, at), row(keys, key));
}

const logit = (q: Dense, k: Dense, at: number, key: number): number =>
  product(row(q, at), row(k, key)) / Math.sqrt(q.columns);

it("projected values times signs, √(π/2) over the entries and a key's length are its logit on average", () => {
  const head = headAt(ANGLES);
  const own = coded(scoreDigital, 'bits: 1024, query: "values", norm: true', head);
  for (let n = 0; n < 2 * ANGLES.length; n++) {
    // E x sign(y) = √(2/π) · cos θ |x|; its deviation is at most |q| |k| √(π/2 − cos² θ) / √entries.
    const spread =
      (lengthOf(row(head.q, n)) * lengthOf(row(head.k, n)) * Math.sqrt(Math.PI / 2)) / Math.sqrt(1024);
    const off = scores(own, n, n) - logit(head.q, head.k, n, n);
    expect(Math.abs(off)).toBeLessThan((4 * spread) / Math.sqrt(WIDTH));
  }
});

it("a map gives an estimated key its true length where the length is stored, and none where it is not", () => {
  const head = headAt(ANGLES);
  const [own, bare] = ["true", "false"].map((norm) =>
    coded(scoreMemristor, `bits: 256, query: "map", norm: ${norm}`, head),
  );
  expect([...bare.weights]).toEqual(new Array(2 * ANGLES.length).fill(1));
  for (let n = 0; n < 2 * ANGLES.length; n++) {
    // The ridge shrinks what is estimated; its direction is nearly the key's, and the length is stored.
    const exact = logit(head.q, head.k, n, n);
    const scale = (lengthOf(row(head.q, n)) * lengthOf(row(head.k, n))) / Math.sqrt(WIDTH);
    expect(Math.abs(scores(own, n, n) - exact)).toBeLessThan(0.15 * scale);
  }
  // Queries along each axis see a key's coordinates, whose length is the key's own.
  const axes = dense(WIDTH, WIDTH);
  for (let c = 0; c < WIDTH; c++) axes.data[c * WIDTH + c] = 1;
  const many = headAt(Array.from({ length: WIDTH / 2 }, (_, n) => 0.1 + n / 6));
  const seen = coded(scoreMemristor, 'bits: 64, query: "map", norm: true', { ...many, q: axes });
  for (let n = 0; n < WIDTH; n++) {
    const coordinates = Array.from({ length: WIDTH }, (_, c) => scores(seen, c, n) * Math.sqrt(WIDTH));
    expect(lengthOf(coordinates) / lengthOf(row(many.k, n))).toBeCloseTo(1, 9);
  }
});

describe("coordinates of rotated keys", () => {
  /** Levels of least mean square error of a normal coordinate, and the bounds halfway between them. */
  const LEVELS = [-1.51, -0.4528, 0.4528, 1.51];

  it.each([32, 24])(
    "of %i columns are the nearest of four levels, in units of a key's own deviation",
    (width) => {
      const head = headAt(ANGLES, width);
      const { keys, queries, weights, slope } = coded(lowBitKeys, "coordinateBits: 2", head);
      const padded = 32;
      expect([keys.columns, queries.columns]).toEqual([padded, padded]);
      // An unnormalised transform of a query is longer by the root of its entries; so are levels of deviation one.
      expect(slope).toBeCloseTo(1 / Math.sqrt(width) / Math.sqrt(padded), 12);
      for (let n = 0; n < keys.rows; n++) {
        expect(lengthOf(row(queries, n)) / lengthOf(row(head.q, n))).toBeCloseTo(Math.sqrt(padded), 10);
        for (const level of row(keys, n)) expect(LEVELS).toContain(level);
        // Weighed, a stored key is as long as the key itself.
        expect(weights[n] * lengthOf(row(keys, n))).toBeCloseTo(lengthOf(row(head.k, n)), 10);
        const exact = logit(head.q, head.k, n, n);
        const scale = (lengthOf(row(head.q, n)) * lengthOf(row(head.k, n))) / Math.sqrt(width);
        // Four levels miss 0.1175 of a normal coordinate's power.
        const estimate = slope * Math.sqrt(padded) * weights[n] * product(row(queries, n), row(keys, n));
        expect(Math.abs(estimate / Math.sqrt(padded) - exact)).toBeLessThan(
          4 * Math.sqrt(0.1175 / padded) * scale,
        );
      }
    },
  );
});
