// Prices of components from tables of the user's own: an Accelergy ERT and ART, or others, in the place of what models say.

import { accept } from "../base/fields.ts";

/** Names under which components are priced, and by which a table knows them. */
export const TABLED_COMPONENTS = [
  ...["array", "dac", "driver", "tileSwitch", "mux", "inputStage", "readout"],
  ...["sorter", "softmax", "mac", "projection", "search", "topK", "buffer", "memory", "link"],
  ...["dynamicArray", "dynamicDac", "dynamicAdc", "gpu", "network", "clock", "control", "pads"],
] as const;

/** What a table may say of a component, and of an action of it; SI. */
export type TableQuantity = "area" | "leakage" | "energy" | "latency" | "interval";
export const COMPONENT_QUANTITIES: readonly TableQuantity[] = ["area", "leakage"];
export const ACTION_QUANTITIES: readonly TableQuantity[] = ["energy", "latency", "interval"];

/** One number of a table. */
export interface TableRow {
  /** `file:line:column` of it. */
  readonly place: string;
  /** Name under which the component is priced, such as `mac` or `buffer`. */
  readonly component: string;
  /** The model that it is of; every model of the slot where it is left out. */
  readonly model?: string;
  /** Left out for what is of the whole component: area and leakage. */
  readonly action?: string;
  readonly quantity: TableQuantity;
  /** m², W, J or s, of one instance. */
  readonly value: number;
}

export interface ComponentTables {
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
  readonly rows: readonly TableRow[];
}

/** Most numbers that tables may hold together: ten times those of all slots with all actions (assumed). */
export const MOST_TABLE_ROWS = 2000;

/** Files that one design's prices are spread over (assumed). */
export const MOST_TABLE_FILES = 8;

function read(input: unknown): ComponentTables | undefined {
  if (typeof input !== "object" || input === null) return undefined;
  const { files, rows } = input as Partial<ComponentTables>;
  if (!Array.isArray(files) || files.length === 0 || !Array.isArray(rows)) return undefined;
  if (rows.length > MOST_TABLE_ROWS || !rows.every(isRow)) return undefined;
  return { files, rows };
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

/** `design.componentTables`; `commands/shared/measured-files.ts` puts the rows of the files in the place of their names. */
export const componentTablesField = () =>
  accept(read, 'the name of a table of component prices, such as "ERT.yaml", or a list of such names', {
    doc: "prices of components in the place of what their models say: files of an Accelergy ERT or ART, an AccelForge architecture, or CSV",
    maxLength: 4096,
    mostItems: MOST_TABLE_FILES,
    affects: "price",
  }).optional();

/** Rows of a component, under any model or under `model`. */
export const rowsOf = (
  { rows }: ComponentTables,
  component: string,
  model: string | undefined,
): readonly TableRow[] =>
  rows.filter((row) => row.component === component && (row.model === undefined || row.model === model));
