import type { Dac } from "./dac.ts";

/**
 * How a DAC's level x in [−1, 1] is applied to a word line. `amplitude`: as a voltage. `pulse-width`: at full
 * voltage, for a time ∝ |x|. `bit-serial`: as the bits of its code, one read per bit.
 */
export type Encoding = (typeof ENCODINGS)[number];
export const ENCODINGS = ["amplitude", "pulse-width", "bit-serial"] as const;

/**
 * How a sign is applied. `bipolar`: drivers swing both ways. `two-phase`: positive inputs in one read,
 * negative in a second, subtracted. `offset`: x becomes (1 + x) / 2, and the added constant is subtracted.
 */
export type Polarity = (typeof POLARITIES)[number];
export const POLARITIES = ["bipolar", "two-phase", "offset"] as const;

/** One read of the array for one input vector. */
export interface ReadPhase {
  /** Word-line level for a DAC level, fractions of the read voltage. */
  level(x: number): number;
  /** Weight of the phase's currents in the result. */
  readonly weight: number;
}

export interface InputEncoding {
  readonly phases: readonly ReadPhase[];
  /** Level of each phase for an input of 0: its currents are a constant that is subtracted. */
  readonly baseline: readonly number[];
  /** Pulse widths instead of voltages: a level is the share of the pulse time at full voltage. */
  readonly isTimed: boolean;
  /** Length of one phase in read times. */
  readonly duration: number;
  /** Whether the phases must be digitised before they are added. */
  readonly addsDigitally: boolean;
}

const UPWARD = (x: number): number => (1 + x) / 2;

/** Steps of a code for a converter with continuous levels; its pulses last one read time at full scale. */
const CONTINUOUS = { magnitude: 2 ** 12 - 1, offset: 2 ** 12 - 1 } as const;

/**
 * The reads of one vector. Pulse widths are multiples of one read time, so a pulse lasts as many as a level
 * has steps. `steps` is the DAC's, null for continuous levels; `low` in [0, 1) is the level of an offset
 * input's lower end, 0 for bit-serial inputs.
 */
export function inputEncoding(
  encoding: Encoding,
  polarity: Polarity,
  steps: Dac["steps"],
  low = 0,
): InputEncoding {
  const signed = signedPhases(polarity, encoding === "bit-serial" ? 0 : low);
  const own = (steps ?? CONTINUOUS)[polarity === "offset" ? "offset" : "magnitude"];
  const common = {
    isTimed: encoding === "pulse-width",
    duration: encoding === "pulse-width" && steps !== null ? own : 1,
    addsDigitally: encoding === "bit-serial",
  };
  if (encoding !== "bit-serial") return { ...common, ...signed };
  const bits = Math.ceil(Math.log2(own + 1));
  const phases = signed.phases.flatMap((phase, n) =>
    Array.from({ length: bits }, (_, k) => ({
      phase: bitOf(phase, k, own),
      // A constant input of one half takes half of each bit's weight, except for the few unused codes.
      baseline: (signed.baseline[n] * own) / (2 ** bits - 1),
    })),
  );
  return {
    ...common,
    phases: phases.map(({ phase }) => phase),
    baseline: phases.map(({ baseline }) => baseline),
  };
}

/** Bit k of a phase's level as a code of `steps` steps per unit, with the level's sign. */
const bitOf = ({ level, weight }: ReadPhase, k: number, steps: number): ReadPhase => ({
  level: (x) => {
    const value = level(x);
    return Math.sign(value) * (Math.floor(Math.round(Math.abs(value) * steps) / 2 ** k) % 2);
  },
  weight: (weight * 2 ** k) / steps,
});

function signedPhases(polarity: Polarity, low: number): Pick<InputEncoding, "phases" | "baseline"> {
  switch (polarity) {
    case "bipolar":
      return { phases: [{ level: (x) => x, weight: 1 }], baseline: [0] };
    case "two-phase":
      return {
        phases: [
          { level: (x) => Math.max(0, x), weight: 1 },
          { level: (x) => Math.max(0, -x), weight: -1 },
        ],
        baseline: [0, 0],
      };
    case "offset":
      return {
        phases: [{ level: (x) => low + (1 - low) * UPWARD(x), weight: 2 / (1 - low) }],
        baseline: [(1 + low) / 2],
      };
  }
}
