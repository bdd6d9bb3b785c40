import {
  ConfigError,
  cellNumber,
  dense,
  didYouMean,
  fault,
  type Issue,
  type Table,
  type UnitName,
} from "#base";
import type { Objective } from "#pareto";
import { epsilonFront, frontHypervolume, nonDominated, pickRows } from "#pareto";
import { type Condition, columnsOf, holds, parseWhere, unitIssues, unitOfColumn } from "#search";
import { parseObjectives } from "./objectives.ts";

export interface ParetoOptions {
  /** "column:min,column:max". */
  readonly objectives: string;
  readonly where?: string;
  /** "x,y" in the objectives' order and raw sense. */
  readonly reference?: string;
  /** "x,y": sides of the boxes of an ε-front, in the objectives' order and units. */
  readonly epsilon?: string;
}

/** JSON has no infinity; answers spell it as a word. */
export type JsonNumber = number | "Infinity" | "-Infinity";

export interface ParetoAnswer {
  readonly objectives: readonly Objective[];
  /** Data rows of the table. */
  readonly points: number;
  readonly infeasible: number;
  /** Ascending row indices, from 0 in file order. */
  readonly front: readonly number[];
  /** null without a reference. */
  readonly hypervolume: JsonNumber | null;
  readonly reference: readonly JsonNumber[] | null;
  /** If requested: ascending rows of the front that represent all of it, and the sides of their boxes. */
  readonly epsilonFront?: readonly number[];
  readonly epsilon?: readonly number[];
}

/**
 * Front and hypervolume of a table. A row is infeasible when its `status` is not "ok", when it fails
 * `where`, or when an objective is empty or not a number. Throws ConfigError with every fault of the options.
 */
export function paretoQuery(table: Table, options: ParetoOptions): ParetoAnswer {
  const { objectives, where, reference, epsilon } = readOptions(table, options);
  const signs = objectives.map(({ sense }) => (sense === "min" ? 1 : -1));
  const { rows, costs } = feasiblePoints(table, objectives, signs, where);
  const points = dense(rows.length, objectives.length, costs);
  const front = nonDominated(points);
  const volume =
    reference &&
    frontHypervolume(
      pickRows(points, front),
      reference.map((x, c) => x * signs[c]),
    );
  return {
    objectives,
    points: table.rows.length,
    infeasible: table.rows.length - rows.length,
    front: front.map((i) => rows[i]),
    hypervolume: volume === null ? null : jsonNumber(volume),
    reference: reference?.map(jsonNumber) ?? null,
    ...(epsilon === null ? {} : { epsilon, epsilonFront: epsilonFront(points, epsilon).map((i) => rows[i]) }),
  };
}

/** Rows that `paretoQuery` counts as feasible, ascending. Throws ConfigError as it does. */
export function feasibleRows(table: Table, options: ParetoOptions): number[] {
  const { objectives, where } = readOptions(table, options);
  return feasiblePoints(
    table,
    objectives,
    objectives.map(() => 1),
    where,
  ).rows;
}

const jsonNumber = (x: number): JsonNumber => (Number.isFinite(x) ? x : x > 0 ? "Infinity" : "-Infinity");

interface Query {
  readonly objectives: readonly Objective[];
  readonly where: Condition | null;
  readonly reference: readonly number[] | null;
  readonly epsilon: readonly number[] | null;
}

function readOptions(table: Table, options: ParetoOptions): Query {
  const issues: Issue[] = [];
  const attempt = <T>(read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      issues.push(...error.issues);
      return null;
    }
  };
  const { where: expression, reference: bounds, epsilon: sides } = options;
  const columns = table.known ?? table.header;
  const objectives = attempt(() => parseObjectives(options.objectives, columns)) ?? [];
  const where = expression === undefined ? null : attempt(() => parseWhere(expression));
  const known = (place: string, column: string): void => {
    if (!table.header.includes(column))
      issues.push(unknownColumn(place, column, table.known ?? table.header));
  };
  for (const { column } of objectives) known("--objectives", column);
  for (const column of where === null ? [] : columnsOf(where)) known("--where", column);
  if (where !== null) issues.push(...unitIssues(where, "--where", (column) => unitIn(table, column)));
  const numbers = (place: string, text: string | undefined, fault?: (x: number) => string | null) =>
    text === undefined || objectives.length === 0
      ? null
      : attempt(() => parseNumbers(place, text, objectives, fault));
  const reference = numbers("--reference", bounds);
  const epsilon = numbers("--epsilon", sides, (x) =>
    x >= 0 && Number.isFinite(x) ? null : "a finite number of at least 0",
  );
  if (issues.length > 0) throw new ConfigError(issues);
  return { objectives, where, reference, epsilon };
}

function unitIn({ header, rows }: Table, column: string): UnitName | null {
  const at = header.indexOf(column);
  return unitOfColumn(column, at < 0 ? [] : cellsAt(rows, at));
}

function* cellsAt(rows: Table["rows"], at: number): Generator<string> {
  for (const cells of rows) yield cells[at];
}

const MOST_LISTED = 12;

function unknownColumn(place: string, column: string, header: readonly string[]): Issue {
  const near = didYouMean(column, header);
  const more = header.length > MOST_LISTED ? ", …" : "";
  const hint = near === "" ? `; the table has ${header.slice(0, MOST_LISTED).join(", ")}${more}` : near;
  return {
    place,
    path: column,
    message: `expected a column of the table, received ${JSON.stringify(column)}${hint}`,
  };
}

/** One number per objective. `faultOf` says what was expected instead of a rejected one. */
function parseNumbers(
  place: string,
  text: string,
  objectives: readonly Objective[],
  faultOf: (x: number) => string | null = () => null,
): number[] {
  const items = text.split(",");
  const values = items.map(cellNumber);
  const issue = (path: string, message: string): Issue => ({ place, path, message });
  if (values.length !== objectives.length)
    throw fault(
      place,
      "(root)",
      `expected ${objectives.length} numbers, one an objective, received ${values.length}`,
    );
  const faults = values.flatMap((x, i) => {
    const expected = Number.isNaN(x) ? "a number" : faultOf(x);
    return expected === null
      ? []
      : [issue(objectives[i].column, `expected ${expected}, received ${JSON.stringify(items[i].trim())}`)];
  });
  if (faults.length > 0) throw new ConfigError(faults);
  return values;
}

/** Indices of the feasible rows and their objectives, negated where more is better. */
function feasiblePoints(
  table: Table,
  objectives: readonly Objective[],
  signs: readonly number[],
  where: Condition | null,
): { rows: number[]; costs: Float64Array } {
  const position = new Map(table.header.map((name, i) => [name, i]));
  const places = objectives.map(({ column }) => position.get(column) as number);
  const status = position.get("status");
  const costs = new Float64Array(table.rows.length * places.length);
  const rows: number[] = [];
  for (const [i, cells] of table.rows.entries()) {
    if (status !== undefined && cells[status] !== "ok") continue;
    if (where !== null && !holds(where, (column) => cells[position.get(column) as number])) continue;
    const from = rows.length * places.length;
    for (let c = 0; c < places.length; c++) costs[from + c] = signs[c] * cellNumber(cells[places[c]]);
    if (!costs.subarray(from, from + places.length).some(Number.isNaN)) rows.push(i);
  }
  return { rows, costs: costs.slice(0, rows.length * places.length) };
}
