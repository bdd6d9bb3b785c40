import { expect, it } from "vitest";
import { createRng, dense } from "#base";
import { hadamardProjections } from "../../src/attention/selectors/hadamard.ts";
import { selectorNamed } from "../../src/attention/selectors/index.ts";
import {
  estimateLengths,
  fitQueryMap,
  keyEstimate,
  lengthOf,
} from "../../src/attention/selectors/query-map.ts";
import { epochOf } from "../../src/attention/selectors/running-map.ts";
import type { PreparedSelector, SelectorTools, Vectors } from "../../src/attention/selectors/selector.ts";
import { unrotated } from "../../src/language-model/unrotated.ts";
import { everyCase } from "../law.ts";
import { wantedAt } from "./wanted.ts";

const WIDTH = 8;
const KEYS = 160;
const BITS = 16;
const SITE = { layer: 0, keyValueHead: 0, head: 0, width: WIDTH };

const normals = (name: string, count: number, shift = 0): Float32Array => {
  const rng = createRng(name);
  return Float32Array.from({ length: count }, () => rng.normal() + shift);
};
const keys = normals("keys", KEYS * WIDTH, 1);
const queries = normals("queries", KEYS * WIDTH);
const samples = normals("samples", 200 * WIDTH, 1);

const ANGLES = [0.7, 0.1, 0.013];
const rotation = {
  pairs: 3,
  halves: false,
  cosines: Array.from({ length: 3 * 400 }, (_, n) => Math.cos(Math.floor(n / 3) * ANGLES[n % 3])),
  sines: Array.from({ length: 3 * 400 }, (_, n) => Math.sin(Math.floor(n / 3) * ANGLES[n % 3])),
};
/** The same vectors, turned by their positions: the inverse of `unrotated`. */
const rotated = (data: Float32Array): Float32Array =>
  unrotated({ rows: data.length / WIDTH, width: WIDTH, data }, (t) => t, {
    ...rotation,
    sines: rotation.sines.map((x) => -x),
  });

const meanOf = (data: Float32Array): Float64Array =>
  Float64Array.from({ length: WIDTH }, (_, c) => {
    const column = data.filter((__, n) => n % WIDTH === c);
    return column.reduce((a, b) => a + b, 0) / column.length;
  });

const unasked = (): never => {
  throw new Error("not asked");
};
const tools = (text: Float32Array): SelectorTools => ({
  queryHeads: 1,
  keyValueHeads: 1,
  width: WIDTH,
  length: KEYS,
  budget: "fixed",
  draws: createRng("draws"),
  codeOf: unasked,
  hasherOf: unasked,
  valuesOf: unasked,
  keyMean: () => meanOf(text),
  writtenHasherOf: unasked,
  querySamples: unasked,
  keySamples: () => ({ rows: 200, width: WIDTH, data: text, position: (s) => s }),
  unrotated: (vectors: Vectors, positionOf) => unrotated(vectors, positionOf, rotation),
});

/** What Hadamard signs choose for each query of the second half, eight keys each. */
const choices = (params: object, k: Float32Array, q: Float32Array, text = samples): number[][] =>
  chooserOf(params, text)(k, q);

/** One selector, asked of as many caches as one likes. */
function chooserOf(params: object, text = samples): (k: Float32Array, q: Float32Array) => number[][] {
  const selector = selectorNamed("hadamard");
  const parsed = selector.params.parse({ bits: BITS, ...params }) as Readonly<Record<string, unknown>>;
  const prepared = selector.prepare(parsed, tools(text));
  return (k, q) => choicesOf(prepared, selector.keyWords(parsed, WIDTH), k, q);
}

function choicesOf(prepared: PreparedSelector, each: number, k: Float32Array, q: Float32Array): number[][] {
  const codes = new Int32Array(KEYS * each);
  for (const [from, to] of [
    [0, 50],
    [50, KEYS],
  ]) {
    const data = k.subarray(from * WIDTH, to * WIDTH);
    prepared.encodeKeys(
      { ...SITE, first: from, rows: to - from, data, values: data, keys: k.subarray(0, to * WIDTH) },
      codes.subarray(from * each, to * each),
    );
  }
  const first = KEYS / 2;
  const chooser = prepared.begin({
    ...{ ...SITE, first, rows: KEYS - first, data: q.subarray(first * WIDTH), keys: k, codes },
    logit: unasked,
    scores: unasked,
    weights: unasked,
  });
  return Array.from({ length: KEYS - first }, (_, n) => {
    const into = new Int32Array(KEYS);
    const found = chooser.choose(n, wantedAt(first + n, { from: 1, to: first + n - 2, keys: 8 }), into);
    return [...into.subarray(0, found)];
  });
}

const row = (data: Float32Array, n: number): number[] => [...data.subarray(n * WIDTH, (n + 1) * WIDTH)];
const dotOf = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += a[n] * b[n];
  return sum;
};

