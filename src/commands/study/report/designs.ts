// Which designs of a study or a table a report shows.

import { fault } from "../../../base/errors.ts";
import { createRng } from "../../../base/rng.ts";
import { cellNumber, type Table } from "../../../base/table.ts";
import { parseQuantity, type UnitName } from "../../../base/units.ts";
import { readTable } from "../../../runtime/csv.ts";
import type { Models } from "../../../runtime/plugins.ts";
import type { Progress } from "../../../runtime/progress.ts";
import type { PointRecord } from "../../../study/outcome.ts";
import { feasibleRows, type ParetoAnswer, paretoQuery } from "../../../study/query.ts";
import { type AxisValue, assignmentOf } from "../../../study/space.ts";
import { rowOf, type StoredStudy, storedRecords, storedStudy } from "../../shared/studies/stored.ts";
import { parametersOf } from "../../shared/studies/study.ts";
import { type FrontOptions, frontTable, tableQuery } from "../run/front.ts";
import type { RawColumn } from "./explorer/data.ts";
import { type LeftRows, leftRows, storedReasons, tableReasons } from "./left-rows.ts";
import { type ChosenDesigns, chooseDesigns } from "./sampled.ts";

/** The designs of a report: a study's points, or rows of a table. */
export interface ReportDesigns {
  readonly answer: ParetoAnswer;
  /** Rows by status, those outside a study's constraints as infeasible; empty for a table without the column. */
  readonly statuses: ReadonlyMap<string, number>;
  readonly chosen: ChosenDesigns;
  /** What each chosen design is asked for by. */
  readonly keys: readonly number[];
  /** Places of the front among the chosen ones. */
  readonly front: readonly number[];
  /** Cells of the chosen designs, then those of the left ones. */
  readonly columns: readonly RawColumn[];
  /** Designs without a part in the front, as far as a page holds them. */
  readonly left: LeftRows & { readonly keys: readonly number[] };
  /** Reference point by column, where the study has one. */
  readonly reference: Readonly<Record<string, number>>;
  /** What its reader said of the store: lines that could not be read, other code that wrote it. */
  readonly remarks: readonly string[];
  /** Null for a table. */
  readonly store: { readonly stored: StoredStudy; readonly records: readonly PointRecord[] } | null;
}

/** The stream by which designs beyond a page's measure are drawn. */
const SAMPLING = "designs of a page";

const numberOf =
  (unit: string | null) =>
  (text: string): number => {
    const own = unit === null ? Number.NaN : parseQuantity(text, unit as UnitName);
    return typeof own === "number" ? own : cellNumber(text);
  };

/** Most designs of a page of one study or table: what a browser filters while a brush moves. */
export const MOST_EXPLORED = 100_000;
/** Most designs of a report: its charts draw each of them. */
const MOST_REPORTED = 20_000;

/**
 * A study's designs: its feasible points, each by its highest level, and the others with their reasons. Lines of the store
 * that cannot be read are named and left out. Throws ConfigError as `study pareto` does.
 */
export function storedDesigns(
  folder: string,
  models: Models,
  options: FrontOptions,
  progress: Progress,
  most = MOST_REPORTED,
): ReportDesigns {
  const remarks: string[] = [];
  const stored = storedStudy(folder, models, (text) => {
    remarks.push(text);
    process.stderr.write(`${text}\n`);
  });
  const { table, query } = frontTable(folder, stored, options, progress);
  const answer = paretoQuery(table, query);
  const { seed } = stored.manifest.identity;
  const rng = createRng(seed).fork(SAMPLING);
  const chosen = chooseDesigns(feasibleRows(table, query), answer.front, rng, most);
  const others = leftRows(table.rows.length, feasibleRows(table, query), most, rng);
  const records = recordsOf(
    folder,
    stored,
    [...chosen.rows, ...others].sort((a, b) => a - b),
  );
  const [own, left] = [chosen.rows, others].map((rows) => rows.map((row) => records.get(row) as PointRecord));
  return {
    answer,
    statuses: statusesOf(table),
    chosen,
    keys: own.map(({ index }) => index),
    front: placesOf(answer.front, chosen.rows),
    columns: storedColumns(stored, [...own, ...left]),
    left: { ...storedReasons(table, query, stored, others, left), keys: left.map(({ index }) => index) },
    reference: referenceOf(answer),
    remarks,
    store: { stored, records: own },
  };
}

const referenceOf = ({ objectives, reference }: ParetoAnswer): Record<string, number> =>
  Object.fromEntries(
    objectives.flatMap(({ column }, n) => (reference === null ? [] : [[column, Number(reference[n])]])),
  );

function statusesOf({ header, rows }: Table): Map<string, number> {
  const at = header.indexOf("status");
  const counts = new Map<string, number>();
  if (at >= 0) for (const cells of rows) counts.set(cells[at], (counts.get(cells[at]) ?? 0) + 1);
  return counts;
}

/** Records by their rows, which are ascending, without holding the others. */
function recordsOf(folder: string, stored: StoredStudy, rows: readonly number[]): Map<number, PointRecord> {
  const records = new Map<number, PointRecord>();
  let [row, next] = [0, 0];
  for (const record of storedRecords(folder, stored)) {
    if (row++ !== rows[next]) continue;
    records.set(row - 1, record);
    if (++next === rows.length) break;
  }
  return records;
}

