// Codes of keys and queries as stored and compared in hardware.

import { columnMeans, type Dense, dense, type Rng, row } from "#base";
import { grayWord } from "../attention/hash-code.ts";
import { hadamardProjections } from "../attention/selectors/hadamard.ts";
import { LEVELS, nearest } from "../attention/selectors/low-bit-keys.ts";
import { fitQueryMap, keyEstimate, lengthOf } from "../attention/selectors/query-map.ts";
import type { Design } from "../design/design.ts";
import type { KeyCode } from "../design/key-codes.ts";
import { hashCodeOf, planOf, type Workload } from "../design/workload.ts";
import { codeOf } from "../mapping/sizes.ts";
import { centred, type HeadActivations } from "./activations.ts";
import type { Kernels } from "./kernels.ts";
import { hasherFactory } from "./trials.ts";

/** Stored keys and compared queries. */
export interface Coded {
  readonly code: KeyCode;
  /** Entries of all keys, keys × entries: ±1, or levels of coordinates. */
  readonly keys: Dense;
  /** Factor of each key's score. */
  readonly weights: Float64Array;
  /** Queries before rounding, tokens × entries. */
  readonly queries: Dense;
  /** Scores times this and the weight are logits. */
  readonly slope: number;
}

/** One draw of arrays or signs: `rng` names those of the chip, `own` those of the head. */
interface Sample {
  readonly sample: number;
  readonly rng: Rng;
  readonly own: Rng;
  readonly kernels: Kernels | undefined;
}

/** Codes of a head's queries and of all its keys, with their mean subtracted. */
export function codesOf(design: Design, workload: Workload, head: HeadActivations, chip: Sample): Coded {
  const code = codeOf(design, workload);
  const keys = centred(head.k, columnMeans(head.k));
  const { scale } = planOf(workload);
  return workload.attention.kind === "coordinates"
    ? coordinatesOf(code, head, keys, scale, chip)
    : signsOf(design, workload, code, head, keys, scale, chip);
}

/** Signs of the arrays' projections, or of a randomised Hadamard transform. */
function signsOf(
  design: Design,
  workload: Workload,
  code: KeyCode,
  head: HeadActivations,
  keys: Dense,
  scale: number,
  { sample, rng, own, kernels }: Sample,
): Coded {
  const { entries } = code;
  const width = keys.columns;
  const project = hadamardProjections(width, entries, own);
  const projected = (vectors: Dense): Dense => rowsOf(vectors, entries, project);
  const hash = hashCodeOf(workload.attention, workload.length);
  const hasher =
    design.hashing.unit === "crossbar"
      ? hasherFactory("memristor", design, hash, width, rng, { kernels })(sample, head)
      : null;
  const signs = (vectors: Dense, role: "query" | "key"): Dense => {
    if (hasher === null) return signsOfValues(projected(vectors));
    const ids = hasher(vectors, role);
    const bits = entries / hash.rounds;
    const data = new Float64Array(vectors.rows * entries);
    for (let r = 0; r < hash.rounds; r++)
      for (let t = 0; t < vectors.rows; t++) {
        const word = grayWord(ids[r * vectors.rows + t]);
        for (let b = 0; b < bits; b++) data[t * entries + r * bits + b] = (word >> b) & 1 ? 1 : -1;
      }
    return dense(vectors.rows, entries, data);
  };
  const stored = signs(keys, "key");
  const lengths = Float64Array.from({ length: keys.rows }, (_, t) => lengthOf(row(keys, t)));
  if (code.query === "map") {
    const map = fitQueryMap(stored, keys);
    const weights = lengths.map((own_, t) =>
      code.lengthBits > 0 ? own_ / (lengthOf(keyEstimate(map, row(stored, t))) || 1) : 1,
    );
    const mapped = rowsOf(head.q, entries, (query) => {
      const out = new Float64Array(entries);
      for (let b = 0; b < entries; b++)
        for (let c = 0; c < width; c++) out[b] += map.data[b * width + c] * query[c];
      return out;
    });
    return { code, keys: stored, weights, queries: mapped, slope: scale };
  }
  const weights = code.lengthBits > 0 ? lengths : new Float64Array(keys.rows).fill(1);
  if (code.query === "values")
    return {
      code,
      keys: stored,
      weights,
      queries: projected(head.q),
      slope: (scale * Math.sqrt(Math.PI / 2)) / entries,
    };
  return { code, keys: stored, weights, queries: signs(head.q, "query"), slope: scale };
}

/** Coordinates of rotated keys, rounded to the nearest level, and rotated queries. */
function coordinatesOf(
  code: KeyCode,
  head: HeadActivations,
  keys: Dense,
  scale: number,
  { own }: Sample,
): Coded {
  const levels = Float64Array.from(LEVELS[code.entryBits]);
  const rotate = hadamardProjections(keys.columns, code.entries, own);
  const weights = new Float64Array(keys.rows);
  const stored = new Float64Array(keys.rows * code.entries);
  for (let t = 0; t < keys.rows; t++) {
    const key = row(keys, t);
    const length = lengthOf(key);
    const estimated = rotate(key).map((x) => levels[nearest(levels, length === 0 ? 0 : x / length)]);
    stored.set(estimated, t * code.entries);
    weights[t] = length / lengthOf(estimated);
  }
  return {
    code,
    keys: dense(keys.rows, code.entries, stored),
    weights,
    queries: rowsOf(head.q, code.entries, rotate),
    slope: scale / Math.sqrt(code.entries),
  };
}

/** Applies a function to each row. */
function rowsOf(vectors: Dense, columns: number, of: (vector: Float64Array) => Float64Array): Dense {
  const data = new Float64Array(vectors.rows * columns);
  for (let t = 0; t < vectors.rows; t++) data.set(of(row(vectors, t)), t * columns);
  return dense(vectors.rows, columns, data);
}

const signsOfValues = ({ rows, columns, data }: Dense): Dense =>
  dense(
    rows,
    columns,
    data.map((x) => (x < 0 ? -1 : 1)),
  );
