import { countingOrder } from "../../peripherals/digital/counting-sorter.ts";

/**
 * Tokens of one round by bucket, as far as a causal sequence has come: `advance(i)` lets token i in, and nothing here
 * tells of a token that is not in yet. Sorted order is by (bucket, position).
 */
export class BucketLists {
  readonly #ids: Int32Array;
  readonly #order: Int32Array;
  readonly #start: Int32Array;
  readonly #counts: Int32Array;

  /** `ids`: bucket of each token, below `buckets`. */
  constructor(ids: Int32Array, buckets: number) {
    this.#ids = ids;
    // Storage alone is laid out with the whole sequence in view; a list shows only the tokens that are in.
    this.#order = countingOrder(ids, buckets);
    this.#start = new Int32Array(buckets + 1);
    for (const id of ids) this.#start[id + 1]++;
    for (let b = 0; b < buckets; b++) this.#start[b + 1] += this.#start[b];
    this.#counts = new Int32Array(buckets);
  }

  get buckets(): number {
    return this.#counts.length;
  }

  advance(i: number): void {
    this.#counts[this.#ids[i]]++;
  }

  count(bucket: number): number {
    return this.#counts[bucket];
  }

  /** Position of the n-th token of a bucket. */
  at(bucket: number, n: number): number {
    return this.#order[this.#start[bucket] + n];
  }

  /** Tokens in buckets below this one. */
  before(bucket: number): number {
    let sum = 0;
    for (let b = 0; b < bucket; b++) sum += this.#counts[b];
    return sum;
  }
}