/** Axes, what is derived from them, and metrics; the level where there are several. */
function storedColumns(stored: StoredStudy, records: readonly PointRecord[]): RawColumn[] {
  const { study, manifest, metrics } = stored;
  const { axes, derived } = study.plan.space;
  const rows = records.map((record) => rowOf(record, stored));
  const column = (
    name: string,
    isAxis: boolean,
    unit: string | null,
    cells: (AxisValue | null)[],
  ): RawColumn => ({
    name,
    isAxis,
    unit,
    numberOf: numberOf(unit),
    cells,
  });
  const follow = records.map(
    ({ codes }) => new Map(derived.length > 0 ? assignmentOf(study.plan.space, codes) : []),
  );
  return [
    ...axes.map(({ path, unit }, n) =>
      column(
        path,
        true,
        unit,
        rows.map(({ values }) => values[n]),
      ),
    ),
    ...derived.map(({ path, unit }) =>
      column(
        path,
        true,
        unit,
        follow.map((own) => own.get(path) ?? null),
      ),
    ),
    ...(manifest.levels.length > 1
      ? [
          column(
            "level",
            false,
            null,
            rows.map(({ level }) => level),
          ),
        ]
      : []),
    ...metrics.map((name, n) =>
      column(
        name,
        false,
        null,
        rows.map(({ metrics: own }) => own[n]),
      ),
    ),
  ];
}

/** The rows of a CSV file, those without a part in the front with their reasons. Throws ConfigError as `study pareto` does. */
export function tableDesigns(
  file: string,
  { catalogue }: Models,
  options: FrontOptions,
  _progress: Progress,
  most = MOST_REPORTED,
): ReportDesigns {
  const query = tableQuery(options);
  const table = readTable(file);
  const answer = paretoQuery(table, query);
  const rng = createRng(0).fork(SAMPLING);
  const feasible = feasibleRows(table, query);
  const chosen = chooseDesigns(feasible, answer.front, rng, most);
  const others = leftRows(table.rows.length, feasible, most, rng);
  const units = new Map(parametersOf(catalogue).map(({ path, unit }) => [path, unit ?? null]));
  // Status and reason are said of the designs that are left out.
  const said = table.header.includes("status") ? ["status", "reason"] : [];
  const shown = table.header.map((name, n) => ({ name, n })).filter(({ name }) => !said.includes(name));
  const columns = shown.map(({ name, n }): RawColumn => {
    const unit = units.get(name) ?? null;
    return {
      name,
      isAxis: units.has(name),
      unit,
      numberOf: numberOf(unit),
      cells: [...chosen.rows, ...others].map((row) => cellOf(table.rows[row][n])),
    };
  });
  return {
    answer,
    statuses: statusesOf(table),
    chosen,
    keys: chosen.rows,
    front: placesOf(answer.front, chosen.rows),
    columns,
    left: { ...tableReasons(table, query, others), keys: others },
    reference: referenceOf(answer),
    remarks: [],
    store: null,
  };
}

/** A cell of a CSV file: a number where it is one, nothing where it is empty. */
function cellOf(text: string): AxisValue | null {
  if (text.trim() === "") return null;
  const number = cellNumber(text);
  return Number.isNaN(number) ? text : number;
}

/** Places of some rows among the chosen ones; those that were not chosen have none. */
function placesOf(rows: readonly number[], chosen: readonly number[]): number[] {
  const place = new Map(chosen.map((row, n) => [row, n]));
  return rows.flatMap((row) => place.get(row) ?? []);
}

/**
 * The record of the design that a report looks at closely: the one that is asked for, or the front's design nearest to
 * the ideal, each objective measured by its range over the front. Null for a table and for an empty front. Throws
 * ConfigError for a key that no feasible point has.
 */
export function chosenRecord(
  { answer, front, store }: ReportDesigns,
  key: number | undefined,
): PointRecord | null {
  if (store === null) return null;
  const { records, stored } = store;
  if (key !== undefined) {
    const found = records.find(({ index }) => index === key);
    if (found !== undefined) return found;
    throw fault("--design", "(root)", `expected a feasible point of the study, received ${key}`);
  }
  const { levels } = stored.manifest;
  const members = front.map((place) => records[place]);
  const costs = members.map(({ level, metrics }) =>
    answer.objectives.map(({ column, sense }) => {
      const value = metrics?.[levels[level].metrics.indexOf(column)] ?? Number.NaN;
      return sense === "min" ? value : -value;
    }),
  );
  const ends = answer.objectives.map((_, n) => {
    const own = costs.map((cost) => cost[n]).filter(Number.isFinite);
    return [Math.min(...own), Math.max(...own)] as const;
  });
  // Objectives that are no metric of the store, such as an axis, tell nothing here.
  const distance = (cost: readonly number[]): number =>
    cost.reduce((sum, value, n) => {
      const [low, high] = ends[n];
      return sum + (high > low && Number.isFinite(value) ? ((value - low) / (high - low)) ** 2 : 0);
    }, 0);
  const nearest = costs.reduce((best, cost, n) => (distance(cost) < distance(costs[best]) ? n : best), 0);
  return members[nearest] ?? null;
}
