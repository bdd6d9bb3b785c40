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
  volts,
  watts,
} from "#base";

export interface SampleHold {
  /** Standard deviation of each sample's noise, V. */
  readonly noise: Volts;
  /** Share of a value left after `time` seconds, in (0, 1]. Throws RangeError for a negative time. */
  retained(time: number): number;
}

/** Action `hold`: one value sampled and held for one conversion. */
export type SampleHoldModel = Model<"hold", SampleHold>;

export const defineSampleHold = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, "hold", SampleHold, C>, "family">,
): SampleHoldModel => define({ ...definition, family: "sample-hold" });

/** Holds a value without noise and droop. */
export const idealSampleHold = defineSampleHold({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({ noise: volts(0), retained: () => 1 }),
  cost: () => free(["hold"]),
});

/** Boltzmann's constant × 300 K, J. */
const THERMAL_ENERGY = 1.380649e-23 * 300;

/**
 * A switched capacitor: noise √(kT/C), droop e^(−t/τ). Energy 10 µW / 1024 for a read of 100 ns and area 40
 * µm² / 1024 at 32 nm are those of ISAAC [isaac-2016] (PUMA: 9.7 nW); they do not grow with the capacitance,
 * which is above the circuit.
 */
export const capacitiveSampleHold = defineSampleHold({
  model: "capacitive",
  source: "isaac-2016",
  params: z.object({
    capacitance: quantity("F", { min: 1e-17, max: 1e-9 }, "of the capacitor that holds").prefault("10 fF"),
    droop: quantity("s", { min: 1e-9, max: 1 }, "time constant of the value's decay").prefault("10 µs"),
  }),
  constants: {
    energy: {
      nominal: 9.77e-16,
      low: 9.7e-16,
      high: 9.77e-16,
      source: "isaac-2016",
      note: "J a hold, 32 nm",
    },
    area: { nominal: 0.039e-12, source: "isaac-2016", note: "m² at 32 nm" },
    acquisition: {
      nominal: 0.5e-9,
      low: 0.1e-9,
      high: 5e-9,
      source: "assumed",
      note: "s to acquire at 32 nm",
    },
  },
  behave: ({ capacitance, droop }) => ({
    noise: volts(Math.sqrt(THERMAL_ENERGY / capacitance)),
    retained(time) {
      if (!(time >= 0))
        throw new RangeError(`sample-hold: expected a time of at least 0 s, received ${time}`);
      return Math.exp(-time / droop);
    },
  }),
  cost: (_, technology, k) => {
    const base = nanometres(32);
    const time = seconds(k.acquisition * technology.delayFactor("charge", base));
    return {
      area: squareMetres(k.area * technology.areaFactor("charge", base)),
      leakage: watts(0),
      actions: {
        hold: {
          energy: joules(k.energy * technology.energyFactor("charge", base)),
          latency: time,
          interval: time,
        },
      },
    };
  },
});
