import { z } from "zod";
import { integer, joules, priceOnly, quantity, seconds, squareMetres, watts } from "#base";
import { leakingAt, logicAt, SYNTHESISED } from "#circuits";
import { COMPARE_EXCHANGE, compareExchangeArea, compareExchangeEnergy, networkSize } from "./network.ts";
import { compositeKeys, defineSorter, positionsOf, resident } from "./sorter.ts";

/** Comparators of a chain of FIFO mergers for N = 2^k keys: one per level. */
export const streamingMergeComparators = (keys: number): number => Math.ceil(Math.log2(keys));

/**
 * Merge sort as a stream: level i merges two runs of 2^(i − 1) keys from FIFOs, one key per cycle. A key
 * passes one comparator, multiplexer and FIFO per level. Priced by `LOGIC`; `scan` is free.
 */
export const streamingMergeSorter = defineSorter({
  model: "streaming-merge",
  source: "aladdin-2014",
  params: z.object({
    block: integer({ min: 2, max: 1 << 20 }, "keys of the longest sequence").prefault(4096),
    keyBits: integer({ min: 2, max: 52 }, "bits of a key: bucket id and position").prefault(32),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
    units: priceOnly(
      integer({ min: 1, max: 4096 }, "sorters that work on different rounds or heads").prefault(1),
    ),
  }),
  measured: SYNTHESISED,
  constants: COMPARE_EXCHANGE,
  behave: ({ block, keyBits }) => ({
    work: resident,
    longest: block,
    keyBits,
    order: (ids, buckets) =>
      positionsOf(mergeLevels(compositeKeys(ids, buckets, block, keyBits)), ids.length),
  }),
  cost: ({ block, keyBits, clock, units }, technology, k) => {
    const factor = logicAt(technology, k);
    const levels = streamingMergeComparators(block);
    // Two FIFOs of 2^(i − 1) keys at level i.
    const registers = 2 * (networkSize(block) - 1) * keyBits * k.registerArea;
    const area = units * (registers + levels * compareExchangeArea(k, keyBits)) * factor.area;
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        place: {
          energy: joules(levels * compareExchangeEnergy(k, keyBits) * factor.energy),
          latency: seconds((levels - 1) / clock),
          interval: seconds(1 / (units * clock)),
        },
        scan: { energy: joules(0), latency: seconds(0), interval: seconds(0) },
      },
    };
  },
});

/** Keys after every level of mergers: runs of 1, 2, 4, … merged in pairs, the smaller head first. */
function mergeLevels(keys: Float64Array): Float64Array {
  let from = keys;
  for (let run = 1; run < keys.length; run *= 2) {
    const to = new Float64Array(keys.length);
    for (let start = 0; start < keys.length; start += 2 * run) {
      const middle = Math.min(start + run, keys.length);
      const end = Math.min(start + 2 * run, keys.length);
      let left = start;
      let right = middle;
      for (let out = start; out < end; out++)
        to[out] = left < middle && (right >= end || from[left] < from[right]) ? from[left++] : from[right++];
    }
    from = to;
  }
  return from;
}
