import { intervalOf } from "#base";
import type { ColumnTitle } from "#charts";
import type { Objective } from "#pareto";
import type { AxisValue } from "#search";

/** A column of a page's designs. */
export interface ExplorerColumn {
  /** Name in the table: a config path, or a metric. */
  readonly name: string;
  /** Axis title without the unit. */
  readonly title: string;
  readonly unit: string;
  /** Numbers are SI; words are indices into `labels`; texts are listed but not drawn. */
  readonly kind: "number" | "words" | "text";
  /** Whether designs set the column; otherwise it is a metric. */
  readonly isAxis: boolean;
  /** Index of the column with the half-width of the values' 95 % interval; null for none. */
  readonly interval: number | null;
  /** Values of words as spelled in a config; empty for numbers. */
  readonly labels: readonly AxisValue[];
  /** Config unit that an axis's numbers are spelled with; null for plain numbers. */
  readonly spelledUnit: string | null;
}

/** One value per design; null if a design has none. Infinities, which JSON lacks, are words. */
export type ColumnValues = readonly (number | "Infinity" | "-Infinity" | string | null)[];

/** One design in the comparison of a study's design. */
export interface ExplorerContender {
  readonly id: string;
  readonly title: string;
  /** J, s, m²; null if the design is infeasible. */
  readonly energy: number | null;
  readonly latency: number | null;
  readonly area: number | null;
}

/** A component's part of a total: J or m². */
export interface ExplorerShare {
  readonly component: string;
  readonly value: number;
}

/** Details of a design that was evaluated again: its comparison, and its energy and area by component. */
export interface ExplorerDetail {
  readonly contenders: readonly ExplorerContender[];
  readonly energy: readonly ExplorerShare[];
  readonly area: readonly ExplorerShare[];
  /** Whether the new evaluation equals the stored record. */
  readonly isReproduced: boolean;
}

/** Source of designs: a study's store or a table. */
export interface ExplorerSource {
  readonly name: string;
  /** The config that the designs vary; null for rows of a table. */
  readonly base: Readonly<Record<string, unknown>> | null;
  /** Command that evaluates a design without details, before its key; null for a table. */
  readonly rerun: string | null;
}

/** Designs that take no part in a front, and their reasons. */
export interface LeftDesigns {
  readonly keys: readonly number[];
  /** One list per column, one value per design. */
  readonly values: readonly ColumnValues[];
  /** Distinct sentences; `why` has the index of each design's. */
  readonly reasons: readonly string[];
  readonly why: readonly number[];
}

/** Input of the explorer's script. */
export interface ExplorerData {
  readonly name: string;
  readonly objectives: readonly Objective[];
  /** Reference point of a hypervolume by the objectives' columns, if the study has one. */
  readonly reference: Readonly<Record<string, number>>;
  readonly columns: readonly ExplorerColumn[];
  /** One list per column, one value per design. */
  readonly values: readonly ColumnValues[];
  /** Number of a design: the index of a study's point, or the row of a table. */
  readonly keys: readonly number[];
  /** Indices of the front's designs. */
  readonly front: readonly number[];
  /** By design index. */
  readonly details: Readonly<Record<string, ExplorerDetail>>;
  readonly left: LeftDesigns;
  /** One source, or two that are overlaid. */
  readonly sources: readonly ExplorerSource[];
  /** Source index of each design, including the left ones at the end; null for one source. */
  readonly from: readonly number[] | null;
  /** Colour of each component. */
  readonly colours: Readonly<Record<string, string>>;
}

/** A column whose kind is not determined yet. */
export interface RawColumn {
  readonly name: string;
  readonly isAxis: boolean;
  /** Unit of a config quantity; null for other columns. */
  readonly unit: string | null;
  /** SI value of a text in that unit; NaN for other texts. */
  readonly numberOf: (text: string) => number;
  /** Numbers, words or texts; null if a design has none. */
  readonly cells: readonly (AxisValue | null)[];
}

export interface TypedColumn {
  readonly column: ExplorerColumn;
  readonly values: ColumnValues;
}

/** Columns with more distinct words are texts, which make no useful axis. */
const MOST_WORDS = 200;

/**
 * A column under its title: of numbers if every cell is one, of words if few differ, else of texts, which are only listed. The
 * first `deciding` cells decide, unless all are empty; the others are converted if they fit.
 */
export function typedColumn(
  { name, isAxis, unit, numberOf, cells }: RawColumn,
  title: ColumnTitle,
  deciding = cells.length,
): TypedColumn {
  const numbers = cells.map((cell) =>
    typeof cell === "number" ? cell : typeof cell === "string" ? numberOf(cell) : Number.NaN,
  );
  const holdsSome = cells.slice(0, deciding).some((cell) => cell !== null);
  const judges = holdsSome ? deciding : cells.length;
  const isNumeric = cells.every((cell, n) => n >= judges || cell === null || !Number.isNaN(numbers[n]));
  const spelledUnit = cells.some((cell) => typeof cell === "string") ? unit : null;
  const base = { name, title: title.name, unit: title.unit, isAxis, spelledUnit, interval: null };
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

/** Numbers in order of size, before words in order of letters. */
const byValue = (a: AxisValue, b: AxisValue): number =>
  typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1;

/** Links each column to the column of its interval. */
export const withIntervals = (columns: readonly ExplorerColumn[]): ExplorerColumn[] =>
  columns.map((column) => {
    const at = columns.findIndex(({ name, kind }) => kind === "number" && name === intervalOf(column.name));
    return { ...column, interval: at < 0 || column.kind !== "number" ? null : at };
  });
