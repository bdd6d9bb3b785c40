import { z } from "zod";
import { nanometres } from "../../base/units.ts";
import { defineDynamicArray, dynamicArray, dynamicParams, dynamicPrice } from "./dynamic-array.ts";

const params = z.object(
  dynamicParams({
    side: 64,
    keyBits: 3,
    queryBits: 4,
    inputBits: 4,
    outputBits: 5,
    pairing: "single",
    columnsPerConverter: 1,
    readTime: "15 ns",
    retention: "1 s",
  }),
);

/**
 * Gain cells after the attention arrays of [leroux-2025]: a level is a charge on a gate, so that writing wears nothing
 * and the cell forgets. 16 levels of the query in pulses of at most 15 ns, 8 of keys and values, 32 of the output, as
 * its methods state; signed around half the supply, so one line an element; a charge-to-pulse converter a
 * column. Arrays of 64 × 64 and what a cell costs are remembered or guessed: assumed.
 */
export const gainCell = defineDynamicArray({
  model: "gain-cell",
  source: "leroux-2025",
  params,
  constants: {
    read: {
      nominal: 15.5e-15,
      low: 4.65e-15,
      high: 46.5e-15,
      source: "assumed",
      note: "J at 28 nm; high: all of a remembered 6.1 nJ a token and head over 2 · 1024 · 64 cells; a third and a tenth of it",
    },
    write: {
      nominal: 10e-15,
      low: 1e-15,
      high: 100e-15,
      source: "assumed",
      note: "J at 28 nm, some fF to 0.9 V with their line",
    },
    lineTime: { nominal: 10e-9, low: 2e-9, high: 100e-9, source: "assumed", note: "s to write a line" },
    area: { nominal: 1e-12, low: 0.1e-12, high: 5e-12, source: "assumed", note: "m² of a cell at 28 nm" },
  },
  behave: (p) => dynamicArray(p, 3, Number.POSITIVE_INFINITY),
  cost: (p, technology, k) => {
    const base = nanometres(28);
    const energy = technology.energyFactor("sram", base);
    return dynamicPrice(p, {
      area: k.area * technology.areaFactor("sram", base),
      write: k.write * energy,
      read: k.read * energy,
      lineTime: k.lineTime,
    });
  },
});
