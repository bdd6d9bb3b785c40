import type { AxisValue } from "../../explore/axis.ts";
import type { Objective } from "../../explore/objectives.ts";

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
  /** Values that words stand for, as a config spells them; empty for numbers. */
  readonly labels: readonly AxisValue[];
  /** Config unit behind which an axis's numbers are spelled, null for plain numbers. */
  readonly spelledUnit: string | null;
}

/** One value a design; null where a design has none. JSON has no infinity: it is a word. */
export type ColumnValues = readonly (number | "Infinity" | "-Infinity" | string | null)[];

/** One rung of a design's ladder. */
export interface ExplorerRung {
  readonly id: string;
  readonly title: string;
  /** J, s, m²; null where the rung is infeasible. */
  readonly energy: number | null;
  readonly latency: number | null;
  readonly area: number | null;
}

/** A share of a total by component: J or m². */
export interface ExplorerShare {
  readonly component: string;
  readonly value: number;
}

/** What was rebuilt of a design: its ladder, and its own energy and area by component. */
export interface ExplorerDetail {
  readonly rungs: readonly ExplorerRung[];
  readonly energy: readonly ExplorerShare[];
  readonly area: readonly ExplorerShare[];
  /** Whether evaluating the design again gave the stored record. */
  readonly isReproduced: boolean;
}

/** Everything that the explorer's script reads. */
export interface ExplorerData {
  readonly name: string;
  readonly objectives: readonly Objective[];
  readonly columns: readonly ExplorerColumn[];
  /** One list a column, one value a design. */
  readonly values: readonly ColumnValues[];
  /** What a design is asked for by: the index of a study's point, or the row of a table. */
  readonly keys: readonly number[];
  /** Places of the front's designs. */
  readonly front: readonly number[];
  /** By key. */
  readonly details: Readonly<Record<string, ExplorerDetail>>;
  /** The config that the designs vary; null where the designs are rows of a table. */
  readonly base: Readonly<Record<string, unknown>> | null;
  /** What rebuilds a design that has no details, before its key; null for a table. */
  readonly rerun: string | null;
  /** Colour of each component. */
  readonly colours: Readonly<Record<string, string>>;
}
