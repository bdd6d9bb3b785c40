import pow from "@stdlib/math-base-special-pow";

/**
 * base^exponent, rounded alike on every version of Node: `**` and Math.pow are left to the engine, and V8's of Node 20, 22
 * and 24 differ in the last bit of about one result in ten. Squares and powers of 2 by whole numbers are exact in all of
 * them and stay operators, as do exp and log, which are one and the same code there.
 */
export function power(base: number, exponent: number): number {
  if (exponent === 1) return base;
  if (exponent === 2) return base * base;
  return pow(base, exponent);
}

/** x³, by products: far faster than a power where it is taken cell by cell. */
export const cube = (x: number): number => x * x * x;

/** x⁴, by products. */
export const fourthPower = (x: number): number => x * x * (x * x);
