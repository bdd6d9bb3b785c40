import { z } from "zod";
import { choice, flag, integer } from "#base";
import { countingOrder } from "../../peripherals/sorter/counting.ts";
import { type BucketIds, type Candidates, ROUTINGS } from "../candidates.ts";
import type { HashCode } from "../hash-code.ts";
import { type Chooser, centred, defineSelector, HASH_WORDS, type QueryBlock, type Site } from "./selector.ts";

const ROUTING_NAMES = Object.keys(ROUTINGS) as [keyof typeof ROUTINGS];

/**
 * Buckets of a locality-sensitive hash [kitaev-2020], strictly causal. Budget `design`: the keys that
 * `routing` gives per round, as in the hardware. A number or share of keys: rounds alternate, each giving the
 * next key before the query's position in its sorted prefix, until enough distinct ones are found.
 */
export const bucketsSelector = defineSelector({
  name: "buckets",
  title: "keys of the query's hash buckets",
  source: "kitaev-2020",
  params: z.strictObject({
    hash: choice(HASH_WORDS, "how keys and queries are hashed").prefault("memristor"),
    rounds: integer({ min: 1, max: 256 }, "independent hash rounds").prefault(8),
    buckets: integer({ min: 2, max: 1 << 20 }, "buckets of a round, before the hash rounds them").prefault(
      128,
    ),
    chunk: integer({ min: 1, max: 1 << 20 }, "tokens of a chunk of the sorted sequence").prefault(32),
    lookBack: integer({ min: 0, max: 16 }, "chunks before its own that a query sees").prefault(1),
    routing: choice(ROUTING_NAMES, "keys that a query sees in a round").prefault("prefix-window"),
    centreKeys: flag("subtract the calibrated mean from keys before they are hashed").prefault(true),
  }),
  budgets: ["design", "fixed", "share"],
  needsCalibration: true,
  hasHardware: true,
  keyWords: ({ rounds }) => rounds,
  prepare(params, tools) {
    const { rounds, chunk, lookBack } = params;
    const code = tools.codeOf({ rounds, buckets: params.buckets });
    const plan = { rounds, buckets: code.buckets, chunk, lookBack };
    const meanOf = (site: Site) => (params.centreKeys ? tools.keyMean(site) : null);
    const hasherOf = (site: Site) => tools.hasherOf(params.hash, code, site, meanOf(site));
    return {
      encodeKeys(block, into) {
        const ids = hasherOf(block)(centred(block, meanOf(block)), "key");
        for (let r = 0; r < rounds; r++)
          for (let t = 0; t < block.rows; t++) into[t * rounds + r] = ids[r * block.rows + t];
      },
      begin(block) {
        const ids = {
          keys: byRound(block, rounds),
          queries: placedIds(hasherOf(block)(centred(block, null), "query"), rounds, block),
        };
        return tools.budget === "design"
          ? designChooser(block, ROUTINGS[params.routing](ids, plan, block.first))
          : sharingChooser(block, ids, plan);
      },
    };
  },
});

/** Transposes stored ids from keys × rounds to rounds × keys. */
function byRound({ codes, first, rows }: QueryBlock, rounds: number): Int32Array {
  const length = first + rows;
  const ids = new Int32Array(rounds * length);
  for (let t = 0; t < length; t++)
    for (let r = 0; r < rounds; r++) ids[r * length + t] = codes[t * rounds + r];
  return ids;
}

/** Places the ids of a block's queries at their positions, rounds × positions. */
function placedIds(own: Int32Array, rounds: number, block: QueryBlock): Int32Array {
  const length = block.first + block.rows;
  const ids = new Int32Array(rounds * length);
  for (let r = 0; r < rounds; r++)
    ids.set(own.subarray(r * block.rows, (r + 1) * block.rows), r * length + block.first);
  return ids;
}

function designChooser({ first, rows }: QueryBlock, candidates: Candidates): Chooser {
  const listed = new Int32Array(candidates.most);
  const owner = new Int32Array(first + rows).fill(-1);
  let slots = 0;
  return {
    choose(n, { from, to }, into) {
      const found = candidates.list(first + n, listed);
      slots = candidates.slots(found);
      let count = 0;
      for (let k = 0; k < found; k++) {
        const j = listed[k];
        if (j < from || j >= to || owner[j] === n) continue;
        owner[j] = n;
        into[count++] = j;
      }
      return count;
    },
    slots: () => slots,
  };
}

