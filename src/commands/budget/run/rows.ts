// Candidates for a budget from rows of a table.

import { statSync } from "node:fs";
import { cellNumber, fault, intervalOf, parseQuantity, type Table } from "#base";
import type { Progress } from "#local-io";
import { readTable } from "#local-io";
import type { Condition } from "#search";
import { SUBJECT } from "../../../comparison/comparison-designs.ts";
import { BUDGET_METRICS } from "../../../comparison/metrics/index.ts";
import type { Metric } from "../../../comparison/metrics/metric.ts";
import { bandwidthOf, outputError, recall, tokensOf } from "../../../comparison/metrics/prices.ts";
import type { Models } from "../../../runtime/plugins.ts";
import { columnsOf, storedStudy } from "../../shared/studies/stored.ts";
import { storeTable } from "../../study/run/table.ts";
import type { BudgetChoice, ChoiceQuality } from "./result.ts";

/** Evaluated points of a study: a CSV file, or a store. */
export interface StudyRows {
  readonly name: string;
  readonly table: Table;
  /** Config paths that the rows set. */
  readonly axes: readonly string[];
  /** Conditions of the study on its metrics. */
  readonly constraints: readonly Condition[];
  /** Tokens of a workload, where all rows have the same. */
  readonly tokens: number | null;
  /** B/s of the memory, where all rows have the same. */
  readonly bandwidth: number | null;
}

/** Whether it is a store or a CSV file, and not a config. */
export const holdsRows = (source: string): boolean =>
  /\.csv$/i.test(source) || statSync(source, { throwIfNoEntry: false })?.isDirectory() === true;

/** Reads a CSV file or a store. Throws ConfigError for anything else. */
export function readRows(source: string, models: Models, progress: Progress): StudyRows {
  if (/\.csv$/i.test(source)) {
    const table = readTable(source);
    const axes = table.header.filter((name) => name.includes("."));
    return { name: source, table, axes, constraints: [], tokens: null, bandwidth: null };
  }
  const stored = storedStudy(source, models);
  const { config, plan } = stored.study;
  const axes = [...plan.space.axes, ...plan.space.derived].map(({ path }) => path);
  const varies = (start: string): boolean => axes.some((path) => path.startsWith(start));
  return {
    name: config.name,
    table: storeTable(
      source,
      stored,
      new Set(columnsOf(stored).filter((name) => name !== "reason")),
      progress,
    ),
    axes: plan.space.axes.map(({ path }) => path),
    constraints: plan.constraints,
    tokens: ["preset", "length", "batch", "phase"].some((key) => varies(`workload.${key}`))
      ? null
      : tokensOf(config.workload),
    bandwidth: varies("design.memory") ? null : bandwidthOf(config.design),
  };
}

/** An evaluated row, with its other cells. */
export interface RowChoice extends BudgetChoice {
  readonly row: number;
  readonly cells: readonly string[];
}

/** Reads an amount of a metric from a row's cells; NaN where nothing gives it. */
type Reader = (cells: readonly string[]) => number;

/** Reads a metric's own column, or derives it from others, or takes it from the config. */
function readerOf(
  { key, derived, path }: Metric,
  place: ReadonlyMap<string, number>,
  common: number | null,
): Reader {
  if (path !== undefined) {
    const n = place.get(path);
    return n === undefined ? () => common ?? Number.NaN : (cells) => bandwidthIn(cells[n]);
  }
  const n = place.get(key);
  const own: Reader = n === undefined ? () => Number.NaN : (cells) => cellNumber(cells[n]);
  if (derived === undefined) return own;
  const parts = derived.from.map((part) => readerOf(part, place, common));
  return (cells) => {
    const value = own(cells);
    return Number.isNaN(value) ? derived.of(...parts.map((read) => read(cells))) : value;
  };
}

