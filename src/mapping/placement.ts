import { columnPlan } from "../arrays/column-plan.ts";
import { InfeasibleError } from "../base/errors.ts";
import { power } from "../base/power.ts";
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
  /** Pairs in use per set: rounds × projections of a round, folded ones of all heads. */
  readonly pairsPerGroup: number;
  /** Word lines of a projection: the width of a head, or of the layer's input. */
  readonly rows: number;
  /** Cells that have to be written once, and verified; 0 where the arrays stay as they are made. */
  readonly written: number;
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
  const { layers, heads, kvHeads, attention } = workload;
  const folded = design.hashing.folding !== "none";
  const rows = folded ? inputWidth(workload) : workload.headWidth;
  checkRows(design, rows);
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
  // Folded arrays hold the projections of every query and key head of a layer side by side, under one input.
  const pairsPerGroup = rounds * columns * (folded ? (attention.sharedQK ? kvHeads : heads + kvHeads) : 1);
  const linesPerPair = array.pairing === "differential" ? 2 : 1;
  const blocks = rowBlocks(array, rows);
  const arraysPerGroup = blocks * Math.ceil(pairsPerGroup / pairsPerArray);
  const sets = { "query-head": layers * heads, head: layers * kvHeads, layer: layers, global: 1 }[sharing];
  const groups = folded ? layers : sets;
  const good = arrayYield(outputs, array.spares, array.pairing, array);
  return {
    setsOfLayer: folded ? 1 : { "query-head": heads, head: kvHeads, layer: 1, global: 1 }[sharing],
    groups,
    arraysPerGroup,
    rowBlocks: blocks,
    pairsPerGroup,
    rows,
    written: folded ? groups * pairsPerGroup * linesPerPair * rows : 0,
    fill: (linesPerPair * pairsPerGroup * rows) / (arraysPerGroup * array.rows * array.columns),
    arrayYield: good,
    chipYield: power(good, groups * arraysPerGroup),
  };
}

/** Width of a layer's input. Throws InfeasibleError where the shape is no model's. */
function inputWidth({ model, preset }: Workload): number {
  if (model !== null) return model.modelWidth;
  throw new InfeasibleError(
    `folding writes a model's projections, and the shape of ${preset} was changed: its layers have no known input ` +
      "(leave heads, kvHeads and headWidth to the preset)",
  );
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
