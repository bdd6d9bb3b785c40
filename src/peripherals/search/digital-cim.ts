import { z } from "zod";
import { integer, priceOnly, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { COMPARE, compareUnit } from "./compare.ts";
import { defineSearch, exactStore, macrosOf, STORE_PARAMS, WORD_PARAMS } from "./search.ts";

/**
 * Digital compute-in-memory: cells that pass their bit to a product gate without a word line or a bit line, and a tree of
 * full adders that `rows` keys share, one after the other. Words are taken bit by bit. The arithmetic is that of
 * [zigzag-2026] at 28 nm; cell and access are assumed.
 */
export const digitalCim = defineSearch({
  model: "digital-cim",
  source: "zigzag-2026",
  params: z.object({
    ...STORE_PARAMS,
    ...WORD_PARAMS,
    rows: priceOnly(integer({ min: 1, max: 1024 }, "keys that share one adder tree").prefault(16)),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("500 MHz")),
  }),
  measured: { clock: 500e6, node: nanometres(28) },
  constants: {
    ...COMPARE,
    access: {
      nominal: 0.8e-15,
      low: 0.2e-15,
      high: 3e-15,
      source: "assumed",
      note: "J a bit and pass at 28 nm: the cell's bit through the multiplexer of its rows, and the line of the query",
    },
    write: {
      nominal: 10e-15,
      low: 2e-15,
      high: 50e-15,
      source: "assumed",
      note: "J a bit at 28 nm: word line and bit line of one macro",
    },
    cell: {
      nominal: 0.25e-12,
      low: 0.2e-12,
      high: 0.5e-12,
      source: "assumed",
      note: "m² at 28 nm: 8 to 10 transistors by logic rules",
    },
    leakage: { nominal: 1.5e-11, low: 1e-12, high: 1e-10, source: "assumed", note: "W a bit at 28 nm" },
  },
  behave: (p) => exactStore(p, p.queryBits, p.keyBits),
  cost: (p, technology, k) => {
    const base = nanometres(28);
    const stored = p.bits * p.keyBits;
    const macros = macrosOf(p);
    const unit = compareUnit(p, technology, k);
    const units = Math.ceil(p.keys / p.rows);
    const memory = technology.energyFactor("sram", base);
    const cells = p.keys * stored * k.cell * technology.areaFactor("sram", base);
    const cycle = 1 / p.clock;
    const query = p.rows * p.queryBits * cycle;
    return {
      area: squareMetres(macros * (cells + units * unit.area)),
      leakage: watts(macros * (p.keys * stored * k.leakage * memory + units * unit.area * k.logicLeakage)),
      actions: {
        search: {
          energy: joules(stored * p.queryBits * k.access * memory + unit.energy),
          latency: seconds(query),
          interval: seconds(query / (p.keys * macros)),
        },
        write: {
          energy: joules(stored * k.write * memory),
          latency: seconds(cycle),
          interval: seconds(cycle / macros),
        },
      },
    };
  },
});
