import type { Block, ByteCodes, QueryBlock } from "./selector.ts";

/** Words of a key: its bytes, padded, and its factor. */
export const codeWords = ({ bytes }: ByteCodes): number => Math.ceil(bytes / 4) + 1;

/** Writes code and factor of each key of a block: `codeOf(t, into)` fills the bytes, returns the factor. */
export function writeCodes(
  codes: ByteCodes,
  { rows }: Block,
  into: Int32Array,
  codeOf: (t: number, bytes: Uint8Array) => number,
): void {
  const words = codeWords(codes);
  const bytes = new Uint8Array(into.buffer, into.byteOffset, 4 * rows * words);
  const factors = new Float32Array(into.buffer, into.byteOffset, rows * words);
  for (let t = 0; t < rows; t++)
    factors[(t + 1) * words - 1] = codeOf(t, bytes.subarray(4 * t * words, 4 * t * words + codes.bytes));
}

/** Sums of a query over codes, by a table of 256 entries per byte of a code. */
export class ByteTables {
  readonly #tables: Float64Array;
  readonly #codes: ByteCodes;

  constructor(codes: ByteCodes) {
    this.#codes = codes;
    this.#tables = new Float64Array(256 * codes.bytes);
  }

  /**
   * Sets entry v of byte B's table to Σ over its fields f of `query[B · fields + f] · levels[value of field
   * f]`. A byte has 8 / bits fields of `bits` bits, the lowest first. `levels` has 2^bits values.
   */
  set(query: Float64Array, levels: Float64Array, bits: number): void {
    const fields = 8 / bits;
    const values = 1 << bits;
    for (let B = 0; B < this.#codes.bytes; B++) {
      const table = this.#tables.subarray(256 * B, 256 * (B + 1));
      table[0] = 0;
      let filled = 1;
      for (let f = 0; f < fields; f++) {
        const x = query[B * fields + f];
        for (let value = values - 1; value >= 0; value--)
          for (let v = 0; v < filled; v++) table[value * filled + v] = table[v] + x * levels[value];
        filled *= values;
      }
    }
  }

  /** Sets entry v of byte B's table to `entryOf(B, v)`. */
  fill(entryOf: (B: number, v: number) => number): void {
    for (let B = 0; B < this.#codes.bytes; B++)
      for (let v = 0; v < 256; v++) this.#tables[256 * B + v] = entryOf(B, v);
  }

  /** Writes sum · factor · `scale` of keys `from`, `from` + `step`, … below count. */
  products(
    { codes }: Pick<QueryBlock, "codes">,
    count: number,
    scale: number,
    into: Float64Array,
    from = 0,
    step = 1,
  ): void {
    const { bytes } = this.#codes;
    const words = codeWords(this.#codes);
    const all = new Uint8Array(codes.buffer, codes.byteOffset, 4 * count * words);
    const factors = new Float32Array(codes.buffer, codes.byteOffset, count * words);
    const tables = this.#tables;
    const stride = 4 * words * step;
    let j = from;
    // Four keys at a time, so that sums need not wait for each other's additions.
    for (; j + 3 * step < count; j += 4 * step) {
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let B = 0, at = 4 * words * j, table = 0; B < bytes; B++, at++, table += 256) {
        a += tables[table + all[at]];
        b += tables[table + all[at + stride]];
        c += tables[table + all[at + 2 * stride]];
        d += tables[table + all[at + 3 * stride]];
      }
      const factorAt = (j + 1) * words - 1;
      into[j] = a * factors[factorAt] * scale;
      into[j + step] = b * factors[factorAt + step * words] * scale;
      into[j + 2 * step] = c * factors[factorAt + 2 * step * words] * scale;
      into[j + 3 * step] = d * factors[factorAt + 3 * step * words] * scale;
    }
    for (; j < count; j += step) {
      let sum = 0;
      for (let B = 0; B < bytes; B++) sum += tables[256 * B + all[4 * words * j + B]];
      into[j] = sum * factors[(j + 1) * words - 1] * scale;
    }
  }

  /** Calls `each` with the sum and factor of each key below count. */
  forEach(
    { codes }: Pick<QueryBlock, "codes">,
    count: number,
    each: (j: number, sum: number, factor: number) => void,
  ) {
    const { bytes } = this.#codes;
    const words = codeWords(this.#codes);
    const all = new Uint8Array(codes.buffer, codes.byteOffset, 4 * count * words);
    const factors = new Float32Array(codes.buffer, codes.byteOffset, count * words);
    const tables = this.#tables;
    for (let j = 0, at = 0; j < count; j++, at += 4 * words) {
      let sum = 0;
      for (let B = 0; B < bytes; B++) sum += tables[256 * B + all[at + B]];
      each(j, sum, factors[(j + 1) * words - 1]);
    }
  }
}
