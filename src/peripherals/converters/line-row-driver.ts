import { z } from "zod";
import { quantity } from "../../base/fields.ts";
import { joules, nanometres, ohms, seconds, squareMetres, watts } from "../../base/units.ts";
import { defineRowDriver } from "./row-driver.ts";

/**
 * Charges a word line: E = C·V² a cell of its length with C = 0.35 fF [zigzag-2026, AIMC model] and V the read voltage,
 * every read, whatever the level (an upper bound). The read voltage of 0.2 V is that of [mao-2022].
 */
export const lineRowDriver = defineRowDriver({
  model: "line",
  source: "zigzag-2026",
  params: z.object({
    readVoltage: quantity("V", { min: 1e-6, max: 2 }, "word-line voltage at full scale").prefault("0.2 V"),
  }),
  constants: {
    cell: {
      nominal: 0.35e-15,
      low: 0.1e-15,
      high: 1e-15,
      source: "zigzag-2026",
      note: "F a cell of line at 28 nm",
    },
    area: {
      nominal: 4e-12,
      low: 2e-12,
      high: 1150e-12,
      source: "assumed",
      note: "m² a row at 32 nm; high: MNSIM",
    },
    delay: { nominal: 1e-9, low: 0.2e-9, high: 3e-9, source: "assumed", note: "s to settle a line" },
    leakage: { nominal: 0.1e-9, low: 0, high: 5e-9, source: "assumed", note: "W a row at 32 nm" },
  },
  behave: ({ readVoltage }) => ({ readVoltage, outputResistance: ohms(10) }),
  cost: ({ readVoltage }, technology, k) => ({
    area: squareMetres(k.area * technology.areaFactor("analog", nanometres(32))),
    leakage: watts(k.leakage * technology.energyFactor("logic", nanometres(32))),
    actions: {
      charge: {
        energy: joules(k.cell * technology.energyFactor("wire", nanometres(28)) * readVoltage ** 2),
        latency: seconds(k.delay),
        interval: seconds(k.delay),
      },
    },
  }),
});
