import { z } from "zod";
import { real } from "../../base/fields.ts";
import { squareMetres } from "../../base/units.ts";
import { CAM_CONSTANTS, camStore, dischargePrice, LINE_PARAMS, lengthFactor, lineErrors } from "./cam.ts";
import { defineSearch, STORE_PARAMS, WRITE_PARAMS } from "./search.ts";

/**
 * Content-addressable memory of two transistors and two resistive cells a bit: the selected cell is in its low state where
 * the bit mismatches and discharges the match line, and leaks through its high state where it matches. Cell size, ratio of
 * states and search time of the 1 Mb chip of [li-2014] (phase-change cells at 90 nm); writing is assumed.
 */
export const cam2t2r = defineSearch({
  model: "cam-2t2r",
  source: "li-2014",
  params: z.object({
    ...STORE_PARAMS,
    ...LINE_PARAMS,
    spread: real({ min: 0, max: 2 }, "relative deviation of a cell's low resistance").prefault(0.2),
    ratio: real({ min: 1, max: 1e9 }, "high over low resistance").prefault(100),
    ...WRITE_PARAMS,
  }),
  constants: {
    ...CAM_CONSTANTS,
    squares: {
      nominal: 0.41e-12 / 90e-9 ** 2,
      low: 30,
      high: 0.41e-12 / 90e-9 ** 2,
      source: "li-2014",
      note: "area of a cell over the node squared: 0.41 µm² at 90 nm; low: assumed",
    },
    drain: {
      nominal: 0.08e-15,
      low: 0.03e-15,
      high: 0.2e-15,
      source: "assumed",
      note: "F of a drain on the match line at 28 nm",
    },
    gate: {
      nominal: 0.1e-15,
      low: 0.05e-15,
      high: 0.2e-15,
      source: "assumed",
      note: "F of a gate on a search line at 28 nm",
    },
    write: {
      nominal: 10e-12,
      low: 1e-12,
      high: 50e-12,
      source: "assumed",
      note: "J a bit: two cells, 2 V, 25 to 50 µA, 100 ns",
    },
    time: {
      nominal: 1.9e-9,
      low: 1e-9,
      high: 3e-9,
      source: "li-2014",
      note: "s a search, of 90 nm at every node; range: assumed",
    },
  },
  behave: (p) =>
    camStore(p, { spread: p.spread, leak: 1 / p.ratio, ...lineErrors(p) }, "threshold", p.endurance),
  cost: (p, technology, k) => {
    const cell = {
      area: squareMetres(k.squares * technology.node ** 2),
      match: k.drain * lengthFactor(technology),
      search: k.gate * lengthFactor(technology),
      leakage: 0,
      write: k.write,
      // One polarity of a row after the other.
      writeTime: 2 * p.pulse,
    };
    return dischargePrice(p, technology, cell, k.time, k);
  },
});
