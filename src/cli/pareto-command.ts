import { statSync } from "node:fs";
import type { Command } from "commander";
import { ConfigError } from "../base/errors.ts";
import { cellNumber } from "../explore/cell-number.ts";
import { intervalOf } from "../explore/next-level.ts";
import {
  feasibleRows,
  type ParetoAnswer,
  type ParetoOptions as ParetoQuery,
  paretoQuery,
} from "../explore/pareto-query.ts";
import type { Table } from "../explore/table.ts";
import { type FrontMember, frontText } from "../report/front-text.ts";
import { scatterText } from "../report/scatter-text.ts";
import { readTable } from "../runtime/csv.ts";
import { loadModels } from "../runtime/plugins.ts";
import { jsonOption, pluginOption, withExample } from "./options.ts";
import { json, type Output } from "./output.ts";
import { type StoredStudy, storedStudy, studyRows } from "./stored-study.ts";
import { type AskedTable, type FrontOptions, frontOf, frontTable, type StudyFront } from "./study-front.ts";

interface ParetoOptions extends FrontOptions {
  readonly plugin: string[];
  readonly plot?: boolean;
  readonly json?: boolean;
}

export function addPareto(program: Command, output: Output): void {
  const command = program
    .command("pareto")
    .description("Pareto front and hypervolume of a study or of any CSV")
    .argument("<source>", "CSV file, or the store of a study")
    .option(
      "--objectives <list>",
      'columns and senses, such as "energy_J:min,captured_mass:max"; the study\'s own unless given',
    )
    .option("--where <condition>", 'rows that count, such as "area_m2 < 1e-5 && captured_mass >= 0.9"')
    .option("--reference <list>", "reference point of the hypervolume, in the objectives' order and sense")
    .option(
      "--epsilon <list>",
      "list only rows that stand for the front: one of each box with these sides, in the objectives' order and units",
    )
    .option("--plot", "draw the points by the first two objectives; usual on a terminal")
    .option("--no-plot", "draw nothing")
    .addOption(pluginOption())
    .addOption(jsonOption())
    .action(async (source: string, options: ParetoOptions) => {
      const front = isFolder(source)
        ? storedFront(source, storedStudy(source, await loadModels(options.plugin), output.note), options)
        : tableFront(source, options);
      if (options.json === true) output.data(json(front.answer));
      else output.data(paretoText(front, options.plot ?? output.columns !== undefined, output.columns));
    });
  withExample(command, 'crosshash pareto out/array-shape --objectives "energy_J:min,captured_mass:max"');
}

/** A front with the table that it is of. */
interface Front extends AskedTable {
  readonly answer: ParetoAnswer & Partial<StudyFront>;
  readonly axes: readonly string[];
  /** What the given rows set, one an axis. */
  readonly settings: (rows: readonly number[]) => ReadonlyMap<number, FrontMember["settings"]>;
}

function tableFront(file: string, options: ParetoOptions): Front {
  const table = readTable(file);
  const query = tableQuery(options);
  return { table, query, answer: paretoQuery(table, query), axes: [], settings: () => new Map() };
}

function storedFront(folder: string, stored: StoredStudy, options: ParetoOptions): Front {
  const asked = frontTable(folder, stored, options);
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

/** The query of a CSV file, which has no objectives of its own. Throws ConfigError without them. */
export function tableQuery({ objectives, where, reference, epsilon }: FrontOptions): ParetoQuery {
  if (objectives !== undefined)
    return {
      objectives,
      ...(where === undefined ? {} : { where }),
      ...(reference === undefined ? {} : { reference }),
      ...(epsilon === undefined ? {} : { epsilon }),
    };
  throw new ConfigError([
    {
      place: "--objectives",
      path: "(root)",
      message: "expected the objectives of a CSV file, received none",
    },
  ]);
}

export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function paretoText(front: Front, isDrawn: boolean, columns = USUAL_COLUMNS): string {
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
    "",
  ].join("\n");
}

/** Width of a drawing that does not go to a terminal. */
const USUAL_COLUMNS = 80;

/** All feasible rows by the first two objectives. */
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

/** The number in a cell; NaN where there is no such column. */
const numberAt = ({ header, rows }: Table, row: number, column: string): number =>
  cellNumber(rows[row][header.indexOf(column)] ?? "");
