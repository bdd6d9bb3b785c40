/**
 * How a DAC's level x in [−1, 1] reaches a word line. `amplitude`: as a voltage. `pulse-width`: at full voltage,
 * for a time ∝ |x|. `bit-serial`: as the bits of its code, one read a bit.
 */
export type Encoding = (typeof ENCODINGS)[number];
export const ENCODINGS = ["amplitude", "pulse-width", "bit-serial"] as const;

/**
 * How a sign does. `bipolar`: drivers swing both ways. `two-phase`: positive inputs in one read, negative ones in a
 * second that is taken off. `offset`: x is lifted to (1 + x) / 2 and what that adds is taken off as a constant.
 */
export type Polarity = (typeof POLARITIES)[number];
export const POLARITIES = ["bipolar", "two-phase", "offset"] as const;

/** One read of the array on behalf of one input vector. */
export interface ReadPhase {
  /** Word-line level for a DAC level, fractions of the read voltage. */
  level(x: number): number;
  /** What the phase's currents count for in the result. */
  readonly weight: number;
}

export interface InputEncoding {
  readonly phases: readonly ReadPhase[];
  /** Level that every phase sees for an input of 0: the currents it draws are a constant that is taken off. */
  readonly baseline: readonly number[];
  /** Pulse widths instead of voltages: a level is the share of the pulse at full voltage. */
  readonly isTimed: boolean;
  /** Length of one phase in read times. */
  readonly duration: number;
  /** Whether the phases have to be digitised before they are added. */
  readonly addsDigitally: boolean;
}

const UPWARD = (x: number): number => (1 + x) / 2;

/**
 * The reads that one vector takes. Pulse widths are multiples of one read time, so a pulse of b bits lasts 2^b − 1.
 * Bit-serial inputs are offset binary: Σ 2^k·bit_k·2/(2^b − 1) − 1. `bits` is the DAC's resolution.
 * Throws RangeError for a combination that has no meaning.
 */
export function inputEncoding(encoding: Encoding, polarity: Polarity, bits: number): InputEncoding {
  const steps = 2 ** bits - 1;
  const timed = encoding === "pulse-width";
  const common = { isTimed: timed, duration: timed ? steps : 1, addsDigitally: encoding === "bit-serial" };
  if (encoding === "bit-serial") {
    if (polarity !== "offset")
      throw new RangeError(
        `input encoding: expected polarity "offset" for bit-serial inputs, received "${polarity}"`,
      );
    const phases = Array.from({ length: bits }, (_, k): ReadPhase => {
      const bit = (x: number): number => Math.floor(Math.round(UPWARD(x) * steps) / 2 ** k) % 2;
      return { level: bit, weight: (2 * 2 ** k) / steps };
    });
    // Σ of the weights times a half is 1: the constant that offset binary adds.
    return { ...common, phases, baseline: phases.map(() => 0.5) };
  }
  switch (polarity) {
    case "bipolar":
      return { ...common, phases: [{ level: (x) => x, weight: 1 }], baseline: [0] };
    case "two-phase":
      return {
        ...common,
        phases: [
          { level: (x) => Math.max(0, x), weight: 1 },
          { level: (x) => Math.max(0, -x), weight: -1 },
        ],
        baseline: [0, 0],
      };
    case "offset":
      return { ...common, phases: [{ level: UPWARD, weight: 2 }], baseline: [0.5] };
  }
}
