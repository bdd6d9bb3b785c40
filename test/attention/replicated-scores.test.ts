import { describe, expect, it } from "vitest";
import { createRng, dense, dot, normals } from "#base";
import { grayRank } from "../../src/attention/hash-code.ts";
import { selectorNamed } from "../../src/attention/selectors/index.ts";
import { fitQueryMap, keyEstimate } from "../../src/attention/selectors/query-map.ts";
import { arraysFor, keyShares } from "../../src/attention/selectors/replicas.ts";
import type { Block, HashArray, SelectorTools } from "../../src/attention/selectors/selector.ts";
import { everyCase } from "../law.ts";
import { byTier } from "../tier.ts";
import { driftTolerance, keptCorrelation, mapLaw, readCorrelation } from "./map-law.ts";
import { wantedAt } from "./wanted.ts";

describe("keys shared out to arrays", () => {
  it("go to one array each, in turns inside an epoch, and to new ones in the next", () => {
    everyCase(
      [
        [1, 0, 10],
        [3, 0, 10],
        [4, 6, 25],
        [5, 3, 11],
        [1, 4, 9],
        [7, 7, 7],
      ] as const,
      24,
      ([replicas, epoch, length]) => {
        const shares = keyShares({ replicas, epoch }, length);
        const owner = new Array<number>(length).fill(-1);
        for (const { array, from, to, step } of shares)
          for (let j = from; j < to; j += step) {
            if (owner[j] !== -1) throw new Error(`key ${j} is hashed twice`);
            owner[j] = array;
          }
        const epochOf = (j: number): number => (epoch === 0 ? 0 : Math.floor(j / epoch));
        expect(owner).toEqual(Array.from({ length }, (_, j) => epochOf(j) * replicas + (j % replicas)));
        expect(Math.max(...owner)).toBeLessThan(arraysFor({ replicas, epoch }, length));
        expect(shares.every(({ from, to }) => from < to)).toBe(true);
        expect(arraysFor({ replicas, epoch }, length) % replicas).toBe(0);
      },
    );
  });
});

const WIDTH = 16;
const KEYS = 90;
const BITS = 32;
const SITE = { layer: 0, keyValueHead: 0, head: 0 };
const normalRows = (name: string, count: number): Float32Array =>
  Float32Array.from(normals(count * WIDTH, createRng(name)));
const keys = normalRows("keys", KEYS);
const query = normalRows("query", 1);
const samples = normalRows("samples", 400);
const row = (data: ArrayLike<number>, n: number): number[] =>
  Array.from({ length: WIDTH }, (_, c) => data[n * WIDTH + c]);
const product = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, n) => sum + x * b[n], 0);

/** Projections of the n-th array; all of them are turned a little by wear. */
const projections = ({ copy, wear }: HashArray): number[][] => {
  const [rng, step] = [createRng(`array ${copy}`), createRng(`wear ${copy}`)];
  return Array.from({ length: BITS }, () =>
    Array.from({ length: WIDTH }, () => rng.normal() + (wear?.drift ?? 0) * step.normal()),
  );
};
const signsOf = (rows: readonly number[][], vector: readonly number[]): number[] =>
  rows.map((r) => (product(r, vector) >= 0 ? 1 : -1));

const tools: SelectorTools = {
  queryHeads: 1,
  keyValueHeads: 1,
  width: WIDTH,
  length: KEYS,
  budget: "fixed",
  draws: createRng("draws"),
  codeOf: () => {
    throw new Error("not asked");
  },
  hasherOf:
    (_word, code, _site, _mean, array = { copy: 0, wear: null }) =>
    (vectors) => {
      const rows = projections(array);
      const ids = new Int32Array(code.rounds * vectors.rows);
      for (let t = 0; t < vectors.rows; t++) {
        const signs = signsOf(rows, row(vectors.data, t));
        for (let r = 0; r < code.rounds; r++) {
          let word = 0;
          for (let b = 0; b < 8; b++) word = (word << 1) | (signs[8 * r + b] > 0 ? 1 : 0);
          ids[r * vectors.rows + t] = grayRank(word);
        }
      }
      return ids;
    },
  valuesOf: () => {
    throw new Error("not asked");
  },
  keyMean: () => new Float64Array(WIDTH),
  writtenHasherOf: () => {
    throw new Error("not asked");
  },
  querySamples: () => {
    throw new Error("not asked");
  },
  keySamples: () => ({ rows: 400, width: WIDTH, data: samples, position: (n) => n }),
  unrotated: ({ data }) => data,
};

