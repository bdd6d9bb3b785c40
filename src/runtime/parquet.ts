import { parquetWriteBuffer } from "hyparquet-writer";

export interface ParquetColumn {
  readonly name: string;
  readonly type: "number" | "text" | "flag";
}

const TYPES = { number: "DOUBLE", text: "STRING", flag: "BOOLEAN" } as const;

/** A Parquet file of rows, null where a cell is null. The same rows give the same bytes. */
export function parquetBytes<Row>(
  columns: readonly ParquetColumn[],
  rows: Iterable<Row>,
  cellsOf: (row: Row) => readonly (string | number | boolean | null)[],
): Uint8Array {
  const data: (string | number | boolean | null)[][] = columns.map(() => []);
  for (const row of rows)
    for (const [n, cell] of cellsOf(row).entries())
      data[n].push(cell !== null && columns[n].type === "text" ? String(cell) : cell);
  const buffer = parquetWriteBuffer({
    columnData: columns.map(({ name, type }, n) => ({
      name,
      data: data[n],
      type: TYPES[type],
      nullable: true,
    })),
    createdBy: "crosshash",
  });
  return new Uint8Array(buffer);
}
