import { z } from "zod";
import {
  type Constant,
  type Definition,
  define,
  free,
  integer,
  joules,
  type Model,
  nanometres,
  power,
  priceOnly,
  quantity,
  real,
  seconds,
  squareMetres,
  watts,
} from "#base";
import {
  ADDERS,
  COMPARATORS,
  EXPONENTIAL,
  LOGIC,
  LOGIC_LEAKAGE,
  leakingAt,
  logicAt,
  roundSignificand,
  SYNTHESISED,
} from "#circuits";

export interface Softmax {
  /** e^x for x ≤ 0 as the unit computes it; the unit subtracts the running maximum first. */
  exponential(x: number): number;
  /**
   * Weight of a raw score in a unit without maximum and normalisation. An approximation: the weights of a
   * query do not add up to 1. Absent if the unit normalises.
   */
  readonly unnormalised?: (score: number) => number;
}

/** Action `exponent`: one score processed by maximum, subtraction, exponential and sum. */
export type SoftmaxModel = Model<"exponent", Softmax>;

export const defineSoftmax = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "exponent", Softmax, C>, "family">,
): SoftmaxModel => define({ ...definition, family: "softmax" });

/** The exponential of float64. */
export const idealSoftmax = defineSoftmax({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({ exponential: Math.exp }),
  cost: () => free(["exponent"]),
});

/** One softmax lane: largest clock (Hz), area (m²), power at the quoted clock (W), energy per score (J). */
export interface SoftmaxUnit {
  readonly clock: number;
  readonly area: number;
  readonly power: number;
  readonly energy: number;
}

/** Units compared in Table I of [consmax-2024], 256 scores; power at 500 MHz (16 nm) and 80 MHz (130 nm). */
export const SOFTMAX_UNITS = {
  "16 nm": {
    consmax: { clock: 1250e6, area: 800e-12, power: 0.2e-3, energy: 0.2e-12 },
    softermax: { clock: 1111e6, area: 2200e-12, power: 0.67e-3, energy: 0.7e-12 },
    floatingPoint: { clock: 909e6, area: 11_000e-12, power: 1.5e-3, energy: 1.5e-12 },
  },
  "130 nm": {
    consmax: { clock: 667e6, area: 7000e-12, power: 2.69e-3, energy: 4e-12 },
    softermax: { clock: 333e6, area: 29_000e-12, power: 8.5e-3, energy: 25.5e-12 },
    floatingPoint: { clock: 286e6, area: 180_000e-12, power: 51e-3, energy: 178.5e-12 },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, SoftmaxUnit>>>>;

/** The largest clock of a unit, 16 nm. */
const measuredAs = (unit: keyof (typeof SOFTMAX_UNITS)["16 nm"]) => ({
  clock: SOFTMAX_UNITS["16 nm"][unit].clock,
  node: nanometres(16),
});

/**
 * Base-2 online softmax (Softermax): e^x = 2^(x·log₂e) with the exponent in fixed point. Energy, area and
 * clock of one lane: Softermax row at 16 nm of Table I in [consmax-2024]. The fraction bits are chosen here.
 */
export const base2Softmax = defineSoftmax({
  model: "base2",
  source: "consmax-2024",
  params: z.object({
    lanes: priceOnly(integer({ min: 1, max: 65536 }, "scores a cycle").prefault(64)),
    fractionBits: integer({ min: 2, max: 16 }, "fraction bits of the base-2 exponent").prefault(10),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  }),
  measured: measuredAs("softermax"),
  constants: {
    energy: {
      nominal: 0.7e-12,
      low: 0.2e-12,
      high: 1.5e-12,
      source: "consmax-2024",
      note: "J a score at 16 nm",
    },
    area: {
      nominal: 2200e-12,
      low: 800e-12,
      high: 11000e-12,
      source: "consmax-2024",
      note: "m² a lane at 16 nm",
    },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ fractionBits }) => ({ exponential: fixedPointExponential(fractionBits) }),
  cost: ({ lanes, clock }, technology, k) => {
    const base = nanometres(16);
    const area = lanes * k.area * technology.areaFactor("logic", base);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        exponent: {
          energy: joules(k.energy * technology.energyFactor("logic", base)),
          latency: seconds(4 / clock),
          interval: seconds(1 / (clock * lanes)),
        },
      },
    };
  },
});

/** e^x for x ≤ 0 as 2^(i + f): a shift by i, and a table of 2^f with 2^fractionBits entries. */
function fixedPointExponential(fractionBits: number): (x: number) => number {
  const steps = 2 ** fractionBits;
  const fractions = Float64Array.from({ length: steps }, (_, f) => power(2, f / steps));
  const shifts = Float64Array.from({ length: 1100 }, (_, i) => 2 ** -i);
  return (x) => {
    const n = Math.round(x * Math.LOG2E * steps);
    const shift = Math.ceil(-n / steps);
    return shift >= shifts.length ? 0 : shifts[shift] * fractions[n + shift * steps];
  };
}

/** Range of integer exponents in the coarse table: e^x underflows or overflows float32 outside. */
const LOWEST = -104;
const HIGHEST = 88;

/**
 * e^x by two tables: x in fixed point of `fractionBits`, one table for its integer part and one for its
 * fraction, entries and product in `significandBits` significant bits. 0 below −104, clamped to e^88 above.
 */
