import { parseBoundedJson } from "../../base/bounded-json.ts";
import { raise } from "../../base/errors.ts";
import { type CellTable, cellTable } from "../../technology/cell-table.ts";

/** Ten times what the shipped tables have. */
const BOUNDS = { length: 1 << 20, depth: 16, containers: 4096, values: 65536 };

/** Parses a table of `import cells`. Throws ConfigError. */
export function readCellTable(text: string, file: string): CellTable {
  const parsed = cellTable.safeParse(parseBoundedJson(text, file, BOUNDS));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return raise(
    file,
    issue.path.join(".") || "(file)",
    `expected a table of import cells, received ${issue.message}`,
  );
}
