import { type Dense, dot } from "#base";

/** One head's operands in a kernel's memory, with its working lists. */
export interface PlacedPairs {
  /** Keys that a query is multiplied with, and the products: at most one entry per key. */
  readonly keys: Int32Array;
  readonly products: Float64Array;
  /** Rows of v, their weights, and the weighted sum, as wide as v. */
  readonly slots: Int32Array;
  readonly weights: Float64Array;
  readonly sum: Float64Array;
  /** products[n] = q_query · k_keys[n] for the first `count` keys. */
  multiply(query: number, count: number): void;
  /** sum = Σ weights[n] · v_slots[n] over the first `count` rows. */
  weigh(count: number): void;
}

/** Multiplies queries by listed keys and sums listed values. All kernels add in one order: equal bits. */
export interface PairKernel {
  readonly name: string;
  /** Takes a head's operands (tokens × width each), for at most `capacity` rows; ends earlier placements. */
  place(q: Dense, k: Dense, v: Dense, capacity: number): PlacedPairs;
}

/** The kernel in plain TypeScript. */
export const plainPairKernel: PairKernel = {
  name: "typescript",
  place(q, k, v, capacity) {
    const lists = {
      keys: new Int32Array(k.rows),
      products: new Float64Array(k.rows),
      slots: new Int32Array(capacity),
      weights: new Float64Array(capacity),
      sum: new Float64Array(v.columns),
    };
    const { keys, products } = lists;
    return {
      ...lists,
      multiply(query, count) {
        const { columns } = q;
        for (let n = 0; n < count; n++)
          products[n] = dot(q.data, query * columns, k.data, keys[n] * columns, columns);
      },
      weigh: (count) => weighRows(lists, count, v.data),
    };
  },
};

/** Two rows per pass, so that the sum is loaded half as often. */
function weighRows(
  { slots, weights, sum }: Pick<PlacedPairs, "slots" | "weights" | "sum">,
  count: number,
  values: Float64Array,
): void {
  const width = sum.length;
  sum.fill(0);
  let n = 0;
  for (; n + 1 < count; n += 2) {
    const a = slots[n] * width;
    const b = slots[n + 1] * width;
    const wa = weights[n];
    const wb = weights[n + 1];
    for (let c = 0; c < width; c++) sum[c] += wa * values[a + c] + wb * values[b + c];
  }
  for (; n < count; n++) for (let c = 0; c < width; c++) sum[c] += weights[n] * values[slots[n] * width + c];
}

/** Operands of a softmax over parts of the keys. */
export interface Operands {
  readonly q: Dense;
  readonly k: Dense;
  readonly v: Dense;
  readonly scale: number;
  readonly exponential: (x: number) => number;
  /** Weight of a raw score for a unit without maximum and sum; undefined if the unit normalises. */
  readonly unnormalised?: (score: number) => number;
  readonly state: RunningSoftmax;
}

/**
 * Running merge: the output is relative to its own log-sum-exp, so that rounds can be added one by one.
 * Without normalisation it is a plain sum.
 */
export interface RunningSoftmax {
  readonly output: Float64Array;
  readonly weightLog: Float64Array;
  readonly unionLog: Float64Array;
  /** Distinct visible pairs so far. */
  useful: number;
  /** Key slots compared so far, masked and repeated ones included. */
  computed: number;
  /** Partial softmaxes merged so far, empty ones included. */
  merges: number;
}

export const startSoftmax = (queries: number, width: number): RunningSoftmax => ({
  output: new Float64Array(queries * width),
  weightLog: new Float64Array(queries).fill(Number.NEGATIVE_INFINITY),
  unionLog: new Float64Array(queries).fill(Number.NEGATIVE_INFINITY),
  useful: 0,
  computed: 0,
  merges: 0,
});

/** Collects the pairs of one query and merges their softmax into the running result. */
export interface Batch {
  reset(): void;
  /** Adds a pair with its score and value row `slot`; `fresh` is 1 if the pair is new to the union. */
  add(slot: number, score: number, fresh: 0 | 1): void;
  /** Merges the batch into row `row` of the running result. */
  merge(row: number): void;
}

