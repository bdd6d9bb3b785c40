import { createRng } from "../base/rng.ts";
import { parseQuantity, type UnitName } from "../base/units.ts";
import type { AxisValue } from "../explore/axis.ts";
import { cellNumber } from "../explore/cell-number.ts";
import { feasibleRows, type ParetoAnswer, paretoQuery } from "../explore/pareto-query.ts";
import type { PointRecord } from "../explore/record.ts";
import { assignmentOf } from "../explore/space.ts";
import type { Table } from "../explore/table.ts";
import { type ChosenDesigns, chooseDesigns } from "../report/explorer/chosen-designs.ts";
import type { RawColumn } from "../report/explorer/typed-columns.ts";
import { readTable } from "../runtime/csv.ts";
import type { Models } from "../runtime/plugins.ts";
import { rowOf, type StoredStudy, storedRecords, storedStudy } from "./stored-study.ts";
import { parametersOf } from "./study.ts";
import { type FrontOptions, frontTable, tableQuery } from "./study-front.ts";

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
  readonly columns: readonly RawColumn[];
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

/** A study's designs: its feasible points, each by its highest level. Throws ConfigError as `pareto` does. */
export function storedDesigns(folder: string, models: Models, options: FrontOptions): ReportDesigns {
  const stored = storedStudy(folder, models);
  const { table, query } = frontTable(folder, stored, options);
  const answer = paretoQuery(table, query);
  const { seed } = stored.manifest.identity;
  const chosen = chooseDesigns(feasibleRows(table, query), answer.front, createRng(seed).fork(SAMPLING));
  const records = recordsOf(folder, stored, chosen.rows);
  return {
    answer,
    statuses: statusesOf(table),
    chosen,
    keys: records.map(({ index }) => index),
    front: placesOf(answer.front, chosen.rows),
    columns: storedColumns(stored, records),
    store: { stored, records },
  };
}

function statusesOf({ header, rows }: Table): Map<string, number> {
  const at = header.indexOf("status");
  const counts = new Map<string, number>();
  if (at >= 0) for (const cells of rows) counts.set(cells[at], (counts.get(cells[at]) ?? 0) + 1);
  return counts;
}

/** Records of rows, ascending, without holding the others. */
function recordsOf(folder: string, stored: StoredStudy, rows: readonly number[]): PointRecord[] {
  const records: PointRecord[] = [];
  let [row, next] = [0, 0];
  for (const record of storedRecords(folder, stored)) {
    if (row++ !== rows[next]) continue;
    records.push(record);
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

/** The rows of a CSV file. Throws ConfigError as `pareto` does. */
export function tableDesigns(file: string, { catalogue }: Models, options: FrontOptions): ReportDesigns {
  const query = tableQuery(options);
  const table = readTable(file);
  const answer = paretoQuery(table, query);
  const chosen = chooseDesigns(feasibleRows(table, query), answer.front, createRng(0).fork(SAMPLING));
  const units = new Map(parametersOf(catalogue).map(({ path, unit }) => [path, unit ?? null]));
  // Every row that is shown has the status ok.
  const shown = table.header.map((name, n) => ({ name, n })).filter(({ name }) => name !== "status");
  const columns = shown.map(({ name, n }): RawColumn => {
    const unit = units.get(name) ?? null;
    return {
      name,
      isAxis: units.has(name),
      unit,
      numberOf: numberOf(unit),
      cells: chosen.rows.map((row) => cellOf(table.rows[row][n])),
    };
  });
  return {
    answer,
    statuses: statusesOf(table),
    chosen,
    keys: chosen.rows,
    front: placesOf(answer.front, chosen.rows),
    columns,
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
