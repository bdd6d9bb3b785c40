import type { OperatingPoint } from "../cost/price-list.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { climb, type RungResult } from "./ladder.ts";
import type { RungId } from "./rungs.ts";

/** Lengths of the curves: powers of two from 512 to 1 M. */
export const CURVE_LENGTHS: readonly number[] = Array.from({ length: 12 }, (_, n) => 512 * 2 ** n);

export interface CurvePoint {
  readonly length: number;
  readonly rungs: readonly RungResult[];
}

export const curves = (design: Design, workload: Workload, point: OperatingPoint): CurvePoint[] =>
  CURVE_LENGTHS.map((length) => ({ length, rungs: climb(design, { ...workload, length }, point) }));

/** Smallest length from which `rung` beats `against`, between 16 and 2²⁰; null where it never does. */
export interface Crossover {
  readonly rung: RungId;
  readonly against: RungId;
  readonly energy: number | null;
  readonly latency: number | null;
}

/** Where each rung starts to win over the one below it. */
export const crossovers = (design: Design, workload: Workload, point: OperatingPoint): Crossover[] =>
  (
    [
      ["lsh-digital", "exact-digital"],
      ["lsh-memristor", "lsh-digital"],
      ["lsh-memristor", "exact-digital"],
    ] as const
  ).map(([rung, against]) => {
    const wins =
      (metric: "energy" | "latency") =>
      (length: number): boolean =>
        beats(climb(design, { ...workload, length }, point), rung, against, metric);
    return { rung, against, energy: firstWin(wins("energy")), latency: firstWin(wins("latency")) };
  });

function beats(
  rungs: readonly RungResult[],
  rung: RungId,
  against: RungId,
  metric: "energy" | "latency",
): boolean {
  const value = (id: RungId): number => {
    const result = rungs.find((candidate) => candidate.id === id);
    if (result === undefined || !result.feasible) return Number.POSITIVE_INFINITY;
    return metric === "energy" ? result.cost.energy : result.cost.timing.latency;
  };
  return value(rung) < value(against);
}

/**
 * Smallest length from which `wins` holds at every power of two up to 2²⁰, refined by bisection in its last
 * octave to steps of a sixty-fourth of an octave's start.
 */
function firstWin(wins: (length: number) => boolean): number | null {
  let low = 2 ** 20;
  if (!wins(low)) return null;
  while (low > 16 && wins(low / 2)) low /= 2;
  if (low === 16) return 16;
  const step = Math.max(1, low / 128);
  let losing = low / 2;
  let winning = low;
  while (winning - losing > step) {
    const middle = Math.round((losing + winning) / 2);
    if (wins(middle)) winning = middle;
    else losing = middle;
  }
  return winning;
}
