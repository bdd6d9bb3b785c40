import type { Objective } from "../../../../study/objectives.ts";
import { intervalOf } from "../../../../study/outcome.ts";
import type { AxisValue } from "../../../../study/space.ts";
import { columnTitle } from "../../../../text/quantity.ts";

/** A column of the designs that a page shows. */
export interface ExplorerColumn {
  /** As the table has it: a config path, or a metric. */
  readonly name: string;
  /** Words for an axis, without the unit. */
  readonly title: string;
  readonly unit: string;
  /** Numbers are SI; words are places in `labels`; texts are shown and not drawn. */
  readonly kind: "number" | "words" | "text";
  /** Whether the column is set by a design; a metric otherwise. */
  readonly isAxis: boolean;
  /** Place of the column that holds half the width of the values' 95 % interval; null for none. */
  readonly interval: number | null;
  /** Values that words stand for, as a config spells them; empty for numbers. */
  readonly labels: readonly AxisValue[];
  /** Config unit behind which an axis's numbers are spelled, null for plain numbers. */
  readonly spelledUnit: string | null;
}

/** One value a design; null where a design has none. JSON has no infinity: it is a word. */
export type ColumnValues = readonly (number | "Infinity" | "-Infinity" | string | null)[];

/** One design of a design's comparison. */
export interface ExplorerContender {
  readonly id: string;
  readonly title: string;
  /** J, s, m²; null where the design is infeasible. */
  readonly energy: number | null;
  readonly latency: number | null;
  readonly area: number | null;
}

/** A share of a total by component: J or m². */
export interface ExplorerShare {
  readonly component: string;
  readonly value: number;
}

/** What was rebuilt of a design: its comparison, and its own energy and area by component. */
export interface ExplorerDetail {
  readonly contenders: readonly ExplorerContender[];
  readonly energy: readonly ExplorerShare[];
  readonly area: readonly ExplorerShare[];
  /** Whether evaluating the design again gave the stored record. */
  readonly isReproduced: boolean;
}

/** Where designs come from: a study's store or a table. */
export interface ExplorerSource {
  readonly name: string;
  /** The config that the designs vary; null where the designs are rows of a table. */
  readonly base: Readonly<Record<string, unknown>> | null;
  /** What rebuilds a design that has no details, before its key; null for a table. */
  readonly rerun: string | null;
}

/** Designs that have no part in a front, and why. */
export interface LeftDesigns {
  readonly keys: readonly number[];
  /** One list a column, one value a design. */
  readonly values: readonly ColumnValues[];
  /** Sentences, each once; `why` has the place of each design's. */
  readonly reasons: readonly string[];
  readonly why: readonly number[];
}

/** Everything that the explorer's script reads. */
export interface ExplorerData {
  readonly name: string;
  readonly objectives: readonly Objective[];
  /** Reference point of a hypervolume by the objectives' columns, where the study has one. */
  readonly reference: Readonly<Record<string, number>>;
  readonly columns: readonly ExplorerColumn[];
  /** One list a column, one value a design. */
  readonly values: readonly ColumnValues[];
  /** What a design is asked for by: the index of a study's point, or the row of a table. */
  readonly keys: readonly number[];
  /** Places of the front's designs. */
  readonly front: readonly number[];
  /** By place. */
  readonly details: Readonly<Record<string, ExplorerDetail>>;
  readonly left: LeftDesigns;
  /** One, or the two that are laid over each other. */
  readonly sources: readonly ExplorerSource[];
  /** Place of each design's source, those that are left out at the end; null for one source. */
  readonly from: readonly number[] | null;
  /** Colour of each component. */
  readonly colours: Readonly<Record<string, string>>;
}

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

/**
 * A column of numbers where every cell is one, of words where few differ, else of texts that are only shown. The first
 * `deciding` cells say which, where they hold anything; the others are taken as far as they fit.
 */
export function typedColumn(
  { name, isAxis, unit, numberOf, cells }: RawColumn,
  deciding = cells.length,
): TypedColumn {
  const title = columnTitle(name, unit);
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

/** Numbers by size before words by letters. */
const byValue = (a: AxisValue, b: AxisValue): number =>
  typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1;

/** Columns that know which of them is whose interval. */
export const withIntervals = (columns: readonly ExplorerColumn[]): ExplorerColumn[] =>
  columns.map((column) => {
    const at = columns.findIndex(({ name, kind }) => kind === "number" && name === intervalOf(column.name));
    return { ...column, interval: at < 0 || column.kind !== "number" ? null : at };
  });
