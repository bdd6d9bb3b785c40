// Dequantises stored rows, in blocks as ggml defines them [gguf-2026]; float64 arithmetic, rounded once.

import type { StoredMatrix, StoredType } from "./model.ts";
import { BLOCK_LAYOUTS, rowBytes } from "./stored-types.ts";

/** Writes the numbers of the block at byte `at` to `into`, from index `to`. */
type ReadBlock = (bytes: Uint8Array, at: number, into: Float32Array, to: number) => void;

/** Value of an IEEE 754 binary16 from its bits: sign, 5 bits of exponent, 10 of fraction. */
export function halfOfBits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

let halves: Float32Array | undefined;

function half(bytes: Uint8Array, at: number): number {
  halves ??= Float32Array.from({ length: 1 << 16 }, (_, bits) => halfOfBits(bits));
  return halves[bytes[at] | (bytes[at + 1] << 8)];
}

const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

const READERS: Readonly<Record<StoredType, ReadBlock>> = {
  F32: (bytes, at, into, to) => {
    word[0] = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    into[to] = float[0];
  },
  F16: (bytes, at, into, to) => {
    into[to] = half(bytes, at);
  },
  // The upper half of a float32.
  BF16: (bytes, at, into, to) => {
    word[0] = (bytes[at] << 16) | (bytes[at + 1] << 24);
    into[to] = float[0];
  },
  // d · q, q of −128 … 127.
  Q8_0: (bytes, at, into, to) => {
    const d = half(bytes, at);
    for (let i = 0; i < 32; i++) into[to + i] = d * ((bytes[at + 2 + i] << 24) >> 24);
  },
  // d · (q − 8); the low nibbles hold the first half of the block.
  Q4_0: (bytes, at, into, to) => {
    const d = half(bytes, at);
    for (let i = 0; i < 16; i++) {
      const pair = bytes[at + 2 + i];
      into[to + i] = d * ((pair & 15) - 8);
      into[to + 16 + i] = d * ((pair >> 4) - 8);
    }
  },
  // d · q + m.
  Q4_1: (bytes, at, into, to) => {
    const d = half(bytes, at);
    const m = half(bytes, at + 2);
    for (let i = 0; i < 16; i++) {
      const pair = bytes[at + 4 + i];
      into[to + i] = d * (pair & 15) + m;
      into[to + 16 + i] = d * (pair >> 4) + m;
    }
  },
  Q4_K: readQ4K,
  Q6_K: readQ6K,
};

/**
 * Eight groups of 32 with a scale s and an offset o of 6 bits each: d · s · q − d_o · o. Of the twelve bytes
 * from 4 on, eight hold the low 6 bits of groups 0 … 3 (scales, then offsets); for groups 4 … 7 the low 4
 * bits are nibbles of the last four bytes, and the high 2 bits are the upper bits of the first eight.
 */
function readQ4K(bytes: Uint8Array, at: number, into: Float32Array, to: number): void {
  const d = half(bytes, at);
  const offsetScale = half(bytes, at + 2);
  const packed = at + 4;
  for (let group = 0; group < 8; group++) {
    const j = group & 3;
    const low = bytes[packed + j];
    const middle = bytes[packed + 4 + j];
    const high = bytes[packed + 8 + j];
    const scale = group < 4 ? low & 63 : (high & 15) | ((low >> 6) << 4);
    const offset = group < 4 ? middle & 63 : (high >> 4) | ((middle >> 6) << 4);
    // Two groups share 32 bytes: the even group has the low nibbles.
    const nibbles = at + 16 + 32 * (group >> 1);
    const shift = 4 * (group & 1);
    for (let i = 0; i < 32; i++)
      into[to + 32 * group + i] = d * scale * ((bytes[nibbles + i] >> shift) & 15) - offsetScale * offset;
  }
}

/**
 * Sixteen groups of 16 with a signed scale s of 8 bits: d · s · (q − 32). In each half of 128 numbers, 64
 * bytes hold the low 4 bits (low nibbles first) and 32 the high 2 bits (l, l + 32, l + 64, l + 96: byte l).
 */
function readQ6K(bytes: Uint8Array, at: number, into: Float32Array, to: number): void {
  const d = half(bytes, at + 208);
  for (let n = 0; n < 256; n++) {
    const part = n >> 7;
    const within = n & 127;
    const low = (bytes[at + 64 * part + (within & 63)] >> (within < 64 ? 0 : 4)) & 15;
    const high = (bytes[at + 128 + 32 * part + (within & 31)] >> (2 * (within >> 5))) & 3;
    const scale = (bytes[at + 192 + (n >> 4)] << 24) >> 24;
    into[to + n] = d * scale * ((low | (high << 4)) - 32);
  }
}

/** Writes the numbers of `count` rows from row `from`, count × columns, to the start of `into`. */
export function dequantiseRows(matrix: StoredMatrix, from: number, count: number, into: Float32Array): void {
  const { type, rows, columns, bytes } = matrix;
  if (from < 0 || count < 0 || from + count > rows || count * columns > into.length)
    throw new RangeError(
      `expected rows of ${rows} and room for them, received ${count} from ${from} on and ${into.length} numbers`,
    );
  const read = READERS[type];
  const { numbers, bytes: step } = BLOCK_LAYOUTS[type];
  const blocks = (count * columns) / numbers;
  const start = from * rowBytes(type, columns);
  for (let block = 0; block < blocks; block++) read(bytes, start + block * step, into, block * numbers);
}
