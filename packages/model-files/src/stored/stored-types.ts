import type { StoredType } from "./model.ts";

/** Storage of a type: numbers and bytes of a block. */
export interface BlockLayout {
  readonly numbers: number;
  readonly bytes: number;
  /** Type number in a GGUF file (ggml's `ggml_type`) [gguf-2026]. */
  readonly code: number;
  /** Offsets of a block's 16-bit scales, bytes. A type without scales holds IEEE numbers directly. */
  readonly scales: readonly number[];
}

/** Q4_1 and Q4_K have a second scale, that of the offset. */
export const BLOCK_LAYOUTS: Readonly<Record<StoredType, BlockLayout>> = {
  F32: { numbers: 1, bytes: 4, code: 0, scales: [] },
  F16: { numbers: 1, bytes: 2, code: 1, scales: [] },
  BF16: { numbers: 1, bytes: 2, code: 30, scales: [] },
  Q4_0: { numbers: 32, bytes: 18, code: 2, scales: [0] },
  Q4_1: { numbers: 32, bytes: 20, code: 3, scales: [0, 2] },
  Q8_0: { numbers: 32, bytes: 34, code: 8, scales: [0] },
  Q4_K: { numbers: 256, bytes: 144, code: 12, scales: [0, 2] },
  Q6_K: { numbers: 256, bytes: 210, code: 14, scales: [208] },
};

export const STORED_TYPES = Object.keys(BLOCK_LAYOUTS) as StoredType[];

/** Unsupported types by ggml's number, for error messages. */
const OTHER_TYPES: Readonly<Record<number, string>> = {
  6: "Q5_0",
  7: "Q5_1",
  9: "Q8_1",
  10: "Q2_K",
  11: "Q3_K",
  13: "Q5_K",
  15: "Q8_K",
  16: "IQ2_XXS",
  17: "IQ2_XS",
  18: "IQ3_XXS",
  19: "IQ1_S",
  20: "IQ4_NL",
  21: "IQ3_S",
  22: "IQ2_S",
  23: "IQ4_XS",
  24: "I8",
  25: "I16",
  26: "I32",
  27: "I64",
  28: "F64",
  29: "IQ1_M",
  34: "TQ1_0",
  35: "TQ2_0",
  39: "MXFP4",
};

/** Type of a ggml number, supported or not; undefined for an unknown number. */
export const typeOfCode = (code: number): string | undefined =>
  STORED_TYPES.find((type) => BLOCK_LAYOUTS[type].code === code) ?? OTHER_TYPES[code];

/** Bytes of a row of so many numbers, a multiple of the type's block. */
export const rowBytes = (type: StoredType, columns: number): number =>
  (columns / BLOCK_LAYOUTS[type].numbers) * BLOCK_LAYOUTS[type].bytes;

/** Position of a non-finite number or scale: its row, and its byte offset in the matrix. */
export interface NonFinite {
  readonly row: number;
  readonly byte: number;
}

/** First non-finite number or scale of stored rows, or null. Of quantised types only scales are checked. */
export function firstNonFinite(type: StoredType, columns: number, bytes: Uint8Array): NonFinite | null {
  const { bytes: step, scales } = BLOCK_LAYOUTS[type];
  const [end, exponent, next] = EXPONENTS[type] ?? [1, 0x7c, 0];
  let first = Number.POSITIVE_INFINITY;
  for (const place of scales.length === 0 ? [0] : scales)
    for (let at = place + end; at < bytes.length; at += step)
      if ((bytes[at] & exponent) === exponent && (bytes[at - 1] & next) === next) {
        first = Math.min(first, at - end);
        break;
      }
  return first === Number.POSITIVE_INFINITY
    ? null
    : { row: Math.floor(first / rowBytes(type, columns)), byte: first };
}

/**
 * A number is not finite if its exponent is all ones: offset of the number's last byte, the exponent's bits
 * in that byte and in the byte before. Other types have 16-bit scales or are F16: all five bits in the last.
 */
const EXPONENTS: Partial<Record<StoredType, readonly [end: number, last: number, before: number]>> = {
  F32: [3, 0x7f, 0x80],
  BF16: [1, 0x7f, 0x80],
};
