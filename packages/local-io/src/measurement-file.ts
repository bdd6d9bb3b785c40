// Tables of measurements: CSV with a unit in every column's header, and conductance maps as .npy.

import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { CsvError, parse } from "csv-parse/sync";
import { cellNumber, Measured, MOST_MEASURED, parseNpy, parseQuantity, raise, type UnitName } from "#base";
import { readInputBytes } from "./input-file.ts";
import { measuredHeader } from "./measured-header.ts";

/** Most bytes of a file: the largest accepted count of numbers at 64 bytes each (assumed). */
const MOST_BYTES = 1 << 28;
/** Most columns; headers count as numbers. */
const MOST_COLUMNS = 8192;
const [LINE_FEED, CARRIAGE_RETURN, COMMA] = [10, 13, 44];

/** A column's name, unit and values in SI. */
export interface Column {
  readonly name: string;
  readonly header: string;
  readonly unit: UnitName;
  /** As spelled in the header. */
  readonly unitText: string;
  readonly values: Float64Array;
}

export interface MeasurementTable {
  readonly file: string;
  readonly sha256: string;
  readonly columns: readonly Column[];
  readonly rows: number;
  /** file:line of a row. */
  placeOf(row: number): string;
}

/**
 * Reads a CSV file of numbers; every column's header ends in one of the allowed units. Throws ConfigError for
 * a header without a unit, a cell that is no finite number, ragged rows, no rows, and more than 2²⁰ numbers,
 * counted before they are parsed.
 */
export function readMeasurements(
  file: string,
  units: readonly UnitName[],
  example: string,
): MeasurementTable {
  const bytes = readInputBytes(file, MOST_BYTES);
  checkCount(bytes, file);
  if (!isUtf8(bytes)) raise(file, "(file)", "expected UTF-8 text, received other bytes");
  const lines: number[] = [];
  const numbers: number[] = [];
  let columns: Omit<Column, "values">[] = [];
  const take = (record: readonly string[], { lines: line }: { readonly lines: number }): null => {
    if (columns.length === 0)
      columns = record.map((cell, k) => headerOf(cell, `${file}:${line}`, k, units, example));
    else {
      lines.push(line);
      record.forEach((cell, k) => {
        const value = cellNumber(cell);
        if (!Number.isFinite(value))
          raise(
            `${file}:${line}`,
            columns[k].header,
            `expected a finite number, received ${JSON.stringify(cell.slice(0, 40))}`,
          );
        numbers.push(Number(parseQuantity(`${Number(cell)} ${columns[k].unitText}`, columns[k].unit)));
      });
    }
    return null;
  };
  readRecords(bytes, file, take as never);
  if (columns.length === 0)
    raise(`${file}:1`, "(header)", `expected a header such as "${example}", received an empty file`);
  if (lines.length === 0) raise(`${file}:2`, "(row)", "expected at least one row of numbers, received none");
  const width = columns.length;
  return {
    file,
    sha256: digestOf(bytes),
    rows: lines.length,
    columns: columns.map((column, k) => ({
      ...column,
      values: Float64Array.from({ length: lines.length }, (_, row) => numbers[row * width + k]),
    })),
    placeOf: (row) => `${file}:${lines[row]}`,
  };
}

function readRecords(bytes: Uint8Array, file: string, onRecord: never): void {
  try {
    parse(bytes, {
      bom: true,
      recordDelimiter: ["\r\n", "\n", "\r"],
      skipEmptyLines: true,
      trim: true,
      onRecord,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const record: unknown = error.record;
    const isRagged = error.code === "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH" && Array.isArray(record);
    const expected = /expect (\d+)/.exec(error.message)?.[1];
    raise(
      `${file}:${Number(error.lines ?? 1)}`,
      "(row)",
      isRagged
        ? `expected ${expected} cells, as in the header, received ${record.length}`
        : `not CSV: ${error.message.slice(0, 200)}`,
    );
  }
}

const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Counts cells in the raw bytes, before any is parsed. */
function checkCount(bytes: Uint8Array, file: string): void {
  let [cells, lines, last] = [0, 0, LINE_FEED];
  for (const byte of bytes) {
    const isEnd = byte === LINE_FEED || byte === CARRIAGE_RETURN;
    if (byte === COMMA) cells++;
    else if (isEnd && last !== LINE_FEED && last !== CARRIAGE_RETURN) {
      cells++;
      lines++;
    }
    last = byte;
  }
  if (cells > MOST_MEASURED + MOST_COLUMNS)
    raise(
      file,
      "(file)",
      `expected at most ${MOST_MEASURED} numbers, received about ${cells} in ${lines} lines`,
    );
}

function headerOf(
  cell: string,
  place: string,
  at: number,
  units: readonly UnitName[],
  example: string,
): Omit<Column, "values"> {
  const name = cell.trim();
  const measured = measuredHeader(name);
  const path = name === "" ? `column ${at + 1}` : name.slice(0, 60);
  if (measured === null)
    return raise(
      place,
      path,
      Number.isFinite(cellNumber(name))
        ? `expected a header line with units such as "${example}", received a number`
        : `expected a column with its unit such as "${example}", received ${JSON.stringify(path)}; a column of labels is left out of the file`,
    );
  const { unit: unitText } = measured;
  for (const unit of units)
    if (typeof parseQuantity(`1 ${unitText}`, unit) === "number")
      return { name: measured.name, header: name, unit, unitText };
  const ohms = parseQuantity(`1 ${unitText}`, "ohm");
  if (typeof ohms === "number" && units.includes("S"))
    raise(
      place,
      path,
      `expected conductances such as "G (uS)", received resistances; write ${Number((1e6 / ohms).toPrecision(6))} / R under "G (uS)"`,
    );
  return raise(place, path, `expected a unit such as in "${example}", received ${JSON.stringify(unitText)}`);
}

/** Reads conductances (S): CSV with conductances in every column, or .npy of one or two dimensions. */
export function readConductances(file: string, shown = file): Measured {
  if (file.toLowerCase().endsWith(".npy")) {
    const bytes = readInputBytes(file, MOST_BYTES);
    const { shape, values } = parseNpy(bytes, shown, MOST_MEASURED);
    if (shape.length < 1 || shape.length > 2)
      raise(shown, "shape", `expected one or two dimensions, received ${shape.length}`);
    if (values.length === 0) raise(shown, "shape", "expected at least one conductance, received none");
    const [rows, columns = 1] = shape;
    values.forEach((value, k) => {
      if (value < 0)
        raise(shown, `element ${k}`, `expected a conductance of at least 0 S, received ${value}`);
    });
    return new Measured(shown, digestOf(bytes), rows, columns, values);
  }
  const { columns, rows, sha256, placeOf } = readMeasurements(file, ["S"], "G (uS)");
  const values = new Float64Array(rows * columns.length);
  columns.forEach((column, j) => {
    for (let i = 0; i < rows; i++) {
      const value = column.values[i];
      if (value < 0)
        raise(placeOf(i), column.header, `expected a conductance of at least 0, received ${value} S`);
      values[i * columns.length + j] = value;
    }
  });
  return new Measured(shown, sha256, rows, columns.length, values);
}
