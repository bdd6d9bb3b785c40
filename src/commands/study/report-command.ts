import { basename } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { fault } from "#base";
import { checkWritableFolder, writeReportFiles } from "#local-io";
import { defineVerb } from "../../cli/define-verb.ts";
import { chartsOption, type Delivery } from "../../cli/delivery.ts";
import { callQuestion, checkKept, freeFolder, questionFile } from "../../cli/folder-guard.ts";
import { frontOptions, HELP, pluginOption, wholeNumber } from "../../cli/options.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { claimOf } from "../../runtime/report-manifest.ts";
import { slug } from "../shared/config-file.ts";
import { chosenRecord, storedDesigns, tableDesigns } from "./report/designs.ts";
import { studyReport, studyReportFiles } from "./report/report.ts";
import { FEWEST_SEEDS } from "./report/seeded-quality.ts";
import { type FrontOptions, isFolder } from "./run/front.ts";

interface ReportOptions extends FrontOptions, Pick<Delivery, "out" | "force" | "charts"> {
  readonly design?: number;
  readonly experiments?: boolean;
  readonly seeds?: number;
  readonly plugin: string[];
}

/** A table has no stored designs to inspect. Throws ConfigError for options that need one. */
function refuseForTable({ design, experiments }: ReportOptions): void {
  const asked = design !== undefined ? "--design" : experiments === true ? "--experiments" : null;
  if (asked === null) return;
  throw fault(asked, "(root)", "expected the store of a study, received a table");
}

function seedCount(text: string): number {
  const seeds = wholeNumber(text);
  if (seeds < FEWEST_SEEDS || seeds > 1000)
    throw new InvalidArgumentError(`expected a whole number from ${FEWEST_SEEDS} to 1000.`);
  return seeds;
}

export const reportVerb = defineVerb<[source: string], ReportOptions>({
  summary: "page, charts and tables of a study or CSV",
  about: "an explorer page, charts, tables and a Markdown report of a study or of any CSV",
  args: [["<source>", "store of a study, or a CSV file"]],
  options: [
    new Option("--out <dir>", "folder of the report (default: reports/<name>)"),
    ...frontOptions(),
    new Option(
      "--design <key>",
      "point whose comparison, roofline and schedule are drawn (default: the one nearest to the ideal)",
    ).argParser(wholeNumber),
    new Option(
      "--experiments",
      "simulate that design's sensitivities, quality against rounds, and its arrays (takes minutes)",
    ),
    new Option("--seeds <n>", `seeds of every point of an experiment, at least ${FEWEST_SEEDS}`).argParser(
      seedCount,
    ),
    new Option("--force", "replace the answer to another question in --out").helpGroup(HELP.output),
    chartsOption(),
    pluginOption(),
  ],
  writes: { out: "folder" },
  isLong: true,
  examples: ["study report out/array-shape --out reports/array-shape"],
  ask: async ({ args: [source], options, output, progress }) => {
    const models = await loadModels(options.plugin);
    const designs = (isFolder(source) ? storedDesigns : tableDesigns)(source, models, options, progress);
    const name = designs.store?.stored.study.config.name ?? basename(source);
    const question = callQuestion("report", [source], options);
    const folder = options.out ?? freeFolder(`reports/${slug(name)}`, question);
    checkWritableFolder(folder);
    checkKept(folder, question, options.force === true);
    if (designs.store === null) refuseForTable(options);
    const record = chosenRecord(designs, options.design);
    const seeds = options.experiments === true ? (options.seeds ?? FEWEST_SEEDS) : null;
    const report = await studyReport(designs, { name, source, record, seeds }, progress);
    const files = writeReportFiles(
      folder,
      [
        ...(await studyReportFiles(report, options.charts ?? null, progress)),
        questionFile(question, "study report", [source]),
      ],
      claimOf({ question, force: options.force === true }),
    );
    progress.done();
    output.data(`${files.join("\n")}\n`);
    return undefined;
  },
});
