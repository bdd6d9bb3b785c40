import { kthLargest } from "#base";
import { ByteTables } from "./byte-codes.ts";
import {
  type ByteCodes,
  type Chooser,
  type CodeFields,
  leastShare,
  type QueryBlock,
  type ScoreKernel,
  type TotalSource,
  type Wanted,
  type WeightThreshold,
} from "./selector.ts";

/** Keeps all values above `least`, and the first `equals` of those equal to it. */
export interface Cut {
  readonly least: number;
  readonly equals: number;
}

const NOTHING: Cut = { least: Number.POSITIVE_INFINITY, equals: 0 };

/** Cut that keeps the `wanted` largest of the first `count` values. Overwrites `scratch`. */
export function largestKeys(values: Float64Array, count: number, wanted: number, scratch: Float64Array): Cut {
  if (wanted <= 0) return NOTHING;
  const least = kthLargest(values, count, wanted, scratch);
  let above = 0;
  for (let k = 0; k < count; k++) if (values[k] > least) above++;
  return { least, equals: wanted - above };
}

/** Cut that keeps the fewest values with a sum of at least `needed`: Hoare's selection by sums. */
export function heaviestKeys(
  values: Float64Array,
  count: number,
  needed: number,
  scratch: Float64Array,
): Cut {
  if (!(needed > 0) || count === 0) return NOTHING;
  for (let k = 0; k < count; k++) scratch[k] = values[k];
  let [low, high, left] = [0, count - 1, needed];
  while (low <= high) {
    const pivot = scratch[(low + high) >> 1];
    // [low, i) is larger than the pivot, [i, k) equal to it, (j, high] smaller.
    let [i, k, j, larger] = [low, low, high, 0];
    while (k <= j) {
      const value = scratch[k];
      if (value > pivot) {
        larger += value;
        scratch[k++] = scratch[i];
        scratch[i++] = value;
      } else if (value < pivot) {
        scratch[k] = scratch[j];
        scratch[j--] = value;
      } else k++;
    }
    if (larger >= left) high = i - 1;
    else if (larger + (k - i) * pivot >= left)
      return { least: pivot, equals: Math.ceil((left - larger) / pivot) };
    else {
      left -= larger + (k - i) * pivot;
      low = k;
    }
  }
  // Rounding: even all values together sum to slightly less than needed.
  return { least: Number.NEGATIVE_INFINITY, equals: 0 };
}

/** Writes the positions kept by a cut, offset by `from`; of equals, the earliest. Returns their number. */
export function writeCut(
  values: Float64Array,
  count: number,
  { least, equals }: Cut,
  from: number,
  into: Int32Array,
): number {
  let [written, left] = [0, equals];
  for (let k = 0; k < count; k++)
    if (values[k] > least || (values[k] === least && left-- > 0)) into[written++] = from + k;
  return written;
}

/** Scores of a query's keys, those of sink and window exact. */
interface ScoredKeys {
  score(key: number): number;
  /** The logit itself, less what all estimates of the query lack. */
  exact(key: number): number;
  /** ln Σ exp(score) of all its keys: a pass over the estimates. */
  total(): number;
}

/** Totals from one query of a block to the next. Each block begins with a pass. */
interface ThresholdTotals {
  least(wanted: Wanted, threshold: WeightThreshold, scored: ScoredKeys): number;
  /** Says which far keys the query attends: the first `count` of `keys`. */
  attended(wanted: Wanted, keys: Int32Array, count: number, scored: ScoredKeys): void;
}

/** Weight of the newest query in the mean ratio of total and near sum: some sixteen queries (assumed). */
const NEWEST = 1 / 16;

