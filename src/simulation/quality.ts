import { type Dense, dense, dot, type Estimate, estimate, type Rng, row } from "#base";
import type { LshAttended } from "../attention/attending-head.ts";
import { type Attended, exactAttention } from "../attention/exact-attention.ts";
import type { Hasher, Role } from "../attention/hash-code.ts";
import { type AttentionUnits, lshAttention } from "../attention/lsh-attention.ts";
import type { LshPlan, Masking } from "../attention/plan.ts";
import type { PairKernel } from "../attention/running-softmax.ts";
import type { Design } from "../design/design.ts";
import { type AttentionConfig, planOf, type Workload } from "../design/workload.ts";
import type { MacArray } from "../peripherals/mac/mac.ts";
import {
  type Activations,
  centred,
  type HeadActivations,
  type HeadPlace,
  keyMeanIndex,
} from "./activations.ts";

/** A head with the hardware's operands, and the exact attention for comparison. */
export interface PreparedHead {
  readonly head: HeadActivations;
  readonly q: Dense;
  readonly k: Dense;
  readonly v: Dense;
  /** Hashed instead of k: k, or k minus its calibrated mean. */
  readonly hashedKeys: Dense;
  /** float64 attention on the float64 activations. */
  readonly exact: Attended;
  /** Query positions at which all variants are compared. */
  readonly queries: Int32Array;
}

/** Computes the MAC array's operands and the exact reference once for all variants. */
export function prepareHeads(
  activations: Activations,
  masking: Masking,
  mac: MacArray,
  attention: Pick<AttentionConfig, "centreKeys" | "scale">,
  queries: Int32Array,
): PreparedHead[] {
  return activations.heads.map((head) => {
    const keys = attention.scale === "unit-keys" ? unitRows(head.k) : head.k;
    return {
      head,
      q: mac.operand(head.q),
      k: mac.operand(keys),
      v: mac.operand(head.v),
      hashedKeys: hashedKeysOf(head, activations, attention),
      exact: exactAttention(head.q, keys, head.v, masking, { queries }),
      queries,
    };
  });
}

/** Cache key of `prepareHeads` besides activations, for a number of queries of one stream. */
export function referenceKey(workload: Workload, { digital }: Design, queries: number): string {
  const { causal, self, scale } = planOf(workload);
  const { centreKeys, scale: rule } = workload.attention;
  const masking: Masking = { causal, self, scale };
  return JSON.stringify([masking, digital.mac.keyWithout("price"), { centreKeys, scale: rule }, queries]);
}

/** The hashed keys of a head: its keys, or its keys minus their calibrated mean. */
export function hashedKeysOf(
  head: HeadActivations,
  { keyMeans }: Activations,
  { centreKeys }: Pick<AttentionConfig, "centreKeys">,
): Dense {
  if (!centreKeys) return head.k;
  const mean = keyMeans.get(keyMeanIndex(head));
  if (mean === undefined)
    throw new RangeError(
      "centreKeys: expected a calibrated key mean for every head, received none (no calibration text)",
    );
  return centred(head.k, mean);
}

/** Divides each row by its length; rows of zeros are unchanged. */
function unitRows(matrix: Dense): Dense {
  const data = matrix.data.slice();
  for (let i = 0; i < matrix.rows; i++) {
    const from = i * matrix.columns;
    const length = Math.sqrt(dot(data, from, data, from, matrix.columns)) || 1;
    for (let c = from; c < from + matrix.columns; c++) data[c] /= length;
  }
  return dense(matrix.rows, matrix.columns, data);
}

/** Error of an approximation against exact attention, over the heads of one array sample. */
export interface TrialQuality {
  /** ‖o − o*‖ / ‖o*‖ over all heads, Frobenius norm. */
  readonly outputError: number;
  /** Exact softmax mass on the visible pairs, mean over queries and heads. */
  readonly recall: number;
  /** Distinct visible pairs per head, scaled up from the compared queries. */
  readonly usefulPairs: number;
  readonly computedPairs: number;
  /** Only where it is wanted: it takes a second pass. */
  readonly keys?: readonly HeadKeys[];
}