function splitTableExponential(fractionBits: number, significandBits: number): (x: number) => number {
  const steps = 2 ** fractionBits;
  const entry = (x: number): number => roundSignificand(Math.exp(x), significandBits);
  const coarse = Float64Array.from({ length: HIGHEST - LOWEST + 1 }, (_, i) => entry(i + LOWEST));
  const fine = Float64Array.from({ length: steps }, (_, f) => entry(f / steps));
  return (x) => {
    const n = Math.round(x * steps);
    const whole = Math.floor(n / steps);
    if (whole < LOWEST) return 0;
    if (whole > HIGHEST) return coarse[HIGHEST - LOWEST];
    return roundSignificand(coarse[whole - LOWEST] * fine[n - whole * steps], significandBits);
  };
}

/**
 * Softmax with e^x by tables of its integer part and its fraction. A lane is the table lane of ConSmax at 16
 * nm [consmax-2024] plus the parts it omits: a comparator for the maximum, an adder that subtracts it and an
 * adder for the sum, of 32 bits. The lane's price is that of its published precision.
 */
export const lutSoftmax = defineSoftmax({
  model: "lut",
  source: "consmax-2024",
  params: z.object({
    lanes: priceOnly(integer({ min: 1, max: 65536 }, "scores a cycle").prefault(64)),
    fractionBits: integer({ min: 2, max: 14 }, "fraction bits of a score").prefault(10),
    significandBits: integer({ min: 4, max: 24 }, "significant bits of a table's entry").prefault(13),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  }),
  measured: SYNTHESISED,
  constants: {
    ...EXPONENTIAL,
    ...COMPARATORS,
    ...ADDERS,
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ fractionBits, significandBits }) => ({
    exponential: splitTableExponential(fractionBits, significandBits),
  }),
  cost: ({ lanes, clock }, technology, k) => {
    const table = nanometres(16);
    const factor = logicAt(technology, k);
    const area =
      lanes *
      (k.exponentialArea * technology.areaFactor("logic", table) +
        32 * (k.comparatorArea + 2 * k.adderArea) * factor.area);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        exponent: {
          energy: joules(
            k.exponential * technology.energyFactor("logic", table) +
              32 * (k.comparatorBit + 2 * k.adderBit) * factor.energy,
          ),
          latency: seconds(4 / clock),
          interval: seconds(1 / (clock * lanes)),
        },
      },
    };
  },
});

/**
 * ConSmax: the weight of a score s is e^(s − β) / γ with β and γ learned in training, so that no query waits
 * for its maximum or sum [consmax-2024]. It does not normalise: a model must be trained with it, or its
 * weights are wrong by a factor that varies between queries. The defaults of β and γ are assumed.
 */
export const consmaxSoftmax = defineSoftmax({
  model: "consmax",
  source: "consmax-2024",
  params: z.object({
    beta: real({ min: -80, max: 80 }, "learned offset of the scores").prefault(1),
    gamma: real({ min: 1e-9, max: 1e9 }, "learned divisor in place of the sum").prefault(100),
    lanes: priceOnly(integer({ min: 1, max: 65536 }, "scores a cycle").prefault(64)),
    fractionBits: integer({ min: 2, max: 14 }, "fraction bits of a score").prefault(10),
    significandBits: integer({ min: 4, max: 24 }, "significant bits of a table's entry").prefault(13),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  }),
  measured: measuredAs("consmax"),
  constants: {
    energy: LOGIC.exponential,
    area: LOGIC.exponentialArea,
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ beta, gamma, fractionBits, significandBits }) => {
    const exponential = splitTableExponential(fractionBits, significandBits);
    // β and γ are combined into one constant, as in the unit.
    const constant = Math.exp(-beta) / gamma;
    return { exponential, unnormalised: (score) => exponential(score) * constant };
  },
  cost: ({ lanes, clock }, technology, k) => {
    const base = nanometres(16);
    const area = lanes * k.area * technology.areaFactor("logic", base);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        exponent: {
          energy: joules(k.energy * technology.energyFactor("logic", base)),
          latency: seconds(2 / clock),
          interval: seconds(1 / (clock * lanes)),
        },
      },
    };
  },
});

/**
 * Softmax with floating-point library blocks (DesignWare row of [consmax-2024], 16 nm): e^x correctly rounded
 * to float32. Its largest clock at 16 nm is 909 MHz.
 */
export const floatingPointSoftmax = defineSoftmax({
  model: "floating-point",
  source: "consmax-2024",
  params: z.object({
    lanes: priceOnly(integer({ min: 1, max: 65536 }, "scores a cycle").prefault(64)),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("900 MHz")),
  }),
  measured: measuredAs("floatingPoint"),
  constants: {
    energy: {
      nominal: SOFTMAX_UNITS["16 nm"].floatingPoint.energy,
      source: "consmax-2024",
      exact: "of the published unit",
      note: "J a score at 16 nm",
    },
    area: {
      nominal: SOFTMAX_UNITS["16 nm"].floatingPoint.area,
      source: "consmax-2024",
      exact: "of the published unit",
      note: "m² a lane at 16 nm",
    },
    leakage: LOGIC_LEAKAGE,
  },
  behave: () => ({ exponential: (x) => Math.fround(Math.exp(Math.fround(x))) }),
  cost: ({ lanes, clock }, technology, k) => {
    const base = nanometres(16);
    const area = lanes * k.area * technology.areaFactor("logic", base);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        exponent: {
          energy: joules(k.energy * technology.energyFactor("logic", base)),
          latency: seconds(8 / clock),
          interval: seconds(1 / (clock * lanes)),
        },
      },
    };
  },
});
