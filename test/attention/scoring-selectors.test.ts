import { describe, expect, it } from "vitest";
import { createRng, dense } from "#base";
import { grayRank } from "../../src/attention/hash-code.ts";
import { ByteTables, codeWords, writeCodes } from "../../src/attention/selectors/byte-codes.ts";
import { hadamardProjections, transform } from "../../src/attention/selectors/hadamard.ts";
import { selectorNamed } from "../../src/attention/selectors/index.ts";
import { LEVELS, nearest } from "../../src/attention/selectors/low-bit-keys.ts";
import { fitQueryMap } from "../../src/attention/selectors/query-map.ts";
import type {
  BudgetKind,
  KeyBlock,
  QueryBlock,
  SelectorTools,
  Wanted,
} from "../../src/attention/selectors/selector.ts";
import { everyCase } from "../law.ts";
import { wantedAt } from "./wanted.ts";

const WIDTH = 16;
const KEYS = 96;
const SITE = { layer: 0, keyValueHead: 0, head: 0 };
const MEAN = Float64Array.from({ length: WIDTH }, (_, c) => (c % 3) - 1);

const normals = (name: string, count: number, shift?: Float64Array): Float32Array => {
  const rng = createRng(name);
  return Float32Array.from({ length: count }, (_, n) => rng.normal() + (shift?.[n % WIDTH] ?? 0));
};

const keys = normals("keys", KEYS * WIDTH, MEAN);
const queries = normals("queries", KEYS * WIDTH);
const values = normals("values", KEYS * WIDTH);
const row = (data: ArrayLike<number>, n: number): number[] =>
  Array.from({ length: WIDTH }, (_, c) => data[n * WIDTH + c]);
const dotOf = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, n) => sum + x * b[n], 0);
const lengthOf = (a: readonly number[]): number => Math.sqrt(dotOf(a, a));

/** Rows of Gaussian projections, one a bit. */
const projections = (bits: number): number[][] => {
  const rng = createRng("projections");
  return Array.from({ length: bits }, () => Array.from({ length: WIDTH }, () => rng.normal()));
};

const tools = (bits: number, budget: BudgetKind): SelectorTools => ({
  queryHeads: 1,
  keyValueHeads: 1,
  width: WIDTH,
  length: KEYS,
  budget,
  draws: createRng("draws"),
  codeOf: () => {
    throw new Error("not asked");
  },
  // Ids as a SimHash of eight bits a round gives them.
  hasherOf: (_word, code) => (vectors) => {
    const rows = projections(bits);
    const ids = new Int32Array(code.rounds * vectors.rows);
    for (let t = 0; t < vectors.rows; t++)
      for (let r = 0; r < code.rounds; r++) {
        let word = 0;
        for (let b = 0; b < 8; b++)
          word = (word << 1) | (dotOf(rows[8 * r + b], row(vectors.data, t)) >= 0 ? 1 : 0);
        ids[r * vectors.rows + t] = grayRank(word);
      }
    return ids;
  },
  keyMean: () => MEAN,
  writtenHasherOf: () => {
    throw new Error("not asked");
  },
  querySamples: () => {
    throw new Error("not asked");
  },
  keySamples: () => ({
    rows: 512,
    width: WIDTH,
    data: normals("samples", 512 * WIDTH, MEAN),
    position: (s) => s,
  }),
  valuesOf: (_word, code) => (vectors) => {
    const rows = projections(code.rounds * code.columns);
    return dense(
      vectors.rows,
      rows.length,
      Float64Array.from({ length: vectors.rows * rows.length }, (_, n) =>
        dotOf(rows[n % rows.length], row(vectors.data, Math.floor(n / rows.length))),
      ),
    );
  },
  unrotated: ({ data }) => data.slice(),
});

