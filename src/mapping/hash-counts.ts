import { InfeasibleError } from "../base/errors.ts";
import type { Design } from "../design/design.ts";
import { encodingOf } from "../design/encoding.ts";
import type { Projection } from "../peripherals/digital/projection.ts";
import type { ActionCount } from "./action-counts.ts";
import { conversionsOf } from "./census.ts";
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
  // Folded projections hash one input a token for all heads of the layer.
  const inputs = design.hashing.folding === "none" ? s.hashedVectors : s.tokens;
  const drives = ((inputs * placement.rows * placement.arraysPerGroup) / placement.rowBlocks) * reads;
  const pairs = s.hashedVectors * s.rounds * s.columns;
  const digitises = readout.family === "adc";
  const parts = (addsDigitally ? phases.length : 1) * conversionsOf(design, placement);
  const conversions = pairs * parts;
  const additions =
    pairs * (parts - 1) +
    (digitises ? s.hashedVectors * s.rounds * s.comparisons : 0) +
    (array.pairing === "mean-centred" ? 2 * inputs * placement.rows : 0);
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
 * Projections of one layer on a digital unit, or where that is null on the MAC array's adders with ±1 weights: d
 * additions a projection. A unit computes as many together as it must, wanted or not. An argmax takes one
 * comparison (a subtraction) a projection on those adders. Throws InfeasibleError where vectors outgrow the unit.
 */
export function digitalHashCounts(s: Sizes, unit: Projection | null): ActionCount[] {
  const comparisons = s.hashedVectors * s.rounds * s.comparisons;
  if (unit === null) {
    const additions = s.hashedVectors * s.rounds * s.columns * s.width;
    return [{ operation: "hash", component: "mac", action: "add", count: additions + comparisons }];
  }
  if (s.width > unit.width)
    throw new InfeasibleError(
      `the projection unit: expected vectors of at most ${unit.width} elements (design.digital.projection.width), ` +
        `received a head width of ${s.width}`,
    );
  const together = unit.together(s.width);
  const projected = Math.ceil((s.rounds * s.columns) / together) * together;
  return [
    { operation: "hash", component: "projection", action: "project", count: s.hashedVectors * projected },
    { operation: "hash", component: "mac", action: "add", count: comparisons },
  ];
}
