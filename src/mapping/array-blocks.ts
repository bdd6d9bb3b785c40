// The products of attention that an array of multipliers does, and what the plan brings it for them.

import type { ProductName } from "../design/level-tree.ts";
import { type Tiling, WHOLE } from "../design/mapping-plan.ts";
import type { Dimension } from "../design/memory-tree.ts";
import type { Workload } from "../design/workload.ts";
import { streamedKeys } from "./exact.ts";
import { computedPairsOf } from "./lsh.ts";
import { blockOf } from "./mac-use.ts";
import { attendedPairsOf, nearRows, type Scored } from "./scored.ts";
import type { CandidateLoad, Sizes } from "./sizes.ts";

/** Products of one kind of a layer and sequence. */
export interface Products {
  readonly sizes: Readonly<Record<Dimension, number>>;
  readonly count: number;
  /** Bits of their operands that the plan reads from a memory anyway, and of results that it writes. */
  readonly fed: number;
  readonly left: number;
}

export type ArrayBlocks = Readonly<Record<ProductName, Products>>;

/** Most blocks of keys that pass one block of queries in one product: their nests are searched, so there is a limit. */
const MOST_KEY_BLOCKS = 16;

/** Both products of `queries` × `keys` pairs over a width, each `times`. */
interface Pairs {
  readonly queries: number;
  readonly keys: number;
  readonly scored: { readonly times: number; readonly width: number; readonly fed: number };
  readonly weighed: {
    readonly times: number;
    readonly width: number;
    readonly fed: number;
    readonly left: number;
  };
}

const blocks = ({ queries, keys, scored, weighed }: Pairs): ArrayBlocks => ({
  scores: {
    sizes: { m: queries, n: keys, k: scored.width },
    count: scored.times,
    fed: scored.fed,
    left: 0,
  },
  outputs: {
    sizes: { m: queries, n: weighed.width, k: keys },
    count: weighed.times,
    fed: weighed.fed,
    left: weighed.left,
  },
});

/** The largest power of two of blocks of `rows` keys that is not above the mean that queries see; all keys where they are fewer. */
function keysTogether(mean: number, rows: number): number {
  if (mean <= rows) return Math.ceil(mean);
  let together = 1;
  while (2 * together * rows <= mean && together < MOST_KEY_BLOCKS) together *= 2;
  return together * rows;
}

/**
 * Exact attention, or keys that all stream past: blocks of queries against as many blocks of keys as one meets; in a decode the query
 * heads of a key head against its keys.
 */
export function streamedBlocks(s: Sizes, { phase, attention }: Workload): ArrayBlocks {
  const row = s.width * s.wordBits;
  const isDecode = phase === "decode";
  const queries = isDecode ? s.heads / s.kvHeads : Math.min(s.length, s.blockRows);
  const heads = isDecode ? s.kvHeads : s.heads;
  const passed = isDecode ? s.length : streamedKeys(s.length, s.blockRows, attention.causal);
  const met = isDecode ? 1 : Math.ceil(s.length / s.blockRows);
  const keys = keysTogether(passed / met, s.blockRows);
  const times = (heads * passed) / keys;
  const fed = heads * passed * row;
  return blocks({
    queries,
    keys,
    scored: { times, width: s.width, fed: fed + (isDecode ? 0 : s.heads * s.length * row) },
    weighed: { times, width: s.width, fed, left: 0 },
  });
}

/** Chunks of LSH attention against the windows that they see, as the plan's tiles and passes cut them. */
export function windowBlocks(s: Sizes, workload: Workload, tiling: Tiling = WHOLE): ArrayBlocks {
  const block = blockOf(s, workload, tiling);
  if (block === null) throw new RangeError("windowBlocks: expected a whole sequence, received a decode");
  const { queryTiles, keyTiles, valuePasses } = tiling;
  const row = s.width * s.wordBits;
  const rows = s.heads * s.length;
  const near = s.near === 0 ? 0 : rows;
  const pairs = computedPairsOf(s);
  const { queries, keys, width } = block;
  const weighed = (pairs * s.width) / (queries * keys * width);
  return blocks({
    queries,
    keys,
    scored: {
      times: (pairs * valuePasses) / (queries * keys),
      width: s.width,
      fed: (rows * s.rounds * (queryTiles + keyTiles) + 2 * near) * valuePasses * row,
    },
    weighed: {
      times: weighed,
      width,
      fed: (rows * s.rounds * queryTiles + near) * row,
      // Every partial result is scattered to its token.
      left: weighed * queries * width * s.accumulatorBits,
    },
  });
}

/** Queries one by one, each against keys of its own: what a decode's lists find, or what was chosen. */
function singleBlocks(s: Sizes, pairs: number, fed: number, queriesFed: number): ArrayBlocks {
  const keys = Math.max(1, Math.ceil(pairs / (s.heads * s.tokens)));
  const times = pairs / keys;
  return blocks({
    queries: 1,
    keys,
    scored: { times, width: s.width, fed: fed + queriesFed },
    weighed: { times, width: s.width, fed, left: 0 },
  });
}

export const listedBlocks = (s: Sizes, { distinct, fetched }: CandidateLoad): ArrayBlocks =>
  singleBlocks(s, s.heads * (distinct + s.near), s.kvHeads * (fetched + s.near) * s.width * s.wordBits, 0);

export function chosenBlocks(own: Omit<Scored, "hierarchy">, { keyTiles }: Tiling = WHOLE): ArrayBlocks {
  const { s, workload, keys, fetch } = own;
  if (fetch === "stream") return streamedBlocks(s, workload);
  const row = s.width * s.wordBits;
  const isDecode = workload.phase === "decode";
  return singleBlocks(
    s,
    attendedPairsOf(own),
    (s.kvHeads * keys.fetched + nearRows(own)) * row,
    isDecode ? 0 : s.heads * s.length * keyTiles * row,
  );
}
