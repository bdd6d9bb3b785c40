import type { Constant } from "../base/component.ts";
import type { Rng } from "../base/rng.ts";
import type { Design } from "../design/design.ts";
import { componentsOf } from "./provenance.ts";

/** Values of a quantity over draws: 5th, 50th and 95th percentile. */
export interface Band {
  readonly p05: number;
  readonly p50: number;
  readonly p95: number;
}

/**
 * Quantile at `u` in [0, 1] of the triangular distribution on [low, high] with its peak at `mode`, the inverse of
 * F(x) = (x − a)² / ((b − a)(m − a)) below the peak and 1 − (b − x)² / ((b − a)(b − m)) above. Throws RangeError
 * unless low ≤ mode ≤ high and u is in range.
 */
export function triangularQuantile(low: number, mode: number, high: number, u: number): number {
  if (!(low <= mode && mode <= high && u >= 0 && u <= 1))
    throw new RangeError(
      `triangular: expected low ≤ mode ≤ high and a share in [0, 1], received ${low}, ${mode}, ${high} and ${u}`,
    );
  const width = high - low;
  if (width === 0) return mode;
  const peak = (mode - low) / width;
  const x =
    u < peak ? low + Math.sqrt(u * width * (mode - low)) : high - Math.sqrt((1 - u) * width * (high - mode));
  return Math.min(high, Math.max(low, x));
}

/** Constants that are one physical number, wherever they stand: they move together in every draw. */
const groupOf = (name: string, { source, note }: Constant): string => `${name} | ${source} | ${note}`;

/**
 * One draw of every constant that has a low or a high, as overrides for `priceList` (`component.constant`). A group's
 * quantile comes from a stream of its own, so a draw depends on the design's rung no more than on the order of
 * its components: all rungs of a comparison share it. Constants without a range and the scaling laws stay put.
 */
export function drawConstants(design: Design, rng: Rng): Record<string, number> {
  const shares = new Map<string, number>();
  const shareOf = (group: string): number => {
    const share = shares.get(group) ?? rng.fork(group).uniform();
    shares.set(group, share);
    return share;
  };
  const drawn: Record<string, number> = {};
  for (const [component, { constants }] of componentsOf(design))
    for (const [name, constant] of Object.entries(constants)) {
      const { nominal, low = nominal, high = nominal } = constant;
      if (low < high)
        drawn[`${component}.${name}`] = triangularQuantile(
          low,
          nominal,
          high,
          shareOf(groupOf(name, constant)),
        );
    }
  return drawn;
}

/** Percentiles of a sample, linear between its order statistics. Throws RangeError for an empty one. */
export function bandOf(values: readonly number[]): Band {
  if (values.length === 0) throw new RangeError("band: expected at least one value, received none");
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
  };
  return { p05: at(0.05), p50: at(0.5), p95: at(0.95) };
}

/** Share of draws in which a quotient lies below one: the probability that its numerator costs less. */
export const shareBelowOne = (quotients: readonly number[]): number =>
  quotients.filter((quotient) => quotient < 1).length / quotients.length;
