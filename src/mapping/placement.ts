// Where a design places its hash: arrays, spares for defects, and the number of each part.

import { InfeasibleError, power } from "#base";
import { bitSides, columnPlan, type LineFaultRates, type Pairing, wordSides } from "#crossbar-arrays";
import { type ArrayDesign, driversOfLine, isTiled, rowBlocks } from "../design/array-design.ts";
import { isReplicated } from "../design/array-replicas.ts";
import { type Design, digitises } from "../design/design.ts";
import { encodingOf } from "../design/electrics.ts";
import { checkSettling } from "../design/front-end.ts";
import { checkLines } from "../design/line-width.ts";
import { connectedColumns, linesInUse, pairsOfArray, pairsOfSet } from "../design/lines-in-use.ts";
import type { Workload } from "../design/workload.ts";
import type { ComponentName } from "./action-counts.ts";

/** How queries meet keys of an array set: hashed by the same arrays, or compared with codes in three ways. */
export type QueriesBy = "buckets" | "map" | "values" | "signs";

/**
 * Throws InfeasibleError for several untuned arrays in place of one, unless queries use a separate map for
 * each, or the design declares them the control that fails.
 */
export function checkReplicas({ hashing: { replicas, folding } }: Design, queries: QueriesBy): void {
  if (!isReplicated(replicas)) return;
  const { count, epoch, isControl } = replicas;
  const replaced = epoch > 0 ? `, replaced every ${epoch} keys` : "";
  const what = `${count} ${count === 1 ? "array" : "arrays"} for one set of projections${replaced}`;
  if (folding !== "none")
    throw new InfeasibleError(
      `${what}: copies of written arrays are not modelled (use design.hashing.folding "none")`,
    );
  if (queries === "map" || isControl) return;
  const reason =
    queries === "buckets"
      ? "one vector falls into unrelated buckets of two arrays, so queries would miss the keys of all arrays but one"
      : "signs of one array say nothing of a query that went through another";
  throw new InfeasibleError(
    `${what}: an untuned array is one random matrix, and ${reason} (score keys through a query map of each array, or use ` +
      "design.hashing.replicas.count 1 and epoch 0; design.hashing.replicas.isControl true prices the control all the same)",
  );
}

/** How replicas of an array share the work of heads. */
export interface Turns {
  /** Vectors of one head that are hashed at the same time: replicas share its keys. */
  readonly together: number;
  /** Heads served at the same time where a head has fewer vectors than there are replicas. */
  readonly servers: number;
}

/** Replicas hash a head's keys in parallel; a decode has one key per head, so other heads use the rest. */
export function turnsOf({ hashing: { replicas } }: Design, workload: Workload): Turns {
  const { phase, length, heads, kvHeads } = workload;
  const { count } = replicas;
  const vectors = phase === "decode" ? 1 : Math.max(1, Math.floor((length * kvHeads) / heads));
  if (vectors < count) return { together: vectors, servers: Math.floor(count / vectors) };
  // The last turn may not fill all of them.
  return { together: vectors / Math.ceil(vectors / count), servers: 1 };
}

/** The arrays that hold the projections of a workload. */
export interface Placement {
  /** Sets of projections on the chip; heads of a set use the same arrays. */
  readonly groups: number;
  /** Sets of one layer, times the heads that replicas serve: as many heads can be hashed at the same time. */
  readonly setsOfLayer: number;
  /** Replicas of each untuned array; left out where there is one array. */
  readonly replicas?: number;
  /** Vectors of a head that replicas hash at the same time; left out where it is one. */
  readonly together?: number;
  /** Arrays of one set: all rounds in parallel, long projections stacked over several arrays. */
  readonly arraysPerGroup: number;
  /** Arrays that share the rows of a projection. */
  readonly rowBlocks: number;
  /** Pairs in use per set: rounds × projections of a round, folded ones of all heads. */
  readonly pairsPerGroup: number;
  /** Word lines of a projection: the width of a head, or of the layer's input. */
  readonly rows: number;
  /** Cells that have to be written and verified once; 0 where the arrays stay as fabricated. */
  readonly written: number;
  /** Share of the arrays' cells that hold a projection. */
  readonly fill: number;
  /** Probability that one array, and that all arrays, have enough outputs without a faulty bit line. */
  readonly arrayYield: number;
  readonly chipYield: number;
}

/**
 * Places rounds × columns projections of d rows on arrays, on the bit lines of their pairing. An untuned
 * array is one random matrix of its group and rounds: it has replicas only where queries use a map of each.
 * Signs and winners do not add: the parts of a longer projection are joined as currents at one readout, or
 * digitised and added, if the design allows it. Throws InfeasibleError where it does not, spares leave no
 * output, reads are too short to settle, lines too narrow for their currents, or `queries` rule out replicas.
 */
