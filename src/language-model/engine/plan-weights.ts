// Memory of arrays that hold a model's weights, after that of the model.

import { power } from "#base";
import type { WeightSettings, WeightStep } from "#transformer";
import {
  ARRAY_CONTROL_WORDS,
  type ArrayScratch,
  BLOCK_ROWS,
  type ChipArrays,
  cellsOf,
  type DigitArea,
  FIT_SUMS,
  FLOAT,
  HALF,
  type HeldMatrix,
  type HeldWeights,
  LOGIT_ROWS,
  type MemoryPlan,
  MOST_WHOLE,
  type PlacedMatrix,
  panelRows,
  RANGE_BINS,
  rounded,
  rowBlocks,
  type WholeUnits,
  wideOf,
} from "#transformer";
import { slicesOf } from "../../arrays/weights/settings.ts";

/** Matrices whose products arrays compute, with their step of the model, the output head last. */
const matricesOf = ({ layers, classifier }: MemoryPlan): (readonly [PlacedMatrix, WeightStep])[] => [
  ...layers.flatMap(({ query, key, value, output, gate, up, down }) =>
    (
      [
        [query, "queryKeyValue"],
        [key, "queryKeyValue"],
        [value, "queryKeyValue"],
        [output, "outputProjection"],
        [gate, "up"],
        [up, "up"],
        [down, "down"],
      ] as const
    ).flatMap(([one, step]) => (one === null ? [] : [[one.matrix, step] as const])),
  ),
  [classifier, "outputHead"],
];

/** A plan whose weights are in arrays. */
export function planWeights(
  plan: MemoryPlan,
  { settings, seed, wires, charge }: ChipArrays,
  blockRows: number = BLOCK_ROWS,
): MemoryPlan & { readonly arrays: HeldWeights } {
  let at = plan.end;
  const take = (bytes: number): number => {
    const from = at;
    at = rounded(at + bytes, 64);
    return from;
  };
  const held = matricesOf(plan);
  const all = held.map(([matrix]) => matrix);
  const slices = slicesOf(settings);
  const phases = Math.ceil(settings.inputBits / settings.lineBits);
  const roomOf = (columns: number): number =>
    rowBlocks(columns, settings.rows).reduce((sum, { padded }) => sum + padded, 0);
  const digitArea = (rows: number, columns: number): DigitArea => {
    const room = HALF * rounded(rows, 4) * phases * roomOf(columns);
    const digits = take(room);
    // Squares of bits are the bits.
    const hasSquares = settings.lineBits > 1 && settings.readNoise > 0;
    return {
      digits,
      squares: hasSquares ? take(room) : digits,
      steps: take(FLOAT * rounded(rows, 4)),
      sums: take(FLOAT * rounded(rows, 4)),
    };
  };
  const widest = Math.max(...all.map(({ columns }) => columns));
  const matrices = Object.fromEntries(
    held.map(([{ name, rows: outputs }, step], index): [string, HeldMatrix] => [
      name,
      {
        index,
        outputs,
        copies: settings.copies[step],
        inputRange: take(FLOAT),
        inputSizes: take(4 * RANGE_BINS),
        ranges: take(FLOAT * slices * 2),
        sizes: take(4 * slices * 2 * RANGE_BINS),
        fit: take(FLOAT * outputs * 2),
        sums: take(8 * outputs * FIT_SUMS),
      },
    ]),
  );
  const arrays = {
    settings,
    slices,
    phases,
    seed,
    level: levelLeft(settings, wires),
    charge,
    units: wholeUnits(settings, wires),
    matrices,
    wires: take(FLOAT * settings.rows * settings.columns),
    control: take(4 * ARRAY_CONTROL_WORDS),
    block: digitArea(blockRows, widest),
    logits: plan.lanes.map(() => digitArea(LOGIT_ROWS, plan.classifier.columns)),
    ...laneScratch(all, settings, Math.max(blockRows, LOGIT_ROWS), plan.lanes.length, take),
  };
  return { ...plan, arrays, end: at };
}

