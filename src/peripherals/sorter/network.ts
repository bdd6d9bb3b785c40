// Sorting networks: their comparators, the cost of one, and the sorters built from them.

import { z } from "zod";
import { integer, joules, priceOnly, quantity, seconds, squareMetres, watts } from "#base";
import { COMPARATORS, leakingAt, logicAt, MULTIPLEXERS, REGISTERS, SYNTHESISED } from "#circuits";
import { compositeKeys, defineSorter, positionsOf, resident, type SorterModel } from "./sorter.ts";

const params = z.object({
  block: integer(
    { min: 2, max: 1 << 20 },
    "keys of the longest sequence; its network is paid whole",
  ).prefault(4096),
  keyBits: integer({ min: 2, max: 52 }, "bits of a key: bucket id and position").prefault(32),
  lanes: priceOnly(integer({ min: 1, max: 1 << 20 }, "compare-exchanges a cycle").prefault(256)),
  clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  units: priceOnly(
    integer({ min: 1, max: 4096 }, "sorters that work on different rounds or heads").prefault(1),
  ),
});

/**
 * Sorter that folds a network onto `lanes` compare-exchanges. `place` is one key's share of the whole
 * network; a comparison sort has no prefix sum, so `scan` is free. Priced by `LOGIC`.
 */
const defineNetworkSorter = (model: string, network: SortingNetwork): SorterModel =>
  defineSorter({
    model,
    source: "aladdin-2014",
    params,
    measured: SYNTHESISED,
    constants: COMPARE_EXCHANGE,
    behave: ({ block, keyBits }) => ({
      work: resident,
      longest: block,
      keyBits,
      order: (ids, buckets) => networkOrder(network, compositeKeys(ids, buckets, block, keyBits)),
    }),
    cost: ({ block, keyBits, lanes, clock, units }, technology, k) => {
      const factor = logicAt(technology, k);
      const size = networkSize(block);
      const comparators = network.comparators(size);
      const cycles = Math.max(network.depth(size), Math.ceil(comparators / lanes));
      // Keys are stored in registers; lanes in excess of them store their own pair.
      const registers = Math.max(size, 2 * lanes) * keyBits * k.registerArea;
      const area = units * (registers + lanes * compareExchangeArea(k, keyBits)) * factor.area;
      const place = (comparators / block) * compareExchangeEnergy(k, keyBits);
      return {
        area: squareMetres(area),
        leakage: watts(leakingAt(area, technology, k)),
        actions: {
          place: {
            energy: joules(place * factor.energy),
            latency: seconds(network.depth(size) / clock),
            interval: seconds(cycles / (block * units * clock)),
          },
          scan: { energy: joules(0), latency: seconds(0), interval: seconds(0) },
        },
      };
    },
  });

/** Order after the network's compare-exchanges; unused places are padded with the largest key. */
function networkOrder(network: SortingNetwork, keys: Float64Array): Int32Array {
  const length = keys.length;
  if (length < 2) return Int32Array.from({ length }, (_, i) => i);
  const padded = new Float64Array(networkSize(length)).fill(Number.POSITIVE_INFINITY);
  padded.set(keys);
  for (const stage of network.stages(padded.length)) compareExchange(stage, padded);
  return positionsOf(padded, length);
}

/** Compare-exchanges of one stage as flat pairs (i, j): the smaller key goes to i, the larger to j. */
export type Stage = Int32Array;

/** A network that sorts 2^k keys, listed by stages, so that a million-key network is never stored whole. */
export interface SortingNetwork {
  /** Stages for `keys` keys, in order. Throws RangeError unless `keys` is a power of two of at least 2. */
  stages(keys: number): Iterable<Stage>;
  /** Compare-exchanges of the network for `keys` keys, in closed form. */
  comparators(keys: number): number;
  /** Number of stages. */
  depth(keys: number): number;
}

/** k(k + 1)/2 stages: both networks merge runs of 2, 4, … 2^k, each in one stage per halving. */
const depth = (keys: number): number => {
  const k = exponentOf(keys);
  return (k * (k + 1)) / 2;
};