/** Designs of the rows with status ok, or of all rows without a status column. Missing columns give NaN. */
export function rowChoices({ table, axes, bandwidth: common }: StudyRows): RowChoice[] {
  const place = new Map(table.header.map((name, n) => [name, n]));
  const status = place.get("status");
  const readers = BUDGET_METRICS.map((metric) => [metric.quantity, readerOf(metric, place, common)] as const);
  const setsOfRow = (cells: readonly string[]): BudgetChoice["sets"] => setsOf(cells, axes, place);
  return table.rows.flatMap((cells, row): RowChoice[] => {
    if (status !== undefined && cells[status] !== "ok") return [];
    const uses = Object.fromEntries(readers.map(([quantity, read]) => [quantity, read(cells)]));
    return [new EvaluatedRow(row, cells, uses, setsOfRow)];
  });
}

/** A class, so that a million of them share the function that reads `sets` from a row. */
class EvaluatedRow implements RowChoice {
  readonly contender = SUBJECT.id;
  readonly row: number;
  readonly cells: readonly string[];
  readonly uses: BudgetChoice["uses"];
  readonly cores = null;
  readonly die = null;
  readonly duty = 1;
  /** No column of a study gives it, so a row runs as it was evaluated. */
  readonly idlePower = Number.NaN;
  readonly #setsOf: (cells: readonly string[]) => BudgetChoice["sets"];

  constructor(
    row: number,
    cells: readonly string[],
    uses: BudgetChoice["uses"],
    setsOf: (cells: readonly string[]) => BudgetChoice["sets"],
  ) {
    this.row = row;
    this.cells = cells;
    this.uses = uses;
    this.#setsOf = setsOf;
  }

  get full(): BudgetChoice["uses"] {
    return this.uses;
  }

  get sets(): BudgetChoice["sets"] {
    return this.#setsOf(this.cells);
  }
}

const setsOf = (
  cells: readonly string[],
  axes: readonly string[],
  place: ReadonlyMap<string, number>,
): BudgetChoice["sets"] =>
  Object.fromEntries(
    axes
      .map((path) => [path, cells[place.get(path) as number]] as const)
      .filter(([, cell]) => cell !== "")
      .map(([path, cell]) => [path, Number.isNaN(cellNumber(cell)) ? cell : cellNumber(cell)]),
  );

function bandwidthIn(cell: string): number {
  const quantity = parseQuantity(cell, "B/s");
  return typeof quantity === "number" ? quantity : cellNumber(cell);
}

/** Throws ConfigError where no column gives a metric that a limit or an aim needs; names the column. */
export function checkKnown({ name, table, bandwidth }: StudyRows, place: string, metric: Metric): void {
  const isKnown = ({ key, derived, path }: Metric): boolean => {
    if (path !== undefined) return bandwidth !== null || table.header.includes(path);
    return table.header.includes(key) || derived?.from.every(isKnown) === true;
  };
  if (isKnown(metric)) return;
  // A metric without a column in studies is derived from others.
  const { key, path, levels, derived } = metric;
  const parts = levels.length === 0 ? derived?.from.map((part) => part.key) : undefined;
  const wanted = parts?.join(" and ") ?? path ?? key;
  throw fault(
    place,
    name,
    `expected rows with the column ${wanted}, received ${table.header.slice(0, 20).join(", ")}`,
  );
}

/** Quality of a row as its study measured it. */
export function rowQuality({ table }: StudyRows, { cells }: RowChoice): ChoiceQuality | null {
  const of = (column: string): number => {
    const n = table.header.indexOf(column);
    return n < 0 ? Number.NaN : cellNumber(cells[n]);
  };
  const [mean, error, interval] = [of(recall.key), of(outputError.key), of(intervalOf(recall.key))];
  if (Number.isNaN(mean)) return null;
  const level = cells[table.header.indexOf("level")] ?? "";
  return {
    recall: { mean, interval: Number.isNaN(interval) ? 0 : interval, samples: 0 },
    controls: {},
    outputError: Number.isNaN(error) ? null : error,
    proxy: null,
    origin: `as the study has it${level === "" ? "" : ` (level ${level})`}; a proxy where its activations are not those of the priced workload`,
  };
}