/** Keys that `score` chooses for a query after all of them, written in blocks that cut the turns. */
function chosen(params: object, count: number): number[] {
  const selector = selectorNamed("score");
  const parsed = selector.params.parse({ bits: BITS, ...params }) as Record<string, unknown>;
  const prepared = selector.prepare(parsed, tools);
  const each = selector.keyWords(parsed, WIDTH);
  const codes = new Int32Array(KEYS * each);
  const block = (first: number, rows: number, data: Float32Array): Block => ({
    ...SITE,
    first,
    rows,
    width: WIDTH,
    data,
  });
  for (const [from, to] of [
    [0, 37],
    [37, 38],
    [38, KEYS],
  ])
    prepared.encodeKeys(
      {
        ...block(from, to - from, keys.subarray(from * WIDTH, to * WIDTH)),
        values: keys.subarray(from * WIDTH, to * WIDTH),
        keys: keys.subarray(0, to * WIDTH),
      },
      codes.subarray(from * each, to * each),
    );
  const unused = (): never => {
    throw new Error("hardware knows no logits");
  };
  const chooser = prepared.begin({
    ...block(KEYS - 1, 1, query),
    codes,
    keys,
    scores: unused,
    logit: unused,
    weights: unused,
  });
  const into = new Int32Array(KEYS);
  const found = chooser.choose(0, wantedAt(KEYS - 1, { from: 0, to: KEYS, keys: count }), into);
  return [...into.subarray(0, found)];
}

/** The `count` best keys by a score, ascending. */
const best = (count: number, score: (j: number) => number): number[] =>
  Array.from({ length: KEYS }, (_, j) => j)
    .sort((a, b) => score(b) - score(a))
    .slice(0, count)
    .sort((a, b) => a - b);

/** Map of an array by the normal equations of its own signs, bits × width. */
function mapOf(array: HashArray) {
  const vectors = dense(400, WIDTH, Float64Array.from(samples));
  const signs = Array.from({ length: 400 }, (_, s) => signsOf(projections(array), row(samples, s))).flat();
  return fitQueryMap(dense(400, BITS, Float64Array.from(signs)), vectors);
}

describe("scores with an array for each turn and epoch", () => {
  it("compare estimates that the map of a key's own array makes of its signs", () => {
    const wear = { drift: 0.2, stuck: 0, readNoise: 1 };
    everyCase(
      [
        { params: { replicas: 3, epoch: 20 }, wear: null, isRecalibrated: false },
        { params: { replicas: 2, age: { drift: 0.2 } }, wear, isRecalibrated: false },
        { params: { replicas: 2, age: { drift: 0.2, isRecalibrated: true } }, wear, isRecalibrated: true },
      ],
      3,
      ({ params, wear: worn, isRecalibrated }) => {
        const { replicas, epoch = 0 } = params as { replicas: number; epoch?: number };
        const arrayAt = (j: number): number =>
          (epoch === 0 ? 0 : Math.floor(j / epoch)) * replicas + (j % replicas);
        const maps = new Map<number, ReturnType<typeof mapOf>>();
        const score = (j: number): number => {
          const copy = arrayAt(j);
          const map = maps.get(copy) ?? mapOf({ copy, wear: isRecalibrated ? worn : null });
          maps.set(copy, map);
          const key = row(keys, j);
          const signs = signsOf(projections({ copy, wear: worn }), key);
          const told = Array.from({ length: WIDTH }, (_, c) =>
            signs.reduce((sum, s, b) => sum + s * map.data[b * WIDTH + c], 0),
          );
          return (
            (product(row(query, 0), told) * Math.sqrt(product(key, key))) / Math.sqrt(product(told, told))
          );
        };
        expect(chosen(params, 12)).toEqual(best(12, score));
      },
    );
  });

  it("without maps compare a query's signs of the first array with those of all: random but for its own keys", () => {
    const own = signsOf(projections({ copy: 0, wear: null }), row(query, 0));
    const score = (j: number): number => {
      const key = row(keys, j);
      const agreement = product(own, signsOf(projections({ copy: j % 3, wear: null }), key)) / BITS;
      return Math.sin((Math.PI / 2) * agreement) * Math.sqrt(product(key, key));
    };
    expect(chosen({ query: "signs", replicas: 3, isControl: true }, 12)).toEqual(best(12, score));
  });

  it("refuse what cannot work before anything is simulated, each at its place", () => {
    const { params } = selectorNamed("score");
    const problems = (value: object): string[] =>
      params.safeParse(value).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];
    everyCase(
      [
        [{ replicas: 0 }, "replicas: "],
        [{ replicas: 2, query: "signs" }, 'query: expected "map" where keys go through several arrays'],
        [{ epoch: 64, query: "signs" }, 'query: expected "map" where keys go through several arrays'],
        [{ hash: "software", age: { drift: 0.2 } }, "age: expected no age but of an array"],
        [{ hash: "second-array", replicas: 2 }, 'hash: expected "memristor" or "software"'],
        [{ replicas: 2, query: "values" }, 'query: expected "map" where keys go through several arrays'],
        [{ query: "signs", probes: 512 }, "probes: expected probes only for a map"],
        [{ age: { drift: -1 } }, "age.drift: "],
        [{ age: { stuck: 1.5 } }, "age.stuck: "],
      ] as const,
      18,
      ([value, expected]) => {
        const found = problems(value);
        expect(found).toHaveLength(1);
        expect(found[0].startsWith(expected), found[0]).toBe(true);
      },
    );
    const { misfits } = selectorNamed("score");
    const shape = { width: 64, length: 1024, columns: 128 };
    const misfit = (value: object): string =>
      misfits(params.parse(value) as Record<string, unknown>, shape)
        .map(({ path, message }) => `${path.join(".")}: ${message}`)
        .join("\n");
    expect(misfit({ probes: 63 })).toMatch(/^probes: expected at least .* 64: .* received 63$/);
    expect(misfit({ probes: 64, replicas: 256 })).toBe("");
    expect(
      misfits(params.parse({ replicas: 90 }) as Record<string, unknown>, {
        width: 64,
        length: 89,
        columns: 128,
      }),
    ).toHaveLength(1);
    expect(misfit({ epoch: 1, replicas: 4 })).toMatch(/^epoch: .* at least 16 keys an epoch .* received 1$/);
    expect(problems({ replicas: 2, query: "signs", isControl: true })).toEqual([]);
  });
});