/** Shares of a query's softmax mass by the distance of its keys (`distanceClass`), means over a head's queries. */
export interface HeadKeys extends Pick<HeadPlace, "layer" | "head"> {
  /** Of all visible keys; the sum is 1. */
  readonly exact: readonly number[];
  /** Of those that were attended, in the same classes. */
  readonly found: readonly number[];
}

/** Segments of equal length into which a sequence is cut to tell how far a key is from its query. */
const SEGMENTS = 64;

/** Tokens of a segment. */
export const segmentLength = (length: number): number => Math.max(1, Math.ceil(length / SEGMENTS));

/** Class of the distance of two positions: 0 in one segment, c where 2^(c − 1) to 2^c − 1 segments lie between their ends. */
export const distanceClass = (i: number, j: number, segment: number): number => {
  const apart = Math.abs(Math.floor(i / segment) - Math.floor(j / segment));
  return apart === 0 ? 0 : 1 + Math.floor(Math.log2(apart));
};

/** Number of classes of distance in a sequence. */
export const distanceClasses = (length: number): number =>
  1 + distanceClass(0, length - 1, segmentLength(length));

interface TrialOptions {
  readonly observe?: (attended: LshAttended) => void;
  readonly kernel?: PairKernel;
  /** Whether to find out which keys were attended, too. */
  readonly keys?: boolean;
}

/** LSH attention of every head with its hasher. Hashing uses the activations, the MACs use operands. */
export function measureTrial(
  heads: readonly PreparedHead[],
  plan: LshPlan,
  units: AttentionUnits,
  hasherOf: (head: HeadActivations) => Hasher,
  { observe = () => {}, kernel, keys: hasKeys = false }: TrialOptions = {},
): TrialQuality {
  const sums = { error: 0, norm: 0, mass: 0, useful: 0, computed: 0 };
  const keys: HeadKeys[] = [];
  for (const prepared of heads) {
    const { head, q, k, v, hashedKeys, exact, queries } = prepared;
    const share = queries.length / q.rows;
    // Queries are hashed before their operands are quantised: the DAC receives the activation itself.
    const made = hasherOf(head);
    const hash: Hasher = (x, role) => made(role === "query" ? head.q : x, role);
    const own = hasKeys ? onceByRole(hash) : hash;
    const options = { units, hashedKeys, queries, kernel };
    const attended = lshAttention(q, k, v, own, plan, options);
    if (hasKeys)
      keys.push(headKeys(prepared, plan, (marks) => lshAttention(q, k, marks, own, plan, options)));
    observe(attended);
    addError(sums, attended, exact);
    sums.useful += attended.pairs.useful / share / heads.length;
    sums.computed += attended.pairs.computed / share / heads.length;
  }
  const compared = heads.reduce((sum, prepared) => sum + prepared.queries.length, 0);
  return {
    outputError: Math.sqrt(sums.error / sums.norm),
    recall: sums.mass / compared,
    usefulPairs: sums.useful,
    computedPairs: sums.computed,
    ...(hasKeys ? { keys } : {}),
  };
}

/** A hasher that reads its arrays once a role, so that a second pass has the same codes. */
function onceByRole(hash: Hasher): Hasher {
  const known = new Map<Role, Int32Array>();
  return (vectors, role) => {
    const ids = known.get(role) ?? hash(vectors, role);
    known.set(role, ids);
    return ids;
  };
}

/** Attends values that mark the segment of their key: the output is the mass in each segment. */
function headKeys(
  { head, q, k, queries }: PreparedHead,
  plan: LshPlan,
  attend: (marks: Dense) => Attended,
): HeadKeys {
  const segment = segmentLength(k.rows);
  const marks = dense(k.rows, Math.ceil(k.rows / segment));
  for (let j = 0; j < k.rows; j++) marks.data[j * marks.columns + Math.floor(j / segment)] = 1;
  const all = exactAttention(q, k, marks, plan, { queries });
  const own = attend(marks);
  const [exact, found] = [0, 1].map(() => new Array<number>(distanceClasses(k.rows)).fill(0));
  queries.forEach((i, n) => {
    // Units round: the attended keys hold no more than all of them.
    const held = Math.min(1, Math.exp(own.logSum[n] - all.logSum[n]));
    for (let s = 0; s < marks.columns; s++) {
      const at = distanceClass(i, s * segment, segment);
      const mass = all.output.data[n * marks.columns + s];
      exact[at] += mass / queries.length;
      found[at] += Math.min(mass, held * own.output.data[n * marks.columns + s]) / queries.length;
    }
  });
  return { layer: head.layer, head: head.head, exact, found };
}

