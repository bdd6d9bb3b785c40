import { z } from "zod";
import { choice, integer, priceOnly, quantity, real } from "../../base/fields.ts";
import { nanometres, squareMetres } from "../../base/units.ts";
import { SRAM_WRITE, writtenBit } from "../memory/sram-macro.ts";
import {
  CAM_CELLS,
  CAM_CONSTANTS,
  camStore,
  dischargePrice,
  LINE_PARAMS,
  lengthFactor,
  lineErrors,
  storePrice,
  supplyAt,
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
      nominal: 10e-12,
      low: 1e-12,
      high: 50e-12,
      source: "assumed",
      note: "J a bit: two cells, 2 V, 25 to 50 µA, 100 ns",
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
      // Erases a row, then writes it.
      writeTime: 2 * p.pulse,
    };
    const time = k.time * technology.delayFactor("logic", nanometres(45));
    return dischargePrice(p, technology, cell, time, k);
  },
});

const BOLTZMANN = 1.380649e-23;
/** Reference capacitor and swing of mismatch and published energy. */
const REFERENCE_CAPACITOR = 1.2e-15;
const REFERENCE_SUPPLY = 0.9;

/**
 * Charge-sharing content-addressable memory: each cell drives its capacitor to supply or ground for match or
 * mismatch, and the line takes the mean, a voltage linear in the distance, read by a converter per row (or by
 * a comparator with a threshold). Energy, area and error of the binary array of [camformer-2025] at 65 nm;
 * the capacitor's part of its energy, C·V² over four with half the bits mismatched, is separated so that
 * larger capacitors cost more. Converter: 6 bits at 40 nm [chen-2017], linear in its bits.
 */
export const camCharge = defineSearch({
  model: "cam-charge",
  source: "camformer-2025",
  params: z.object({
    ...STORE_PARAMS,
    capacitor: quantity("F", { min: 1e-17, max: 1e-12 }, "capacitor of a cell").prefault("1.2 fF"),
    mismatch: real(
      { min: 0, max: 1 },
      "relative deviation of a capacitor of 1.2 fF; with the inverse root of its size at others",
    ).prefault(0.01),
    noise: real(
      { min: 0, max: 1 },
      "standard deviation of a row's error over process, voltage and temperature, of full scale; the same for all searches of a query",
    ).prefault(0.014),
    readout: choice(
      ["converter", "comparator"],
      "what reads a row: a converter, which reports distances, or a comparator, which answers thresholds",
    ).prefault("converter"),
    converterBits: integer({ min: 1, max: 10 }, "bits of the converter").prefault(6),
    share: priceOnly(integer({ min: 1, max: 4096 }, "rows that share a converter").prefault(16)),
  }),
  constants: {
    supply: CAM_CONSTANTS.supply,
    sense: CAM_CONSTANTS.sense,
    senseArea: CAM_CONSTANTS.senseArea,
    array: {
      nominal: 24.6e-15,
      low: 1.5e-15,
      high: 24.6e-15,
      source: "camformer-2025",
      note: "J a bit and search at 65 nm, 100.8 mW for 64 × 64 bits in 1 ns; low: capacitor and one line, assumed",
    },
    cell: {
      nominal: 13516.8e-12 / 4096,
      low: 1.5e-12,
      high: 13516.8e-12 / 4096,
      source: "camformer-2025",
      note: "m² a bit at 65 nm with its share of the array; low: assumed",
    },
    converter: {
      nominal: 0.95e-3 / 700e6 / 6,
      low: 0.05e-12 / 6,
      high: 1.9e-12 / 6,
      source: "chen-2017",
      note: "J a conversion and bit at 40 nm, 0.95 mW at 700 MS/s and 6 bits; low: adc sar, assumed; high: as run at 500 MS/s",
    },
    converterArea: {
      nominal: 4000e-12 / 6,
      low: 300e-12 / 6,
      high: 4000e-12 / 6,
      source: "chen-2017",
      note: "m² a converter and bit at 40 nm, as [camformer-2025] has it; low: adc sar, assumed",
    },
    write: {
      nominal: 24.6e-15,
      low: 5e-15,
      high: 50e-15,
      source: "assumed",
      note: "J a bit at 65 nm: as much as a search",
    },
    leakage: CAM_CELLS.leakage,
    time: { nominal: 1e-9, source: "camformer-2025", note: "s a search before its conversion, 65 nm" },
    conversion: { nominal: 1 / 700e6, source: "chen-2017", note: "s a conversion at 40 nm" },
  },
  behave: (p) => {
    // The line has all capacitors of a row, on which kT/C is sampled in each search.
    const thermal = Math.sqrt((BOLTZMANN * 300) / (p.bits * p.capacitor)) / REFERENCE_SUPPLY;
    const spread = p.mismatch * Math.sqrt(REFERENCE_CAPACITOR / p.capacitor);
    const reads = p.readout === "converter";
    const line = { spread, leak: 0, shared: true, offset: p.noise, noise: thermal };
    return camStore(
      p,
      reads ? { ...line, levels: 2 ** p.converterBits } : line,
      reads ? "scores" : "threshold",
      Number.POSITIVE_INFINITY,
    );
  },
  cost: (p, technology, k) => {
    const [at28, at32, at40, at65] = [28, 32, 40, 65].map(nanometres);
    const charge = technology.energyFactor("charge", at65);
    const supply = supplyAt(technology, k.supply);
    // Matching and mismatching bits share C·V²·x·(1 − x), at most a quarter.
    const more = ((p.capacitor - REFERENCE_CAPACITOR) * supply ** 2) / 4;
    const bit = Math.max(0, k.array * charge + more);
    const converts = p.readout === "converter";
    const read = converts
      ? k.converter * p.converterBits * technology.energyFactor("charge", at40)
      : k.sense * technology.energyFactor("charge", at32);
    const readArea = converts
      ? (k.converterArea * p.converterBits * technology.areaFactor("charge", at40)) / p.share
      : k.senseArea * technology.areaFactor("charge", at32);
    const time = k.time * technology.delayFactor("charge", at65);
    const conversion = converts ? p.share * k.conversion * technology.delayFactor("charge", at40) : time;
    return storePrice(p, {
      cell: {
        leakage: k.leakage * technology.energyFactor("sram", at28),
        write: k.write * charge,
        writeTime: time,
      },
      search: p.bits * bit + read,
      time: time + conversion,
      cycle: time + conversion,
      area: k.cell * technology.areaFactor("charge", at65),
      row: readArea,
    });
  },
});
