import { dequantiseRows, rowBytes } from "#model-files";
import { FLOAT, KERNEL_TYPES, type TransformerKernel } from "./kernel.ts";
import type { Lockstep } from "./lockstep.ts";
import {
  type MemoryPlan,
  type PlacedMatrix,
  type PlacedProjection,
  panelRows,
  type Scratch,
} from "./memory-plan.ts";

/** Working set of one lane. */
export interface LaneSetting {
  readonly kernel: TransformerKernel;
  readonly plan: MemoryPlan;
  /** The current memory, which may grow between runs. */
  readonly buffer: () => ArrayBufferLike;
  /** Number of this lane. */
  readonly lane: number;
  readonly step: Lockstep;
}

/** Address of a part of this lane's scratch. */
export const scratchAt = ({ plan, lane }: LaneSetting, part: Scratch): number =>
  plan.lanes[lane] + plan.scratch[part];

/** Dequantises rows of a stored matrix to float32, count × columns, into the memory at `address`. */
export function plainRows(
  { buffer }: LaneSetting,
  matrix: PlacedMatrix,
  from: number,
  count: number,
  address: number,
): void {
  const { name, type, rows, columns } = matrix;
  const bytes = new Uint8Array(buffer(), matrix.address, matrix.byteLength);
  dequantiseRows(
    { name, type, rows, columns, bytes },
    from,
    count,
    new Float32Array(buffer(), address, count * columns),
  );
}

/** Unpacks rows of a stored matrix as pairs into this lane's panel; returns its address. */
export function unpackPanel(setting: LaneSetting, matrix: PlacedMatrix, from: number, count: number): number {
  const { kernel } = setting;
  const { type, columns } = matrix;
  const panel = scratchAt(setting, "panel");
  const code = KERNEL_TYPES[type];
  if (code !== undefined) {
    const bytes = rowBytes(type, columns);
    kernel.unpackWeights(code, matrix.address + from * bytes, bytes, count, columns, panel);
    return panel;
  }
  const plain = scratchAt(setting, "plain");
  plainRows(setting, matrix, from, count, plain);
  kernel.unpackWeights(KERNEL_TYPES.F32 ?? 0, plain, FLOAT * columns, count, columns, panel);
  return panel;
}

/** One of the products that lanes compute in a step; outputs are rows × matrix.rows. */
export interface Product {
  readonly projection: PlacedProjection;
  readonly out: number;
  /** Adds to the existing output. */
  readonly adds: boolean;
}

/** rows × Wᵀ + b of a packed operand, for several matrices of the same width in one step. */
export function multiplyAll(
  setting: LaneSetting,
  quads: number,
  rows: number,
  products: readonly Product[],
): void {
  const { kernel, step } = setting;
  const panels = products.flatMap(({ projection, out, adds }) => {
    const { matrix, bias } = projection;
    const most = panelRows(matrix.columns);
    return Array.from({ length: Math.ceil(matrix.rows / most) }, (_, n) => ({
      matrix,
      bias,
      out,
      adds,
      from: n * most,
      count: Math.min(most, matrix.rows - n * most),
    }));
  });
  step.units(panels.length, (unit) => {
    const { matrix, bias, out, adds, from, count } = panels[unit];
    kernel.multiply(
      quads,
      Math.ceil(rows / 4),
      unpackPanel(setting, matrix, from, count),
      Math.ceil(count / 2),
      matrix.columns,
      out + FLOAT * from,
      FLOAT * matrix.rows,
      bias === 0 ? 0 : bias + FLOAT * from,
      adds ? 1 : 0,
    );
  });
}