describe("law of the query map", () => {
  const [FITTED_ON, ARRAYS, TRIED] = byTier([1500, 6, 300], [4000, 6, 800]);

  /** Correlation of drawn keys with their estimates from signs, by the map and by the array's values: one entry an array. */
  function drawn(bits: number, width: number, noise: number, drifts: readonly number[]) {
    const found = drifts.map(() => ({ map: [] as number[], values: [] as number[] }));
    const signsOfKey = (rows: Float64Array, key: Float64Array, reads: () => number): Float64Array =>
      Float64Array.from({ length: bits }, (_, b) =>
        dot(rows, b * width, key, 0, width) + noise * Math.sqrt(width) * reads() >= 0 ? 1 : -1,
      );
    for (let a = 0; a < ARRAYS; a++) {
      const rng = createRng(`law ${bits} ${a}`);
      const matrix = normals(bits * width, rng);
      const known = normals(FITTED_ON * width, rng.fork("keys"));
      const reads = rng.fork("reads").normal;
      const signs = new Float64Array(FITTED_ON * bits);
      for (let s = 0; s < FITTED_ON; s++)
        signs.set(signsOfKey(matrix, known.subarray(s * width, (s + 1) * width), reads), s * bits);
      const map = fitQueryMap(dense(FITTED_ON, bits, signs), dense(FITTED_ON, width, known));
      drifts.forEach((drift, at) => {
        const [step, draws] = [rng.fork(`drift ${at}`), rng.fork("asked")];
        const worn = matrix.map((x) => x + drift * step.normal());
        const sums = { map: [0, 0, 0], values: [0, 0, 0] };
        for (let n = 0; n < TRIED; n++) {
          const key = normals(width, draws);
          const b = signsOfKey(worn, key, reads);
          for (const [way, rows] of [
            ["map", map.data],
            ["values", matrix],
          ] as const) {
            const told = keyEstimate(dense(bits, width, rows), b);
            sums[way][0] += dot(key, 0, told, 0, width);
            sums[way][1] += dot(key, 0, key, 0, width);
            sums[way][2] += dot(told, 0, told, 0, width);
          }
        }
        for (const way of ["map", "values"] as const) {
          const [both, keySquare, toldSquare] = sums[way];
          found[at][way].push(both / Math.sqrt(keySquare * toldSquare));
        }
      });
    }
    return found;
  }

  it("tells the correlation of estimates, with and without the map, noise and drift, within 3 standard errors", () => {
    everyCase(
      [
        { bits: 64, noise: 0.1, drifts: [0.2] },
        { bits: 128, noise: 0.1, drifts: [0, 0.5] },
      ],
      6,
      ({ bits, noise, drifts }) => {
        drawn(bits, 64, noise, drifts).forEach((found, at) => {
          const law = mapLaw({
            bits,
            width: 64,
            probes: FITTED_ON,
            calibrated: readCorrelation(noise),
            hashed: readCorrelation(Math.hypot(noise, drifts[at])),
          });
          for (const way of ["map", "values"] as const) {
            const { mean, deviation } = spreadOf(found[way]);
            const error = deviation / Math.sqrt(ARRAYS);
            expect(
              Math.abs(mean - law[way]) / error,
              `${way}: ${mean} ± ${error}, law ${law[way]}`,
            ).toBeLessThan(3);
          }
        });
      },
    );
  });

  it("without ridge, noise and drift explains 1 − τ m of the variance, more than signs alone, and all of it in the end", () => {
    everyCase([16, 64, 128, 1024], 12, (bits) => {
      const fresh = { bits, width: 64, calibrated: 1, hashed: 1 };
      const { map, values } = mapLaw(fresh, 0);
      const [tau, ratio] = [Math.PI / 2 - 1, bits / 64];
      // m of the Marchenko–Pastur law by a sum over its density.
      const m = resolvent(ratio, tau);
      expect(map ** 2).toBeCloseTo(1 - tau * m, 3);
      expect(values ** 2).toBeCloseTo(ratio / (ratio + Math.PI / 2), 12);
      expect(map).toBeGreaterThan(values);
    });
    expect(mapLaw({ bits: 1e6, width: 64, calibrated: 1, hashed: 1 }, 0).map).toBeGreaterThan(0.999);
  });

  it("says how much drift an array may see, and what wear leaves of a cell's correlation", () => {
    const of = { bits: 128, width: 64, calibrated: readCorrelation(0.1) };
    const most = driftTolerance(of, 0.95);
    const at = (drift: number): number =>
      mapLaw({ ...of, hashed: of.calibrated * readCorrelation(drift) }).map;
    expect(at(most) / mapLaw({ ...of, hashed: of.calibrated }).map).toBeCloseTo(0.95, 6);
    expect(most).toBeGreaterThan(0.2);
    const window = { spread: 20.3e-6, on: 316e-6, off: 3.16e-6 };
    const kept = (drift: number, stuck: number): number =>
      keptCorrelation({ drift, stuck, readNoise: 1 }, window, 61.7e-6);
    expect(kept(0.2, 0)).toBeCloseTo(1 / Math.sqrt(1.04), 12);
    expect(kept(0, 1)).toBe(0);
    // Monte Carlo of two cells a weight.
    const rng = createRng("cells");
    const sums = correlationSums();
    for (let n = 0; n < 40_000; n++) {
      const pair = [0, 1].map(() => {
        const g = 61.7e-6 + 20.3e-6 * rng.normal();
        const [z, u] = [rng.normal(), rng.uniform()];
        return [g, u < 0.01 ? (u < 0.005 ? window.on : window.off) : g + 0.2 * 20.3e-6 * z];
      });
      sums.add(pair[0][0] - pair[1][0], pair[0][1] - pair[1][1]);
    }
    expect(sums.correlation()).toBeCloseTo(kept(0.2, 0.01), 1.8);
  });
});

