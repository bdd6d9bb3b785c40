// Units that compare and count codes, and choose and order keys.

import { dense, type Rng } from "#base";
import { adderTreePopcount } from "#circuits";
import { matrixProjector } from "../../../../../peripherals/projection/projection.ts";
import { sramScan } from "../../../../../peripherals/search/digital-stores.ts";
import { exactInquiry } from "../../../../../peripherals/search/search.ts";
import { countingSorter } from "../../../../../peripherals/sorter/counting.ts";
import { compareTopK } from "../../../../../peripherals/top-k/compare.ts";
import { classesOf, countingTopK } from "../../../../../peripherals/top-k/counting.ts";
import {
  behaviourOf,
  type HardwareUnit,
  HELD,
  noEdge,
  oneEdge,
  packed,
  type Sizes,
  type Vector,
} from "./hardware-unit.ts";

const randomCode = (rng: Rng, bits: number): Uint8Array =>
  Uint8Array.from({ length: bits }, () => rng.integer(2));

export const popcount: HardwareUnit = {
  name: "popcount",
  models: ["popcount adder-tree", "search sram-scan", "search digital-cim"],
  cycle: "the ones of a random code",
  parts: ["full_adder"],
  sizes: [{ BITS: 64 }, { BITS: 128 }],
  latency: noEdge,
  *vectors({ BITS }, rng) {
    const { count } = behaviourOf(adderTreePopcount, { bits: BITS });
    while (true) {
      const code = randomCode(rng, BITS);
      yield { inputs: { code: packed(code, 1) }, outputs: { count: BigInt(count(code)) } };
    }
  },
};

/** Dot product of two codes in ±1. */
function scoreOf(key: Uint8Array, query: Uint8Array): number {
  const signs = (code: Uint8Array) => Float64Array.from(code, (bit) => 2 * bit - 1);
  return matrixProjector(signs(key), key.length, 1)(dense(1, query.length, signs(query))).data[0];
}

export const codeScore: HardwareUnit = {
  name: "code_score",
  models: ["search sram-scan", "search dram-scan", "search digital-cim"],
  cycle: `a random key against a query that is held for ${HELD}`,
  parts: ["popcount", "full_adder"],
  sizes: [{ BITS: 64 }, { BITS: 128 }],
  latency: oneEdge,
  *vectors({ BITS }, rng) {
    const store = behaviourOf(sramScan, { bits: BITS });
    while (true) {
      const query = randomCode(rng, BITS);
      for (let n = 0; n < HELD; n++) {
        const key = randomCode(rng, BITS);
        const [score] = store.inquire(Float64Array.of(scoreOf(key, query)), BITS, rng).report();
        yield {
          inputs: { key: packed(key, 1), query: packed(query, 1) },
          // b − 2m of m unequal bits among b.
          outputs: { score: BigInt((score + BITS) / 2) },
        };
      }
    }
  },
};

export const camRow: HardwareUnit = {
  name: "cam_row",
  models: ["search cam-16t"],
  cycle: `a random query against a code that is stored for ${HELD}`,
  parts: [],
  sizes: [{ BITS: 64 }],
  latency: oneEdge,
  *vectors({ BITS }, rng, purpose) {
    const store = behaviourOf(sramScan, { bits: BITS });
    let stored: Uint8Array | null = null;
    while (true) {
      const code = randomCode(rng, BITS);
      for (let n = 0; n < HELD; n++) {
        // A random query never matches; one that differs in a bit must not.
        const query =
          purpose === "function" && stored !== null && n % 2 === 1 ? stored.slice() : randomCode(rng, BITS);
        if (n % 4 === 3) query[rng.integer(BITS)] ^= 1;
        const seen: Uint8Array | null = stored;
        const matches = (of: Uint8Array): number =>
          store.inquire(Float64Array.of(scoreOf(of, query)), BITS, rng).atLeast(BITS)[0];
        yield {
          inputs: { write: n === 0 ? 1n : 0n, code: packed(code, 1), query: packed(query, 1) },
          outputs: seen === null ? null : { match: BigInt(matches(seen)) },
        };
        stored = code;
      }
    }
  },
};

/** Operations of the counting units. */
const [CLEAR, COUNT, SCAN, TAKE] = [0n, 1n, 2n, 3n];

const SORTED_KEYS = 256;

