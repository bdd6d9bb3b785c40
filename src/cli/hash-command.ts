import type { Command } from "commander";
import { hashJson } from "../report/hash-report.ts";
import { hashText } from "../report/hash-text.ts";
import { checkFolder } from "../runtime/output-folder.ts";
import { loadModels } from "../runtime/plugins.ts";
import { createProgress } from "../runtime/progress.ts";
import { defaultConfig, slug } from "./compare-command.ts";
import { readConfig } from "./config-file.ts";
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
}

export function addHash(program: Command, output: Output): void {
  const command = program
    .command("hash")
    .description("quality of a design's hash: collisions against theory, bits, noise, duplication, circuit")
    .argument("[file]", "config; the default is the seed design that ships with the package")
    .addOption(setOption())
    .addOption(pluginOption())
    .addOption(seedOption())
    .addOption(jsonOption())
    .option("--out <dir>", "report folder (default: reports/<name>-hash; with --json none)")
    .action(async (file: string | undefined, options: HashOptions) => {
      const { catalogue } = await loadModels(options.plugin);
      const document = readConfig(file ?? defaultConfig(), options.set);
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
