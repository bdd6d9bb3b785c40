// Current limits of lines and drivers, against the currents that a read can need.

import { ELECTROMIGRATION_LIMIT } from "#technology";
import type { Design } from "./design.ts";
import { electricsOf } from "./electrics.ts";
import { lineLimits, pitchFactorOf, UNEVEN_ENDS } from "./line-width.ts";

/**
 * Overdrive of a driver's output transistor, V; assumed, 0.3 to 0.9 V over nodes and supplies. A transistor
 * of on-resistance R saturates at V_ov / 2R (long channel), which is its largest current.
 */
const DRIVER_OVERDRIVE = 0.6;

/** Largest currents of a read, every input at full scale, A. */
export interface PeakCurrents {
  readonly peakLineCurrent: number;
  readonly peakGlobalCurrent?: number;
  readonly peakDriverCurrent?: number;
}

/** Largest current of a part, with every input at full scale, and its limit, A. */
export interface CurrentLoad {
  readonly part: "line of a tile" | "global line" | "row driver";
  readonly current: number;
  readonly limit: number;
  /** Density and its limit, A/m²; null for drivers. */
  readonly density: { readonly value: number; readonly limit: number } | null;
}

/** Loads of a design's lines and drivers at an operating point; includes a global line for several tiles. */
export function currentLoads(
  design: Pick<Design, "hashNode" | "hashing" | "temperature">,
  { peakLineCurrent, peakGlobalCurrent = 0, peakDriverCurrent = 0 }: PeakCurrents,
): CurrentLoad[] {
  const limits = lineLimits(design, pitchFactorOf(design));
  const wire = (part: CurrentLoad["part"], current: number, limit: number): CurrentLoad => ({
    part,
    current,
    limit,
    density: { value: (current / limit) * ELECTROMIGRATION_LIMIT, limit: ELECTROMIGRATION_LIMIT },
  });
  return [
    wire("line of a tile", peakLineCurrent, limits.tile),
    ...(peakGlobalCurrent > 0 ? [wire("global line", peakGlobalCurrent, limits.global)] : []),
    {
      part: "row driver",
      current: peakDriverCurrent,
      limit: DRIVER_OVERDRIVE / (2 * electricsOf(design).driver),
      density: null,
    },
  ];
}

/** Whether a load exceeds its limit by more than a chosen pitch leaves open. */
export const isOverloaded = ({ current, limit }: CurrentLoad): boolean => current > limit * (1 + UNEVEN_ENDS);