/** Keys that a selector chooses for the last query, among [2, KEYS − 4). */
function choice(
  name: string,
  params: Readonly<Record<string, unknown>>,
  count: number,
  budget: Partial<Pick<Wanted, "mass" | "threshold">> = {},
): number[] {
  const selector = selectorNamed(name);
  const parsed = selector.params.parse(params) as Record<string, unknown>;
  const bits = Number(parsed.bits);
  const prepared = selector.prepare(parsed, tools(bits, (Object.keys(budget)[0] ?? "fixed") as BudgetKind));
  const each = selector.keyWords(parsed, WIDTH);
  const codes = new Int32Array(KEYS * each);
  const block = (first: number, rows: number, data: Float32Array): KeyBlock => ({
    ...SITE,
    first,
    rows,
    width: WIDTH,
    data,
    values: values.subarray(first * WIDTH, (first + rows) * WIDTH),
    keys: keys.subarray(0, (first + rows) * WIDTH),
  });
  prepared.encodeKeys(block(0, 40, keys.subarray(0, 40 * WIDTH)), codes.subarray(0, 40 * each));
  prepared.encodeKeys(block(40, KEYS - 40, keys.subarray(40 * WIDTH)), codes.subarray(40 * each));
  const unused = (): never => {
    throw new Error("hardware knows no logits");
  };
  const asked: QueryBlock = {
    ...block(KEYS - 1, 1, queries.subarray(0, WIDTH)),
    keys,
    codes,
    logit: (n, j) => dotOf(row(queries, n), row(keys, j)) / Math.sqrt(WIDTH),
    scores: unused,
    weights: unused,
  };
  const chooser = prepared.begin(asked);
  const into = new Int32Array(KEYS);
  const found = chooser.choose(
    0,
    wantedAt(KEYS - 1, { from: 2, to: KEYS - 4, keys: count, ...budget }),
    into,
  );
  expect(chooser.slots()).toBe(KEYS - 6);
  return [...into.subarray(0, found)];
}

/** The `count` largest of the far keys by a score, ascending. */
const best = (count: number, score: (j: number) => number): number[] =>
  Array.from({ length: KEYS - 6 }, (_, n) => n + 2)
    .sort((a, b) => score(b) - score(a))
    .slice(0, count)
    .sort((a, b) => a - b);

const centred = (j: number): number[] => row(keys, j).map((x, c) => x - MEAN[c]);
const query = row(queries, 0);
const signsOf = (rows: readonly number[][], vector: readonly number[]): number[] =>
  rows.map((r) => (dotOf(r, vector) >= 0 ? 1 : -1));

/** Rows of the randomised Hadamard transform, one a bit. */
const rotated = (bits: number): number[][] => {
  const project = hadamardProjections(WIDTH, bits, createRng("draws"));
  const columns = Array.from({ length: WIDTH }, (_, c) =>
    project(Float64Array.from({ length: WIDTH }, (__, n) => (n === c ? 1 : 0))),
  );
  return Array.from({ length: bits }, (_, b) => columns.map((column) => column[b]));
};

