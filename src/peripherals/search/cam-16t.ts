import { z } from "zod";
import { real } from "../../base/fields.ts";
import { nanometres, squareMetres } from "../../base/units.ts";
import { CAM_CONSTANTS, camStore, dischargePrice, LINE_PARAMS, lengthFactor, lineErrors } from "./cam.ts";
import { defineSearch, STORE_PARAMS } from "./search.ts";

/**
 * Content-addressable memory of SRAM cells with four transistors of comparison, 16 in all: a cell that mismatches
 * discharges its match line, and after a set time each line is compared with a reference, so that a search answers
 * whether a key differs in at most so many bits. Cell and lines are assumed; the amplifier is that of [neurosim-v14].
 */
export const cam16t = defineSearch({
  model: "cam-16t",
  source: "assumed",
  params: z.object({
    ...STORE_PARAMS,
    ...LINE_PARAMS,
    spread: real({ min: 0, max: 2 }, "relative deviation of the current of a cell").prefault(0.1),
  }),
  constants: {
    ...CAM_CONSTANTS,
    cell: { nominal: 0.93e-12, low: 0.5e-12, high: 1.3e-12, source: "assumed", note: "m² at 28 nm" },
    drain: {
      nominal: 0.16e-15,
      low: 0.05e-15,
      high: 0.3e-15,
      source: "assumed",
      note: "F of two drains on the match line at 28 nm",
    },
    gate: {
      nominal: 0.1e-15,
      low: 0.05e-15,
      high: 0.2e-15,
      source: "assumed",
      note: "F of a gate on a search line at 28 nm",
    },
    write: {
      nominal: 10e-15,
      low: 2e-15,
      high: 50e-15,
      source: "assumed",
      note: "J a bit at 28 nm: word line and bit line of one macro",
    },
    leakage: { nominal: 2e-11, low: 2e-12, high: 2e-10, source: "assumed", note: "W a bit at 28 nm" },
    time: { nominal: 1e-9, low: 0.3e-9, high: 3e-9, source: "assumed", note: "s a search at 28 nm" },
  },
  behave: (p) =>
    camStore(p, { spread: p.spread, leak: 0, ...lineErrors(p) }, "threshold", Number.POSITIVE_INFINITY),
  cost: (p, technology, k) => {
    const base = nanometres(28);
    const memory = technology.energyFactor("sram", base);
    const time = k.time * technology.delayFactor("sram", base);
    const cell = {
      area: squareMetres(k.cell * technology.areaFactor("sram", base)),
      match: k.drain * lengthFactor(technology),
      search: k.gate * lengthFactor(technology),
      leakage: k.leakage * memory,
      write: k.write * memory,
      writeTime: time,
    };
    return dischargePrice(p, technology, cell, time, k);
  },
});
