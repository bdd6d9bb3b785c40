import { z } from "zod";
import { real } from "../../base/fields.ts";
import { defineDynamicArray, dynamicArray, dynamicParams, dynamicPrice } from "./dynamic-array.ts";

/** Lines of the crossbar whose write time is published. */
const PUBLISHED_LINES = 128;

const params = z.object({
  ...dynamicParams({
    side: 128,
    keyBits: 8,
    queryBits: 8,
    inputBits: 1,
    outputBits: 8,
    pairing: "single",
    columnsPerConverter: 128,
    readTime: "100 ns",
    retention: "1e6 s",
  }),
  endurance: real({ min: 1, max: 1e18 }, "writes that a cell survives (assumed)").prefault(1e8),
});

/**
 * ReRAM crossbars as of ISAAC and PUMA, made for weights that stay: 128 × 128 cells of two bits, one-bit inputs, a
 * read of 100 ns [isaac-2016], the whole array written in 351/32 µs [puma-2019]. What a write costs follows from the
 * cell that public models give this array: 2 V for 40 ns on 1.3 to 20 kΩ are 8 to 120 pJ. Energies do not follow the
 * node.
 */
export const oneTransistor = defineDynamicArray({
  model: "one-transistor",
  source: "isaac-2016",
  params,
  constants: {
    write: {
      nominal: 20e-12,
      low: 8e-12,
      high: 120e-12,
      source: "assumed",
      note: "J; 2 V for 40 ns on 20 to 1.3 kΩ, derived",
    },
    read: {
      nominal: (0.3e-3 * 100e-9) / PUBLISHED_LINES ** 2,
      source: "isaac-2016",
      note: "J a cell; 0.3 mW a crossbar over 100 ns and 128 × 128 cells",
    },
    arrayTime: { nominal: 351e-6 / 32, source: "puma-2019", note: "s to write 128 lines" },
    pitches: {
      nominal: 4,
      low: 1,
      high: 12,
      source: "assumed",
      note: "cell with its transistor in squares of the pitch",
    },
  },
  behave: (p) => dynamicArray(p, 2, p.endurance),
  cost: (p, technology, k) =>
    dynamicPrice(p, {
      area: k.pitches * technology.pitch ** 2,
      write: k.write,
      read: k.read,
      lineTime: k.arrayTime / PUBLISHED_LINES,
    }),
});