export function placeProjections(
  design: Design,
  workload: Workload,
  queries: QueriesBy = "buckets",
): Placement {
  const { array, sharing } = design.hashing;
  const { layers, heads, kvHeads } = workload;
  const folded = design.hashing.folding !== "none";
  const rows = folded ? inputWidth(workload) : workload.headWidth;
  checkReplicas(design, queries);
  checkRows(design, rows);
  checkLines(design);
  checkSettling(design, linesInUse(design, workload));
  const { outputs } = columnPlan(array.pairing, array.columns);
  const pairsPerArray = pairsOfArray(array);
  if (pairsPerArray < 1)
    throw new InfeasibleError(
      `the array: expected fewer spares than its ${outputs} projections (design.hashing.array.spares), received ${array.spares}`,
    );
  const { addsDigitally } = encodingOf(design);
  if (addsDigitally && !digitises(design.hashing.readout))
    throw new InfeasibleError(
      `bit-serial inputs are added after conversion and a ${design.hashing.readout.family} converts nothing: ` +
        'signs do not add (use readout family "adc", or another encoding)',
    );
  const pairsPerGroup = pairsOfSet(design, workload);
  const linesPerPair = array.pairing === "differential" ? 2 : 1;
  const blocks = rowBlocks(array, rows);
  const arraysPerGroup = blocks * Math.ceil(pairsPerGroup / pairsPerArray);
  const sets = { "query-head": layers * heads, head: layers * kvHeads, layer: layers, global: 1 }[sharing];
  const groups = folded ? layers : sets;
  const good = arrayYield(outputs, array.spares, array.pairing, array);
  const replicas = design.hashing.replicas.count;
  const { together, servers } = turnsOf(design, workload);
  const setsOfLayer = folded ? 1 : { "query-head": heads, head: kvHeads, layer: 1, global: 1 }[sharing];
  return {
    setsOfLayer: setsOfLayer * servers,
    ...(replicas > 1 ? { replicas, together } : {}),
    groups,
    arraysPerGroup,
    rowBlocks: blocks,
    pairsPerGroup,
    rows,
    written: folded ? groups * pairsPerGroup * linesPerPair * rows : 0,
    fill: (linesPerPair * pairsPerGroup * rows) / (arraysPerGroup * array.rows * array.columns),
    arrayYield: good,
    chipYield: power(good, groups * arraysPerGroup * replicas),
  };
}

/** Width of a layer's input. Throws InfeasibleError where the workload's shape is not that of a model. */
function inputWidth({ model, preset }: Workload): number {
  if (model !== null) return model.modelWidth;
  throw new InfeasibleError(
    `folding writes a model's projections, and the shape of ${preset} was changed: its layers have no known input ` +
      "(leave heads, kvHeads and headWidth to the preset)",
  );
}

/** Throws InfeasibleError where a projection is longer than an array and its parts cannot be added. */
function checkRows({ hashing: { array, readout } }: Design, width: number): void {
  if (width <= array.rows) return;
  if (array.rowSplit === "none")
    throw new InfeasibleError(
      `a projection needs ${width} rows and the array has ${array.rows}: a readout decides on a whole projection ` +
        '(use more rows, or design.hashing.array.rowSplit "analog" or, with ADCs, "digital")',
    );
  if (array.rowSplit === "digital" && !digitises(readout))
    throw new InfeasibleError(
      `a projection needs ${width} rows, the array has ${array.rows}, and a ${readout.family} converts nothing that ` +
        'could be added: signs do not add (use readout family "adc", or design.hashing.array.rowSplit "analog")',
    );
}

/**
 * Probability that at most `spares` of an array's outputs are faulty: an output is faulty where one of its
 * bit lines is open, or bridged to a neighbour. Lines are open, and gaps bridged, independently; a bridge
 * between two outputs spoils both, so outputs are taken left to right with the last gap's state. Word lines
 * are left out: simulations show that an open one removes an input from all outputs; no spare repairs it.
 */
export function arrayYield(
  outputs: number,
  spares: number,
  pairing: Pairing,
  { openLines, shortedLines }: LineFaultRates,
): number {
  if (openLines === 0 && shortedLines === 0) return 1;
  const lines = pairing === "differential" ? 2 : 1;
  const connected = power(1 - openLines, lines);
  const untouched = power(1 - shortedLines, lines - 1);
  // bad[b] and bridged[b]: probability of b faulty outputs so far, with the gap to the right open or bridged.
  let clear = new Float64Array(spares + 2);
  let bridged = new Float64Array(spares + 2);
  clear[0] = 1;
  for (let p = 0; p < outputs; p++) {
    const next = { clear: new Float64Array(spares + 2), bridged: new Float64Array(spares + 2) };
    const bridgeRight = p < outputs - 1 ? shortedLines : 0;
    for (let bad = 0; bad <= spares; bad++) {
      const good = clear[bad] * connected * untouched;
      const faulty = clear[bad] + bridged[bad] - good;
      next.clear[bad] += good * (1 - bridgeRight);
      next.clear[bad + 1] += faulty * (1 - bridgeRight);
      // A bridge to the right spoils this output whatever the state of its own lines.
      next.bridged[bad + 1] += (good + faulty) * bridgeRight;
    }
    clear = next.clear;
    bridged = next.bridged;
  }
  let sum = 0;
  for (let bad = 0; bad <= spares; bad++) sum += clear[bad];
  // Every output of an array with a dummy column depends on that column.
  return pairing === "reference-column" ? sum * (1 - openLines) * (1 - shortedLines) : sum;
}

