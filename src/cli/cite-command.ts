import type { Command } from "commander";
import { parseConfig } from "../design/config.ts";
import { type BibEntry, parseBibliography } from "../report/bibliography.ts";
import { bibtex } from "../report/bibtex.ts";
import { citedSources } from "../report/cited-sources.ts";
import { readInputFile } from "../runtime/input-file.ts";
import { packagePath } from "../runtime/package-files.ts";
import { loadModels } from "../runtime/plugins.ts";
import { readConfig } from "./config-file.ts";
import { jsonOption, pluginOption, setOption, withExample } from "./options.ts";
import { json, type Output } from "./output.ts";
import { isStudy, readStudy } from "./study.ts";

const MOST_BYTES = 1 << 20;

/** The sources that ship with the package, by key. */
export const shippedBibliography = (): Map<string, BibEntry> =>
  parseBibliography(readInputFile(packagePath("references.bib"), MOST_BYTES));

export function addCite(program: Command, output: Output): void {
  const command = program
    .command("cite")
    .description("BibTeX of the sources that a config or a study rests on, each with what uses it")
    .argument("<file>", "config or study")
    .addOption(setOption())
    .addOption(pluginOption())
    .addOption(jsonOption())
    .action(async (file: string, options: { set: string[]; plugin: string[]; json?: boolean }) => {
      const { catalogue } = await loadModels(options.plugin);
      const document = readConfig(file, options.set);
      const study = isStudy(document) ? readStudy(document, catalogue, Number.MAX_SAFE_INTEGER) : null;
      const config = study?.config ?? parseConfig(document, catalogue);
      const cited = citedSources(config, study?.plan.search.kind ?? null);
      output.data(options.json === true ? json(cited) : bibtex(cited, shippedBibliography()));
    });
  withExample(command, "crosshash cite configs/cai-iscas-2024.json5 > sources.bib");
}