describe("a selector that scores every key", () => {
  it("by signs takes the keys of the most equal signs, times their length or not", () => {
    everyCase(
      [16, 64].flatMap((bits) => [true, false].map((norm) => ({ bits, norm }))),
      4,
      ({ bits, norm }) => {
        const rows = projections(bits);
        const own = signsOf(rows, query);
        const score = (j: number): number => {
          const agreement = dotOf(own, signsOf(rows, centred(j))) / bits;
          return Math.sin((Math.PI / 2) * agreement) * (norm ? lengthOf(centred(j)) : 1);
        };
        const chosen = choice("score", { bits, norm, query: "signs" }, 12);
        expect(chosen).toHaveLength(12);
        const least = Math.min(...chosen.map(score));
        // Scores without a length are often equal: any of the equals will do.
        const better = best(KEYS - 6, score).filter((j) => score(j) > least + 1e-6);
        expect(better.filter((j) => !chosen.includes(j))).toEqual([]);
      },
    );
  });

  it("through a map takes those of the least-squares estimate that numpy's normal equations give", () => {
    const bits = 32;
    const rows = projections(bits);
    const samples = normals("samples", 512 * WIDTH, MEAN);
    const vectors = Array.from({ length: 512 }, (_, s) => row(samples, s).map((x, c) => x - MEAN[c]));
    const map = normalEquations(
      vectors.map((v) => signsOf(rows, v)),
      vectors,
      0.1 * 512,
    );
    const estimate = (j: number): number => {
      const signs = signsOf(rows, centred(j));
      const key = Array.from({ length: WIDTH }, (_, c) =>
        signs.reduce((sum, s, b) => sum + s * map[b][c], 0),
      );
      return (dotOf(query, key) * lengthOf(centred(j))) / lengthOf(key);
    };
    expect(choice("score", { bits }, 15)).toEqual(best(15, estimate));
    // Budget of mass: the fewest keys that reach it with sink and window, whose logits are known. Keys are
    // centred, which takes q · mean from every logit.
    const exact = (j: number): number => dotOf(query, centred(j)) / Math.sqrt(WIDTH);
    const isNear = (j: number): boolean => j < 2 || j >= KEYS - 4;
    const weights = Array.from({ length: KEYS }, (_, j) =>
      Math.exp(isNear(j) ? exact(j) : estimate(j) / Math.sqrt(WIDTH)),
    );
    const all = weights.reduce((a, b) => a + b, 0);
    const near = weights.reduce((sum, w, j) => sum + (isNear(j) ? w : 0), 0);
    const chosen = choice("score", { bits }, KEYS, { mass: 0.8 });
    const held = (some: readonly number[]): number => near + some.reduce((sum, j) => sum + weights[j], 0);
    expect(chosen).toEqual(best(chosen.length, estimate));
    expect(held(chosen)).toBeGreaterThanOrEqual(0.8 * all * (1 - 1e-6));
    expect(held(best(chosen.length - 1, estimate))).toBeLessThan(0.8 * all);
    // A threshold: every key of at least this share of the same total.
    const tau = 0.004;
    const above = choice("score", { bits }, KEYS, { threshold: { tau, total: "pass" } });
    expect(above).toEqual(best(KEYS, estimate).filter((j) => weights[j] >= tau * all));
    expect(above.length).toBeGreaterThan(3);
    expect(above.length).toBeLessThan(KEYS - 20);
  });

  it("by a Hadamard transform takes those of its projections times the signs", () => {
    everyCase([16, 40], 2, (bits) => {
      const rows = rotated(bits);
      const values = rows.map((r) => dotOf(r, query));
      const score = (j: number): number => dotOf(values, signsOf(rows, centred(j))) * lengthOf(centred(j));
      expect(choice("hadamard", { bits, query: "values" }, 11)).toEqual(best(11, score));
    });
  });

  it("by keys of few bits takes those of the dot product with quantised, rotated keys", () => {
    const rows = rotated(WIDTH);
    const levels = [-1.51, -0.4528, 0.4528, 1.51];
    const turned = rows.map((r) => dotOf(r, query));
    const score = (j: number): number => {
      const key = centred(j);
      const length = lengthOf(key);
      const quantised = rows.map((r) =>
        levels.reduce((a, b) =>
          Math.abs(b - dotOf(r, key) / length) < Math.abs(a - dotOf(r, key) / length) ? b : a,
        ),
      );
      return (dotOf(turned, quantised) * length) / lengthOf(quantised);
    };
    expect(choice("low-bit-keys", { bits: 2 }, 13)).toEqual(best(13, score));
  });

  it("by projections of two bits takes those of a map from levels to keys, by one range for all", () => {
    const columns = 24;
    const rows = projections(columns);
    const levels = [-1.51, -0.4528, 0.4528, 1.51];
    const samples = Array.from({ length: 512 }, (_, s) =>
      row(normals("samples", 512 * WIDTH, MEAN), s).map((x, c) => x - MEAN[c]),
    );
    const range = Math.sqrt(samples.reduce((sum, key) => sum + dotOf(key, key), 0) / 512);
    const levelsOf = (key: readonly number[]): number[] =>
      rows.map((r) => {
        const value = dotOf(r, key) / range;
        return levels.reduce((a, b) => (Math.abs(b - value) < Math.abs(a - value) ? b : a));
      });
    const map = normalEquations(samples.map(levelsOf), samples, 0.1 * 512);
    const score = (j: number): number => {
      const written = levelsOf(centred(j));
      const estimate = Array.from({ length: WIDTH }, (_, c) =>
        map.reduce((sum, line, b) => sum + line[c] * written[b], 0),
      );
      return (dotOf(query, estimate) * lengthOf(centred(j))) / lengthOf(estimate);
    };
    expect(choice("column-levels", { columns, bits: 2, hash: "software" }, 13)).toEqual(best(13, score));
  });

  it("finds more of the best keys with more bits", () => {
    const exact = best(10, (j) => dotOf(query, row(keys, j)));
    const found = [1, 2, 4].map(
      (bits) => choice("low-bit-keys", { bits }, 10).filter((j) => exact.includes(j)).length,
    );
    expect(found[1]).toBeGreaterThanOrEqual(found[0]);
    expect(found[2]).toBeGreaterThanOrEqual(9);
  });

  it("is refused with bits that fill no byte", () => {
    for (const name of ["score", "hadamard"])
      expect(() => selectorNamed(name).params.parse({ bits: 12 })).toThrow("a multiple of 8 in [8, 1024]");
  });
});

/** (BᵀB + ridge I)⁻¹ BᵀK by Gaussian elimination. */
function normalEquations(signs: number[][], vectors: number[][], ridge: number): number[][] {
  const bits = signs[0].length;
  const system = Array.from({ length: bits }, (_, a) => [
    ...Array.from(
      { length: bits },
      (__, b) => signs.reduce((sum, s) => sum + s[a] * s[b], 0) + (a === b ? ridge : 0),
    ),
    ...Array.from({ length: WIDTH }, (__, c) => signs.reduce((sum, s, n) => sum + s[a] * vectors[n][c], 0)),
  ]);
  for (let p = 0; p < bits; p++)
    for (let a = 0; a < bits; a++) {
      if (a === p) continue;
      const factor = system[a][p] / system[p][p];
      for (let c = p; c < bits + WIDTH; c++) system[a][c] -= factor * system[p][c];
    }
  return system.map((line, a) => line.slice(bits).map((x) => x / line[a]));
}