/** Instances of each component on the chip. An instance of `array` is one memristor cell. */
export type Census = Readonly<Partial<Record<ComponentName, number>>>;

/**
 * Switches of one array: one at every end of every line of every tile that connects to the outside; a line of
 * one cell has one end. None where the array is one passive tile.
 */
export function tileSwitches(
  array: Pick<ArrayDesign, "rows" | "columns" | "tileRows" | "tileColumns" | "drive">,
): number {
  const { rows, columns, tileRows, tileColumns, drive } = array;
  if (!isTiled(array)) return 0;
  const [down, across] = [Math.ceil(rows / tileRows), Math.ceil(columns / tileColumns)];
  const wordEnds = tileColumns > 1 ? wordSides(drive).length : 1;
  const bitEnds = tileRows > 1 ? bitSides(drive).length : 1;
  return rows * across * wordEnds + columns * down * bitEnds;
}

/**
 * Length of word line, cells, that a vector charges in all parallel arrays of a set: only tiles with an
 * output of the set, since the switches of the others are open. A passive array is charged whole.
 */
export function chargedColumns(design: Design, { pairsPerGroup }: Pick<Placement, "pairsPerGroup">): number {
  const { array } = design.hashing;
  const most = pairsOfArray(array);
  const full = Math.floor(pairsPerGroup / most);
  const rest = pairsPerGroup - full * most;
  return full * connectedColumns(array, most) + (rest === 0 ? 0 : connectedColumns(array, rest));
}

/** Periphery of the arrays: a converter per row, drivers at its ends, a readout per projection. */
export function arrayCensus(design: Design, placement: Placement): Census {
  const { rows, columns, pairing } = design.hashing.array;
  const { share } = design.hashing.mux.behaviour;
  const readouts = Math.ceil(columnPlan(pairing, columns).outputs / share);
  const arrays = placement.groups * placement.arraysPerGroup * (placement.replicas ?? 1);
  // Joined bit lines of stacked arrays end in one readout.
  const ends = (arrays / placement.rowBlocks) * conversionsOf(design, placement);
  return {
    array: arrays * rows * columns,
    dac: arrays * rows,
    driver: arrays * rows * driversOfLine(design.hashing.array),
    tileSwitch: arrays * tileSwitches(design.hashing.array),
    inputStage: ends * readouts * stagesOf(design),
    readout: ends * readouts,
    ...(share > 1 ? { mux: ends * readouts } : {}),
  };
}

/** Bit lines of one projection; a dummy column is shared by the whole array. */
const bitLinesOf = (pairing: Pairing): number => (pairing === "differential" ? 2 : 1);

/** Input stages that one projection uses in one phase of a read. */
export const stagesOf = ({ hashing: { array } }: Design): number =>
  bitLinesOf(array.pairing) * bitSides(array.drive).length;

/** Parts in which a projection is read: one, or one per row block where parts are digitised. */
export const conversionsOf = ({ hashing }: Design, { rowBlocks }: Pick<Placement, "rowBlocks">): number =>
  hashing.array.rowSplit === "digital" ? rowBlocks : 1;

/** Digital units, one of each per core, and the packages of the memory that the cores share. */
export function coreCensus(cores: number, units: readonly ComponentName[], packages: number): Census {
  const census: Partial<Record<ComponentName, number>> = {};
  for (const unit of units) census[unit] = cores;
  census.memory = packages;
  return census;
}

/** Instances that act in parallel for one head's vectors hashed together; unlisted ones act singly. */
export function arrayParallelism(design: Design, placement: Placement): Census {
  const { share } = design.hashing.mux.behaviour;
  const together = placement.together ?? 1;
  const readouts = together * Math.ceil(placement.pairsPerGroup / share) * conversionsOf(design, placement);
  const columnArrays = (together * placement.arraysPerGroup) / placement.rowBlocks;
  return {
    array: together * placement.pairsPerGroup,
    readout: readouts,
    mux: readouts,
    inputStage: readouts * stagesOf(design),
    dac: placement.rows * columnArrays,
    driver: together * placement.rows * chargedColumns(design, placement),
  };
}
