import { statSync } from "node:fs";
import { cellNumber, didYouMean, fault, intervalOf, type Table } from "#base";
import type { Progress } from "#local-io";
import { areSeparable, columnsOf as conditionColumns, measurementsOf, parseWhere, violation } from "#search";
import { parseObjectives } from "../../../study/objectives.ts";
import { type ParetoAnswer, type ParetoOptions, paretoQuery } from "../../../study/query.ts";
import { columnsOf, type StoredStudy } from "../../shared/studies/stored.ts";
import { storeTable } from "./table.ts";

export interface FrontOptions {
  readonly objectives?: string;
  readonly where?: string;
  readonly reference?: string;
  readonly epsilon?: string;
}

/** Front of a store, and its members that the trials cannot separate. */
export interface StudyFront extends ParetoAnswer {
  readonly inseparable: readonly { readonly row: number; readonly from: readonly number[] }[];
}

/**
 * Front and hypervolume of a store, by default with the study's own objectives, reference point and
 * constraints. Rows are those of its export. Throws ConfigError if neither study nor options have objectives.
 */
export function studyFront(
  folder: string,
  stored: StoredStudy,
  options: FrontOptions,
  progress: Progress,
): StudyFront {
  return frontOf(frontTable(folder, stored, options, progress), stored);
}

/** Front of a table from `frontTable`. */
export function frontOf({ table, query }: AskedTable, stored: StoredStudy): StudyFront {
  const answer = paretoQuery(table, query);
  return { ...answer, inseparable: inseparableOf(answer, table, stored) };
}

/** A table and a query on it. */
export interface AskedTable {
  readonly table: Table;
  readonly query: ParetoOptions;
}

/** Table and query of a store's front, with the needed columns. Throws ConfigError as `studyFront` does. */
export function frontTable(
  folder: string,
  stored: StoredStudy,
  options: FrontOptions,
  progress: Progress,
): AskedTable {
  const objectives = options.objectives ?? objectivesText(stored);
  if (objectives === "")
    throw fault(folder, "objectives", "expected --objectives for a study without its own, received none");
  const own = options.reference ?? (options.objectives === undefined ? referenceText(stored) : null);
  const parsed = parseObjectives(objectives, stored.metrics);
  for (const { column } of parsed)
    if (!columnsOf(stored).includes(column))
      throw fault(
        "--objectives",
        column,
        `expected a metric of the study, received ${JSON.stringify(column)}${didYouMean(column, stored.metrics) || `; there are ${stored.metrics.join(", ")}`}`,
      );
  const columns = new Set(["level", ...parsed.flatMap(({ column }) => [column, intervalOf(column)])]);
  if (options.where !== undefined)
    for (const column of conditionColumns(parseWhere(options.where))) columns.add(column);
  const { constraints } = stored.study.plan;
  for (const constraint of constraints)
    for (const column of conditionColumns(constraint)) columns.add(column);
  const namesLevel =
    options.where !== undefined && conditionColumns(parseWhere(options.where)).includes("level");
  const whole = constrained(storeTable(folder, stored, columns, progress), stored);
  return {
    table: namesLevel ? whole : measuredFirst(whole),
    query: {
      objectives,
      where: options.where,
      ...(own === null ? {} : { reference: own }),
      epsilon: options.epsilon,
    },
  };
}

/** Members of the front that are inseparable from others at 95 % in all objectives. */
function inseparableOf(
  { objectives, front }: ParetoAnswer,
  table: Table,
  stored: StoredStudy,
): StudyFront["inseparable"] {
  const { header, rows } = table;
  if (!objectives.some(({ column }) => header.includes(intervalOf(column)))) return [];
  const { plan, config } = stored.study;
  const trials = new Map(
    plan.levels.map(({ level, trials: own }) => [level as string, own ?? config.fidelity.arrays]),
  );
  const named = objectives.map(({ column, sense }) => ({ metric: column, sense }));
  const points = front.map((row) =>
    measurementsOf(
      { names: header, objectives: named },
      rows[row].map(cellNumber),
      trials.get(rows[row][header.indexOf("level")]) ?? 1,
    ),
  );
  return front.flatMap((row, a) => {
    const others = front.filter((_, b) => b !== a && !areSeparable(points[a], points[b]));
    return others.length === 0 ? [] : [{ row, from: others }];
  });
}

export const objectivesText = ({ manifest }: StoredStudy): string =>
  manifest.objectives.map(({ metric, sense }) => `${metric}:${sense}`).join(",");

/** null unless every objective has a reference. */
function referenceText({ manifest: { objectives } }: StoredStudy): string | null {
  const bounds = objectives.flatMap(({ reference }) => (reference === null ? [] : [reference]));
  return bounds.length === objectives.length ? bounds.join(",") : null;
}

/** Without estimates where points were simulated, so that estimates do not compete with measurements. */
function measuredFirst({ header, rows }: Table): Table {
  const [level, status] = [header.indexOf("level"), header.indexOf("status")];
  const isMeasured = rows.some(
    (cells) => cells[status] === "ok" && ["simulate", "circuit"].includes(cells[level]),
  );
  return isMeasured
    ? {
        header,
        rows: rows.map((cells) => (cells[level] === "estimate" ? cells.with(status, "infeasible") : cells)),
      }
    : { header, rows };
}

/** Marks rows that violate a constraint of the study as infeasible. */
function constrained(table: Table, { study }: StoredStudy): Table {
  const { constraints } = study.plan;
  if (constraints.length === 0) return table;
  const status = table.header.indexOf("status");
  const rows = table.rows.map((cells) => {
    const of = (name: string): number => cellNumber(cells[table.header.indexOf(name)]);
    const holds = constraints.every((constraint) => violation(constraint, of) === 0);
    return holds ? cells : cells.with(status, "infeasible");
  });
  return { header: table.header, rows };
}

/** Query of a CSV file, whose objectives must be given. Throws ConfigError without them. */
export function tableQuery({ objectives, where, reference, epsilon }: FrontOptions): ParetoOptions {
  if (objectives !== undefined) return { objectives, where, reference, epsilon };
  throw fault(
    "--objectives",
    "(root)",
    'expected the objectives of a CSV file, such as "energy_J:min,recall:max", received none',
  );
}

export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
