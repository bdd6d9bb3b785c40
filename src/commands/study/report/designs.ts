// Selects the designs that a report of a study or a table shows.

import { cellNumber, createRng, fault, parseQuantity, type Table, type UnitName } from "#base";
import type { Progress } from "#local-io";
import { readTable } from "#local-io";
import type { PointRecord } from "#search";
import { type AxisValue, assignmentOf } from "#search";
import type { RawColumn } from "#table-explorer";
import type { Models } from "../../../runtime/plugins.ts";
import { feasibleRows, type ParetoAnswer, paretoQuery } from "../../../study/query.ts";
import { rowOf, type StoredStudy, storedRecords, storedStudy } from "../../shared/studies/stored.ts";
import { parametersOf } from "../../shared/studies/study.ts";
import { type FrontOptions, frontTable, tableQuery } from "../run/front.ts";
import {
  type ChosenDesigns,
  chooseDesigns,
  type LeftRows,
  leftRows,
  storedReasons,
  tableReasons,
} from "./left-rows.ts";

/** Designs of a report: a study's points, or rows of a table. */
export interface ReportDesigns {
  readonly answer: ParetoAnswer;
  /** Rows by status; rows outside a study's constraints count as infeasible. Empty without statuses. */
  readonly statuses: ReadonlyMap<string, number>;
  readonly chosen: ChosenDesigns;
  /** Number of each chosen design: point index or table row. */
  readonly keys: readonly number[];
  /** Positions of the front among the chosen designs. */
  readonly front: readonly number[];
  /** Cells of the chosen designs, then those of the designs in `left`. */
  readonly columns: readonly RawColumn[];
  /** Designs that take no part in the front, as many as a page can show. */
  readonly left: LeftRows & { readonly keys: readonly number[] };
  /** Reference point by column, if the study has one. */
  readonly reference: Readonly<Record<string, number>>;
  /** Remarks on the store: unreadable lines, other code that wrote it. */
  readonly remarks: readonly string[];
  /** Null for a table. */
  readonly store: { readonly stored: StoredStudy; readonly records: readonly PointRecord[] } | null;
}

/** Random stream that samples designs beyond a page's limit. */
const SAMPLING = "designs of a page";

const numberOf =
  (unit: string | null) =>
  (text: string): number => {
    const own = unit === null ? Number.NaN : parseQuantity(text, unit as UnitName);
    return typeof own === "number" ? own : cellNumber(text);
  };

/** Most designs of one study or table on a page: a browser can filter them while a brush moves. */
export const MOST_EXPLORED = 100_000;
/** Most designs of a report, whose charts draw each of them. */
const MOST_REPORTED = 20_000;

/**
 * Designs of a study: its feasible points, each at its highest level, and the others with their reasons.
 * Unreadable lines of the store are reported and left out. Throws ConfigError as `study pareto` does.
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

/** Records of ascending rows, read without keeping the others. */
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

/** Columns of axes, values derived from them, and metrics; also the level if there are several. */
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

/** Rows of a CSV file, with reasons for those not in the front. Throws ConfigError as `study pareto` does. */
export function tableDesigns(
  file: string,
  { catalogue }: Models,
  options: FrontOptions,
  _progress: Progress,
  most = MOST_REPORTED,
): ReportDesigns {
  const table = readTable(file);
  const query = tableQuery(options);
  const answer = paretoQuery(table, query);
  const rng = createRng(0).fork(SAMPLING);
  const feasible = feasibleRows(table, query);
  const chosen = chooseDesigns(feasible, answer.front, rng, most);
  const others = leftRows(table.rows.length, feasible, most, rng);
  const units = new Map(parametersOf(catalogue).map(({ path, unit }) => [path, unit ?? null]));
  // Status and reason are shown only for designs that are left out.
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

/** A cell of a CSV file: a number if possible, null if empty. */
function cellOf(text: string): AxisValue | null {
  if (text.trim() === "") return null;
  const number = cellNumber(text);
  return Number.isNaN(number) ? text : number;
}

/** Positions of some rows among the chosen ones; others are skipped. */
function placesOf(rows: readonly number[], chosen: readonly number[]): number[] {
  const place = new Map(chosen.map((row, n) => [row, n]));
  return rows.flatMap((row) => place.get(row) ?? []);
}

/**
 * Record of the design that a report details: the given one, or the front's design nearest to the ideal, with
 * each objective scaled by its range over the front. Null for a table and for an empty front. Throws
 * ConfigError for a key of no feasible point.
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
  // Objectives that are no metric of the store, such as an axis, do not count here.
  const distance = (cost: readonly number[]): number =>
    cost.reduce((sum, value, n) => {
      const [low, high] = ends[n];
      return sum + (high > low && Number.isFinite(value) ? ((value - low) / (high - low)) ** 2 : 0);
    }, 0);
  const nearest = costs.reduce((best, cost, n) => (distance(cost) < distance(costs[best]) ? n : best), 0);
  return members[nearest] ?? null;
}
