import { z } from "zod";
import { choice, integer, nanometres, priceOnly, quantity, real } from "#base";
import { CAM_CELLS, CAM_CONSTANTS, camStore, storePrice, supplyAt } from "./cam.ts";
import { defineSearch, STORE_PARAMS } from "./search.ts";

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
    conversion: {
      nominal: 1 / 700e6,
      low: 1 / 700e6,
      high: 1 / 500e6,
      source: "chen-2017",
      note: "s a conversion at 40 nm; high: as run at 500 MS/s",
    },
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