/** Share of a level that drift and wires leave on average. */
const levelLeft = ({ age, drift }: WeightSettings, wires: Float32Array | null): number =>
  power(age, -drift) * (wires === null ? 1 : wires.reduce((sum, share) => sum + share, 0) / wires.length);

/** Deviations beyond which a written conductance is cut off. */
const DEVIATIONS = 8;

/** Units in which the largest cell, or pair, of these settings still is a whole number of 16 bits. */
function wholeUnits(settings: WeightSettings, wires: Float32Array | null): WholeUnits {
  const { cellBits, onOff, programmingError, drift, driftSpread, lineBits } = settings;
  const lowest = 1 / onOff;
  const error = DEVIATIONS * programmingError;
  const lost = wires === null ? 0 : 1 - wires.reduce((least, share) => Math.min(least, share), 1);
  // Cells that drift apart may differ by all of the highest conductance.
  const widest = drift + driftSpread > 0 ? 1 + error : Math.min(1 + error, 1 - lowest + 2 * error + lost);
  const largest = (widest * (2 ** cellBits - 1)) / (1 - lowest);
  const digit = 2 ** lineBits - 1;
  // A square of eight bits and more has more than 15.
  const square = 4 ** Math.max(0, lineBits - 7);
  const rowsOf = (most: number): number =>
    Math.max(8, 8 * Math.floor((2 ** 31 - 1) / (2 * MOST_WHOLE * most)));
  return {
    // A power of two, so that whole levels are exact.
    cell: 2 ** -Math.floor(Math.log2(MOST_WHOLE / largest)),
    noise: (2 * (1 + error) ** 2) / MOST_WHOLE,
    square,
    rows: rowsOf(digit),
    squareRows: rowsOf(digit ** 2 / square),
  };
}

function laneScratch(
  all: readonly PlacedMatrix[],
  settings: WeightSettings,
  tokens: number,
  lanes: number,
  take: (bytes: number) => number,
): Pick<HeldWeights, "lanes" | "scratch"> {
  const most = (of: (matrix: PlacedMatrix) => number): number => Math.max(...all.map(of));
  const deepest = (columns: number): number => rounded(Math.min(settings.rows, columns), 8);
  const panel = most(({ columns }) => panelRows(columns) * deepest(columns));
  const wide = most(({ columns }) => wideOf(panelRows(columns)));
  const cells = most(({ columns }) => cellsOf(deepest(columns), settings));
  const sums = rounded(tokens, 4) * wide;
  const sizes: Record<ArrayScratch, number> = {
    // The last row's room may end beyond its numbers.
    numbers: most(({ columns }) => (panelRows(columns) + 1) * columns),
    cells,
    exponents: cells,
    ones: cells,
    panel,
    noise: panel,
    partial: sums,
    variances: sums,
    sum: sums,
    exact: sums,
  };
  let bytes = 0;
  const scratch = Object.fromEntries(
    Object.entries(sizes).map(([name, size]) => {
      const from = bytes;
      bytes = rounded(bytes + FLOAT * size, 64);
      return [name, from];
    }),
  ) as Record<ArrayScratch, number>;
  return { scratch, lanes: Array.from({ length: lanes }, () => take(bytes)) };
}

/** Writes the numbers that a run starts from: no converter's range, outputs as they are, the share that wires leave. */
export function fillWeights(plan: MemoryPlan, wires: Float32Array | null, buffer: ArrayBufferLike): void {
  const { arrays } = plan;
  if (arrays === undefined) return;
  for (const { fit, outputs } of Object.values(arrays.matrices))
    new Float32Array(buffer, fit, outputs).fill(1);
  const { rows, columns } = arrays.settings;
  const shares = new Float32Array(buffer, arrays.wires, rows * columns);
  if (wires === null) shares.fill(1);
  else
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        shares[column * rows + row] = wires[row * columns + column];
  for (const lane of arrays.lanes)
    new Float32Array(
      buffer,
      lane + arrays.scratch.ones,
      (arrays.scratch.panel - arrays.scratch.ones) / FLOAT,
    ).fill(1);
}