/** Buffers of a batch: entry n is the n-th pair that was added. */
interface Pairs {
  readonly scores: Float64Array;
  readonly isFresh: Uint8Array;
  readonly placed: PlacedPairs;
}

/** A batch of at most as many pairs as `placed` has slots. */
export function createBatch(placed: PlacedPairs, operands: Operands): Batch {
  const { exponential, unnormalised, state } = operands;
  const { slots } = placed;
  const pairs: Pairs = {
    scores: new Float64Array(slots.length),
    isFresh: new Uint8Array(slots.length),
    placed,
  };
  const { scores, isFresh } = pairs;
  let count = 0;
  let largest = Number.NEGATIVE_INFINITY;

  return {
    reset() {
      count = 0;
      largest = Number.NEGATIVE_INFINITY;
    },
    add(slot, score, fresh) {
      scores[count] = score;
      slots[count] = slot;
      isFresh[count++] = fresh;
      if (score > largest) largest = score;
      state.useful += fresh;
    },
    merge(row) {
      if (count === 0) return;
      const union =
        unnormalised === undefined
          ? mergeNormalised(state, row, pairs, count, largest, exponential)
          : addUnnormalised(state, row, pairs, count, largest, unnormalised);
      state.unionLog[row] = logAddExp(
        state.unionLog[row],
        union === 0 ? Number.NEGATIVE_INFINITY : largest + Math.log(union),
      );
    },
  };
}

/** Softmax of the pairs, merged into the row; returns Σ e^(score − largest) over the fresh ones. */
function mergeNormalised(
  state: RunningSoftmax,
  row: number,
  { scores, isFresh, placed }: Pairs,
  count: number,
  largest: number,
  exponential: (x: number) => number,
): number {
  const { weights } = placed;
  let sum = 0;
  let union = 0;
  for (let n = 0; n < count; n++) {
    const weight = exponential(scores[n] - largest);
    sum += weight;
    if (isFresh[n] === 1) union += weight;
    weights[n] = weight;
  }
  placed.weigh(count);
  mergeSoftmax(state, row, placed.sum, sum, largest + Math.log(sum));
  return union;
}

/**
 * Adds the pairs' values, weighted by the raw scores, to the row. Returns Σ e^(score − largest) over the
 * fresh ones, exactly: the unit has no such sum, it only measures the pairs' attention mass.
 */
function addUnnormalised(
  state: RunningSoftmax,
  row: number,
  { scores, isFresh, placed }: Pairs,
  count: number,
  largest: number,
  unnormalised: (score: number) => number,
): number {
  const { weights, sum } = placed;
  let union = 0;
  for (let n = 0; n < count; n++) {
    if (isFresh[n] === 1) union += Math.exp(scores[n] - largest);
    weights[n] = unnormalised(scores[n]);
  }
  placed.weigh(count);
  const width = sum.length;
  for (let c = 0; c < width; c++) state.output[row * width + c] += sum[c];
  return union;
}

/** Adds a softmax with denominator e^log to a row: weights e^(log − common) on both sides. */
function mergeSoftmax(
  state: RunningSoftmax,
  row: number,
  partial: Float64Array,
  sum: number,
  log: number,
): void {
  const width = partial.length;
  const common = logAddExp(state.weightLog[row], log);
  const keep = Math.exp(state.weightLog[row] - common);
  const take = Math.exp(log - common) / sum;
  for (let c = 0; c < width; c++)
    state.output[row * width + c] = keep * state.output[row * width + c] + take * partial[c];
  state.weightLog[row] = common;
}

function logAddExp(a: number, b: number): number {
  const largest = Math.max(a, b);
  return largest === Number.NEGATIVE_INFINITY
    ? largest
    : largest + Math.log(Math.exp(a - largest) + Math.exp(b - largest));
}
