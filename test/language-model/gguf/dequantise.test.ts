import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dequantiseRows, type StoredMatrix, type StoredType } from "#model-files";
import {
  BLOCK_LAYOUTS,
  firstNonFinite,
  STORED_TYPES,
} from "../../../packages/model-files/src/stored/stored-types.ts";
import { everyCase } from "../../law.ts";

interface Frozen {
  readonly type: StoredType;
  readonly blocks: number;
  readonly bytes: string;
  readonly numbers: string;
}

/** Random blocks and what the `gguf` package makes of them; frozen-blocks.py says how they were made. */
const FROZEN: readonly Frozen[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "frozen-blocks.json"), "utf8"),
);

const matrixOf = (type: StoredType, rows: number, bytes: Uint8Array): StoredMatrix => ({
  name: "w",
  type,
  rows,
  columns: (bytes.length / rows / BLOCK_LAYOUTS[type].bytes) * BLOCK_LAYOUTS[type].numbers,
  bytes,
});

describe("numbers of stored blocks", () => {
  it("are those of the reference reader, to the bit", () => {
    everyCase(FROZEN, 7, ({ type, blocks, bytes, numbers }) => {
      const matrix = matrixOf(type, 1, Buffer.from(bytes, "hex"));
      const into = new Float32Array(matrix.columns);
      dequantiseRows(matrix, 0, 1, into);
      expect(into.length).toBe(blocks * BLOCK_LAYOUTS[type].numbers);
      expect(Buffer.from(into.buffer).toString("hex")).toBe(numbers);
    });
    expect(FROZEN.map(({ type }) => type).sort()).toEqual(
      STORED_TYPES.filter((type) => type !== "F32").sort(),
    );
  });

  it("of float32 are the numbers themselves, and rows are taken from where they begin", () => {
    const values = Float32Array.from({ length: 12 }, (_, n) => (n - 5) / 3);
    const into = new Float32Array(8);
    dequantiseRows(matrixOf("F32", 4, new Uint8Array(values.buffer)), 1, 2, into);
    expect([...into]).toEqual([...values.subarray(3, 9), 0, 0]);
  });

  it("of rows that are not there are refused", () => {
    const matrix = matrixOf("F32", 2, new Uint8Array(16));
    expect(() => dequantiseRows(matrix, 1, 2, new Float32Array(9))).toThrow(RangeError);
    expect(() => dequantiseRows(matrix, 0, 2, new Float32Array(3))).toThrow(RangeError);
  });
});

describe("numbers that are not finite", () => {
  it("are found in every type where they are, by what dequantising makes of them", () => {
    everyCase(STORED_TYPES, 3 * STORED_TYPES.length, (type) => {
      const { numbers, bytes: step, scales } = BLOCK_LAYOUTS[type];
      for (const at of scales.length === 0 ? [0] : scales) {
        const bytes = new Uint8Array(4 * step);
        const end = type === "F32" ? 4 : 2;
        const byte = 2 * step + at;
        // An infinity in each format; the largest finite number has one bit of the exponent less.
        bytes.set(type === "F32" ? [0, 0, 128, 127] : type === "BF16" ? [128, 127] : [0, 124], byte);
        expect(firstNonFinite(type, 2 * numbers, bytes)).toEqual({ row: 1, byte });
        const into = new Float32Array(4 * numbers);
        dequantiseRows(matrixOf(type, 1, bytes), 0, 1, into);
        expect(into.subarray(2 * numbers, 3 * numbers).every(Number.isFinite)).toBe(false);
        bytes[byte + end - 1] &= 0xfb;
        expect(firstNonFinite(type, 2 * numbers, bytes)).toBeNull();
      }
    });
  });
});
