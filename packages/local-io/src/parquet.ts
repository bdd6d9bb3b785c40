import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";

export interface ParquetColumn {
  readonly name: string;
  readonly type: "number" | "text" | "flag";
}

type Cell = string | number | boolean | null;

const TYPES = { number: "DOUBLE", text: "STRING", flag: "BOOLEAN" } as const;

/** Rows per row group, which are in memory at once. */
const GROUP_ROWS = 65_536;

/** A Parquet file of rows; null cells stay null. Equal rows give equal bytes. `createdBy`: name of the program. */
export function parquetBytes<Row>(
  columns: readonly ParquetColumn[],
  rows: Iterable<Row>,
  cellsOf: (row: Row) => readonly Cell[],
  createdBy = "",
): Uint8Array {
  const writer = new ByteWriter();
  const described = (data: readonly Cell[][]): ColumnSource[] =>
    columns.map(({ name, type }, n) => ({ name, data: data[n], type: TYPES[type], nullable: true }));
  const nothing = (): Cell[][] => columns.map(() => []);
  const file = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({ columnData: described(nothing()) }),
    createdBy,
  });
  let data = nothing();
  let held = 0;
  const flush = (): void => {
    file.write({
      columnData: columns.map(({ name }, n) => ({ name, data: data[n] })),
      rowGroupSize: GROUP_ROWS,
    });
    data = nothing();
    held = 0;
  };
  for (const row of rows) {
    for (const [n, cell] of cellsOf(row).entries())
      data[n].push(cell !== null && columns[n].type === "text" ? String(cell) : cell);
    if (++held === GROUP_ROWS) flush();
  }
  if (held > 0) flush();
  file.finish();
  return new Uint8Array(writer.getBuffer());
}
