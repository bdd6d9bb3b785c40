import type { Dense } from "../base/dense.ts";

const PAGE = 65_536;

/** A module of its base64 text, in Node and in a browser alike. Throws what WebAssembly throws where SIMD is missing. */
export const compiledModule = (base64: string): WebAssembly.Module =>
  new WebAssembly.Module(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));

/** Makes a memory at least so many bytes long; arrays on it are detached where it grows. */
export function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}

/** Where `layOut` begins: a kernel without data of its own leaves low addresses free all the same. */
const BASE = 1024;

/** Places arrays of doubles one after another, and makes the memory large enough. */
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

/** Rows side by side in a panel, and queries in a quad. */
const QUAD = 4;

/** The next multiple of four. */
export const padded = (count: number): number => QUAD * Math.ceil(count / QUAD);

/** Rows at a stride, zeros between and after them. */
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

/** `count` rows from `first` on → panels × depth × 4, zeros for the rows that fill the last panel. */
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
