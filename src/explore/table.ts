import { ConfigError, type Issue } from "../base/errors.ts";

/** Cells as text, in file order; every row is as long as the header. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Columns of a table: axes, metrics and what others add (assumed). */
const MOST_COLUMNS = 4096;

/**
 * Header and rows of CSV records (the header first, all of one length). Throws ConfigError for a missing
 * header and for names that are empty or occur twice.
 */
export function toTable(records: readonly (readonly string[])[], file: string): Table {
  const at = (path: string, message: string): Issue => ({ place: `${file}:1`, path, message });
  if (records.length === 0)
    throw new ConfigError([at("(header)", "expected a header line, received an empty file")]);
  if (records[0].length > MOST_COLUMNS)
    throw new ConfigError([
      at("(header)", `expected at most ${MOST_COLUMNS} columns, received ${records[0].length}`),
    ]);
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
