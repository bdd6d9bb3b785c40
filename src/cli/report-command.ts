import { basename } from "node:path";
import type { Command } from "commander";
import { checkFolder, writeReportFiles } from "../runtime/output-folder.ts";
import { packageVersion } from "../runtime/package-files.ts";
import { createProgress } from "../runtime/progress.ts";
import { slug } from "./compare-command.ts";
import { explorerData, explorerNotes } from "./explorer-data.ts";
import { rebuiltFront } from "./front-ladders.ts";
import { withExample } from "./options.ts";
import type { Output } from "./output.ts";
import { isFolder } from "./pareto-command.ts";
import { storedDesigns, tableDesigns } from "./report-designs.ts";
import type { FrontOptions } from "./study-front.ts";

interface ReportOptions extends FrontOptions {
  readonly out?: string;
}

export function addReport(program: Command, output: Output): void {
  const command = program
    .command("report")
    .description("an explorer page, charts, tables and a Markdown report of a study or of any CSV")
    .argument("<source>", "store of a study, or a CSV file")
    .option("--out <dir>", "folder of the report (default: reports/<name>)")
    .option(
      "--objectives <list>",
      'columns and senses, such as "energy_J:min,captured_mass:max"; the study\'s own unless given',
    )
    .option("--where <condition>", 'designs that count, such as "area_m2 < 1e-5"')
    .option("--reference <list>", "reference point of the hypervolume, in the objectives' order and sense")
    .action(async (source: string, options: ReportOptions) => {
      const progress = createProgress();
      const designs = isFolder(source) ? storedDesigns(source, options) : tableDesigns(source, options);
      const name = designs.store?.stored.study.config.name ?? basename(source);
      const folder = options.out ?? `reports/${slug(name)}`;
      checkFolder(folder);
      progress.update("evaluating the front's designs again …");
      const { store, front } = designs;
      const rebuilt =
        store === null
          ? []
          : await rebuiltFront(
              store.stored,
              front.map((place) => store.records[place]),
            );
      const { explorerHtml } = await import("../report/explorer/explorer-html.ts");
      const page = explorerHtml(
        explorerData(name, source, designs, rebuilt),
        explorerNotes(source, designs, rebuilt, packageVersion()),
      );
      progress.done();
      const files = writeReportFiles(folder, [{ name: "explorer.html", content: page }]);
      output.data(`${files.join("\n")}\n`);
    });
  withExample(command, "crosshash report out/array-shape --out reports/array-shape");
}
