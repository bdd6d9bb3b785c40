import { createRng } from "#base";
import type { RealModel } from "#model-files";
import { setMode } from "../../../packages/transformer/src/array-calibration.ts";
import { writeDigits } from "../../../packages/transformer/src/array-digits.ts";
import { panelInArrays } from "../../../packages/transformer/src/array-products.ts";
import { ARRAY_MODE, wideOf } from "../../../packages/transformer/src/held-weights.ts";
import { FLOAT } from "../../../packages/transformer/src/kernel.ts";
import type { LaneSetting } from "../../../packages/transformer/src/lane-products.ts";
import { lockstep } from "../../../packages/transformer/src/lockstep.ts";
import { fillMemory, panelRows, planMemory } from "../../../packages/transformer/src/memory-plan.ts";
import { type WeightSettings, weightsSchema } from "../../../src/arrays/weights/settings.ts";
import { fillWeights, planWeights } from "../../../src/language-model/engine/plan-weights.ts";
import { loadTransformerKernel } from "../../../src/runtime/kernels.ts";
import { randomModel, SMALL } from "./random-model.ts";

/** Settings without any error. */
export const perfect = (more: Partial<WeightSettings> = {}): WeightSettings => ({
  ...weightsSchema.parse({ programmingError: 0, readNoise: 0 }),
  ...more,
});

const model = randomModel({ ...SMALL, layers: 1 });
const { matrix } = (model as RealModel).layers[0].down;

/** Weights of the matrix under test, 48 outputs × 72 inputs. */
export const WEIGHTS = new Float32Array(
  matrix.bytes.buffer as ArrayBuffer,
  matrix.bytes.byteOffset,
  matrix.rows * matrix.columns,
);
export const [OUTPUTS, INPUTS] = [matrix.rows, matrix.columns];

/** Gaussian input vectors, rows × INPUTS. */
export function gaussianInputs(rows: number, seed: string): Float32Array {
  const rng = createRng(seed);
  return Float32Array.from({ length: rows * INPUTS }, () => rng.normal());
}

export interface ProductSetting {
  readonly seed?: number;
  readonly wires?: Float32Array;
  /** Range of every converter; without it sums are converted exactly. */
  readonly range?: number;
  /** Variance of every column's sum in a phase. */
  readonly charge?: number;
}

/** Outputs of the matrix in arrays for a few input vectors, rows × OUTPUTS. */
export function arrayProduct(
  settings: WeightSettings,
  inputs: Float32Array,
  { seed = 1, wires, range = 0, charge = 0 }: ProductSetting = {},
): Float32Array {
  const rows = inputs.length / INPUTS;
  const plan = planWeights(
    planMemory(model, 1, 64, 64),
    { settings, seed: [seed, 7], wires: wires ?? null, charge },
    64,
  );
  const room = plan.end + FLOAT * 64 * INPUTS;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(room / 65_536), maximum: 65_536, shared: true });
  fillMemory(model, plan, memory.buffer);
  fillWeights(plan, wires ?? null, memory.buffer);
  setMode(memory.buffer, plan.arrays, ARRAY_MODE.on);
  const control = new Int32Array(new SharedArrayBuffer(64));
  const kernel = loadTransformerKernel(memory);
  const buffer = (): ArrayBufferLike => memory.buffer;
  const setting: LaneSetting = { kernel, plan, lane: 0, buffer, step: lockstep(control, 1) };
  const placed = plan.layers[0].down.matrix;
  new Float32Array(memory.buffer, plan.arrays.matrices[placed.name].ranges, 2 * plan.arrays.slices).fill(
    range,
  );
  new Float32Array(memory.buffer, plan.end, inputs.length).set(inputs);
  const quads = plan.rows.packed;
  kernel.packRows(plan.end, FLOAT * INPUTS, 0, rows, INPUTS, quads);
  const count = Math.ceil(rows / 4);
  for (let quad = 0; quad < count; quad++)
    writeDigits(
      setting,
      plan.arrays,
      plan.arrays.matrices[placed.name],
      quads,
      quad,
      count,
      INPUTS,
      plan.arrays.block,
    );
  const out = new Float32Array(rows * OUTPUTS);
  for (let from = 0; from < OUTPUTS; from += panelRows(INPUTS)) {
    const some = Math.min(panelRows(INPUTS), OUTPUTS - from);
    const sums = panelInArrays(
      setting,
      plan.arrays,
      { matrix: placed, from, count: some },
      { quads, rows, area: plan.arrays.block, first: 0 },
    );
    for (let r = 0; r < rows; r++)
      out.set(sums.subarray(r * wideOf(some), r * wideOf(some) + some), r * OUTPUTS + from);
  }
  return out;
}

/** Whole numbers of the step of one row, as arrays round them, and that step. */
export function wholeNumbers(row: ArrayLike<number>, bits: number): { numbers: number[]; step: number } {
  const all = Array.from(row);
  const step = Math.max(...all.map(Math.abs)) / (2 ** (bits - 1) - 1);
  return { numbers: all.map((x) => Math.round(x / step)), step };
}
