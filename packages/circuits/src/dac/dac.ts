import { z } from "zod";
import {
  type Constant,
  choice,
  type Definition,
  type Dense,
  define,
  free,
  integer,
  joules,
  type Model,
  nanometres,
  quantity,
  real,
  rootMeanSquare,
  seconds,
  squareMetres,
  watts,
} from "#base";

export interface Dac {
  /**
   * Equal steps of |level| between 0 and 1, and of (1 + level) / 2: every level is a whole number of either.
   * Null if levels are continuous.
   */
  readonly steps: { readonly magnitude: number; readonly offset: number } | null;
  /** Full scale for a signal (vectors × rows): one calibration serves a sequence. */
  fullScale(signal: Dense): number;
  /** Word-line level of one input in [−1, 1], a fraction of the read voltage. */
  level(input: number, fullScale: number): number;
}

/** Action `drive`: one value applied to one word line for one read. */
export type DacModel = Model<"drive", Dac>;

export const defineDac = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "drive", Dac, C>, "family">,
): DacModel => define({ ...definition, family: "dac" });

/** Supply of the published converters. */
const DAC_SUPPLY = {
  identity: "dac.supply",
  nominal: 0.9,
  low: 0.8,
  high: 1,
  source: "zigzag-2026",
  note: "V; AIMC model, 28 nm",
} as const satisfies Constant;

/** Largest magnitude in a matrix; 1 for a matrix of zeros, so that it can be divided by. */
export function largestMagnitude(matrix: Dense): number {
  let largest = 0;
  for (const x of matrix.data) largest = Math.max(largest, Math.abs(x));
  return largest === 0 ? 1 : largest;
}

/** Parameters of a bipolar converter that sets its own full scale. */
export const BIPOLAR_PARAMS = {
  code: choice(
    ["sign-magnitude", "offset-binary"],
    "a sign and a magnitude: 2^bits − 1 levels, zero among them; or 2^bits levels, none of them zero",
  ).prefault("sign-magnitude"),
  range: choice(["clip", "max-abs"], "full scale: a multiple of the rms, or the largest magnitude").prefault(
    "clip",
  ),
  clip: real({ min: 0.5, max: 10 }, "full scale in rms of the signal when range is clip").prefault(2.5),
};

export interface BipolarSettings {
  readonly bits: number;
  readonly code: "sign-magnitude" | "offset-binary";
  readonly range: "clip" | "max-abs";
  readonly clip: number;
}

/** Behaviour with equidistant levels on [−1, 1]; inputs beyond full scale are clipped. One bit is a sign. */
export function bipolarDac({ bits, code, range, clip }: BipolarSettings): Dac {
  const hasZero = code === "sign-magnitude" && bits > 1;
  const steps = hasZero ? 2 ** bits - 2 : 2 ** bits - 1;
  return {
    steps: { magnitude: hasZero ? steps / 2 : steps, offset: steps },
    fullScale(signal) {
      const rms = rootMeanSquare(signal);
      return range === "clip" && rms > 0 ? clip * rms : largestMagnitude(signal);
    },
    level(input, fullScale) {
      const unit = Math.min(1, Math.max(0, (input / fullScale + 1) / 2));
      return (2 * Math.round(unit * steps)) / steps - 1;
    },
  };
}

/** No quantisation and no clipping: the largest magnitude of the matrix is the full scale. */
export const idealDac = defineDac({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({
    steps: null,
    fullScale: largestMagnitude,
    level: (input, fullScale) => input / fullScale,
  }),
  cost: () => free(["drive"]),
});

/** Boltzmann's constant × 300 K, J. */
const THERMAL_ENERGY = 1.380649e-23 * 300;

/** Allowed noise and mismatch of a converter: noise of 1/√12 of a step, mismatch of half a step at 3 σ. */
const NOISE_SHARE = 1 / 12;
const MATCHING_SHARE = 1 / 6;

/**
 * Least capacitance of a bipolar converter of `bits` bits, F: kT/C at most its quantisation noise over a full
 * scale of `supply`, and unit capacitors with a mismatch (relative at 1 fF, falling as 1/√C) that keeps the
 * middle step within half a step at 3 σ: 2^(bits/2) σ ≤ 1/6.
 */
function leastCapacitance(bits: number, supply: number, mismatch: number): number {
  const step = supply / 2 ** bits;
  const thermal = THERMAL_ENERGY / (NOISE_SHARE * step ** 2);
  const unit = (mismatch / MATCHING_SHARE) ** 2 * 2 ** bits * 1e-15;
  return Math.max(thermal, unit * 2 ** bits);
}

/**
 * Bipolar charge-redistribution DAC with equidistant levels on [−1, 1]. Energy per drive: C·V² at the node's
 * supply, with the capacitance of [zigzag-2026], 50 fF per bit, or that required by noise and matching if
 * larger. Area: 8-bit converter of [hwcomponents-2026] (BRAHMS entry) times 2^bits / 2^8.
 */
