import { createHash } from "node:crypto";
import { parseDocument, parseLocated, raise } from "#base";
import { readInputFile } from "#local-io";
import { type CellTable, cellTable } from "#technology";
import { type ComponentTables, type LibraryNumbers, MOST_TABLE_FILES } from "../design/component-tables.ts";
import { logicOf } from "../peripherals/logic-cells.ts";
import { readCsvTable } from "./component-tables/csv-table.ts";
import { createRows } from "./component-tables/rows.ts";
import { readYamlTable } from "./component-tables/yaml-table.ts";

/** Parses a table of `import cells`. Throws ConfigError with the place of each fault. */
export const readCellTable = (text: string, file: string): CellTable =>
  parseLocated(cellTable, parseDocument(text, file));

/** Most bytes of a table: ten times those of the longest accepted list of numbers (assumed). */
const MOST_BYTES = 1 << 20;

/** Path of a file, and its name in the config. */
export type NamedFile = readonly [path: string, file: string];

/** Component prices of .csv or YAML files, without duplicates. Throws ConfigError with the faulty line. */
export function readComponentTables(given: readonly NamedFile[], place: string): ComponentTables {
  if (given.length === 0 || given.length > MOST_TABLE_FILES)
    raise(
      place,
      "design.componentTables",
      `expected 1 to ${MOST_TABLE_FILES} files, received ${given.length}`,
    );
  const rows = createRows();
  let library: LibraryNumbers | undefined;
  const files = given.map(([path, file]) => {
    const text = readInputFile(path, MOST_BYTES);
    const before = rows.rows.length;
    const name = file.toLowerCase();
    if (name.endsWith(".json")) library = readLibrary(text, file, library);
    else if (name.endsWith(".csv")) readCsvTable(text, file, rows);
    else readYamlTable(text, file, rows);
    if (library?.file !== file && rows.rows.length === before)
      raise(file, "(file)", "expected at least one price, received none");
    return { file, sha256: createHash("sha256").update(text).digest("hex") };
  });
  return library === undefined ? { files, rows: rows.rows } : { files, rows: rows.rows, library };
}

/** The numbers of logic in a table of `import cells`. Throws ConfigError. */
function readLibrary(text: string, file: string, before: LibraryNumbers | undefined): LibraryNumbers {
  if (before !== undefined)
    raise(file, "(file)", `expected one cell library, received a second one after ${before.file}`);
  const table = readCellTable(text, file);
  const found = logicOf(table);
  if (!("values" in found))
    return raise(file, "(file)", `expected ${found.expected}, received ${found.received}`);
  return { file, node_nm: Math.round(Number(table.node_m) * 1e12) / 1e3, ...found };
}
