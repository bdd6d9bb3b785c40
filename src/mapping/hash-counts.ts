import type { ArrayGeometry } from "../design/design.ts";
import type { Readout } from "../peripherals/converters/readout.ts";
import type { ActionCount } from "./action-counts.ts";
import type { Placement } from "./placement.ts";
import type { Sizes } from "./sizes.ts";

/**
 * Projections of one layer on arrays. A vector drives the rows of every array of its set at once: all rounds
 * are one read. `read` counts pairs; the driver charges its line over the whole array, used or not.
 */
export function crossbarHashCounts(
  s: Sizes,
  array: ArrayGeometry,
  placement: Placement,
  readout: Readout,
): ActionCount[] {
  const drives = s.hashedVectors * s.width * placement.arraysPerGroup;
  const pairs = s.hashedVectors * s.rounds * s.columns;
  return [
    { operation: "hash", component: "dac", action: "drive", count: drives },
    { operation: "hash", component: "driver", action: "charge", count: drives * array.columns },
    { operation: "hash", component: "array", action: "read", count: pairs },
    { operation: "hash", component: "readout", action: readout.action, count: pairs },
  ];
}

/**
 * Projections of one layer on digital adders with ±1 weights: d additions a projection, and for an argmax one
 * comparison (a subtraction) a projection.
 */
export const digitalHashCounts = (s: Sizes): ActionCount[] => [
  {
    operation: "hash",
    component: "mac",
    action: "add",
    count: s.hashedVectors * s.rounds * (s.columns * s.width + s.comparisons),
  },
];
