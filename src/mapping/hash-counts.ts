import type { Design } from "../design/design.ts";
import { encodingOf } from "../design/encoding.ts";
import type { ActionCount } from "./action-counts.ts";
import type { Placement } from "./placement.ts";
import type { Sizes } from "./sizes.ts";

/**
 * Projections of one layer on arrays. A vector drives the rows of every array of its set at once, once a phase
 * of its encoding: all rounds are one read. `read` counts projections; the driver charges its line over the whole
 * array, used or not. Converters that stand behind a multiplexer see the columns one after another, and the rows
 * are driven anew for each. Digitised phases are added, and an argmax over digitised values is compared, on the
 * adders; a mean-centred input is centred there.
 */
export function crossbarHashCounts(s: Sizes, design: Design, placement: Placement): ActionCount[] {
  const { array, readout, mux } = design.hashing;
  const { phases, addsDigitally } = encodingOf(design);
  const { share } = mux.behaviour;
  const reads = phases.length * share;
  const drives = s.hashedVectors * s.width * placement.arraysPerGroup * reads;
  const pairs = s.hashedVectors * s.rounds * s.columns;
  const digitises = readout.family === "adc";
  const parts = addsDigitally ? phases.length : 1;
  const conversions = pairs * parts;
  const additions =
    pairs * (parts - 1) +
    (digitises ? s.hashedVectors * s.rounds * s.comparisons : 0) +
    (array.pairing === "mean-centred" ? 2 * s.hashedVectors * s.width : 0);
  return [
    { operation: "hash", component: "dac", action: "drive", count: drives },
    { operation: "hash", component: "driver", action: "charge", count: drives * array.columns },
    { operation: "hash", component: "array", action: "read", count: pairs * reads },
    { operation: "hash", component: "mux", action: "select", count: share > 1 ? conversions : 0 },
    { operation: "hash", component: "readout", action: readout.behaviour.action, count: conversions },
    { operation: "hash", component: "mac", action: "add", count: additions },
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
