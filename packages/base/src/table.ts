// Tables of points as text: cells, their numbers, CSV records.

import { ConfigError, fault, type Issue } from "./errors.ts";

/** Cells as text, in file order; every row is as long as the header. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** All columns of the source, if the header has only some of them; the header by default. */
  readonly known?: readonly string[];
}

/** Limit of columns of a table: axes, metrics and additions by others (assumed). */
const MOST_COLUMNS = 4096;

/**
 * Returns header and rows of CSV records (the header first, all of equal length). Throws ConfigError if the
 * header is missing or a name is empty or duplicate.
 */
export function toTable(records: readonly (readonly string[])[], file: string): Table {
  const at = (path: string, message: string): Issue => ({ place: `${file}:1`, path, message });
  if (records.length === 0)
    throw fault(`${file}:1`, "(header)", "expected a header line, received an empty file");
  if (records[0].length > MOST_COLUMNS)
    throw fault(
      `${file}:1`,
      "(header)",
      `expected at most ${MOST_COLUMNS} columns, received ${records[0].length}`,
    );
  const header = records[0].map((name) => name.trim());
  const issues = header.flatMap((name, i) => {
    if (name === "") return [at(`column ${i + 1}`, "expected a column name, received nothing")];
    const earlier = header.indexOf(name);
    return earlier < i
      ? [at(name, `expected each column once, received it as columns ${earlier + 1} and ${i + 1}`)]
      : [];
  });
  if (issues.length > 0) throw new ConfigError(issues);
  return { header, rows: records.slice(1) };
}

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** Number of a cell: decimal, or signed or unsigned inf / Infinity in any case. NaN for the rest, even "nan". */
export function cellNumber(text: string): number {
  const trimmed = text.trim();
  if (DECIMAL.test(trimmed)) return Number(trimmed);
  const infinite = INFINITE.exec(trimmed);
  if (infinite === null) return Number.NaN;
  return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

type CsvCell = string | number | boolean;

/** One CSV record (RFC 4180). Text that a spreadsheet would run as a formula is disarmed by an apostrophe. */
export const csvRecord = (cells: readonly CsvCell[]): string =>
  `${cells.map((cell) => csvCell(typeof cell === "number" ? numberText(cell) : String(cell), typeof cell === "number")).join(",")}\r\n`;

/** CSV text of a header and rows. */
export const csvText = (head: readonly string[], rows: readonly (readonly CsvCell[])[]): string =>
  [head, ...rows].map((cells) => csvRecord(cells)).join("");

/** Writes infinities in a form that `cellNumber` reads. */
const numberText = (value: number): string =>
  Number.isFinite(value) ? String(value) : value > 0 ? "Infinity" : "-Infinity";

function csvCell(text: string, isNumber: boolean): string {
  const safe = !isNumber && /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Column that holds the half-width of a metric's 95 % interval. */
export const intervalOf = (metric: string): string => `${metric}_interval95`;
