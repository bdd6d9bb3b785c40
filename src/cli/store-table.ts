import type { Table } from "../explore/table.ts";
import { columnsOf, type StoredStudy, studyRows } from "./stored-study.ts";
import { cellsOf } from "./study-table-file.ts";

const textOf = (cell: string | number | boolean | null): string => (cell === null ? "" : String(cell));

/** A store's rows as a table of text cells, those of `wanted` columns alone: of a million points the rest is memory. */
export function storeTable(folder: string, stored: StoredStudy, wanted: ReadonlySet<string>): Table {
  const header = columnsOf(stored);
  const isWanted = header.map((name) => name === "status" || wanted.has(name));
  const rows: string[][] = [];
  for (const row of studyRows(folder, stored))
    rows.push(cellsOf(row).map((cell, n) => (isWanted[n] ? textOf(cell) : "")));
  return { header, rows };
}
