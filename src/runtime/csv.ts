import { readFileSync, statSync } from "node:fs";
import { CsvError, parse } from "csv-parse/sync";
import { ConfigError } from "../base/errors.ts";
import { type Table, toTable } from "../explore/table.ts";
import { unquotedRecords } from "./unquoted-records.ts";

/**
 * RFC 4180 text with a header line → table of text cells. Accepts CRLF, LF and a byte-order mark; blank
 * lines are no rows, except in a table of one column, where they are its empty cells. Throws ConfigError
 * naming the line of a ragged row or a broken quote.
 * (Here and not in explore: the types of csv-parse bring in Node's.)
 */
export function parseCsv(text: string | Uint8Array, file: string): Table {
  const plain = unquotedRecords(text);
  if (plain !== null) return toTable(plain, file);
  const options = { bom: true, recordDelimiter: ["\r\n", "\n", "\r"] };
  try {
    const [header = []] = parse(text, { ...options, to: 1 });
    return toTable(parse(text, { ...options, skipEmptyLines: header.length > 1 }), file);
  } catch (error) {
    if (error instanceof CsvError) throw new ConfigError([complaint(error, file)]);
    throw error;
  }
}

function complaint(error: CsvError, file: string) {
  const { code, message } = error;
  const line = Number(error.lines ?? 1);
  const record: unknown = error.record;
  const ragged = code === "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH";
  const expected = /expect (\d+)/.exec(message)?.[1];
  return {
    place: `${file}:${line}`,
    path: "(row)",
    message:
      ragged && Array.isArray(record)
        ? `expected ${expected} cells, as in the header, received ${record.length}`
        : `not CSV: ${message.slice(0, 200)}`,
  };
}

/** The table of a CSV file. Throws ConfigError for what cannot be read. */
export function readTable(file: string): Table {
  const entry = statSync(file, { throwIfNoEntry: false });
  if (entry === undefined || !entry.isFile())
    throw new ConfigError([
      {
        place: file,
        path: "(file)",
        message: `expected a CSV file, found ${entry === undefined ? "none" : "none of that kind"}`,
      },
    ]);
  return parseCsv(readFileSync(file), file);
}
