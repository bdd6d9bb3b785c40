import { CsvError, parse } from "csv-parse/sync";
import { ConfigError, raise, type Table, toTable } from "#base";
import { checkKind, readInputBytes } from "./input-file.ts";

/**
 * Parses RFC 4180 text with a header line into a table of text cells. Accepts CRLF, LF and a byte-order mark;
 * blank lines are no rows, except in a table of one column, where they are empty cells. Throws ConfigError
 * naming the line of a ragged row or a broken quote. (Not in study: the types of csv-parse need Node's.)
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

/** Bounds on bytes of a file and of a line, and on cells: twenty times our largest table (assumed). */
const CSV_BOUNDS = { bytes: 1 << 29, line: 1 << 20, cells: 50_000_000 };

/** Reads a CSV file. Throws ConfigError if it is unreadable or, before it is parsed, too large. */
export function readTable(file: string): Table {
  checkKind(file, "a CSV file, or the store that study run makes of a study", /\.csv$/i);
  const bytes = readInputBytes(file, CSV_BOUNDS.bytes, (head) => {
    // A file without line ends is refused after its first bytes, before the rest is read.
    checkSize(head(2 * CSV_BOUNDS.line), file);
  });
  checkSize(bytes, file);
  return parseCsv(bytes, file);
}

const [LINE_FEED, CARRIAGE_RETURN, COMMA] = [10, 13, 44];

function checkSize(bytes: Uint8Array, file: string): void {
  const refuse = (line: number, message: string): never => raise(`${file}:${line}`, "(row)", message);
  let [line, start, cells] = [1, 0, 0];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === COMMA) cells++;
    else if (byte === LINE_FEED || byte === CARRIAGE_RETURN) {
      line++;
      start = at + 1;
      cells++;
    }
    if (at - start > CSV_BOUNDS.line)
      refuse(line, `expected lines of at most ${CSV_BOUNDS.line} bytes, received more`);
  }
  if (cells > CSV_BOUNDS.cells)
    refuse(line, `expected a table of at most ${CSV_BOUNDS.cells} cells, received ${cells}`);
}

/** Longest text that is decoded at once: a string of Node may have twice as many characters. */
const MOST_BYTES = 2 ** 28;

/**
 * Records of CSV text without quotes, where each comma ends a cell and each line is a record: two to three
 * times as fast as a parser that handles quotes. Blank lines are no records, except in a table of one column.
 * Returns null for text with a quote, with a row of another length than the first, or above 256 MiB.
 */
export function unquotedRecords(source: string | Uint8Array): string[][] | null {
  if (source.length > MOST_BYTES || hasQuote(source)) return null;
  const text =
    typeof source === "string" ? source : new TextDecoder("utf-8", { ignoreBOM: true }).decode(source);
  const lines = linesOf(text.startsWith("\uFEFF") ? text.slice(1) : text);
  if (lines.at(-1) === "") lines.pop();
  const width = lines[0]?.split(",").length ?? 0;
  const records: string[][] = [];
  for (const line of lines) {
    if (line === "" && width > 1) continue;
    const cells = line.split(",");
    if (cells.length !== width) return null;
    records.push(cells);
  }
  return records;
}

const QUOTE = '"';
const hasQuote = (source: string | Uint8Array): boolean =>
  typeof source === "string" ? source.includes(QUOTE) : source.includes(QUOTE.charCodeAt(0));

const linesOf = (text: string): string[] => text.split(text.includes("\r") ? /\r\n|\n|\r/ : "\n");
