// NumPy's .npy: a magic word, a header that is a Python dictionary, then the numbers.

import { raise } from "./errors.ts";

export interface NpyArray {
  readonly shape: readonly number[];
  /** Row-major (C order), also when the file is in Fortran order. */
  readonly values: Float64Array;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const HEADER = /^\s*\{(.*)\}\s*$/s;

/** Reads one number. */
type Reader = (view: DataView, at: number, little: boolean) => number;

const NUMBERS: Readonly<Record<string, { readonly bytes: number; readonly read: Reader }>> = {
  f2: { bytes: 2, read: (view, at, little) => half(view.getUint16(at, little)) },
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
};

/** An IEEE half-precision number. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * Reads an .npy file of version 1 to 3 with at most `most` finite reals. Throws ConfigError that names the
 * fault. Pickled objects are refused; nothing is allocated before the header matches the file's length.
 */
export function parseNpy(bytes: Uint8Array, file: string, most: number): NpyArray {
  const fail = (path: string, message: string): never => raise(file, path, message);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 10 || MAGIC.some((byte, k) => bytes[k] !== byte))
    fail("(file)", "expected a .npy file, which begins with \\x93NUMPY, received other bytes");
  const version = bytes[6];
  if (version < 1 || version > 3) fail("header", `expected version 1, 2 or 3, received ${version}`);
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) fail("header", "expected a header, received the end of the file");
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > Math.min(65_536, bytes.length - start))
    fail("header", `expected a header within the file's ${bytes.length} bytes, received one of ${length}`);
  const text = new TextDecoder("utf-8").decode(bytes.subarray(start, start + length));
  const { descr, isFortran, shape } = dictionary(text, fail);
  if (descr.includes("O"))
    fail(
      "descr",
      "expected numbers, received pickled Python objects, which would run code: save an array of floats",
    );
  const [, order = "", type = ""] = /^([<>|=])([a-z][0-9]+)$/.exec(descr) ?? [];
  const format = Object.hasOwn(NUMBERS, type) ? NUMBERS[type] : undefined;
  if (format === undefined)
    return fail(
      "descr",
      `expected float16, float32, float64 or an integer of at most 32 bits, received ${JSON.stringify(descr.slice(0, 20))}`,
    );
  const count = shape.reduce((product, n) => product * n, 1);
  if (count > most) fail("shape", `expected at most ${most} numbers, received ${count}`);
  const data = start + length;
  if (bytes.length - data !== count * format.bytes)
    fail(
      "(file)",
      `expected ${count * format.bytes} bytes for shape [${shape.join(", ")}], received ${bytes.length - data}`,
    );
  const read = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    read[k] = format.read(view, data + k * format.bytes, order !== ">");
    if (!Number.isFinite(read[k])) fail(`element ${k}`, `expected a finite number, received ${read[k]}`);
  }
  return { shape, values: isFortran ? rowMajor(read, shape) : read };
}

interface Dictionary {
  readonly descr: string;
  readonly isFortran: boolean;
  readonly shape: readonly number[];
}

function dictionary(text: string, fail: (path: string, message: string) => never): Dictionary {
  const inner = HEADER.exec(text)?.[1] ?? "";
  const descr = /'descr'\s*:\s*('[^']*'|\[)/.exec(inner)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(inner)?.[1];
  const shape = /'shape'\s*:\s*\(([^)']*)\)/.exec(inner)?.[1];
  if (descr === undefined || order === undefined || shape === undefined)
    return fail("header", "expected a dictionary of descr, fortran_order and shape, received another text");
  if (descr === "[")
    return fail("descr", "expected one type of numbers, received a record of several fields");
  const sizes = shape
    .split(",")
    .map((size) => size.trim())
    .filter((size) => size !== "")
    .map(Number);
  if (sizes.length > 8 || sizes.some((size) => !Number.isSafeInteger(size) || size < 0))
    return fail("shape", `expected at most 8 sizes, received (${shape.slice(0, 60)})`);
  return { descr: descr.slice(1, -1), isFortran: order === "True", shape: sizes };
}

/** Column-major numbers in row-major order. */
function rowMajor(values: Float64Array, shape: readonly number[]): Float64Array {
  const sorted = new Float64Array(values.length);
  const strides = shape.map((_, d) => shape.slice(0, d).reduce((product, n) => product * n, 1));
  const index = shape.map(() => 0);
  for (let k = 0; k < values.length; k++) {
    let from = 0;
    for (let d = 0; d < shape.length; d++) from += index[d] * strides[d];
    sorted[k] = values[from];
    for (let d = shape.length - 1; d >= 0; d--) {
      if (++index[d] < shape[d]) break;
      index[d] = 0;
    }
  }
  return sorted;
}

/** The bytes of an .npy file of version 1 with little-endian numbers in row-major order. */
export function npyBytes(
  values: Float64Array,
  shape: readonly number[],
  type: "f4" | "f8" = "f8",
): Uint8Array {
  const size = type === "f4" ? 4 : 8;
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionaryText = `{'descr': '<${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((10 + dictionaryText.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + values.length * size);
  bytes.set([...MAGIC, 1, 0, length & 255, length >> 8]);
  bytes.set(new TextEncoder().encode(`${dictionaryText.padEnd(length - 1)}\n`), 10);
  const view = new DataView(bytes.buffer);
  values.forEach((value, k) => {
    const at = 10 + length + k * size;
    if (size === 4) view.setFloat32(at, value, true);
    else view.setFloat64(at, value, true);
  });
  return bytes;
}
