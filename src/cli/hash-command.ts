import { type Command, Option } from "commander";
import type { Catalogue } from "../base/catalogue.ts";
import type { Located } from "../base/document.ts";
import { estimateJson, estimateText, missedAxes } from "../report/estimate-report.ts";
import { hashJson } from "../report/hash-report.ts";
import { hashText } from "../report/hash-text.ts";
import { checkFolder } from "../runtime/output-folder.ts";
import { loadModels } from "../runtime/plugins.ts";
import { createProgress } from "../runtime/progress.ts";
import { defaultConfig, slug } from "./compare-command.ts";
import { readConfig } from "./config-file.ts";
import { estimateCheck } from "./estimate-check.ts";
import { EXIT, type Outcome } from "./exit.ts";
import { hashReport } from "./hash.ts";
import { writeHashReport } from "./hash-folder.ts";
import { jsonOption, pluginOption, seedOption, setOption, withExample } from "./options.ts";
import { json, type Output } from "./output.ts";

interface HashOptions {
  readonly set: string[];
  readonly plugin: string[];
  readonly json?: boolean;
  readonly seed?: number;
  readonly out?: string;
  readonly estimate?: boolean;
}

export function addHash(program: Command, output: Output, outcome: Outcome): void {
  const command = program
    .command("hash")
    .description("quality of a design's hash: collisions against theory, bits, noise, duplication, circuit")
    .argument("[file]", "config; the default is the seed design that ships with the package")
    .addOption(setOption())
    .addOption(pluginOption())
    .addOption(seedOption())
    .addOption(jsonOption())
    .addOption(
      new Option(
        "--estimate",
        "hold the estimate of captured mass that studies use against simulation, axis by axis, instead",
      ).conflicts("out"),
    )
    .option("--out <dir>", "report folder (default: reports/<name>-hash; with --json none)")
    .action(async (file: string | undefined, options: HashOptions) => {
      const { catalogue } = await loadModels(options.plugin);
      const document = readConfig(file ?? defaultConfig(), options.set);
      if (options.estimate === true) return answerEstimate(document, catalogue, options, output, outcome);
      if (options.out !== undefined) checkFolder(options.out);
      const report = hashReport(document, catalogue, options, createProgress());
      const folder = options.out ?? (options.json === true ? null : `reports/${slug(report.name)}-hash`);
      const files = folder === null ? [] : await writeHashReport(report, folder);
      if (options.json === true) output.data(json(hashJson(report)));
      else output.data(`${hashText(report)}Report: ${files.length} files in ${folder}\n`);
    });
  withExample(
    command,
    "crosshash hash --set design.hashing.memristor.readNoise=0.1 --set fidelity.arrays=40",
  );
}

async function answerEstimate(
  document: Located,
  catalogue: Catalogue,
  options: HashOptions,
  output: Output,
  outcome: Outcome,
): Promise<void> {
  const report = await estimateCheck(document, catalogue, options, createProgress());
  if (missedAxes(report).length > 0) outcome.code = EXIT.failed;
  output.data(options.json === true ? json(estimateJson(report)) : estimateText(report));
}