export const countingSorterUnit: HardwareUnit = {
  name: "counting_sorter",
  models: ["sorter counting"],
  cycle: `an access to the table: sorts of ${SORTED_KEYS} random keys, counted, scanned and placed`,
  parts: [],
  sizes: [
    { BUCKETS: 64, BITS: 32 },
    { BUCKETS: 256, BITS: 32 },
  ],
  latency: oneEdge,
  *vectors({ BUCKETS }, rng) {
    const { order } = behaviourOf(countingSorter, { buckets: BUCKETS });
    const access = (operation: bigint, bucket: number, outputs: Vector["outputs"] = null): Vector => ({
      inputs: { operation, bucket: BigInt(bucket) },
      outputs,
    });
    while (true) {
      const ids = Int32Array.from({ length: SORTED_KEYS }, () => rng.integer(BUCKETS));
      const ranks = new Int32Array(SORTED_KEYS);
      order(ids, BUCKETS).forEach((position, rank) => {
        ranks[position] = rank;
      });
      yield access(CLEAR, 0);
      for (const id of ids) yield access(COUNT, id);
      for (let bucket = 0; bucket < BUCKETS; bucket++) yield access(SCAN, bucket);
      for (let n = 0; n < SORTED_KEYS; n++) yield access(TAKE, ids[n], { rank: BigInt(ranks[n]) });
    }
  },
};

const CANDIDATES = 512;

export const countingTopKUnit: HardwareUnit = {
  name: "counting_top_k",
  models: ["top-k counting"],
  cycle: `an access to the table: the best 1 to 64 of ${CANDIDATES} normal scores, counted, scanned and collected`,
  parts: [],
  sizes: [
    { LEVELS: 33, BITS: 15 },
    { LEVELS: 129, BITS: 15 },
  ],
  latency: oneEdge,
  vectors: topKVectors,
};

function* topKVectors({ LEVELS }: Sizes, rng: Rng): Generator<Vector, never> {
  const unit = behaviourOf(countingTopK, { levels: LEVELS, classes: 1 });
  const most = LEVELS - 1;
  while (true) {
    const k = 1 + rng.integer(64);
    const levels = Array.from({ length: CANDIDATES }, () =>
      Math.max(0, Math.min(most, Math.round(most / 2 + (rng.normal() * most) / 8))),
    );
    const scores = Float64Array.from(levels, (level) => 2 * level - most);
    const chosen = new Set(unit.select({ inquiry: exactInquiry(scores, most) }, { k }, rng).positions);
    const access = (operation: bigint, level: number, outputs: Vector["outputs"] = null): Vector => ({
      inputs: { operation, level: BigInt(level), k: BigInt(k) },
      outputs,
    });
    yield access(CLEAR, 0);
    for (const level of levels) yield access(COUNT, level);
    for (let level = most; level >= 0; level--) yield access(SCAN, level);
    for (let n = 0; n < CANDIDATES; n++) yield access(TAKE, levels[n], { accept: chosen.has(n) ? 1n : 0n });
  }
}

const [BEGIN, STORE, COMPARE] = [0n, 1n, 2n];

export const compareTopKUnit: HardwareUnit = {
  name: "compare_top_k",
  models: ["top-k compare"],
  cycle: `a compare: normal scores of ${CANDIDATES} keys in eight classes of weight, of which some sixth reaches the level`,
  parts: [],
  sizes: [{ LEVELS: 129, CLASSES: 8, BITS: 15 }],
  latency: oneEdge,
  *vectors({ LEVELS, CLASSES }, rng) {
    const unit = behaviourOf(compareTopK, { levels: LEVELS, classes: CLASSES });
    const most = LEVELS - 1;
    const access = (operation: bigint, weight: number, level: number, outputs: Vector["outputs"] = null) => ({
      inputs: { operation, weight: BigInt(weight), level: BigInt(level) },
      outputs,
    });
    while (true) {
      const levels = Array.from({ length: CANDIDATES }, () =>
        Math.max(0, Math.min(most, Math.round(most / 2 + (rng.normal() * most) / 8))),
      );
      const inquiry = exactInquiry(
        Float64Array.from(levels, (level) => 2 * level - most),
        most,
      );
      const candidates = { inquiry, weights: Float64Array.from(levels, () => Math.exp(rng.normal() / 4)) };
      const least = (most * (1 + rng.normal() / 4)) / 4;
      const chosen = new Set(unit.select(candidates, { least }, rng).positions);
      const { of, weights } = classesOf(candidates, CLASSES);
      yield access(BEGIN, 0, 0);
      // Scores are 2 · level − most; a level above the largest is reached by none.
      for (const [n, weight] of weights.entries())
        yield access(STORE, n, Math.max(0, Math.min(LEVELS, Math.ceil((least / weight + most) / 2))));
      let slot = 0n;
      for (const [n, level] of levels.entries()) {
        const isChosen = chosen.has(n);
        yield access(COMPARE, of[n], level, { accept: isChosen ? 1n : 0n, slot });
        if (isChosen) slot++;
      }
    }
  },
};
