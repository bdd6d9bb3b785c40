import { type Command, Option } from "commander";
import { lmJson } from "../report/lm-report.ts";
import { lmText } from "../report/lm-text.ts";
import { lmVerdict } from "../report/lm-verdict.ts";
import { checkFolder } from "../runtime/output-folder.ts";
import { loadModels } from "../runtime/plugins.ts";
import { createProgress } from "../runtime/progress.ts";
import { defaultConfig, slug } from "./compare-command.ts";
import { readConfig } from "./config-file.ts";
import { type LmChoice, lmReport } from "./lm.ts";
import { writeLmReport } from "./lm-folder.ts";
import {
  countOption,
  jsonOption,
  pluginOption,
  seedOption,
  setOption,
  withExample,
  workersOption,
} from "./options.ts";
import { json, type Output } from "./output.ts";

interface LmOptions extends LmChoice {
  readonly set: string[];
  readonly plugin: string[];
  readonly json?: boolean;
  readonly out?: string;
}

export function addLm(program: Command, output: Output): void {
  const command = program
    .command("lm")
    .description("perplexity of a language model under exact, LSH and memristor-LSH attention, with controls")
    .argument("[file]", "config; the default is the seed design that ships with the package")
    .addOption(setOption())
    .addOption(pluginOption())
    .addOption(seedOption())
    .addOption(jsonOption())
    .option("--out <dir>", "report folder (default: reports/<name>-lm; with --json none)")
    .addOption(workersOption())
    .option(
      "--model <dir>",
      "folder with model.json, Hugging Face folder or llama2.c checkpoint (default: the embedded recall-lm)",
    )
    .addOption(new Option("--tokens <file>", "JSON file with token ids").conflicts("text"))
    .option("--text <file>", "text file, for a model with a tokenizer")
    .addOption(countOption("--windows <n>", "windows of text to score", 1, 4096))
    .addOption(countOption("--length <tokens>", "tokens of a window", 2, 1 << 20))
    .action(async (file: string | undefined, options: LmOptions) => {
      const models = await loadModels(options.plugin);
      const document = readConfig(file ?? defaultConfig(), options.set);
      if (options.out !== undefined) checkFolder(options.out);
      const report = await lmReport(document, models, options, createProgress());
      const folder = options.out ?? (options.json === true ? null : `reports/${slug(report.name)}-lm`);
      const files = folder === null ? [] : await writeLmReport(report, folder);
      if (options.json === true) output.data(json(lmJson(report, lmVerdict(report))));
      else output.data(`${lmText(report)}Report: ${files.length} files in ${folder}\n`);
    });
  withExample(command, "crosshash lm --length 2048 --set workload.attention.chunk=16");
}