function spreadOf(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const square = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(square / (values.length - 1)) };
}

function correlationSums() {
  let [n, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  return {
    add(a: number, b: number): void {
      n++;
      x += a;
      y += b;
      xx += a * a;
      yy += b * b;
      xy += a * b;
    },
    correlation: (): number => (n * xy - x * y) / Math.sqrt((n * xx - x * x) * (n * yy - y * y)),
  };
}

/** (1/d) tr (S + τ)⁻¹ by the Marchenko–Pastur density of S = Σ of `ratio`·d outer products of variance 1/d. */
function resolvent(ratio: number, tau: number): number {
  const [low, high] = [(1 - Math.sqrt(ratio)) ** 2, (1 + Math.sqrt(ratio)) ** 2];
  const parts = 200_000;
  let sum = Math.max(0, 1 - ratio) / tau;
  // x = middle + half · sin φ takes the square roots out of the density's ends.
  const [middle, half] = [(low + high) / 2, (high - low) / 2];
  for (let k = 0; k < parts; k++) {
    const phi = ((k + 0.5) / parts - 0.5) * Math.PI;
    const x = middle + half * Math.sin(phi);
    sum += ((half * Math.cos(phi)) ** 2 / (2 * Math.PI * x) / (x + tau)) * (Math.PI / parts);
  }
  return sum;
}
