import { columnPlan } from "../arrays/column-plan.ts";
import { InfeasibleError } from "../base/errors.ts";
import type { Design } from "../design/design.ts";
import { encodingOf } from "../design/encoding.ts";
import { hashCodeOf, type Workload } from "../design/workload.ts";

/** Where the projections of a workload stand. */
export interface Placement {
  /** Sets of projections on the chip; heads of a set go through the same arrays. */
  readonly groups: number;
  /** Arrays that hold the projections of one set, all rounds side by side. */
  readonly arraysPerGroup: number;
  /** Pairs in use per set: rounds × projections of a round. */
  readonly pairsPerGroup: number;
  /** Share of the arrays' cells that hold a projection. */
  readonly fill: number;
}

/**
 * Puts rounds × columns projections of d rows on arrays, each on as many bit lines as the pairing takes. An untuned array is one random matrix, bound to
 * its group and rounds: it has no replicas. Signs and winners do not add, so a projection must
 * fit one array's rows.
 * Throws InfeasibleError where it does not.
 */
export function placeProjections(design: Design, workload: Workload): Placement {
  const { array, sharing } = design.hashing;
  const { headWidth, layers, heads, kvHeads } = workload;
  if (headWidth > array.rows)
    throw new InfeasibleError(
      `a projection needs ${headWidth} rows and the array has ${array.rows}: a readout decides on a whole ` +
        "projection, so it cannot be split over arrays (use more rows)",
    );
  const pairsPerArray = columnPlan(array.pairing, array.columns).outputs;
  const { rounds, columns } = hashCodeOf(workload.attention, workload.length);
  const { addsDigitally } = encodingOf(design);
  if (addsDigitally && design.hashing.readout.family !== "adc")
    throw new InfeasibleError(
      `bit-serial inputs are added after conversion and a ${design.hashing.readout.family} converts nothing: ` +
        'signs do not add (use readout family "adc", or another encoding)',
    );
  const pairsPerGroup = rounds * columns;
  const linesPerPair = array.pairing === "differential" ? 2 : 1;
  const arraysPerGroup = Math.ceil(pairsPerGroup / pairsPerArray);
  return {
    groups: { "query-head": layers * heads, head: layers * kvHeads, layer: layers, global: 1 }[sharing],
    arraysPerGroup,
    pairsPerGroup,
    fill: (linesPerPair * pairsPerGroup * headWidth) / (arraysPerGroup * array.rows * array.columns),
  };
}
