import { digits, engineering } from "#base";
import { type CurrentLoad, isOverloaded } from "../../design/line-limits.ts";

/** A sentence for each line or driver whose current in a read may exceed its limit. */
export const overloads = (loads: readonly CurrentLoad[]): string[] =>
  loads
    .filter(isOverloaded)
    .map(({ part, current, limit, density }) =>
      density === null
        ? `A ${part} is asked for up to ${engineering(current, "A")}, and saturates at ${engineering(limit, "A")} (assumed).`
        : `A ${part} carries up to ${engineering(current, "A")}, ${digits(density.value / 1e10)} MA/cm², above the electromigration limit of ${digits(density.limit / 1e10)} MA/cm² (assumed).`,
    );

/** The loads with their limits, SI; null for no limit. */
export const loadsJson = (loads: readonly CurrentLoad[]) =>
  loads.map(({ part, current, limit, density }) => ({
    part,
    peakCurrent_A: current,
    limit_A: Number.isFinite(limit) ? limit : null,
    peakCurrentDensity_A_per_m2: density?.value ?? null,
    electromigrationLimit_A_per_m2: density?.limit ?? null,
    withinLimit: current <= limit,
  }));
