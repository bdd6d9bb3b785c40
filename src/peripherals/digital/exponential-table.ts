import { roundSignificand } from "./significand.ts";

/** Integer exponents that the coarse table holds: e^x underflows or overflows float32 outside. */
const LOWEST = -104;
const HIGHEST = 88;

/**
 * e^x by two tables: x in fixed point of `fractionBits`, one table for its integer part and one for its fraction,
 * entries and product in `significandBits` significant bits. 0 below −104, held at e^88 above.
 */
export function splitTableExponential(fractionBits: number, significandBits: number): (x: number) => number {
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