export const capacitiveDac = defineDac({
  model: "capacitive",
  source: "zigzag-2026",
  params: z.object({
    bits: integer({ min: 1, max: 12 }, "resolution").prefault(4),
    ...BIPOLAR_PARAMS,
  }),
  constants: {
    capacitance: {
      nominal: 50e-15,
      low: 10e-15,
      high: 100e-15,
      source: "zigzag-2026",
      note: "F per bit; AIMC model, 28 nm; range: assumed",
    },
    supply: DAC_SUPPLY,
    mismatch: {
      nominal: 0.01 * Math.sqrt(1.5),
      low: 0.003,
      high: 0.03,
      source: "ihp-2023",
      note: "deviation of a unit capacitor of 1 fF, a share that falls as 1/√C: 1 % at 1 µm² and 1.5 fF/µm² of a metal capacitor at 130 nm; range: assumed",
    },
    area8: {
      nominal: 438e-12,
      low: 114e-12,
      high: 876e-12,
      source: "hwcomponents-2026",
      note: "m², 8-bit DAC of BRAHMS at 40 nm; low: as `r2r`; high: assumed",
    },
    settling: {
      nominal: 0.17e-9,
      low: 0.1e-9,
      high: 1e-9,
      source: "freepdk45-run-2026",
      note: "s at 28 nm: 0.27 ns at 45 nm with 200 fF; range: assumed",
    },
  },
  behave: bipolarDac,
  cost: ({ bits }, technology, k) => {
    const base = nanometres(28);
    const settling = k.settling * technology.delayFactor("charge", base);
    const supply = k.supply * Math.sqrt(technology.energyFactor("charge", base));
    const capacitance = Math.max(k.capacitance * bits, leastCapacitance(bits, supply, k.mismatch));
    return {
      area: squareMetres(k.area8 * 2 ** (bits - 8) * technology.areaFactor("charge", nanometres(40))),
      leakage: watts(0),
      actions: {
        drive: {
          energy: joules(capacitance * supply ** 2),
          latency: seconds(settling),
          interval: seconds(settling),
        },
      },
    };
  },
});

/**
 * Drives a line to plus or minus full scale by the sign of its input: 0.417 pJ and 0.166 µm² at 32 nm, the
 * one-bit converter of ISAAC [isaac-2016]. Its 4 mW for 1024 lines is energy × rate, leakage included.
 */
export const oneBitDac = defineDac({
  model: "one-bit",
  source: "isaac-2016",
  params: z.object({}),
  constants: {
    energy: {
      nominal: 0.417e-12,
      low: 1e-15,
      high: 0.417e-12,
      source: "isaac-2016",
      note: "J a drive at 32 nm; low: an inverter and its line",
    },
    area: { nominal: 0.166e-12, source: "isaac-2016", note: "m² at 32 nm" },
    settling: { nominal: 0.1e-9, low: 0.02e-9, high: 1e-9, source: "assumed", note: "s to settle at 32 nm" },
  },
  behave: () => ({
    steps: { magnitude: 1, offset: 1 },
    fullScale: largestMagnitude,
    level: (input) => (input < 0 ? -1 : 1),
  }),
  cost: (_, technology, k) => {
    const base = nanometres(32);
    const settling = seconds(k.settling * technology.delayFactor("charge", base));
    return {
      area: squareMetres(k.area * technology.areaFactor("charge", base)),
      leakage: watts(0),
      actions: {
        drive: {
          energy: joules(k.energy * technology.energyFactor("charge", base)),
          latency: settling,
          interval: settling,
        },
      },
    };
  },
});

/**
 * Bipolar R-2R ladder. A leg sees 3R from the reference to ground and is on half of the time, so b legs draw
 * at most E = b · V² / 6R · t (currents between legs only lower it) while the ladder settles to half a step,
 * t = ln 2 · (b + 1) · R · C. No published area of a small ladder was found: constants are assumed.
 */
export const r2rDac = defineDac({
  model: "r2r",
  source: "assumed",
  params: z.object({
    bits: integer({ min: 1, max: 12 }, "resolution").prefault(4),
    resistance: quantity("ohm", { min: 100, max: 1e8 }, "R of the ladder").prefault("20 kohm"),
    ...BIPOLAR_PARAMS,
  }),
  constants: {
    supply: DAC_SUPPLY,
    load: { nominal: 20e-15, low: 5e-15, high: 100e-15, source: "assumed", note: "F at the output" },
    area: {
      nominal: 10e-12,
      low: 3e-12,
      high: 40e-12,
      source: "assumed",
      note: "m² a bit at 28 nm: three unit resistors and a switch",
    },
    leakage: { nominal: 1e-10, low: 0, high: 1e-9, source: "assumed", note: "W a bit at 28 nm" },
  },
  behave: bipolarDac,
  cost: ({ bits, resistance }, technology, k) => {
    const base = nanometres(28);
    const settling = Math.LN2 * (bits + 1) * resistance * k.load;
    const time = seconds(settling * technology.delayFactor("charge", base));
    const energy = ((bits * k.supply ** 2) / (6 * resistance)) * settling;
    return {
      area: squareMetres(bits * k.area * technology.areaFactor("charge", base)),
      leakage: watts(bits * k.leakage * technology.energyFactor("charge", base)),
      actions: {
        drive: {
          energy: joules(energy * technology.energyFactor("charge", base)),
          latency: time,
          interval: time,
        },
      },
    };
  },
});
