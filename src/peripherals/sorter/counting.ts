import { z } from "zod";
import { integer, joules, priceOnly, quantity, seconds, squareMetres, watts } from "#base";
import { ADDERS, leakingAt, logicAt, REGISTERS, SYNTHESISED } from "#circuits";
import { defineSorter, type SortWork } from "./sorter.ts";

/** Bits of a table's entry. */
const ENTRY = 32;

/**
 * Counting sort with one counter per bucket: a counting pass, a prefix sum over the buckets, and a placing
 * pass. 2N + buckets cycles on a single-ported table. Stable, so tokens of a bucket stay in order of
 * position, as the causal mask requires. Priced by `LOGIC`.
 */
export const countingSorter = defineSorter({
  model: "counting",
  source: "aladdin-2014",
  params: z.object({
    buckets: integer(
      { min: 2, max: 1 << 20 },
      "counters in the table; a longer key takes more passes",
    ).prefault(256),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
    units: priceOnly(
      integer({ min: 1, max: 4096 }, "sorters that work on different rounds or heads").prefault(8),
    ),
  }),
  measured: SYNTHESISED,
  constants: { ...ADDERS, ...REGISTERS },
  behave: ({ buckets }) => ({
    work: (keys, range) => countingWork(keys, range, buckets),
    order: (ids, range) => radixOrder(ids, range, buckets),
  }),
  cost: ({ buckets, clock, units }, technology, k) => {
    const factor = logicAt(technology, k);
    const cycle = 1 / clock;
    // The table stores entries in registers, with an adder that also counts and a register for its result.
    const area = units * ENTRY * ((buckets + 1) * k.registerArea + k.adderArea) * factor.area;
    const step = (cost: number, cycles: number) => ({
      energy: joules(ENTRY * cost * factor.energy),
      latency: seconds(cycles * cycle),
      interval: seconds((cycles * cycle) / units),
    });
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        // An update adds into the result's register and writes the table.
        place: step(2 * (k.adderBit + 2 * k.registerBit), 2),
        scan: step(k.adderBit + k.registerBit, 1),
      },
    };
  },
});

/** Work of ⌈log range / log radix⌉ passes: each reads ids to count and to place, and writes positions. */
function countingWork(keys: number, range: number, radix: number): SortWork {
  const passes = Math.max(1, Math.ceil(Math.log2(range) / Math.log2(radix) - 1e-9));
  return {
    place: passes * keys,
    scan: passes * Math.min(range, radix),
    reads: 2 * passes * keys,
    writes: passes * keys,
  };
}

/** Stable counting sort of ids in [0, buckets). Throws RangeError for an id outside. */
export function countingOrder(ids: Int32Array, buckets: number): Int32Array {
  const next = new Int32Array(buckets + 1);
  for (const id of ids) {
    if (id < 0 || id >= buckets)
      throw new RangeError(`sort: expected an id in [0, ${buckets}), received ${id}`);
    next[id + 1]++;
  }
  for (let b = 0; b < buckets; b++) next[b + 1] += next[b];
  const order = new Int32Array(ids.length);
  for (let i = 0; i < ids.length; i++) order[next[ids[i]]++] = i;
  return order;
}

/** Stable order of ids in [0, range) by counting passes over digits of base `radix`, lowest first. */
function radixOrder(ids: Int32Array, range: number, radix: number): Int32Array {
  if (range <= radix) return countingOrder(ids, range);
  let order = Int32Array.from(ids.keys());
  for (let weight = 1; weight < range; weight *= radix) {
    const digits = order.map((i) => Math.floor(ids[i] / weight) % radix);
    const step = countingOrder(digits, radix);
    order = step.map((r) => order[r]);
  }
  return order;
}
