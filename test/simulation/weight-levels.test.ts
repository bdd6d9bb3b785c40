import { expect, it } from "vitest";
import { createRng, dense } from "#base";
import { weightLevels } from "../../src/simulation/searched-quality.ts";

const [L, D] = [40, 8];
const rng = createRng("levels");
const normals = (): Float64Array => Float64Array.from({ length: L * D }, () => rng.normal());
const [q, k] = [dense(L, D, normals()), dense(L, D, normals())];
const [scale, slope, tau] = [0.7, 0.05, 2e-3];

const product = (i: number, key: readonly number[]): number =>
  key.reduce((sum, x, c) => sum + scale * q.data[i * D + c] * x, 0);
const keyOf = (j: number): number[] => [...k.data.subarray(j * D, (j + 1) * D)];
const mean = Array.from({ length: D }, (_, c) =>
  Array.from({ length: L }, (__, j) => keyOf(j)[c]).reduce((a, b) => a + b / L, 0),
);
const total = (i: number, keys: readonly number[]): number =>
  keys.reduce((sum, j) => sum + Math.exp(product(i, keyOf(j))), 0);
/** Marks of the first two of i + 1 keys and of those from `to` on. */
const marked = (i: number, to: number): Uint8Array =>
  Uint8Array.from({ length: i + 1 }, (_, j) => (j < 2 || j >= to ? 1 : 0));
const upTo = (i: number): number[] => Array.from({ length: i + 1 }, (_, j) => j);

it("a level is that of τ times the total, which the near keys and the ratio so far give", () => {
  const levels = weightLevels({ q, k, scale, slope }, { tau });
  const near = (i: number): number[] => upTo(i).filter((j) => j < 2 || j >= i - 3);
  const expected = (i: number, ratio: number): number =>
    (Math.log(tau * total(i, near(i)) * ratio) - product(i, mean)) / slope;
  expect(levels.least(20, marked(20, 17))).toBeCloseTo(expected(20, 1), 9);
  levels.attended(20, new Uint8Array(21).fill(1));
  // Now the ratio of the whole row of query 20 is known.
  const first = total(20, upTo(20)) / total(20, near(20));
  expect(levels.least(25, marked(25, 22))).toBeCloseTo(expected(25, first), 9);
  levels.attended(25, new Uint8Array(26).fill(1));
  // Later ones enter by a sixteenth, in the logarithm.
  const second = total(25, upTo(25)) / total(25, near(25));
  const both = Math.exp((15 / 16) * Math.log(first) + Math.log(second) / 16);
  expect(levels.least(30, marked(30, 27))).toBeCloseTo(expected(30, both), 9);
  // With an exponent, a query that sees 21 keys has its own share.
  const falling = weightLevels({ q, k, scale, slope }, { tau, exponent: 0.4 });
  expect(falling.least(20, marked(20, 17))).toBeCloseTo(expected(20, (2048 / 21) ** 0.4), 9);
});
