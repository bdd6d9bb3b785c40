import { z } from "zod";
import { integer, priceOnly, quantity } from "../../base/fields.ts";
import { power } from "../../base/power.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { BANKED, REFERENCE_CAPACITY } from "../memory/sram.ts";
import { COMPARE, compareUnit } from "./compare.ts";
import { defineSearch, exactStore, macrosOf, STORE_PARAMS, WORD_PARAMS } from "./search.ts";

/**
 * Codes in banks of SRAM, read one after the other and compared by logic next to it: products of bits (XNOR) and a tree
 * that counts them, or, for words of several bits, one tree a pair of their bits. The store is priced as `sram banked`,
 * whose energy a bit grows with the bytes of a macro; one read of a code serves `sharing` queries.
 */
export const sramScan = defineSearch({
  model: "sram-scan",
  source: "zigzag-2026",
  params: z.object({
    ...STORE_PARAMS,
    ...WORD_PARAMS,
    sharing: priceOnly(
      integer({ min: 1, max: 4096 }, "queries that one read of a code serves, such as a K/V head's").prefault(
        1,
      ),
    ),
    comparisons: priceOnly(
      integer({ min: 1, max: 1 << 16 }, "comparisons of a code with a query a cycle and macro").prefault(16),
    ),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  }),
  constants: { ...BANKED, ...COMPARE },
  behave: (p) => exactStore(p, p.queryBits, p.keyBits),
  cost: (p, technology, k) => {
    const base = nanometres(28);
    const stored = p.bits * p.keyBits;
    const size = power((p.keys * stored) / 8 / REFERENCE_CAPACITY, k.exponent);
    const memory = size * technology.energyFactor("sram", base);
    const unit = compareUnit(p, technology, k);
    const macros = macrosOf(p);
    const cells = ((p.keys * stored * k.cell) / k.efficiency) * technology.areaFactor("sram", base);
    const logic = p.comparisons * unit.area;
    const cycles = p.queryBits / p.comparisons;
    return {
      area: squareMetres(macros * (cells + logic)),
      leakage: watts(
        macros *
          (p.keys * stored * k.leakage * technology.energyFactor("sram", base) + logic * k.logicLeakage),
      ),
      actions: {
        search: {
          energy: joules((stored * k.read * memory) / p.sharing + unit.energy),
          latency: seconds(k.latency * technology.delayFactor("sram", base) + p.queryBits / p.clock),
          interval: seconds(cycles / (p.clock * macros)),
        },
        write: {
          energy: joules(stored * k.write * memory),
          latency: seconds(1 / p.clock),
          interval: seconds(1 / (p.clock * macros)),
        },
      },
    };
  },
});
