import { didYouMean, parseQuantity, raise, type UnitName } from "#base";
import {
  MOST_TABLE_ROWS,
  TABLED_COMPONENTS,
  type TableQuantity,
  type TableRow,
} from "../../design/component-tables.ts";

/** SI unit of each quantity of a table. */
export const TABLE_UNITS = {
  area: "m2",
  leakage: "W",
  energy: "J",
  latency: "s",
  interval: "s",
} as const satisfies Record<TableQuantity, UnitName>;

/** Component, and model if any, that a name refers to. */
export type TableName = Pick<TableRow, "component" | "model">;

const isComponent = (name: string): boolean => TABLED_COMPONENTS.some((one) => one === name);

/** Longest name; longer texts are refused before a regular expression scans them. */
const LONGEST_NAME = 400;

/**
 * Parses a component's name, with prefixes of its parents and its model as suffix, each with an optional
 * range of instances: `mac`, `chip.buffer[1..4]`, `crosshash.readout.charge`. Throws ConfigError if unknown.
 */
export function nameOf(text: string, place: string): TableName {
  if (text.length > LONGEST_NAME)
    raise(place, text.slice(0, 60), `expected a name of at most ${LONGEST_NAME} letters, received more`);
  // A range of instances also contains dots.
  const parts = text
    .replace(/\[[^\]]*\]/g, "")
    .split(".")
    .map((word) => word.trim());
  const last = parts[parts.length - 1];
  if (isComponent(last)) return { component: last };
  const owner = parts[parts.length - 2];
  if (owner !== undefined && isComponent(owner)) return { component: owner, model: last };
  const near = didYouMean(last, TABLED_COMPONENTS) || `; there are ${TABLED_COMPONENTS.join(", ")}`;
  return raise(
    place,
    text.slice(0, 60) || "name",
    `expected a component such as mac, or one and its model such as mac.int8, received ${JSON.stringify(text.slice(0, 40))}${near}`,
  );
}

/** Collects rows. Throws ConfigError for duplicates, values that are not finite and ≥ 0, and too many. */
export function createRows() {
  const rows: TableRow[] = [];
  const known = new Map<string, string>();
  const add = (row: Omit<TableRow, "value">, value: number, received: string): void => {
    const { place, component, model, action, quantity } = row;
    const path = [component, model, action, quantity].filter((word) => word !== undefined).join(".");
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
      raise(place, path, `expected a finite number of at least 0, received ${received}`);
    const before = known.get(path);
    if (before !== undefined)
      raise(place, path, `expected one ${quantity}, received a second one after ${before}`);
    known.set(path, place);
    rows.push({ ...row, value });
    if (rows.length > MOST_TABLE_ROWS)
      raise(place, path, `expected at most ${MOST_TABLE_ROWS} numbers, received more`);
  };
  return { rows, add };
}

export type Rows = ReturnType<typeof createRows>;

/** SI value of a number in a unit, without the rounding error of a product. */
export const inUnit = (value: number, unit: string, quantity: TableQuantity): number =>
  Number.isFinite(value) ? Number(parseQuantity(`${value} ${unit}`, TABLE_UNITS[quantity])) : value;
