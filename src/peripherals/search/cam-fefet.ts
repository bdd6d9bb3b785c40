import { z } from "zod";
import { real } from "../../base/fields.ts";
import { nanometres, squareMetres } from "../../base/units.ts";
import { CAM_CONSTANTS, camStore, dischargePrice, LINE_PARAMS, lengthFactor, lineErrors } from "./cam.ts";
import { defineSearch, STORE_PARAMS, WRITE_PARAMS } from "./search.ts";

/**
 * Content-addressable memory of two ferroelectric transistors a bit, whose gates are the search lines and whose drains
 * discharge the match line. Area and delay of the cell with one more transistor of [qian-2021] (circuit simulation, 45 nm);
 * written by the field alone, at a voltage that the supply does not give: assumed.
 */
export const camFefet = defineSearch({
  model: "cam-fefet",
  source: "qian-2021",
  params: z.object({
    ...STORE_PARAMS,
    ...LINE_PARAMS,
    spread: real({ min: 0, max: 2 }, "relative deviation of the current of a cell").prefault(0.15),
    ratio: real({ min: 1, max: 1e9 }, "current of a mismatch over that of a match").prefault(1e4),
    ...WRITE_PARAMS,
  }),
  constants: {
    ...CAM_CONSTANTS,
    squares: {
      nominal: 0.36e-12 / 45e-9 ** 2,
      low: 75,
      high: 350,
      source: "qian-2021",
      note: "area of a cell over the node squared: 0.36 µm² at 45 nm; range: assumed",
    },
    drain: {
      nominal: 0.08e-15,
      low: 0.03e-15,
      high: 0.2e-15,
      source: "assumed",
      note: "F on the match line at 28 nm: one drain of the transistor between cell and line",
    },
    gate: {
      nominal: 0.1e-15,
      low: 0.05e-15,
      high: 0.2e-15,
      source: "assumed",
      note: "F of a ferroelectric gate on a search line at 28 nm",
    },
    write: {
      nominal: 5e-15,
      low: 1e-15,
      high: 50e-15,
      source: "assumed",
      note: "J a bit at 28 nm: two gates and their lines at 3 to 4 V",
    },
    time: {
      nominal: 252.8e-12,
      source: "qian-2021",
      note: "s a search at 45 nm",
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
      write: k.write * lengthFactor(technology),
      // Erasing a row and writing it.
      writeTime: 2 * p.pulse,
    };
    const time = k.time * technology.delayFactor("logic", nanometres(45));
    return dischargePrice(p, technology, cell, time, k);
  },
});