function thresholdTotals(): ThresholdTotals {
  let source: TotalSource = "pass";
  /** ln Σ of the last query, and the mean of ln(total / near) over the queries before; null at first. */
  let [last, ratio]: [number | null, number | null] = [null, null];
  let near = 0;
  return {
    least(wanted, threshold, scored) {
      source = threshold.total;
      if (source === "running") near = nearOf(wanted, scored);
      const known = source === "last" ? last : source === "running" && ratio !== null ? near + ratio : null;
      const share = leastShare(threshold, wanted.last + 1 - wanted.lowest);
      return Math.log(share) + (known ?? scored.total());
    },
    attended(wanted, keys, count, scored) {
      if (source === "pass") return;
      // What hardware has after the query: the logits of the keys that it attended.
      let sum = nearOf(wanted, scored);
      for (let k = 0; k < count; k++) sum = logSum(sum, scored.exact(keys[k]));
      last = sum;
      if (source === "running") ratio = ratio === null ? sum - near : ratio + NEWEST * (sum - near - ratio);
    },
  };
}

/** ln Σ exp(score) over sink and window. */
function nearOf({ lowest, from, to, last }: Wanted, { score }: ScoredKeys): number {
  let sum = Number.NEGATIVE_INFINITY;
  for (let j = lowest; j < from; j++) sum = logSum(sum, score(j));
  for (let j = to; j <= last; j++) sum = logSum(sum, score(j));
  return sum;
}

/** ln(eᵃ + eᵇ). */
function logSum(a: number, b: number): number {
  const most = Math.max(a, b);
  return most === Number.NEGATIVE_INFINITY ? most : most + Math.log1p(Math.exp(Math.min(a, b) - most));
}

/** ln Σ exp of the first `count` values. */
function logSumOf(values: ArrayLike<number>, count: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < count; j++) most = Math.max(most, values[j]);
  let sum = 0;
  for (let j = 0; j < count; j++) sum += Math.exp(values[j] - most);
  return most + Math.log(sum);
}

/** Writes the estimated logits of the n-th query on keys 0 to count − 1. */
export type Estimate = (n: number, count: number, into: Float64Array) => void;

/** What all estimates of the n-th query lack of its logits: 0 unless keys are centred. */
export type Offset = (n: number) => number;

const NO_OFFSET: Offset = () => 0;

/** Calls `set` with the logit of each key of sink and window, less the offset, in place of its estimate. */
function forNear(
  block: QueryBlock,
  n: number,
  { lowest, from, to, last, nearBy }: Wanted,
  offset: Offset,
  set: (key: number, score: number) => void,
): void {
  if (nearBy === "codes") return;
  const less = offset(n);
  // Keys before a sliding window weigh nothing.
  for (let j = 0; j < lowest; j++) set(j, HIDDEN);
  for (let j = lowest; j < from; j++) set(j, block.logit(n, j) - less);
  for (let j = to; j <= last; j++) set(j, block.logit(n, j) - less);
}

/** A logit without weight, and finite, so that differences stay numbers. */
const HIDDEN = -1e9;

/**
 * Chooses the keys of the largest estimates; for a budget of mass the fewest that, with sink and window, hold
 * this share of the attention; for a threshold all of at least this share of it. Sink and window are attended
 * anyway, so that their logits are known. Compares every key with every query.
 */
export function chooserByScore(block: QueryBlock, estimate: Estimate, offset: Offset = NO_OFFSET): Chooser {
  const { first, rows } = block;
  const length = first + rows;
  const totals = thresholdTotals();
  const [logits, far, scratch] = [
    new Float64Array(length),
    new Float64Array(length),
    new Float64Array(length),
  ];
  let slots = 0;
  return {
    choose(n, wanted, into) {
      const { from, to, last, keys, mass, threshold } = wanted;
      const count = last + 1;
      slots = to - from;
      if (slots === 0 || (mass === null && threshold === null && keys <= 0)) return 0;
      estimate(n, count, logits);
      if (mass === null && threshold === null) {
        for (let k = 0; k < slots; k++) far[k] = logits[from + k];
        return writeCut(far, slots, largestKeys(far, slots, Math.min(keys, slots), scratch), from, into);
      }
      forNear(block, n, wanted, offset, (j, score) => {
        logits[j] = score;
      });
      if (mass === null) {
        const less = offset(n);
        const scored = {
          score: (j: number) => logits[j],
          exact: (j: number) => block.logit(n, j) - less,
          total: () => logSumOf(logits, count),
        };
        const least = totals.least(wanted, threshold as WeightThreshold, scored);
        let kept = 0;
        for (let j = from; j < to; j++) if (logits[j] >= least) into[kept++] = j;
        totals.attended(wanted, into, kept, scored);
        return kept;
      }
      let largest = Number.NEGATIVE_INFINITY;
      for (let j = 0; j < count; j++) largest = Math.max(largest, logits[j]);
      let [near, all] = [0, 0];
      for (let j = 0; j < count; j++) {
        const weight = Math.exp(logits[j] - largest);
        all += weight;
        if (j < from || j >= to) near += weight;
        else far[j - from] = weight;
      }
      return writeCut(far, slots, heaviestKeys(far, slots, mass * all - near, scratch), from, into);
    },
    slots: () => slots,
  };
}

