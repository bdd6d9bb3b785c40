import type { Dense } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import type { Cells, Memristor } from "../devices/memristor.ts";
import { type ColumnPlan, columnPlan, type Pairing } from "./column-plan.ts";
import { drawLineFaults, type LineFaultRates, type LineFaults } from "./line-faults.ts";

/** Lines of an array and of the passive tiles that it is made of. */
export interface ArrayGeometry {
  /** Word lines. */
  readonly rows: number;
  /** Bit lines. */
  readonly columns: number;
  /** Passive tiles of a semi-passive array: word and bit lines that share one tile. */
  readonly tileRows: number;
  readonly tileColumns: number;
  /** Word lines of one physical array where several stand on top of one another; all of them where left out. */
  readonly blockRows?: number;
  /** Whether the bit lines of each block end in readouts of their own; else they are joined across blocks. */
  readonly readsBlocks?: boolean;
}

/** One physical array after programming. Its cells are rows × columns, the spare ones included. */
export interface ProgrammedArray {
  readonly geometry: ArrayGeometry;
  readonly cells: Cells;
  /** The first word lines, which carry inputs; the others are not driven. */
  readonly driven: number;
  /** Projections in use, at most those of the plan. */
  readonly outputs: number;
  readonly plan: ColumnPlan;
  readonly faults: LineFaults;
}

export interface ArrayRecipe extends LineFaultRates {
  readonly geometry: ArrayGeometry;
  /** Whether cells are written to their targets and verified; left as they are made where not. */
  readonly isWritten?: boolean;
  /** Outputs that stand in for those with faulty bit lines. */
  readonly spares?: number;
  readonly pairing: Pairing;
}

/**
 * Programs one array for weights (projections × inputs). A weight w asks for mean · (1 ± w / 2W) with W the
 * largest magnitude, so every target is positive and the difference is proportional to w. An untuned device
 * ignores its target: its own spread is the random weight. All cells are initialised together, spare ones for
 * the mean; a dummy column is write-verified to it. Streams: `cells` per programming, `lines` per chip.
 */
export function programArray(
  memristor: Memristor,
  weights: Dense,
  { geometry, pairing, spares = 0, isWritten = false, ...rates }: ArrayRecipe,
  rng: Rng,
): ProgrammedArray {
  const { rows, columns } = geometry;
  const faults = drawLineFaults(rows, columns, rates, rng.fork("lines"));
  const whole = columnPlan(pairing, columns);
  const plan = spares === 0 ? whole : repairedPlan(whole, faults);
  if (weights.columns > rows || weights.rows > plan.outputs)
    throw new RangeError(
      `program array: expected at most ${plan.outputs} × ${rows} weights, received ${weights.rows} × ${weights.columns}`,
    );
  const mean = memristor.meanConductance;
  const targets = new Float64Array(rows * columns).fill(mean);
  let largest = 0;
  for (const w of weights.data) largest = Math.max(largest, Math.abs(w));
  for (let p = 0; p < weights.rows; p++)
    for (let i = 0; i < weights.columns; i++) {
      const share = largest === 0 ? 0 : weights.data[p * weights.columns + i] / (2 * largest);
      const minus = plan.minus(p);
      targets[i * columns + plan.plus(p)] = mean * (1 + share);
      if (pairing === "differential" && minus !== null) targets[i * columns + minus] = mean * (1 - share);
    }
  const cells = isWritten
    ? memristor.write(targets, rng.fork("cells"))
    : memristor.initialise(targets, rng.fork("cells"));
  return {
    geometry,
    cells: pairing === "dummy-column" ? withDummy(memristor, cells, geometry, rng.fork("dummy")) : cells,
    driven: weights.columns,
    outputs: weights.rows,
    plan,
    faults,
  };
}

/** The plan with outputs whose bit lines are open or touch a neighbour behind all others. */
function repairedPlan(plan: ColumnPlan, { openBit, shortedBit }: LineFaults): ColumnPlan {
  const isFaulty = (line: number | null): boolean =>
    line !== null &&
    (openBit[line] === 1 || shortedBit[line] === 1 || (line > 0 && shortedBit[line - 1] === 1));
  const outputs = Array.from({ length: plan.outputs }, (_, p) => p);
  const faulty = (p: number): boolean => isFaulty(plan.plus(p)) || isFaulty(plan.minus(p));
  const order = [...outputs.filter((p) => !faulty(p)), ...outputs.filter(faulty)];
  return {
    outputs: plan.outputs,
    plus: (p) => plan.plus(order[p]),
    minus: (p) => plan.minus(order[p]),
  };
}

/** Writes the last column, the reference of all others, to the mean conductance. */
function withDummy(memristor: Memristor, cells: Cells, { rows, columns }: ArrayGeometry, rng: Rng): Cells {
  const written = memristor.write(new Float64Array(rows).fill(memristor.meanConductance), rng);
  const put = (into: Float64Array, from: Float64Array | null): Float64Array => {
    for (let i = 0; i < rows; i++) into[i * columns + columns - 1] = from === null ? 0 : from[i];
    return into;
  };
  return {
    conductance: put(cells.conductance.slice(), written.conductance),
    cubic: cells.cubic === null ? null : put(cells.cubic.slice(), written.cubic),
  };
}