function addError(
  sums: { error: number; norm: number; mass: number },
  attended: Attended,
  exact: Attended,
): void {
  attended.output.data.forEach((x, n) => {
    sums.error += (x - exact.output.data[n]) ** 2;
    sums.norm += exact.output.data[n] ** 2;
  });
  attended.logSum.forEach((log, n) => {
    sums.mass += Math.min(1, Math.exp(log - exact.logSum[n]));
  });
}

/** Quality over array samples. */
export interface Quality {
  readonly outputError: Estimate;
  readonly recall: Estimate;
  readonly usefulPairs: Estimate;
  readonly computedPairs: number;
  /** The values behind these means, one per array sample. */
  readonly trials: readonly Pick<TrialQuality, "recall" | "outputError">[];
  /** Of the first sample, where it was wanted. */
  readonly keys?: readonly HeadKeys[];
}

export const summarise = (trials: readonly TrialQuality[]): Quality => ({
  outputError: estimate(trials.map((trial) => trial.outputError)),
  recall: estimate(trials.map((trial) => trial.recall)),
  usefulPairs: estimate(trials.map((trial) => trial.usefulPairs)),
  computedPairs: trials[0].computedPairs,
  trials: trials.map(({ recall, outputError }) => ({ recall, outputError })),
  ...(trials[0].keys === undefined ? {} : { keys: trials[0].keys }),
});

/** Returns `count` distinct positions below `length`, ascending, one drawn from each of `count` intervals. */
export function sampleQueries(length: number, count: number, rng: Rng): Int32Array {
  if (count >= length) return Int32Array.from({ length }, (_, i) => i);
  return Int32Array.from({ length: count }, (_, n) => {
    const start = Math.floor((n * length) / count);
    const end = Math.floor(((n + 1) * length) / count);
    return start + rng.integer(end - start);
  });
}

/** Exact attention of one query: e^(logit − largest) per visible key, their sum, and the weighted values. */
interface ExactRow {
  readonly weights: Float64Array;
  readonly sum: number;
  readonly weighed: Float64Array;
}

/** Cached weights per head: 8 MB. */
const MOST_WEIGHTS = 1 << 20;

/** Cached rows: every design and sample uses the same ones. */
const rowsOfHeads = new WeakMap<HeadActivations, { size: number; readonly rows: Map<string, ExactRow> }>();

/** Exact softmax of query i over the keys up to `last`: its own in causal attention, the sequence's otherwise. */
export function exactRow(head: HeadActivations, i: number, scale: number, last = i): ExactRow {
  const known = rowsOfHeads.get(head) ?? { size: 0, rows: new Map<string, ExactRow>() };
  rowsOfHeads.set(head, known);
  const key = `${i} ${scale} ${last}`;
  const found = known.rows.get(key) ?? computedRow(head, i, scale, last);
  if (!known.rows.has(key) && known.size + last + 1 <= MOST_WEIGHTS) {
    known.rows.set(key, found);
    known.size += last + 1;
  }
  return found;
}

function computedRow({ q, k, v }: HeadActivations, i: number, scale: number, last: number): ExactRow {
  const query = row(q, i);
  const weights = new Float64Array(last + 1);
  let largest = Number.NEGATIVE_INFINITY;
  for (let j = 0; j <= last; j++) {
    let dot = 0;
    for (let c = 0; c < query.length; c++) dot += query[c] * k.data[j * k.columns + c];
    weights[j] = scale * dot;
    largest = Math.max(largest, weights[j]);
  }
  const weighed = new Float64Array(v.columns);
  let sum = 0;
  for (let j = 0; j <= last; j++) {
    weights[j] = Math.exp(weights[j] - largest);
    sum += weights[j];
    for (let c = 0; c < v.columns; c++) weighed[c] += weights[j] * v.data[j * v.columns + c];
  }
  return { weights, sum, weighed };
}
