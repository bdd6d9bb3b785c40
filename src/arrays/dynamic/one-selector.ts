import { z } from "zod";
import { real } from "../../base/fields.ts";
import { defineDynamicArray, dynamicArray, dynamicParams, dynamicPrice } from "./dynamic-array.ts";

const params = z.object({
  ...dynamicParams({
    side: 32,
    keyBits: 8,
    queryBits: 8,
    inputBits: 1,
    outputBits: 5,
    pairing: "differential",
    columnsPerConverter: 32,
    readTime: "10 ns",
    retention: "10000 s",
  }),
  endurance: real({ min: 1, max: 1e18 }, "writes that a cell survives").prefault(1e10),
});

/**
 * V/HfOx/HfO2/Pt cells with a selector each, 32 × 32, two states 17.3 apart, 10¹⁰ cycles, 10⁴ s [one-selector-2022].
 * Two states are one bit: an int8 element takes eight differential slices and a query eight phases. The energies
 * do not follow the node.
 */
export const oneSelector = defineDynamicArray({
  model: "one-selector",
  source: "one-selector-2022",
  params,
  constants: {
    set: { nominal: 17.5e-15, source: "one-selector-2022", note: "J a SET" },
    reset: { nominal: 538e-15, source: "one-selector-2022", note: "J a RESET" },
    readOn: { nominal: 0.23e-15, source: "one-selector-2022", note: "J a read in the low-resistance state" },
    readOff: {
      nominal: 0.013e-15,
      source: "one-selector-2022",
      note: "J a read in the high-resistance state",
    },
    lineTime: { nominal: 100e-9, low: 20e-9, high: 1e-6, source: "assumed", note: "s to write a line" },
    pitches: {
      nominal: 1,
      low: 1,
      high: 4,
      source: "assumed",
      note: "cell in squares of the pitch; the selector stands on the device",
    },
  },
  behave: (p) => dynamicArray(p, 1, p.endurance),
  // Either state is as likely before a write and after it, and a cell is written whether it changes or not.
  cost: (p, technology, k) =>
    dynamicPrice(p, {
      area: k.pitches * technology.pitch ** 2,
      write: (k.set + k.reset) / 2,
      read: (k.readOn + k.readOff) / 2,
      lineTime: k.lineTime,
    }),
});
