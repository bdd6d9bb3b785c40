// Component prices from the user's own tables, an Accelergy ERT and ART or others, which replace the models'.

import { accept } from "#base";

/** Component names used in prices and tables. */
export const TABLED_COMPONENTS = [
  ...["array", "dac", "driver", "tileSwitch", "mux", "inputStage", "readout"],
  ...["sorter", "softmax", "mac", "projection", "search", "topK", "buffer", "memory", "link"],
  ...["dynamicArray", "dynamicDac", "dynamicAdc", "gpu", "network", "clock", "control", "pads"],
] as const;

/** Quantities that a table may give for a component or for one of its actions; SI. */
export type TableQuantity = "area" | "leakage" | "energy" | "latency" | "interval";
export const COMPONENT_QUANTITIES: readonly TableQuantity[] = ["area", "leakage"];
export const ACTION_QUANTITIES: readonly TableQuantity[] = ["energy", "latency", "interval"];

/** One number of a table. */
export interface TableRow {
  /** `file:line:column` of the number. */
  readonly place: string;
  /** Name of the priced component, such as `mac` or `buffer`. */
  readonly component: string;
  /** The model that it applies to; every model of the slot if absent. */
  readonly model?: string;
  /** Absent for quantities of the whole component: area and leakage. */
  readonly action?: string;
  readonly quantity: TableQuantity;
  /** m², W, J or s, of one instance. */
  readonly value: number;
}

/** Constants of digital units in one cell library, by identity or key, SI; a file of `import cells` has them. */
export interface LibraryNumbers {
  readonly file: string;
  /** Node of the library, nm. */
  readonly node_nm: number;
  readonly values: Readonly<Record<string, number>>;
}

export interface ComponentTables {
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
  readonly rows: readonly TableRow[];
  readonly library?: LibraryNumbers;
}

/** Limit of numbers in all tables together: ten times those of all slots with all actions (assumed). */
export const MOST_TABLE_ROWS = 2000;

/** Limit of files with one design's prices (assumed). */
export const MOST_TABLE_FILES = 8;

function read(input: unknown): ComponentTables | undefined {
  if (typeof input !== "object" || input === null) return undefined;
  const { files, rows, library } = input as Partial<ComponentTables>;
  if (!Array.isArray(files) || files.length === 0 || !Array.isArray(rows)) return undefined;
  if (rows.length > MOST_TABLE_ROWS || !rows.every(isRow)) return undefined;
  if (library === undefined) return { files, rows };
  return isLibrary(library) ? { files, rows, library } : undefined;
}

function isLibrary(input: unknown): input is LibraryNumbers {
  if (typeof input !== "object" || input === null) return false;
  const { file, node_nm, values } = input as Partial<LibraryNumbers>;
  if (
    typeof file !== "string" ||
    typeof node_nm !== "number" ||
    typeof values !== "object" ||
    values === null
  )
    return false;
  return Object.values(values).every(
    (value) => typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY,
  );
}

function isRow(input: unknown): boolean {
  if (typeof input !== "object" || input === null) return false;
  const { place, component, action, quantity, value } = input as Partial<TableRow>;
  const known: readonly unknown[] = action === undefined ? COMPONENT_QUANTITIES : ACTION_QUANTITIES;
  return (
    typeof place === "string" &&
    typeof component === "string" &&
    known.includes(quantity) &&
    typeof value === "number" &&
    value >= 0 &&
    value < Number.POSITIVE_INFINITY
  );
}

/** `design.componentTables`; `commands/shared/measured-files.ts` replaces file names by their rows. */
export const componentTablesField = () =>
  accept(read, 'the name of a table of component prices, such as "ERT.yaml", or a list of such names', {
    doc: "prices of components in the place of what their models say: files of an Accelergy ERT or ART, an AccelForge architecture, CSV, or the cells of a library (JSON of import cells)",
    maxLength: 4096,
    mostItems: MOST_TABLE_FILES,
    affects: "price",
  }).optional();

/** Rows of a component for any model or for `model`. */
export const rowsOf = (
  { rows }: ComponentTables,
  component: string,
  model: string | undefined,
): readonly TableRow[] =>
  rows.filter((row) => row.component === component && (row.model === undefined || row.model === model));