/**
 * Iterates over each round's keys before a query's position in its sorted prefix, nearest first, wrapping
 * round. Flat arrays instead of `BucketLists`, as each key of each query takes one step.
 */
class SortedPrefixes {
  readonly #rounds: number;
  readonly #length: number;
  readonly #buckets: number;
  readonly #ids: Int32Array;
  /** Keys of a round by (bucket, position); bucket b's `count` keys start at `start[round × buckets + b]`. */
  readonly #order: Int32Array;
  readonly #start: Int32Array;
  readonly #count: Int32Array;
  /** For each round: current bucket, its first index, next index, buckets left. */
  readonly #at: Int32Array;

  /** `ids`: rounds × length. The first `from` keys are added. */
  constructor(ids: Int32Array, rounds: number, buckets: number, from: number) {
    this.#rounds = rounds;
    this.#length = ids.length / rounds;
    this.#buckets = buckets;
    this.#ids = ids;
    this.#order = new Int32Array(ids.length);
    this.#start = new Int32Array(rounds * buckets);
    this.#count = new Int32Array(rounds * buckets);
    this.#at = new Int32Array(4 * rounds);
    for (let r = 0; r < rounds; r++) {
      const own = ids.subarray(r * this.#length, (r + 1) * this.#length);
      const base = r * this.#length;
      this.#order.set(countingOrder(own, buckets), base);
      const start = this.#start.subarray(r * buckets, (r + 1) * buckets);
      for (const id of own) if (id + 1 < buckets) start[id + 1]++;
      start[0] = base;
      for (let b = 1; b < buckets; b++) start[b] += start[b - 1];
    }
    for (let i = 0; i < from; i++) this.advance(i);
  }

  /** Adds key i. */
  advance(i: number): void {
    for (let r = 0; r < this.#rounds; r++) this.#count[r * this.#buckets + this.#ids[r * this.#length + i]]++;
  }

  /** Starts before the position of a query in this bucket. */
  begin(round: number, bucket: number): void {
    this.#at[4 * round + 3] = this.#buckets;
    this.#enter(round, bucket);
  }

  #enter(round: number, bucket: number): void {
    const [at, place] = [this.#at, round * this.#buckets + bucket];
    at[4 * round] = bucket;
    at[4 * round + 1] = this.#start[place];
    at[4 * round + 2] = this.#start[place] + this.#count[place] - 1;
  }

  /** The next key of a round, or −1 if none is left. */
  take(round: number): number {
    const at = this.#at;
    const mine = 4 * round;
    while (at[mine + 2] < at[mine + 1]) {
      if (--at[mine + 3] <= 0) return -1;
      this.#enter(round, at[mine] === 0 ? this.#buckets - 1 : at[mine] - 1);
    }
    return this.#order[at[mine + 2]--];
  }
}

function sharingChooser(
  { first, rows }: QueryBlock,
  ids: BucketIds,
  { rounds, buckets }: Pick<HashCode, "rounds" | "buckets">,
): Chooser {
  const length = first + rows;
  const prefixes = new SortedPrefixes(ids.keys, rounds, buckets, first);
  const owner = new Int32Array(length).fill(-1);
  let slots = 0;
  return {
    choose(n, { from, to, keys }, into) {
      const wanted = Math.min(keys, to - from);
      let count = 0;
      slots = 0;
      prefixes.advance(first + n);
      for (let r = 0; r < rounds; r++) prefixes.begin(r, ids.queries[r * length + first + n]);
      for (let r = 0; count < wanted; r = r + 1 === rounds ? 0 : r + 1) {
        const j = prefixes.take(r);
        if (j < 0) continue;
        slots++;
        if (j < from || j >= to || owner[j] === n) continue;
        owner[j] = n;
        into[count++] = j;
      }
      return count;
    },
    slots: () => slots,
  };
}
