// A boundary of the map: a closed form and the priced designs on both sides of it, and how both are written.

import type { Rng } from "#base";
import type { Block, Tabular } from "#reports";
import type { SolvePoint } from "../../src/comparison/flips.ts";
import type { Design } from "../../src/design/design.ts";
import type { Phase, Workload } from "../../src/design/workload.ts";
import type { Activations } from "../../src/simulation/activations.ts";
import type { Kernels } from "../../src/simulation/kernels.ts";

export interface MapQuery {
  readonly phases: readonly Phase[];
  /** nm */
  readonly nodes: readonly number[];
  readonly lengths: readonly number[];
  /** Attended keys over visible ones. */
  readonly shares: readonly number[];
  /** Times of a read, s. */
  readonly times: readonly number[];
  /** Random points at which each closed form is held against the priced designs. */
  readonly points: number;
}

/** Which config is asked about, and how. */
export interface Asked {
  readonly config: Described;
  readonly design: Design;
  readonly workload: Workload;
  readonly activations: Activations;
  readonly kernels: Kernels;
  readonly query: MapQuery;
  readonly rng: Rng;
  /** Operating points under the activations of one head, and of all. */
  readonly solve: SolvePoint;
  readonly solveAll: SolvePoint;
  readonly progress: (text: string) => void;
}

/** What a report says of its config. */
export interface Described {
  readonly name: string;
  readonly workload: string;
  readonly kernels: string;
}

export interface Boundary<Found> {
  /** What is computed, for who waits. */
  readonly called: string;
  readonly find: (asked: Asked) => Found;
  readonly json: (found: Found, version: string) => unknown;
  /** Sentences and blocks of the first screen; blocks of the pages behind it. */
  readonly sentences?: (found: Found) => readonly string[];
  readonly screen?: (found: Found) => readonly Block[];
  readonly pages?: (found: Found) => readonly Block[];
}

/** A row with some of its keys renamed, which then come last. */
export function renamed(row: object, names: Readonly<Record<string, string>>): Record<string, unknown> {
  const entries: [string, unknown][] = Object.entries(row);
  const values = new Map(entries);
  return Object.fromEntries([
    ...entries.filter(([key]) => names[key] === undefined),
    ...Object.entries(names).map(([key, name]) => [name, values.get(key)]),
  ]);
}

/** A table of rows by what each column writes of one. */
export const columned = <Row>(
  rows: readonly Row[],
  columns: Readonly<Record<string, (row: Row) => string>>,
  words?: readonly number[],
): Tabular => ({
  head: Object.keys(columns),
  rows: rows.map((row) => Object.values(columns).map((text) => text(row))),
  ...(words === undefined ? {} : { words }),
});

/** The least of some numbers, Infinity of none. */
export const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);

export const microsiemens = (siemens: number | null): string =>
  siemens === null ? "–" : `${Number((siemens * 1e6).toPrecision(3))} µS`;
