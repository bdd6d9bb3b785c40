import { z } from "zod";
import {
  type Constant,
  type Definition,
  define,
  free,
  joules,
  type Model,
  nanometres,
  quantity,
  seconds,
  squareMetres,
  type Volts,
  watts,
} from "#base";

export interface LevelShifter {
  /** Voltage to which a line is shifted, V. */
  readonly highVoltage: Volts;
}

/** Action `shift`: one line shifted to the high voltage and back. */
export type LevelShifterModel = Model<"shift", LevelShifter>;

export const defineLevelShifter = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, "shift", LevelShifter, C>, "family">,
): LevelShifterModel => define({ ...definition, family: "level-shifter" });

/** Shifts without area, energy or time. */
export const idealLevelShifter = defineLevelShifter({
  model: "ideal",
  source: "assumed",
  params: z.object({
    highVoltage: quantity("V", { min: 0.1, max: 10 }, "voltage to which a line is shifted").prefault("2 V"),
  }),
  constants: {},
  behave: ({ highVoltage }) => ({ highVoltage }),
  cost: () => free(["shift"]),
});

/**
 * Cross-coupled pair in thick-oxide transistors, for writing: 66.5 µm² per line at 32 nm (8510 µm² for an
 * array of 128 × 128 [neurosim-v14], where shifters take over half of the used area). E = C · V² with an
 * assumed C. The area scales by the logic law, closer to the published 3844 µm² at 22 nm than the analog one.
 */
export const crossCoupledLevelShifter = defineLevelShifter({
  model: "cross-coupled",
  source: "neurosim-v14",
  params: z.object({
    highVoltage: quantity("V", { min: 0.1, max: 10 }, "voltage to which a line is shifted").prefault("2 V"),
  }),
  constants: {
    area: {
      nominal: 8510e-12 / 128,
      low: 8510e-12 / 384,
      high: 8510e-12 / 128,
      source: "neurosim-v14",
      note: "m² at 32 nm, all shifters of an array over its 128 rows; low: over word, bit and source lines",
    },
    capacitance: { nominal: 5e-15, low: 2e-15, high: 20e-15, source: "assumed", note: "F switched, 32 nm" },
    delay: { nominal: 0.5e-9, low: 0.1e-9, high: 2e-9, source: "assumed", note: "s to shift at 32 nm" },
    leakage: { nominal: 1e-11, low: 0, high: 1e-9, source: "assumed", note: "W a line at 32 nm" },
  },
  behave: ({ highVoltage }) => ({ highVoltage }),
  cost: ({ highVoltage }, technology, k) => {
    const base = nanometres(32);
    const delay = seconds(k.delay * technology.delayFactor("logic", base));
    const energyFactor = technology.energyFactor("logic", base);
    return {
      area: squareMetres(k.area * technology.areaFactor("logic", base)),
      leakage: watts(k.leakage * energyFactor),
      actions: {
        shift: {
          energy: joules(k.capacitance * highVoltage ** 2 * energyFactor),
          latency: delay,
          interval: delay,
        },
      },
    };
  },
});
