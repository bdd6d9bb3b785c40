import type { AxisValue } from "../../explore/axis.ts";
import { columnTitle } from "../column-title.ts";
import type { ColumnValues, ExplorerColumn } from "./data.ts";

/** A column before its kind is known. */
export interface RawColumn {
  readonly name: string;
  readonly isAxis: boolean;
  /** Unit of a config quantity; null for other columns. */
  readonly unit: string | null;
  /** SI number of a text of that unit; NaN for other texts. */
  readonly numberOf: (text: string) => number;
  /** Numbers, words or texts; null where a design has none. */
  readonly cells: readonly (AxisValue | null)[];
}

export interface TypedColumn {
  readonly column: ExplorerColumn;
  readonly values: ColumnValues;
}

/** More different words than this are texts: an axis of them says nothing. */
const MOST_WORDS = 200;

/** A column of numbers where every cell is one, of words where few differ, else of texts that are only shown. */
export function typedColumn({ name, isAxis, unit, numberOf, cells }: RawColumn): TypedColumn {
  const title = columnTitle(name, unit);
  const numbers = cells.map((cell) =>
    typeof cell === "number" ? cell : typeof cell === "string" ? numberOf(cell) : Number.NaN,
  );
  const isNumeric = cells.every((cell, n) => cell === null || !Number.isNaN(numbers[n]));
  const spelledUnit = cells.some((cell) => typeof cell === "string") ? unit : null;
  const base = { name, title: title.name, unit: title.unit, isAxis, spelledUnit };
  if (isNumeric && cells.some((cell) => cell !== null))
    return { column: { ...base, kind: "number", labels: [] }, values: numbers.map(jsonNumber) };
  const labels = [...new Set(cells.filter((cell) => cell !== null))].sort(byValue);
  if (labels.length > MOST_WORDS)
    return {
      column: { ...base, kind: "text", labels: [] },
      values: cells.map((cell) => (cell === null ? null : String(cell))),
    };
  const places = new Map(labels.map((label, place) => [label, place]));
  return {
    column: { ...base, kind: "words", labels },
    values: cells.map((cell) => (cell === null ? null : (places.get(cell) as number))),
  };
}

const jsonNumber = (x: number): number | "Infinity" | "-Infinity" | null => {
  if (Number.isNaN(x)) return null;
  return Number.isFinite(x) ? x : x > 0 ? "Infinity" : "-Infinity";
};

/** Numbers by size before words by letters. */
const byValue = (a: AxisValue, b: AxisValue): number =>
  typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1;
