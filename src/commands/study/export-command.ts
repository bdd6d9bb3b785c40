import { Option } from "commander";
import { fault } from "#base";
import { STANDARD_OUTPUT, writeOutputFile } from "#local-io";
import { defineVerb } from "../../cli/define-verb.ts";
import { deliverText } from "../../cli/delivery.ts";
import { pluginOption } from "../../cli/options.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { storedStudy, studyRows } from "../shared/studies/stored.ts";
import { csvOf, parquetOf } from "./run/table.ts";

interface ExportOptions {
  readonly csv?: boolean;
  readonly parquet?: boolean;
  readonly out?: string;
  readonly plugin: string[];
}

export const exportVerb = defineVerb<[folder: string], ExportOptions>({
  summary: "a study's results as one CSV or Parquet table",
  about: "a study's results as one table, its points in order, each with its highest level",
  args: [["<dir>", "store of a study"]],
  options: [
    new Option("--csv", "write results.csv"),
    new Option("--parquet", "write results.parquet"),
    new Option("--out <file>", "file to write to, - for standard output (default: in the store's folder)"),
    pluginOption(),
  ],
  writes: { out: "text" },
  examples: ["study export out/array-shape --csv"],
  ask: async ({ args: [folder], options, output }) => {
    if ((options.csv === true) === (options.parquet === true))
      throw fault("export", "(options)", "expected one of --csv and --parquet");
    if (options.parquet === true && options.out === STANDARD_OUTPUT)
      throw fault("--out", "(options)", "expected a file for Parquet, received standard output");
    const stored = storedStudy(folder, await loadModels(options.plugin), output.note);
    const out = options.out ?? `${folder}/results.${options.csv === true ? "csv" : "parquet"}`;
    const rows = studyRows(folder, stored);
    if (options.csv === true) deliverText(out, csvOf(stored, rows), output);
    else output.note(`wrote ${writeOutputFile(out, await parquetOf(stored, rows))}`);
    return undefined;
  },
});
