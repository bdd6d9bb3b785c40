import { createHash } from "node:crypto";
import { raise } from "../base/errors.ts";
import { type ComponentTables, MOST_TABLE_FILES } from "../technology/component-tables.ts";
import { readCsvTable } from "./component-tables/csv-table.ts";
import { createRows } from "./component-tables/rows.ts";
import { readYamlTable } from "./component-tables/yaml-table.ts";
import { readInputFile } from "./input-file.ts";

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
  const files = given.map(([path, file]) => {
    const text = readInputFile(path, MOST_BYTES);
    const before = rows.rows.length;
    if (file.toLowerCase().endsWith(".csv")) readCsvTable(text, file, rows);
    else readYamlTable(text, file, rows);
    if (rows.rows.length === before) raise(file, "(file)", "expected at least one price, received none");
    return { file, sha256: createHash("sha256").update(text).digest("hex") };
  });
  return { files, rows: rows.rows };
}
