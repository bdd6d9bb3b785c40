import { z } from "zod";
import { type Constant, type Definition, define, free, type Model } from "../../base/component.ts";
import { quantity } from "../../base/fields.ts";
import {
  joules,
  nanometres,
  type Ohms,
  ohms,
  seconds,
  squareMetres,
  type Volts,
  watts,
} from "../../base/units.ts";

export interface RowDriver {
  /** Voltage of a word line at full scale, V; a bipolar input swings between plus and minus this. */
  readonly readVoltage: Volts;
  /** Between the driver's source and its word line, Ω. */
  readonly outputResistance: Ohms;
}

/** Action `charge`: one cell's length of a word line charged to its level for one read. */
export type RowDriverModel = Model<"charge", RowDriver>;

export const defineRowDriver = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, "charge", RowDriver, C>, "family">,
): RowDriverModel => define({ ...definition, family: "row-driver" });

/** A free voltage source without resistance. */
export const idealRowDriver = defineRowDriver({
  model: "ideal",
  source: "assumed",
  params: z.object({
    readVoltage: quantity("V", { min: 1e-6, max: 2 }, "word-line voltage at full scale").prefault("0.2 V"),
  }),
  constants: {},
  behave: ({ readVoltage }) => ({ readVoltage, outputResistance: ohms(0) }),
  cost: () => free(["charge"]),
});

/**
 * Charges a word line: E = C·V² a cell of its length, every read, whatever the level (an upper bound), with V the read
 * voltage and C the line's own capacitance by its pitch and that of the device on it: the 0.35 fF a cell of
 * [zigzag-2026, AIMC model, 28 nm] less 98 nm of line. The read voltage of 0.2 V is that of [mao-2022], the
 * output resistance of 10 Ω that of [cai-crossbar-2023].
 */
export const lineRowDriver = defineRowDriver({
  model: "line",
  source: "zigzag-2026",
  params: z.object({
    readVoltage: quantity("V", { min: 1e-6, max: 2 }, "word-line voltage at full scale").prefault("0.2 V"),
    outputResistance: quantity(
      "ohm",
      { min: 0, max: 1e6 },
      "between the driver's source and its word line",
    ).prefault("10 ohm"),
  }),
  constants: {
    device: {
      nominal: 0.33e-15,
      low: 0.05e-15,
      high: 1e-15,
      source: "zigzag-2026",
      note: "F a crosspoint, whatever the node: 0.35 fF a cell at 28 nm less its line",
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
  behave: ({ readVoltage, outputResistance }) => ({ readVoltage, outputResistance }),
  cost: ({ readVoltage }, technology, k) => ({
    area: squareMetres(k.area * technology.areaFactor("charge", nanometres(32))),
    leakage: watts(k.leakage * technology.energyFactor("logic", nanometres(32))),
    actions: {
      charge: {
        energy: joules((technology.wireCapacitance * technology.pitch + k.device) * readVoltage ** 2),
        latency: seconds(k.delay),
        interval: seconds(k.delay),
      },
    },
  }),
});
