import type { Dimension } from "#loop-nests";
import type { Design } from "../design/design.ts";
import type { ProductName } from "../design/level-tree.ts";
import { type Tiling, WHOLE } from "../design/mapping-plan.ts";
import { type Workload, windowOf } from "../design/workload.ts";
import type { Block, MacArray } from "../peripherals/mac/mac.ts";
import { type ActionCount, isTwinOf } from "./action-counts.ts";
import { streamedKeys } from "./exact.ts";
import type { PlanSpace } from "./flows/flow.ts";
import { computedPairsOf } from "./lsh.ts";
import { attendedPairsOf, nearRows, type Scored, type ScoredSource } from "./scored.ts";
import type { CandidateLoad, CountedDesign, Sizes } from "./sizes.ts";

/**
 * Block of queries and keys whose products an array computes at once; null for a decode, whose single queries
 * are fed from the buffer. Exact attention: blocks of the stationary rows and as many keys. LSH: a chunk and
 * its window; with tiles, one pair of tiles; with passes over the values, part of the width.
 */
export const blockOf = (
  s: Pick<Sizes, "width" | "blockRows">,
  workload: Workload,
  tiling: Tiling = WHOLE,
): Block | null => blocksOf(s, workload)(tiling);

/** `blockOf` for the tilings of one workload. */
export function blocksOf(
  { width, blockRows }: Pick<Sizes, "width" | "blockRows">,
  workload: Workload,
): (tiling: Pick<Tiling, "queryTiles" | "keyTiles" | "valuePasses">) => Block | null {
  const { phase, length, attention } = workload;
  if (phase === "decode") return () => null;
  if (attention.kind === "exact") return () => exactBlock({ length, width, blockRows });
  const [chunk, window] = [Math.min(length, attention.chunk), Math.min(length, windowOf(workload))];
  return ({ queryTiles, keyTiles, valuePasses }) => ({
    queries: Math.ceil(chunk / queryTiles),
    keys: Math.ceil(window / keyTiles),
    width: Math.ceil(width / valuePasses),
  });
}

/** A block of exact attention over a sequence, or of scored keys that stream past. */
export function exactBlock({
  length,
  width,
  blockRows,
}: Pick<Sizes, "length" | "width" | "blockRows">): Block {
  const rows = Math.min(length, blockRows);
  return { queries: rows, keys: rows, width };
}

/** What of an array serves its blocks. */
type BlockArray = Pick<MacArray, "use" | "streams">;

/** The array of a design; declared levels bring operands to its units in place of its store. */
export const blockArrayOf = ({
  mac: { behaviour },
  levels,
}: Pick<CountedDesign["digital"], "mac"> & Pick<Design["digital"], "levels">): BlockArray =>
  levels === undefined ? behaviour : { use: behaviour.use };

/**
 * The counts plus, for each product of a block, the idle time of array units, 1/use − 1, and the accesses to
 * the array's store for operands that pass more than once.
 */
export function withIdleUnits(
  counts: readonly ActionCount[],
  { use, streams }: BlockArray,
  block: Block | null,
): ActionCount[] {
  if (block === null || use === undefined) return [...counts];
  const idle = 1 / use(block) - 1;
  const { staged, restreamed } = streams?.(block) ?? { staged: 0, restreamed: 0 };
  const all: ActionCount[] = [];
  // A loop: every price of a search runs this, and a list per entry took a tenth of its time.
  for (const entry of counts) {
    all.push(entry);
    const { operation, component, action, count } = entry;
    if (component !== "mac" || action !== "mac") continue;
    if (!isTwinOf(operation, "score") && !isTwinOf(operation, "weigh")) continue;
    all.push({ operation, component, action: "stall", count: count * idle });
    if (restreamed === 0) continue;
    all.push({ operation, component, action: "stage", count: count * staged });
    all.push({ operation, component, action: "restream", count: count * restreamed });
  }
  return all;
}

