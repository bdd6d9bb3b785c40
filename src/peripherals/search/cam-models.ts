import { z } from "zod";
import { nanometres, real, squareMetres } from "#base";
import { SRAM_WRITE, writtenBit } from "#circuits";
import {
  CAM_CELLS,
  CAM_CONSTANTS,
  camStore,
  dischargePrice,
  LINE_PARAMS,
  lengthFactor,
  lineErrors,
} from "./cam.ts";
import { defineSearch, STORE_PARAMS, WRITE_PARAMS } from "./search.ts";

/**
 * Content-addressable memory of SRAM cells with four comparison transistors, 16 in all: a mismatching cell
 * discharges its match line, and after a set time each line is compared with a reference, to find whether a
 * key differs in at most so many bits. Cell and lines are assumed; the amplifier is that of [neurosim-v14].
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
    gate: CAM_CELLS.gate,
    ...SRAM_WRITE,
    leakage: CAM_CELLS.leakage,
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
      write: writtenBit(p.keys, technology, k),
      writeTime: time,
    };
    return dischargePrice(p, technology, cell, time, k);
  },
});

/**
 * Content-addressable memory of two transistors and two resistive cells per bit: the selected cell is in its
 * low state for a mismatch and discharges the match line; for a match it leaks in its high state. Cell size,
 * ratio of states, search time: 1 Mb chip of [li-2014] (phase-change cells at 90 nm); writing is assumed.
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
    gate: CAM_CELLS.gate,
    write: {
      nominal: (2 * 0.6e-12 * 100) / 10,
      low: 2 * 0.6e-12,
      high: 50e-12,
      source: "nvmexplorer-2026",
      note: "J a bit, two cells in pulses of 100 ns: 0.6 pJ in 10 ns at 2 V a cell; low: in 10 ns; high: assumed",
    },
    time: {
      nominal: 1.9e-9,
      low: 0.3e-9,
      high: 3e-9,
      source: "li-2014",
      note: "s a search, of 90 nm at every node; low: arrays of 64 rows at 65 nm [eva-cam-run-2026]; high: assumed",
    },
  },
  behave: (p) =>
    camStore(p, { spread: p.spread, leak: 1 / p.ratio, ...lineErrors(p) }, "threshold", p.endurance),
  cost: (p, technology, k) => {
    const cell = {
      area: squareMetres(k.squares * technology.node ** 2),
      // Its transistor's drain, as that of an inverter.
      match: k.parasitic * k.gate * lengthFactor(technology),
      search: k.gate * lengthFactor(technology),
      leakage: 0,
      write: k.write,
      // One polarity of a row after the other.
      writeTime: 2 * p.pulse,
    };
    return dischargePrice(p, technology, cell, k.time, k);
  },
});

/**
 * Content-addressable memory of two ferroelectric transistors per bit, whose gates are the search lines and
 * whose drains discharge the match line. Area and delay of the cell with one more transistor of [qian-2021]
 * (circuit simulation, 45 nm); written by only the field, at a voltage above the supply: assumed.
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
      low: 252.8e-12,
      high: 1200e-12,
      source: "qian-2021",
      note: "s a search at 45 nm; high: 64 rows of 256 bits by [eva-cam-run-2026]",
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
      // Erases a row, then writes it.
      writeTime: 2 * p.pulse,
    };
    const time = k.time * technology.delayFactor("logic", nanometres(45));
    return dischargePrice(p, technology, cell, time, k);
  },
});
