import { cellNumber, intervalOf, type Table } from "#base";
import type { Progress } from "#local-io";
import { readTable } from "#local-io";
import { feasibleRows, type ParetoAnswer, paretoQuery } from "../../../study/query.ts";
import { type StoredStudy, studyRows } from "../../shared/studies/stored.ts";
import {
  type AskedTable,
  type FrontOptions,
  frontOf,
  frontTable,
  type StudyFront,
  tableQuery,
} from "../run/front.ts";
import { type FrontMember, frontText, scatterText } from "./front-text.ts";

/** A front with its table. */
export interface Front extends AskedTable {
  readonly answer: ParetoAnswer & Partial<StudyFront>;
  readonly axes: readonly string[];
  /** Settings of the given rows, one per axis. */
  readonly settings: (rows: readonly number[]) => ReadonlyMap<number, FrontMember["settings"]>;
}

/** The front of a CSV file. */
export function tableFront(file: string, options: FrontOptions): Front {
  const table = readTable(file);
  const query = tableQuery(options);
  return { table, query, answer: paretoQuery(table, query), axes: [], settings: () => new Map() };
}

/** The front of a study. */
export function storedFront(
  folder: string,
  stored: StoredStudy,
  options: FrontOptions,
  progress: Progress,
): Front {
  const asked = frontTable(folder, stored, options, progress);
  return {
    ...asked,
    answer: frontOf(asked, stored),
    axes: stored.manifest.axes,
    settings: (rows) => settingsOf(folder, stored, new Set(rows)),
  };
}

function settingsOf(folder: string, stored: StoredStudy, wanted: ReadonlySet<number>) {
  const settings = new Map<number, FrontMember["settings"]>();
  let row = 0;
  for (const { values } of studyRows(folder, stored)) {
    if (wanted.has(row)) settings.set(row, values);
    row++;
  }
  return settings;
}

/** Text of `study pareto`, with a character scatter if `isDrawn`. */
export function paretoText(front: Front, isDrawn: boolean, columns = USUAL_COLUMNS): string {
  const { answer, axes, table } = front;
  const { objectives, front: all, epsilonFront, inseparable = [] } = answer;
  const rows = epsilonFront ?? all;
  const settings = front.settings(rows);
  const members = rows.map(
    (row): FrontMember => ({
      row,
      settings: settings.get(row) ?? [],
      values: objectives.map(({ column }) => numberAt(table, row, column)),
      intervals: objectives.map(({ column }) => numberAt(table, row, intervalOf(column)) || 0),
      inseparable: inseparable.find((member) => member.row === row)?.from ?? [],
    }),
  );
  const names = objectives.map(({ column }) => column);
  const drawn = isDrawn && objectives.length > 1 ? scatter(front, columns) : [];
  return [
    ...frontText({ ...answer, objectives: names, axes, members, front: all.length }),
    ...(drawn.length === 0 ? [] : ["", ...drawn]),
  ].join("\n");
}

/** Width of a drawing that is not printed on a terminal. */
const USUAL_COLUMNS = 80;

/** Scatter of all feasible rows by the first two objectives. */
function scatter({ answer, table, query }: Front, columns: number): string[] {
  const [x, y] = answer.objectives;
  const front = new Set(answer.front);
  const points = feasibleRows(table, query).map((row) => ({
    x: numberAt(table, row, x.column),
    y: numberAt(table, row, y.column),
    isFront: front.has(row),
  }));
  return scatterText(points, [x, y], columns);
}

/** Number in a cell; NaN without such a column. */
const numberAt = ({ header, rows }: Table, row: number, column: string): number =>
  cellNumber(rows[row][header.indexOf(column)] ?? "");
