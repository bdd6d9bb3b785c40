import { expect, it } from "vitest";
import { createRng, type Dense, dense } from "#base";
import {
  attentionLoss,
  type Examples,
  type HashWeights,
  orthogonalRows,
  trainHash,
} from "../../../src/attention/learning/train-hash.ts";

const normals = (
  name: string,
  rows: number,
  columns: number,
  scale: (c: number) => number = () => 1,
): Dense => {
  const rng = createRng(name);
  return dense(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, (_, n) => scale(n % columns) * rng.normal()),
  );
};

/** Every query ranks every key. */
const examples = (keys: Dense, queries: Dense): Examples => ({
  keys,
  queries,
  from: new Int32Array(queries.rows),
  to: new Int32Array(queries.rows).fill(keys.rows),
});

/** Share of the `top` keys of the largest products that are among the `top` of the largest Σ (r · q)(r · k / |r · k|), rows orthogonal. */
function found(rows: Dense, keys: Dense, queries: Dense, top: number): number {
  const product = (a: Dense, i: number, b: Dense, j: number): number => {
    let sum = 0;
    for (let c = 0; c < a.columns; c++) sum += a.data[i * a.columns + c] * b.data[j * b.columns + c];
    return sum;
  };
  const best = (score: (j: number) => number): Set<number> =>
    new Set(
      Array.from({ length: keys.rows }, (_, j) => [score(j), j] as const)
        .sort((a, b) => b[0] - a[0])
        .slice(0, top)
        .map(([, j]) => j),
    );
  let hits = 0;
  for (let q = 0; q < queries.rows; q++) {
    const exact = best((j) => product(queries, q, keys, j));
    const own = best((j) => {
      let sum = 0;
      for (let b = 0; b < rows.rows; b++)
        sum += product(rows, b, queries, q) * Math.sign(product(rows, b, keys, j));
      return sum;
    });
    for (const j of own) if (exact.has(j)) hits++;
  }
  return hits / (top * queries.rows);
}

it("has the gradient of its loss", () => {
  const [width, bits] = [5, 8];
  const own: Examples = {
    keys: normals("keys", 9, width),
    queries: normals("queries", 4, width),
    from: Int32Array.of(0, 2, 1, 0),
    to: Int32Array.of(9, 7, 3, 5),
    teacher: Int32Array.of(0, 3, 2, 1),
  };
  const weights: HashWeights = { rows: normals("rows", bits, width), map: normals("map", bits, width) };
  const batch = [0, 1, 3, 3];
  const { rows, map } = attentionLoss(weights, own, batch, 1.7);
  const step = 1e-5;
  for (const [name, gradient] of [
    ["rows", rows],
    ["map", map],
  ] as const)
    for (let n = 0; n < bits * width; n++) {
      const moved = (by: number): number => {
        const data = weights[name].data.slice();
        data[n] += by;
        return attentionLoss({ ...weights, [name]: dense(bits, width, data) }, own, batch, 1.7).loss;
      };
      expect(gradient.data[n], `${name}[${n}]`).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 7);
    }
});

it("has no loss where estimates are the keys", () => {
  // One direction: a key of length one is its sign.
  const keys = dense(4, 1, Float64Array.of(1, -1, 1, -1));
  const weights = {
    rows: dense(8, 1, new Float64Array(8).fill(1)),
    map: dense(8, 1, new Float64Array(8).fill(3)),
  };
  const { loss } = attentionLoss(weights, examples(keys, dense(2, 1, Float64Array.of(2, -1))), [0, 1], 2);
  expect(loss).toBeCloseTo(0, 12);
});

it("starts from orthogonal rows, and repeats itself to the bit", () => {
  const rows = orthogonalRows(12, 8, createRng("rows"));
  for (let a = 0; a < 12; a++)
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let c = 0; c < 8; c++) sum += rows.data[a * 8 + c] * rows.data[b * 8 + c];
      if (a === b) expect(sum).toBeCloseTo(1, 12);
      else if (a < 8 === b < 8) expect(sum).toBeCloseTo(0, 12);
    }
  const own = examples(normals("keys", 60, 8), normals("queries", 40, 8));
  const train = () => trainHash(own, { bits: 8, steps: 5, noise: 0.1 }, createRng("draws"));
  expect(train()).toEqual(train());
  expect(train()).not.toEqual(trainHash(own, { bits: 8, steps: 0, noise: 0 }, createRng("draws")));
});

it("finds the subspace that queries look at, and gains nothing where all directions are alike", () => {
  const [width, bits] = [16, 8];
  const recall = (scale: (c: number) => number, steps: number): number => {
    const own = examples(normals("keys", 256, width), normals("queries", 256, width, scale));
    const rows = trainHash(own, { bits, steps, noise: 0 }, createRng("draws"));
    return found(rows, normals("other keys", 400, width), normals("other queries", 60, width, scale), 20);
  };
  // Queries in 4 of 16 dimensions.
  const inside = (c: number): number => (c < 4 ? 3 : 0);
  const own = examples(normals("keys", 256, width), normals("queries", 256, width, inside));
  const rows = trainHash(own, { bits, steps: 80, noise: 0 }, createRng("draws"));
  const within = (of: Dense): number =>
    of.data.reduce((sum, x, n) => sum + (n % width < 4 ? x * x : 0), 0) / bits;
  expect(within(orthogonalRows(bits, width, createRng("draws").fork("rows")))).toBeLessThan(0.4);
  expect(within(rows)).toBeGreaterThan(0.6);
  expect(recall(inside, 80)).toBeGreaterThan(1.5 * recall(inside, 0));
  const [trained, random] = [recall(() => 1.5, 80), recall(() => 1.5, 0)];
  expect(trained).toBeLessThan(random + 0.03);
});