it("a map from the cache: mean and map of the keys up to the last power of two, by the formula", () => {
  const project = hadamardProjections(WIDTH, BITS, createRng("draws"));
  const meanAt = (j: number): Float64Array =>
    epochOf(j) === 0 ? new Float64Array(WIDTH) : meanOf(keys.slice(0, epochOf(j) * WIDTH));
  const centred = Array.from({ length: KEYS }, (_, j) => row(keys, j).map((x, c) => x - meanAt(j)[c]));
  const signs = centred.map((key) => Array.from(project(Float64Array.from(key)), (x) => (x >= 0 ? 1 : -1)));
  const found = choices({ calibration: "cache" }, keys, queries);
  const maps = new Map(
    [...new Set([...found.keys()].map((n) => epochOf(KEYS / 2 + n)))].map((epoch) => [
      epoch,
      fitQueryMap(
        dense(epoch, BITS, Float64Array.from(signs.slice(0, epoch).flat())),
        dense(epoch, WIDTH, Float64Array.from(centred.slice(0, epoch).flat())),
      ),
    ]),
  );
  everyCase([...found.keys()], KEYS / 2, (n) => {
    const i = KEYS / 2 + n;
    const map = maps.get(epochOf(i)) ?? dense(0, 0);
    const score = (j: number): number => {
      const estimate = Array.from({ length: WIDTH }, (_, c) =>
        signs[j].reduce((sum, s, b) => sum + s * map.data[b * WIDTH + c], 0),
      );
      const length = Math.sqrt(dotOf(centred[j], centred[j]) / dotOf(estimate, estimate));
      return dotOf(row(queries, i), estimate) * length + dotOf(row(queries, i), meanAt(j));
    };
    const scores = Array.from({ length: i - 3 }, (_, k) => ({ key: k + 1, score: score(k + 1) }));
    const best = scores.sort((a, b) => b.score - a.score).map(({ key }) => key);
    expect(found[n]).toEqual(best.slice(0, 8).sort((a, b) => a - b));
  });
});

it("a map from the cache knows nothing of later keys", () => {
  const changed = keys.slice();
  changed.fill(9, 128 * WIDTH);
  const [before, after] = [keys, changed].map((k) => choices({ calibration: "cache" }, k, queries));
  // Queries up to position 127 see none of the changed keys.
  expect(after.slice(0, 48)).toEqual(before.slice(0, 48));
  expect(after).not.toEqual(before);
});

it("a map from the cache is that of the cache that is asked", () => {
  const other = normals("other keys", KEYS * WIDTH, 1);
  const choose = chooserOf({ calibration: "cache" });
  everyCase([keys, other, keys, keys], 4, (k) => {
    expect(choose(k, queries)).toEqual(choices({ calibration: "cache" }, k, queries));
  });
  expect(choose(other, queries)).not.toEqual(choose(keys, queries));
});

it("a map from the cache is fitted anew where keys differ whose signs are the same", () => {
  const project = hadamardProjections(WIDTH, WIDTH, createRng("draws"));
  const columns = Array.from({ length: WIDTH }, (_, c) =>
    project(Float64Array.from({ length: WIDTH }, (__, n) => Number(n === c))),
  );
  // Keys and their opposites, so that the mean of every epoch is zero; `stretch` changes lengths of projections and no sign.
  const stretched = (stretch: (bit: number) => number): Float32Array => {
    const rng = createRng("projections");
    const found = new Float32Array(KEYS * WIDTH);
    for (let j = 0; j < KEYS; j += 2) {
      const values = Array.from({ length: WIDTH }, (_, b) => stretch(b) * rng.normal());
      for (let c = 0; c < WIDTH; c++) {
        const x = values.reduce((sum, value, b) => sum + value * columns[c][b], 0);
        found[j * WIDTH + c] = x;
        found[(j + 1) * WIDTH + c] = -x;
      }
    }
    return found;
  };
  const params = { calibration: "cache", bits: WIDTH };
  const [even, uneven] = [stretched(() => 1), stretched((b) => (b < 4 ? 5 : 0.2))];
  const choose = chooserOf(params);
  choose(even, queries);
  expect(choose(uneven, queries)).toEqual(choices(params, uneven, queries));
});

it("hashing before positions chooses of rotated vectors what it would of plain ones", () => {
  const plain = choices({}, keys, queries);
  const turned = choices({ hashed: "before-positions" }, rotated(keys), rotated(queries), rotated(samples));
  expect(turned).toEqual(plain);
  expect(choices({}, rotated(keys), rotated(queries), rotated(samples))).not.toEqual(plain);
});

it("a cache is refused without a map of centred keys", () => {
  const { params } = selectorNamed("score");
  for (const wrong of [{ query: "signs" }, { centreKeys: false }])
    expect(() => params.parse({ calibration: "cache", ...wrong })).toThrow("the cache gives both");
});

it("lengths of estimates by tables are those of the estimates", () => {
  const rng = createRng(11);
  for (const [bits, width] of [
    [8, 5],
    [24, 16],
    [128, 64],
  ]) {
    const map = dense(
      bits,
      width,
      Float64Array.from({ length: bits * width }, () => rng.normal()),
    );
    const lengths = estimateLengths(map);
    for (let n = 0; n < 20; n++) {
      const packed = Uint8Array.from({ length: bits / 8 }, () => rng.integer(256));
      const signs = Float64Array.from({ length: bits }, (_, b) => ((packed[b >> 3] >> (b & 7)) & 1 ? 1 : -1));
      expect(lengths(packed) / lengthOf(keyEstimate(map, signs))).toBeCloseTo(1, 12);
    }
  }
});
