import { z } from "zod";
import { integer, priceOnly, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { COMPARE_EXCHANGE, compareExchangeArea, compareExchangeEnergy } from "./compare-exchange-cost.ts";
import { compositeKeys, positionsOf } from "./composite-keys.ts";
import { defineSorter, resident, type SorterModel } from "./sorter.ts";
import { compareExchange, networkSize, type SortingNetwork } from "./sorting-network.ts";

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
 * Sorter that folds a network onto `lanes` compare-exchanges. `place` is one key's share of the whole network; a
 * comparison sort has no prefix sum, so `scan` is free. Parts: [aladdin-2014] at 40 nm.
 */
export const defineNetworkSorter = (model: string, network: SortingNetwork): SorterModel =>
  defineSorter({
    model,
    source: "aladdin-2014",
    params,
    constants: COMPARE_EXCHANGE,
    behave: ({ block, keyBits }) => ({
      work: resident,
      longest: block,
      keyBits,
      order: (ids, buckets) => networkOrder(network, compositeKeys(ids, buckets, block, keyBits)),
    }),
    cost: ({ block, keyBits, lanes, clock, units }, technology, k) => {
      const base = nanometres(40);
      const size = networkSize(block);
      const comparators = network.comparators(size);
      const cycles = Math.max(network.depth(size), Math.ceil(comparators / lanes));
      // Keys stand in registers; lanes that run ahead of them hold their own pair.
      const registers = Math.max(size, 2 * lanes) * keyBits * k.registerArea;
      const area =
        units * (registers + lanes * compareExchangeArea(k, keyBits)) * technology.areaFactor("logic", base);
      const place = (comparators / block) * compareExchangeEnergy(k, keyBits);
      return {
        area: squareMetres(area),
        leakage: watts(area * k.leakage),
        actions: {
          place: {
            energy: joules(place * technology.energyFactor("logic", base)),
            latency: seconds(network.depth(size) / clock),
            interval: seconds(cycles / (block * units * clock)),
          },
          scan: { energy: joules(0), latency: seconds(0), interval: seconds(0) },
        },
      };
    },
  });

/** Order that the network's compare-exchanges leave; places beyond the last key hold the largest key of all. */
function networkOrder(network: SortingNetwork, keys: Float64Array): Int32Array {
  const length = keys.length;
  if (length < 2) return Int32Array.from({ length }, (_, i) => i);
  const padded = new Float64Array(networkSize(length)).fill(Number.POSITIVE_INFINITY);
  padded.set(keys);
  for (const stage of network.stages(padded.length)) compareExchange(stage, padded);
  return positionsOf(padded, length);
}
