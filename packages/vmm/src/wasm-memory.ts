import type { Dense } from "#base";

const PAGE = 65_536;

/** Compiles a module from base64, in Node and browsers. Throws WebAssembly's error where SIMD is missing. */
export const compiledModule = (base64: string): WebAssembly.Module =>
  new WebAssembly.Module(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));

/** Grows a memory to at least so many bytes; this detaches arrays on it. */
export function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}

/** Start of `layOut`: low addresses stay free, even of a kernel without data. */
const BASE = 1024;

/** Places arrays of doubles one after another, growing the memory if necessary. */
export function layOut<const Name extends string>(
  memory: WebAssembly.Memory,
  sizes: Readonly<Record<Name, number>>,
): Record<Name, Float64Array> {
  const entries = Object.entries(sizes) as [Name, number][];
  reserve(memory, BASE + 8 * entries.reduce((sum, [, size]) => sum + size, 0));
  let at = BASE;
  return Object.fromEntries(
    entries.map(([name, size]) => {
      const array = new Float64Array(memory.buffer, at, size);
      at += 8 * size;
      return [name, array];
    }),
  ) as Record<Name, Float64Array>;
}

/** Rows interleaved in a panel, and queries in a quad. */
const QUAD = 4;

/** Rounds up to a multiple of four. */
export const padded = (count: number): number => QUAD * Math.ceil(count / QUAD);

/** Copies rows at a stride, with zeros between and after them. */
export function pack(matrix: Dense, stride: number, into: Float64Array): void {
  const { rows, columns, data } = matrix;
  if (columns === stride) {
    into.set(data);
    into.fill(0, data.length);
    return;
  }
  into.fill(0);
  for (let i = 0; i < rows; i++) into.set(data.subarray(i * columns, (i + 1) * columns), i * stride);
}

/** Packs `count` rows from `first` into panels × depth × 4, with zeros for missing rows of the last panel. */
export function panels(
  matrix: Float64Array,
  first: number,
  count: number,
  depth: number,
  into: Float64Array,
): void {
  const whole = padded(count);
  for (let r = 0; r < whole; r++) {
    const lane = (r - (r % QUAD)) * depth + (r % QUAD);
    const from = (first + r) * depth;
    for (let c = 0; c < depth; c++) into[lane + QUAD * c] = r < count ? matrix[from + c] : 0;
  }
}