/** A query on keys from, from + step, … below to: the estimate is Σ query · level · key factor · scale. */
export interface CodeQuery {
  readonly query: Float64Array;
  readonly scale: number;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** Queries per kernel pass. */
const LANES = 4;

/**
 * Chooses keys by their estimates: `queriesOf(n)` gives the n-th query for each group of keys. Groups are the
 * same for all queries of the block, and every key is in one.
 */
export function chooserByCodes(
  block: QueryBlock,
  codes: ByteCodes,
  fields: CodeFields,
  queriesOf: (n: number) => readonly CodeQuery[],
  kernel: ScoreKernel | undefined,
  offset: Offset = NO_OFFSET,
): Chooser {
  if (kernel !== undefined) return chooserByKernel(block, codes, fields, queriesOf, kernel, offset);
  const tables = new ByteTables(codes);
  const estimate: Estimate = (n, count, into) => {
    for (const { query, scale, from, to, step } of queriesOf(n)) {
      if (from >= count) continue;
      tables.set(query, fields.levels, fields.bits);
      tables.products(block, Math.min(to, count), scale, into, from, step);
    }
  };
  return chooserByScore(block, estimate, offset);
}

function chooserByKernel(
  block: QueryBlock,
  codes: ByteCodes,
  fields: CodeFields,
  queriesOf: (n: number) => readonly CodeQuery[],
  kernel: ScoreKernel,
  offset: Offset,
): Chooser {
  const { first, rows } = block;
  const totals = thresholdTotals();
  let slots = 0;
  let ready = -1;
  const compute = (quad: number): void => {
    if (!kernel.holds(block)) kernel.load(block, block.codes, first + rows, codes);
    const begin = quad * LANES;
    const lanes = Math.min(LANES, rows - begin);
    const count = first + begin + lanes;
    const queries = Array.from({ length: lanes }, (_, lane) => queriesOf(begin + lane));
    for (const [g, { scale, from, to, step }] of queries[0].entries()) {
      if (from >= count) continue;
      kernel.setQueries(
        queries.map((groups) => groups[g].query),
        fields,
      );
      kernel.products(Math.min(to, count), scale, from, step);
    }
    ready = quad;
  };
  return {
    choose(n, wanted, into) {
      const { from, to, last, keys, mass, threshold } = wanted;
      slots = to - from;
      if (slots === 0 || (mass === null && threshold === null && keys <= 0)) return 0;
      const quad = Math.floor(n / LANES);
      if (quad !== ready || !kernel.holds(block)) compute(quad);
      const lane = n - quad * LANES;
      if (mass === null && threshold === null) return kernel.largest(lane, from, to, keys, into);
      forNear(block, n, wanted, offset, (j, score) => kernel.setScore(lane, j, score));
      if (mass !== null) return kernel.heaviest(lane, last + 1, from, to, mass, into);
      const less = offset(n);
      const scored = {
        score: (j: number) => kernel.score(lane, j),
        exact: (j: number) => block.logit(n, j) - less,
        total: () => kernel.logSum(lane, last + 1),
      };
      const least = totals.least(wanted, threshold as WeightThreshold, scored);
      const kept = kernel.atLeast(lane, from, to, least, into);
      totals.attended(wanted, into, kept, scored);
      return kept;
    },
    slots: () => slots,
  };
}