/** Batcher's bitonic sorter: every stage compares all keys; N k(k + 1)/4 compare-exchanges [batcher-1968]. */
export const bitonicNetwork: SortingNetwork = {
  stages: bitonicStages,
  comparators: (keys) => (keys * depth(keys)) / 2,
  depth,
};

/** Batcher's odd-even merge sorter: (k² − k + 4) 2^(k − 2) − 1 compare-exchanges [batcher-1968]. */
export const oddEvenMergeNetwork: SortingNetwork = {
  stages: oddEvenMergeStages,
  comparators: (keys) => {
    const k = exponentOf(keys);
    return (k * k - k + 4) * 2 ** (k - 2) - 1;
  },
  depth,
};

/** Applies a stage to the keys in place. */
export function compareExchange(stage: Stage, keys: Float64Array): void {
  for (let n = 0; n < stage.length; n += 2) {
    const low = keys[stage[n]];
    const high = keys[stage[n + 1]];
    if (low > high) {
      keys[stage[n]] = high;
      keys[stage[n + 1]] = low;
    }
  }
}

/** Smallest power of two of at least `count` and at least 2. */
export function networkSize(count: number): number {
  let size = 2;
  while (size < count) size *= 2;
  return size;
}

function* bitonicStages(keys: number): Generator<Stage> {
  exponentOf(keys);
  for (let run = 2; run <= keys; run *= 2)
    for (let distance = run / 2; distance >= 1; distance /= 2) {
      const stage: number[] = [];
      for (let i = 0; i < keys; i++) {
        const partner = i ^ distance;
        // Neighbouring runs are sorted in opposite directions, so that each pair is bitonic.
        if (partner > i) stage.push(...((i & run) === 0 ? [i, partner] : [partner, i]));
      }
      yield Int32Array.from(stage);
    }
}

function* oddEvenMergeStages(keys: number): Generator<Stage> {
  exponentOf(keys);
  for (let run = 1; run < keys; run *= 2)
    for (let distance = run; distance >= 1; distance /= 2) {
      const stage: number[] = [];
      for (let start = distance % run; start + distance < keys; start += 2 * distance)
        for (let i = start; i < Math.min(start + distance, keys - distance); i++)
          // Excludes runs of another pair.
          if (Math.floor(i / (2 * run)) === Math.floor((i + distance) / (2 * run)))
            stage.push(i, i + distance);
      yield Int32Array.from(stage);
    }
}

function exponentOf(keys: number): number {
  const k = Math.round(Math.log2(keys));
  if (!(Number.isSafeInteger(keys) && keys >= 2 && 2 ** k === keys))
    throw new RangeError(`sorting network: expected a power of two of at least 2 keys, received ${keys}`);
  return k;
}

/** Parts of a comparing unit. */
export const COMPARE_EXCHANGE = { ...COMPARATORS, ...MULTIPLEXERS, ...REGISTERS } as const;

type Parts = { readonly [K in keyof typeof COMPARE_EXCHANGE]: number };

/** Energy of a compare-exchange of `bits`-bit keys, J: comparator, two multiplexers, 2 · bits of register. */
export const compareExchangeEnergy = (k: Parts, bits: number): number =>
  bits * (k.comparatorBit + 2 * (k.multiplexerBit + k.registerBit));

/** Area of its comparator and two multiplexers, m²; registers are counted with the keys. */
export const compareExchangeArea = (k: Parts, bits: number): number =>
  bits * (k.comparatorArea + 2 * k.multiplexerArea);

/** Bitonic sorter: the most compare-exchanges, but every stage has the same wires between halves. */
export const bitonicSorter = defineNetworkSorter("bitonic", bitonicNetwork);

/** Odd-even merge sorter: as deep as the bitonic one, with fewer compare-exchanges. */
export const oddEvenMergeSorter = defineNetworkSorter("odd-even-merge", oddEvenMergeNetwork);