/**
 * `withIdleUnits` for keys of the best scores. A query with its own keys forms no block; streamed keys come
 * in blocks, for which the units take the time of every pair.
 */
export function withIdleScored(
  { s, workload, fetch }: Pick<ScoredSource, "s" | "workload" | "fetch">,
  counts: readonly ActionCount[],
  mac: BlockArray,
): ActionCount[] {
  if (fetch === "gather" || workload.phase === "decode") return [...counts];
  const block = exactBlock(s);
  const use = mac.use?.(block) ?? 1;
  const slowed = counts.map((entry) =>
    entry.component === "mac" && entry.action === "stall" ? { ...entry, count: entry.count / use } : entry,
  );
  return withIdleUnits(slowed, mac, block);
}

/** Utilisation by tiling: tiles cut LSH's chunks and windows; other attention does not depend on it. */
export function useOf(
  { digital }: { readonly digital: Pick<CountedDesign["digital"], "mac"> },
  workload: Workload,
  s: Sizes,
): PlanSpace["use"] {
  const { use } = digital.mac.behaviour;
  if (use === undefined || workload.attention.kind !== "lsh" || workload.phase === "decode") return () => 1;
  const known = new Map<string, number>();
  const cut = blocksOf(s, workload);
  const window = windowOf(workload);
  const at = (queryTiles: number, keyTiles: number, valuePasses: number): number => {
    const block = cut({ queryTiles, keyTiles, valuePasses });
    if (block === null) return 1;
    const key = `${block.queries} ${block.keys} ${block.width}`;
    const own = known.get(key) ?? use(block);
    known.set(key, own);
    return own;
  };
  const { chunk } = workload.attention;
  const best = new Map<string, number>();
  return ({ queryTiles, keyTiles, valuePasses }) => {
    const range = `${queryTiles[0]} ${queryTiles[1]} ${keyTiles[0]} ${keyTiles[1]} ${valuePasses}`;
    let most = best.get(range);
    if (most !== undefined) return most;
    most = 0;
    for (const queries of cuts(chunk, queryTiles))
      for (const keys of cuts(window, keyTiles)) most = Math.max(most, at(queries, keys, valuePasses));
    if (best.size >= MOST_RANGES) best.clear();
    best.set(range, most);
    return most;
  };
}

/** Most ranges whose best utilisation is cached: a search visits some hundred. */
const MOST_RANGES = 4096;

/** Tile counts of a range that cut `size` rows differently: the least for each number of rows per tile. */
function cuts(size: number, [from, to]: readonly [number, number]): number[] {
  const different: number[] = [];
  for (let tiles = from; tiles <= to; ) {
    different.push(tiles);
    const rows = Math.ceil(size / tiles);
    if (rows === 1) break;
    tiles = Math.ceil(size / (rows - 1));
  }
  return different;
}

/** Products of one kind of a layer and sequence. */
export interface Products {
  readonly sizes: Readonly<Record<Dimension, number>>;
  readonly count: number;
  /** Bits of operands that the plan already reads from a memory, and of results that it already writes. */
  readonly fed: number;
  readonly left: number;
}

export type ArrayBlocks = Readonly<Record<ProductName, Products>>;

/** Most blocks of keys per block of queries in one product: their nests are searched, hence the limit. */
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

/** Largest power of two of blocks of `rows` keys not above the mean that queries see; all keys if fewer. */
function keysTogether(mean: number, rows: number): number {
  if (mean <= rows) return Math.ceil(mean);
  let together = 1;
  while (2 * together * rows <= mean && together < MOST_KEY_BLOCKS) together *= 2;
  return together * rows;
}

/**
 * Exact attention, or all keys streamed: blocks of queries against the mean number of key blocks that one
 * meets; in a decode, the query heads of a key head against its keys.
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

/** Chunks of LSH attention against their windows, as cut by the plan's tiles and passes. */
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

/** Single queries, each against its own keys: those that a decode's lists find, or those chosen by score. */
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
