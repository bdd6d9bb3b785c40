// A programmed array: its column plan, its line faults, and its cells as written.

import { type Dense, dense, type Rng } from "#base";
import type { Cells, Memristor } from "#memristors";

/** Lines of an array and of its passive tiles. */
export interface ArrayGeometry {
  /** Word lines. */
  readonly rows: number;
  /** Bit lines. */
  readonly columns: number;
  /** Word and bit lines per passive tile of a semi-passive array. */
  readonly tileRows: number;
  readonly tileColumns: number;
  /** Word lines of one physical array in a stack; all of them by default. */
  readonly blockRows?: number;
  /** Whether the bit lines of each block have their own readouts; else they are joined across blocks. */
  readonly readsBlocks?: boolean;
}

/** One physical array after programming. Its cells are rows × columns, including spare ones. */
export interface ProgrammedArray {
  readonly geometry: ArrayGeometry;
  readonly cells: Cells;
  /** Number of leading word lines that carry inputs; the others are not driven. */
  readonly driven: number;
  /** Projections in use, at most the plan's. */
  readonly outputs: number;
  readonly plan: ColumnPlan;
  readonly faults: LineFaults;
}

export interface ArrayRecipe extends LineFaultRates {
  readonly geometry: ArrayGeometry;
  /** Whether cells are write-verified to their targets; otherwise they stay as made. */
  readonly isWritten?: boolean;
  /** Outputs that replace those with faulty bit lines. */
  readonly spares?: number;
  readonly pairing: Pairing;
  /** Index of the array in its set; 0 by default. */
  readonly index?: number;
}

/**
 * Programs one array for weights (projections × inputs). A weight w has the target mean · (1 ± w / 2W), W the
 * largest magnitude, so every target is positive and the difference is proportional to w. An untuned device
 * ignores it: its own spread is the random weight. All cells are initialised together, spare ones to the
 * mean; a dummy column is write-verified to it. Streams: `cells` per programming, `lines` per chip.
 */
export function programArray(
  memristor: Memristor,
  weights: Dense,
  { geometry, pairing, spares = 0, isWritten = false, index = 0, ...rates }: ArrayRecipe,
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
    : memristor.initialise(targets, rng.fork("cells"), { rows, columns, index });
  return {
    geometry,
    cells: pairing === "reference-column" ? withDummy(memristor, cells, geometry, rng.fork("dummy")) : cells,
    driven: weights.columns,
    outputs: weights.rows,
    plan,
    faults,
  };
}

/** The plan with outputs on open or shorted bit lines moved behind all others. */
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

/** Writes the last column, the common reference, to the mean conductance. */
function withDummy(memristor: Memristor, cells: Cells, { rows, columns }: ArrayGeometry, rng: Rng): Cells {
  const written = memristor.write(new Float64Array(rows).fill(memristor.meanConductance), rng);
  const put = (into: Float64Array, from: Float64Array | null | undefined): Float64Array => {
    for (let i = 0; i < rows; i++) into[i * columns + columns - 1] = from?.[i] ?? 0;
    return into;
  };
  return {
    conductance: put(cells.conductance.slice(), written.conductance),
    cubic: cells.cubic === null ? null : put(cells.cubic.slice(), written.cubic),
    ...(cells.noise === undefined ? {} : { noise: put(cells.noise.slice(), written.noise) }),
  };
}

/**
 * How positive conductances represent a signed projection. `differential`: a column for each sign.
 * `reference-column`: one column minus one reference column per array, written to the mean conductance.
 * `mean-centred`: one column; inputs that sum to zero cancel the common part of all columns. `single-ended`:
 * one column and nothing subtracted, the control without common-mode removal.
 */
export type Pairing = (typeof PAIRINGS)[number];

export const PAIRINGS = ["differential", "reference-column", "mean-centred", "single-ended"] as const;

/** Assignment of bit lines to the outputs of an array. */
export interface ColumnPlan {
  /** Projections that fit in the array. */
  readonly outputs: number;
  /** Bit line whose current counts positive. */
  plus(output: number): number;
  /** Bit line whose current is subtracted, or null. */
  minus(output: number): number | null;
}

