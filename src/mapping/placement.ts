import { columnPlan } from "../arrays/column-plan.ts";
import { InfeasibleError } from "../base/errors.ts";
import { rowBlocks } from "../design/array-design.ts";
import type { Design } from "../design/design.ts";
import { encodingOf } from "../design/encoding.ts";
import { hashCodeOf, type Workload } from "../design/workload.ts";
import { arrayYield } from "./array-yield.ts";

/** Where the projections of a workload stand. */
export interface Placement {
  /** Sets of projections on the chip; heads of a set go through the same arrays. */
  readonly groups: number;
  /** Sets of one layer: heads of different sets can be hashed at the same time. */
  readonly setsOfLayer: number;
  /** Arrays that hold the projections of one set: all rounds side by side, long projections on top of one another. */
  readonly arraysPerGroup: number;
  /** Arrays that share the rows of a projection. */
  readonly rowBlocks: number;
  /** Pairs in use per set: rounds × projections of a round. */
  readonly pairsPerGroup: number;
  /** Share of the arrays' cells that hold a projection. */
  readonly fill: number;
  /** Probability that an array has enough outputs without a faulty bit line, and that all arrays have. */
  readonly arrayYield: number;
  readonly chipYield: number;
}

/**
 * Puts rounds × columns projections of d rows on arrays, each on as many bit lines as the pairing takes. An untuned array is one random matrix, bound to
 * its group and rounds: it has no replicas. Signs and winners do not add: a projection longer than an array has its
 * parts' currents joined at one readout, or digitised and added, if the design says so.
 * Throws InfeasibleError where it does not, and where spares leave no output.
 */
export function placeProjections(design: Design, workload: Workload): Placement {
  const { array, sharing } = design.hashing;
  const { headWidth, layers, heads, kvHeads } = workload;
  checkRows(design, headWidth);
  const { outputs } = columnPlan(array.pairing, array.columns);
  const pairsPerArray = outputs - array.spares;
  if (pairsPerArray < 1)
    throw new InfeasibleError(
      `the array: expected fewer spares than its ${outputs} projections (design.hashing.array.spares), received ${array.spares}`,
    );
  const { rounds, columns } = hashCodeOf(workload.attention, workload.length);
  const { addsDigitally } = encodingOf(design);
  if (addsDigitally && design.hashing.readout.family !== "adc")
    throw new InfeasibleError(
      `bit-serial inputs are added after conversion and a ${design.hashing.readout.family} converts nothing: ` +
        'signs do not add (use readout family "adc", or another encoding)',
    );
  const pairsPerGroup = rounds * columns;
  const linesPerPair = array.pairing === "differential" ? 2 : 1;
  const blocks = rowBlocks(array, headWidth);
  const arraysPerGroup = blocks * Math.ceil(pairsPerGroup / pairsPerArray);
  const groups = { "query-head": layers * heads, head: layers * kvHeads, layer: layers, global: 1 }[sharing];
  const good = arrayYield(outputs, array.spares, array.pairing, array);
  return {
    setsOfLayer: { "query-head": heads, head: kvHeads, layer: 1, global: 1 }[sharing],
    groups,
    arraysPerGroup,
    rowBlocks: blocks,
    pairsPerGroup,
    fill: (linesPerPair * pairsPerGroup * headWidth) / (arraysPerGroup * array.rows * array.columns),
    arrayYield: good,
    chipYield: good ** (groups * arraysPerGroup),
  };
}

/** Throws InfeasibleError where a projection is longer than an array and nothing can add its parts. */
function checkRows({ hashing: { array, readout } }: Design, width: number): void {
  if (width <= array.rows) return;
  if (array.rowSplit === "none")
    throw new InfeasibleError(
      `a projection needs ${width} rows and the array has ${array.rows}: a readout decides on a whole projection ` +
        '(use more rows, or design.hashing.array.rowSplit "analog" or, with ADCs, "digital")',
    );
  if (array.rowSplit === "digital" && readout.family !== "adc")
    throw new InfeasibleError(
      `a projection needs ${width} rows, the array has ${array.rows}, and a ${readout.family} converts nothing that ` +
        'could be added: signs do not add (use readout family "adc", or design.hashing.array.rowSplit "analog")',
    );
}
