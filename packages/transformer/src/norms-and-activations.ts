// Row operations in plain TypeScript for decoders without RMSNorm and SwiGLU, which use the kernel's loops.

import { FLOAT } from "./kernel.ts";
import { type LaneSetting, scratchAt } from "./lane-products.ts";

/** Rows of the memory, `width` float32 each. */
export interface Rows {
  readonly from: number;
  readonly first: number;
  readonly count: number;
  readonly width: number;
}

const rowAt = ({ buffer }: LaneSetting, address: number, width: number): Float32Array =>
  new Float32Array(buffer(), address, width);

/** Packs each row computed by `map(row, out)`. */
function packMapped(
  setting: LaneSetting,
  { first, count, width }: Omit<Rows, "from">,
  quads: number,
  map: (r: number, out: Float32Array) => void,
): void {
  // `plain` has room for at least one row.
  const row = scratchAt(setting, "plain");
  for (let r = first; r < first + count; r++) {
    map(r, rowAt(setting, row, width));
    setting.kernel.packRows(row - FLOAT * r * width, FLOAT * width, r, 1, width, quads);
  }
}

/** x / √(mean x² + ε) · gain + shift, or (x − mean) / √(variance + ε) · gain + shift. */
function normalise(
  setting: LaneSetting,
  x: Float32Array,
  { isCentred, gain, shift, epsilon }: ShiftedNorm,
  out: Float32Array,
): void {
  const n = x.length;
  const [gains, shifts] = [gain, shift].map((address) => rowAt(setting, address, n));
  let mean = 0;
  for (let j = 0; isCentred && j < n; j++) mean += x[j] / n;
  let square = 0;
  for (let j = 0; j < n; j++) square += (x[j] - mean) ** 2 / n;
  const factor = 1 / Math.sqrt(square + epsilon);
  for (let j = 0; j < n; j++) out[j] = (x[j] - mean) * factor * gains[j] + (shift === 0 ? 0 : shifts[j]);
}

/** A normalisation with a shift: addresses of gain and shift (0: none) and ε. */
export interface ShiftedNorm {
  /** LayerNorm: the mean is subtracted. */
  readonly isCentred: boolean;
  readonly gain: number;
  readonly shift: number;
  readonly epsilon: number;
}

/** Packs normalised rows into quads. */
export const shiftedNormToQuads = (
  setting: LaneSetting,
  rows: Rows,
  norm: ShiftedNorm,
  quads: number,
): void =>
  packMapped(setting, rows, quads, (r, out) =>
    normalise(setting, rowAt(setting, rows.from + FLOAT * r * rows.width, rows.width), norm, out),
  );

/** Writes normalised rows to `to`. */
export function shiftedNormRows(setting: LaneSetting, rows: Rows, norm: ShiftedNorm, to: number): void {
  const { from, first, count, width } = rows;
  const at = (base: number, r: number): Float32Array => rowAt(setting, base + FLOAT * r * width, width);
  for (let r = first; r < first + count; r++) normalise(setting, at(from, r), norm, at(to, r));
}

/** x / (1 + e^−x). */
const silu = (x: number): number => x / (1 + Math.exp(-x));

/** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), as in the training of GPT-2. */
const geluTanh = (x: number): number =>
  0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

/** Packs act(gate) · up, or act(up) if `gate` is null, into quads. `from`: rows of `up`. */
export const activateToQuads = (
  setting: LaneSetting,
  rows: Rows,
  gate: number | null,
  isGelu: boolean,
  quads: number,
): void =>
  packMapped(setting, rows, quads, (r, out) => {
    const act = isGelu ? geluTanh : silu;
    const at = FLOAT * r * rows.width;
    const up = rowAt(setting, rows.from + at, rows.width);
    const gates = gate === null ? null : rowAt(setting, gate + at, rows.width);
    for (let c = 0; c < rows.width; c++) out[c] = gates === null ? act(up[c]) : act(gates[c]) * up[c];
  });

/** Unpacks quads into rows, count × width. */
export function rowsOfQuads(
  { buffer }: LaneSetting,
  quads: number,
  count: number,
  width: number,
): Float64Array {
  const packed = new Float32Array(buffer(), quads, 4 * Math.ceil(count / 4) * width);
  const out = new Float64Array(count * width);
  for (let r = 0; r < count; r++)
    for (let c = 0; c < width; c++)
      out[r * width + c] = packed[(r - (r % 4)) * width + 4 * (c - (c % 4)) + 4 * (r % 4) + (c % 4)];
  return out;
}
