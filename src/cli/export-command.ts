import { basename, dirname } from "node:path";
import type { Command } from "commander";
import { ConfigError } from "../base/errors.ts";
import type { Axis } from "../explore/axis.ts";
import { csvRecord } from "../explore/csv-text.ts";
import { writeReportFile } from "../runtime/output-folder.ts";
import type { ParquetColumn } from "../runtime/parquet.ts";
import { loadModels } from "../runtime/plugins.ts";
import { pluginOption, withExample } from "./options.ts";
import type { Output } from "./output.ts";
import { columnsOf, type StoredStudy, type StudyRow, storedStudy, studyRows } from "./stored-study.ts";

interface ExportOptions {
  readonly csv?: boolean;
  readonly parquet?: boolean;
  readonly out?: string;
  readonly plugin: string[];
}

export function addExport(program: Command, output: Output): void {
  const command = program
    .command("export")
    .description("a study's results as one table, its points in order, each with its highest level")
    .argument("<dir>", "store of a study")
    .option("--csv", "write results.csv")
    .option("--parquet", "write results.parquet")
    .option("--out <file>", "file to write to; beside the store unless given")
    .addOption(pluginOption())
    .action(async (folder: string, options: ExportOptions) => {
      if ((options.csv === true) === (options.parquet === true))
        throw new ConfigError([
          { place: "export", path: "(options)", message: "expected one of --csv and --parquet" },
        ]);
      const stored = storedStudy(folder, await loadModels(options.plugin), output.note);
      const out = options.out ?? `${folder}/results.${options.csv === true ? "csv" : "parquet"}`;
      const rows = studyRows(folder, stored);
      const content = options.csv === true ? csvOf(stored, rows) : await parquetOf(stored, rows);
      output.note(`wrote ${writeReportFile(dirname(out), basename(out), content)}`);
    });
  withExample(command, "crosshash export out/array-shape --csv");
}

export function* csvOf(stored: StoredStudy, rows: Iterable<StudyRow>): Generator<string> {
  yield csvRecord(columnsOf(stored));
  for (const row of rows) yield csvRecord(cellsOf(row).map((cell) => cell ?? ""));
}

/** Cells in the order of the columns; null where there is nothing. */
export const cellsOf = ({ index, status, level, values, metrics, reason }: StudyRow) => [
  index,
  status,
  level,
  ...values,
  ...metrics,
  reason,
];

async function parquetOf(stored: StoredStudy, rows: Iterable<StudyRow>): Promise<Uint8Array> {
  const { parquetBytes } = await import("../runtime/parquet.ts");
  const types: ParquetColumn["type"][] = [
    "number",
    "text",
    "text",
    ...stored.study.plan.space.axes.map(typeOf),
    ...stored.metrics.map(() => "number" as const),
    "text",
  ];
  const columns = columnsOf(stored).map((name, n) => ({ name, type: types[n] }));
  return parquetBytes(columns, rows, cellsOf);
}

/** An axis of numbers, or of truth values, is a column of them; quantities and words are texts, as a config spells them. */
function typeOf(axis: Axis): ParquetColumn["type"] {
  if (axis.kind === "range") return axis.unit === null ? "number" : "text";
  const is = (type: string): boolean => axis.values.every((value) => typeof value === type);
  return is("number") ? "number" : is("boolean") ? "flag" : "text";
}