describe("the parts", () => {
  it("a map is the ridge regression of keys on signs, and gives back keys that are linear in them", () => {
    const rng = createRng("linear");
    const truth = Array.from({ length: 8 }, () => Array.from({ length: WIDTH }, () => rng.normal()));
    const signs = Float64Array.from({ length: 4000 * 8 }, () => (rng.uniform() < 0.5 ? -1 : 1));
    const vectors = new Float64Array(4000 * WIDTH);
    for (let s = 0; s < 4000; s++)
      for (let b = 0; b < 8; b++)
        for (let c = 0; c < WIDTH; c++) vectors[s * WIDTH + c] += signs[s * 8 + b] * truth[b][c];
    const map = fitQueryMap(dense(4000, 8, signs), dense(4000, WIDTH, vectors));
    // The ridge of a tenth shrinks independent signs by 1 / 1.1.
    for (let b = 0; b < 8; b++)
      for (let c = 0; c < WIDTH; c++) expect(map.data[b * WIDTH + c] * 1.1).toBeCloseTo(truth[b][c], 1);
  });

  it("the transform is Sylvester's matrix, and turns lengths by √n", () => {
    for (const size of [1, 2, 8, 32]) {
      const vector = Float64Array.from(normals(`transform ${size}`, size));
      const out = Float64Array.from(vector);
      transform(out);
      const parity = (x: number): number => (x === 0 ? 0 : (x & 1) ^ parity(x >>> 1));
      for (let i = 0; i < size; i++) {
        const sum = vector.reduce((s, x, j) => s + (parity(i & j) === 1 ? -x : x), 0);
        expect(out[i]).toBeCloseTo(sum, 10);
      }
    }
    const rows = rotated(WIDTH);
    expect(new Set(rows.flat().map(Math.abs))).toEqual(new Set([1]));
    for (let a = 0; a < WIDTH; a++)
      for (let b = 0; b < WIDTH; b++) expect(dotOf(rows[a], rows[b])).toBe(a === b ? WIDTH : 0);
  });

  it("tables of bytes sum what the fields of a code say, and factors come with them", () => {
    everyCase([1, 2, 4], 3, (bits) => {
      const codes = { bytes: 5 };
      const fields = (8 * codes.bytes) / bits;
      const rng = createRng(`bytes ${bits}`);
      const levels = Float64Array.from({ length: 1 << bits }, () => rng.normal());
      const asked = Float64Array.from({ length: fields }, () => rng.normal());
      const values = Array.from({ length: 7 }, () =>
        Array.from({ length: fields }, () => rng.integer(1 << bits)),
      );
      const words = new Int32Array(7 * codeWords(codes));
      writeCodes(
        codes,
        { ...SITE, first: 0, rows: 7, width: 1, data: new Float32Array(7) },
        words,
        (t, bytes) => {
          values[t].forEach((value, f) => {
            bytes[Math.floor((f * bits) / 8)] |= value << ((f * bits) % 8);
          });
          return t / 4;
        },
      );
      const tables = new ByteTables(codes);
      tables.set(asked, levels, bits);
      const seen: number[] = [];
      tables.forEach({ codes: words }, 7, (j, sum, factor) => {
        seen.push(j);
        expect(sum).toBeCloseTo(
          values[j].reduce((all, value, f) => all + asked[f] * levels[value], 0),
          10,
        );
        expect(factor).toBe(j / 4);
      });
      expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
    });
  });
});

it("levels of low-bit keys distort a normal coordinate as Max's table says", () => {
  // Mean square error of 2, 4 and 16 levels: .3634, .1175, .009497 [max-1960].
  everyCase(
    [
      [1, 0.3634],
      [2, 0.1175],
      [4, 0.009497],
    ] as const,
    3,
    ([bits, expected]) => {
      const levels = Float64Array.from(LEVELS[bits]);
      const step = 1e-4;
      let distortion = 0;
      for (let x = -8; x < 8; x += step)
        distortion += (x - levels[nearest(levels, x)]) ** 2 * Math.exp((-x * x) / 2) * step;
      expect(distortion / Math.sqrt(2 * Math.PI) / expected).toBeCloseTo(1, 3);
    },
  );
});
