import type { Rng } from "#base";
import type { PricedInstance } from "../design/slots.ts";
import { constantKey } from "./overrides.ts";

/** Values of a quantity over draws: 5th, 50th and 95th percentile. */
export interface Band {
  readonly p05: number;
  readonly p50: number;
  readonly p95: number;
}

/**
 * Quantile at `u` in [0, 1] of a distribution on [low, high] that is densest at `mode`, its median: half of
 * it rises linearly from low to the mode, half falls linearly from there to high, the inverse of
 * F(x) = ½ ((x − a) / (m − a))² below the mode and 1 − ½ ((b − x) / (b − m))² above. So a nominal value
 * with one long tail stays in the middle of its band. Throws RangeError unless low ≤ mode ≤ high, 0 ≤ u ≤ 1.
 */
export function threePointQuantile(low: number, mode: number, high: number, u: number): number {
  if (!(low <= mode && mode <= high && u >= 0 && u <= 1))
    throw new RangeError(
      `three points: expected low ≤ mode ≤ high and a share in [0, 1], received ${low}, ${mode}, ${high} and ${u}`,
    );
  const x = u < 0.5 ? low + (mode - low) * Math.sqrt(2 * u) : high - (high - mode) * Math.sqrt(2 * (1 - u));
  return Math.min(high, Math.max(low, x));
}

/** Constants that are one physical number in several places: they vary together. */
export interface ConstantGroup {
  /** Distinguishes groups: the constant's identity, or model and name. */
  readonly label: string;
  /** Name of the constant, without a component. */
  readonly name: string;
  readonly source: string;
  readonly note: string;
  /** Places that use the constant, one per instance of a component. */
  readonly members: readonly {
    /** `family:model.constant`, as `priceList` takes its overrides. */
    readonly key: string;
    /** Name in reports: `mac.multiply8`; with its model (`mac:int8.multiply8`) where the slot has another. */
    readonly place: string;
    readonly component: string;
    readonly low: number;
    readonly nominal: number;
    readonly high: number;
    /** Whether it takes the complement of the group's quantile: it falls where the others rise. */
    readonly isOpposite: boolean;
  }[];
}

/** Value of a member with its group at an end, or at a quantile in [0, 1]. */
export const valueAt = (
  { low, nominal, high, isOpposite }: ConstantGroup["members"][number],
  share: number,
): number => threePointQuantile(low, nominal, high, isOpposite ? 1 - share : share);

/**
 * Groups of the constants of some components' instances that have a low or a high. Constants without a range
 * and the scaling laws do not vary.
 */
export function constantGroups(components: readonly PricedInstance[]): ConstantGroup[] {
  const groups = new Map<string, ConstantGroup>();
  const first = new Map<string, string>();
  for (const [component, instance] of components) {
    const { model, constants } = instance;
    if (!first.has(component)) first.set(component, model);
    const shown = first.get(component) === model ? component : `${component}:${model}`;
    for (const [name, constant] of Object.entries(constants)) {
      const { nominal, low = nominal, high = nominal, source, note } = constant;
      if (!(low < high)) continue;
      const key = constantKey(instance, name);
      const label = constant.identity ?? key;
      const isOpposite = constant.isOpposite === true;
      const member = { key, place: `${shown}.${name}`, component, low, nominal, high, isOpposite };
      const known = groups.get(label);
      groups.set(label, {
        label,
        name,
        source,
        note,
        members: known === undefined ? [member] : [...known.members, member],
      });
    }
  }
  return [...groups.values()];
}

/** Overrides for `priceList` with every group at its quantile, a share in [0, 1] of its distribution. */
export const overridesAt = (
  groups: readonly ConstantGroup[],
  shareOf: (group: ConstantGroup) => number,
): Record<string, number> =>
  Object.fromEntries(
    groups.flatMap((group) => {
      const share = shareOf(group);
      return group.members.map((member) => [member.key, valueAt(member, share)]);
    }),
  );

/** A draw: the quantile, in [0, 1), of what a name denotes. It depends only on the draw and the name. */
export type Draw = (label: string) => number;

export const drawFrom =
  (rng: Rng): Draw =>
  (label) =>
    rng.fork(label).uniform();

/**
 * The n-th of mirrored draws: each odd one complements the quantiles of the one before. A result monotonic in
 * each input so has its median near nominal, however few the draws (antithetic variates).
 */
export function mirroredDraw(rng: Rng, n: number): Draw {
  const own = drawFrom(rng.fork(n - (n % 2)));
  return n % 2 === 0 ? own : (label) => 1 - own(label);
}

/**
 * One draw of every group, as overrides for `priceList` (`family:model.constant`). A group's quantile depends
 * neither on the comparison design nor on the order of components: all of a comparison share it.
 */
export const drawGroups = (groups: readonly ConstantGroup[], draw: Draw): Record<string, number> =>
  overridesAt(groups, ({ label }) => draw(label));

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
