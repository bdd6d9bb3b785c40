import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { type ParquetColumn, parquetBytes } from "../src/parquet.ts";

const COLUMNS: readonly ParquetColumn[] = [
  { name: "index", type: "number" },
  { name: "word", type: "text" },
  { name: "flag", type: "flag" },
];

const rowOf = (n: number) => [n, n % 5 === 0 ? null : `w${n % 7}`, n % 3 === 0] as const;

const read = async (rows: Iterable<readonly (string | number | boolean | null)[]>) => {
  const bytes = parquetBytes(COLUMNS, rows, (row) => row);
  return parquetReadObjects({ file: bytes.buffer as ArrayBuffer });
};

describe("Parquet files", () => {
  // 65 536 rows make one row group.
  it.each([0, 1, 65_536, 65_537, 140_000])("of %i rows are read back as they were", async (count) => {
    const rows = Array.from({ length: count }, (_, n) => rowOf(n));
    const back = await read(rows);
    expect(back.length).toBe(count);
    for (const n of [0, 1, 5, 65_535, 65_536, count - 1].filter((place) => place >= 0 && place < count)) {
      const [index, word, flag] = rowOf(n);
      expect(back[n]).toEqual({ index, word, flag });
    }
  });
});
