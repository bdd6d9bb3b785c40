import { z } from "zod";
import { type Dense, dense } from "../../base/dense.ts";
import { choice, flag, integer } from "../../base/fields.ts";
import { type BucketLists, bucketLists, type Candidates, LATER_ROUTINGS } from "../candidates.ts";
import {
  type Block,
  type Chooser,
  defineSelector,
  HASH_WORDS,
  type QueryBlock,
  type Site,
} from "./selector.ts";

const ROUTINGS = Object.keys(LATER_ROUTINGS) as [keyof typeof LATER_ROUTINGS];

/**
 * Buckets of a locality-sensitive hash [kitaev-2020], strictly causal. Budget `design`: what `routing` shows in each round, as
 * the hardware under study does. A number or share of keys: rounds take turns, each giving the next key before the query's
 * place in its sorted prefix, until so many distinct ones are found.
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
    routing: choice(ROUTINGS, "keys that a query sees in a round").prefault("prefix-window"),
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
        const ids = hasherOf(block)(centredRows(block, meanOf(block)), "key");
        for (let r = 0; r < rounds; r++)
          for (let t = 0; t < block.rows; t++) into[t * rounds + r] = ids[r * block.rows + t];
      },
      begin(block) {
        const ids = {
          keys: byRound(block, rounds),
          queries: placedIds(hasherOf(block)(centredRows(block, null), "query"), rounds, block),
        };
        return tools.budget === "design"
          ? designChooser(block, LATER_ROUTINGS[params.routing](ids, plan, block.first))
          : sharingChooser(block, bucketLists(ids.keys, plan, block.first), ids.queries);
      },
    };
  },
});

/** Rows as float64, less a vector. */
function centredRows({ rows, width, data }: Block, mean: Float64Array | null): Dense {
  const out = Float64Array.from(data.subarray(0, rows * width));
  if (mean !== null) for (let n = 0; n < out.length; n++) out[n] -= mean[n % width];
  return dense(rows, width, out);
}

/** Stored ids, keys × rounds → rounds × keys. */
function byRound({ codes, first, rows }: QueryBlock, rounds: number): Int32Array {
  const length = first + rows;
  const ids = new Int32Array(rounds * length);
  for (let t = 0; t < length; t++)
    for (let r = 0; r < rounds; r++) ids[r * length + t] = codes[t * rounds + r];
  return ids;
}

/** Ids of a block's queries at their own positions, rounds × positions. */
function placedIds(own: Int32Array, rounds: number, block: QueryBlock): Int32Array {
  const length = block.first + block.rows;
  const ids = new Int32Array(rounds * length);
  for (let r = 0; r < rounds; r++)
    ids.set(own.subarray(r * block.rows, (r + 1) * block.rows), r * length + block.first);
  return ids;
}

/** Remembers which keys the query at hand was given. */
function distinct(length: number): (query: number, key: number) => boolean {
  const owner = new Int32Array(length).fill(-1);
  return (query, key) => {
    if (owner[key] === query) return false;
    owner[key] = query;
    return true;
  };
}

function designChooser({ first, rows }: QueryBlock, candidates: Candidates): Chooser {
  const listed = new Int32Array(candidates.most);
  const isNew = distinct(first + rows);
  let slots = 0;
  return {
    choose(n, { from, to }, into) {
      const found = candidates.list(first + n, listed);
      slots = candidates.slots(found);
      let count = 0;
      for (let k = 0; k < found; k++) {
        const j = listed[k];
        if (j >= from && j < to && isNew(n, j)) into[count++] = j;
      }
      return count;
    },
    slots: () => slots,
  };
}

/** Keys of one round before the query's place in the sorted prefix, the nearest first, wrapping round. */
class Walk {
  readonly #list: BucketLists;
  #bucket = 0;
  #left = 0;
  #next = -1;

  constructor(list: BucketLists) {
    this.#list = list;
  }

  start(bucket: number): void {
    this.#bucket = bucket;
    this.#left = this.#list.buckets;
    this.#next = this.#list.count(bucket) - 1;
  }

  /** The next key, or −1 when there is none left. */
  take(): number {
    while (this.#next < 0) {
      if (--this.#left <= 0) return -1;
      this.#bucket = this.#bucket === 0 ? this.#list.buckets - 1 : this.#bucket - 1;
      this.#next = this.#list.count(this.#bucket) - 1;
    }
    return this.#list.at(this.#bucket, this.#next--);
  }
}

function sharingChooser({ first, rows }: QueryBlock, lists: BucketLists[], queries: Int32Array): Chooser {
  const length = first + rows;
  const walks = lists.map((list) => new Walk(list));
  const isNew = distinct(length);
  let slots = 0;
  return {
    choose(n, { from, to, keys }, into) {
      const wanted = Math.min(keys, to - from);
      let count = 0;
      slots = 0;
      lists.forEach((list, r) => {
        list.advance(first + n);
        walks[r].start(queries[r * length + first + n]);
      });
      for (let r = 0; count < wanted; r = r + 1 === walks.length ? 0 : r + 1) {
        const j = walks[r].take();
        if (j < 0) continue;
        slots++;
        if (j >= from && j < to && isNew(n, j)) into[count++] = j;
      }
      return count;
    },
    slots: () => slots,
  };
}