/** Plan of an array with `columns` bit lines. Throws RangeError if no projection fits. */
export function columnPlan(pairing: Pairing, columns: number): ColumnPlan {
  const outputs = { differential: Math.floor(columns / 2), "reference-column": columns - 1 }[
    pairing as string
  ];
  const count = outputs ?? columns;
  if (count < 1) throw new RangeError(`column plan: expected at least 2 columns, received ${columns}`);
  switch (pairing) {
    case "differential":
      return { outputs: count, plus: (p) => 2 * p, minus: (p) => 2 * p + 1 };
    case "reference-column":
      return { outputs: count, plus: (p) => p, minus: () => columns - 1 };
    default:
      return { outputs: count, plus: (p) => p, minus: () => null };
  }
}

/** Manufacturing faults of an array's lines, permanent for the chip. */
export interface LineFaults {
  /** 1 for word or bit lines not connected to their driver or readout. */
  readonly openWord: Uint8Array;
  readonly openBit: Uint8Array;
  /** 1 if a bit line touches its right neighbour: the two readouts share both currents. */
  readonly shortedBit: Uint8Array;
}

export interface LineFaultRates {
  /** Share of lines that are open. */
  readonly openLines: number;
  /** Share of neighbouring bit lines that are shorted. */
  readonly shortedLines: number;
}

/** Faults of one array, drawn once per chip. */
function drawLineFaults(
  rows: number,
  columns: number,
  { openLines, shortedLines }: LineFaultRates,
  rng: Rng,
): LineFaults {
  const marks = (count: number, share: number, name: string): Uint8Array => {
    const stream = rng.fork(name);
    return Uint8Array.from({ length: count }, () => (share > 0 && stream.uniform() < share ? 1 : 0));
  };
  return {
    openWord: marks(rows, openLines, "open word lines"),
    openBit: marks(columns, openLines, "open bit lines"),
    shortedBit: marks(columns - 1, shortedLines, "shorted bit lines"),
  };
}

/**
 * Shares the currents of shorted bit lines in place: a run of touching lines divides the sum of its currents
 * equally among its readouts, like equal virtual grounds. `values` holds `width` numbers per column.
 */
export function shareShorted(values: Float64Array, width: number, shorted: Uint8Array): void {
  for (let first = 0; first < shorted.length; first++) {
    if (shorted[first] === 0) continue;
    let last = first + 1;
    while (last < shorted.length && shorted[last] === 1) last++;
    const lines = last - first + 1;
    for (let n = 0; n < width; n++) {
      let sum = 0;
      for (let j = first; j <= last; j++) sum += values[j * width + n];
      for (let j = first; j <= last; j++) values[j * width + n] = sum / lines;
    }
    first = last;
  }
}

/** Mean ratio of a cell's current to its voltage over inputs uniform on ±`readVoltage`, S. */
const secantConductance = (
  conductance: Float64Array,
  cubic: Float64Array | null,
  readVoltage: number,
): Float64Array =>
  cubic === null ? conductance : conductance.map((g, k) => g + 0.6 * cubic[k] * readVoltage ** 2);

/** Factor of each cell's noise current at the read voltage, S: its secant conductance times its noise. */
export function noiseConductance({ conductance, cubic, noise }: Cells, readVoltage: number): Float64Array {
  const secant = secantConductance(conductance, cubic, readVoltage);
  return noise === undefined ? secant : secant.map((g, k) => g * noise[k]);
}

/** Combines columns × driven to outputs × driven: plus column + `sign` × minus column. */
export function combineColumns(
  values: Float64Array,
  driven: number,
  outputs: number,
  plan: ProgrammedArray["plan"],
  sign: 1 | -1,
): Dense {
  const combined = dense(outputs, driven);
  for (let p = 0; p < outputs; p++) {
    const [plus, minus] = [plan.plus(p) * driven, plan.minus(p)];
    for (let i = 0; i < driven; i++)
      combined.data[p * driven + i] =
        values[plus + i] + (minus === null ? 0 : sign * values[minus * driven + i]);
  }
  return combined;
}

/** Largest Σ |element| of a row. */
export function largestRowSum({ rows, columns, data }: Dense): number {
  let largest = 0;
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += Math.abs(data[i * columns + k]);
    largest = Math.max(largest, sum);
  }
  return largest;
}
