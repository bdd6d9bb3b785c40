import { csvRecord, type Table } from "#base";
import type { ParquetColumn, Progress } from "#local-io";
import type { Axis } from "#search";
import { columnsOf, type StoredStudy, type StudyRow, studyRows } from "../../shared/studies/stored.ts";

/** A study's results as CSV, one record per piece. */
export function* csvOf(stored: StoredStudy, rows: Iterable<StudyRow>): Generator<string> {
  yield csvRecord(columnsOf(stored));
  for (const row of rows) yield csvRecord(cellsOf(row).map((cell) => cell ?? ""));
}

/** Cells in the order of the columns; null if empty. */
const cellsOf = ({ index, status, level, values, metrics, reason }: StudyRow) => [
  index,
  status,
  level,
  ...values,
  ...metrics,
  reason,
];

/** A study's results as Parquet. */
export async function parquetOf(stored: StoredStudy, rows: Iterable<StudyRow>): Promise<Uint8Array> {
  const { parquetBytes } = await import("#local-io");
  const types: ParquetColumn["type"][] = [
    "number",
    "text",
    "text",
    ...stored.study.plan.space.axes.map(typeOf),
    ...stored.metrics.map(() => "number" as const),
    "text",
  ];
  const columns = columnsOf(stored).map((name, n) => ({ name, type: types[n] }));
  return parquetBytes(columns, rows, cellsOf, "crosshash");
}

/** Axes of numbers or booleans are columns of them; quantities and words are texts as in a config. */
function typeOf(axis: Axis): ParquetColumn["type"] {
  if (axis.kind === "range") return axis.unit === null ? "number" : "text";
  const is = (type: string): boolean => axis.values.every((value) => typeof value === type);
  return is("number") ? "number" : is("boolean") ? "flag" : "text";
}

const textOf = (cell: string | number | boolean | null): string => (cell === null ? "" : String(cell));

/**
 * A store's rows as a table of text cells: only `status` and the `wanted` columns, because each further
 * column of a million points costs tens of megabytes.
 */
export function storeTable(
  folder: string,
  stored: StoredStudy,
  wanted: ReadonlySet<string>,
  progress: Progress,
): Table {
  const known = columnsOf(stored);
  const kept = known.flatMap((name, n) => (name === "status" || wanted.has(name) ? [n] : []));
  const rows: string[][] = [];
  for (const row of studyRows(folder, stored)) {
    if (rows.length % 4096 === 0) progress.update(`reading ${folder}: ${rows.length} points`);
    const cells = cellsOf(row);
    rows.push(kept.map((n) => textOf(cells[n])));
  }
  progress.done();
  return { header: kept.map((n) => known[n]), known, rows };
}
