import { digits } from "./format.ts";

/** Counts in full, all else to four digits. */
export const figureText = (value: number): string =>
  Number.isInteger(value) && value < 1e7 ? String(value) : String(Number(value.toPrecision(4)));

export function toleranceText(tolerance: number): string {
  if (tolerance <= 1e-9) return "exact";
  return tolerance >= 1 ? `×${digits(1 + tolerance)}` : `${digits(100 * tolerance)} %`;
}
