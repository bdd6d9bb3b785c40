import type { Command } from "commander";
import { compareJson } from "../report/compare-json.ts";
import { compareText } from "../report/compare-text.ts";
import { checkFolder } from "../runtime/output-folder.ts";
import { packagePath } from "../runtime/package-files.ts";
import { loadModels } from "../runtime/plugins.ts";
import { createProgress } from "../runtime/progress.ts";
import { compare } from "./compare.ts";
import { readConfig } from "./config-file.ts";
import { jsonOption, pluginOption, seedOption, setOption, withExample, workersOption } from "./options.ts";
import { json, type Output } from "./output.ts";
import { writeComparison } from "./report-folder.ts";
import { isStudy, readStudy } from "./study.ts";

interface CompareOptions {
  readonly set: string[];
  readonly plugin: string[];
  readonly json?: boolean;
  readonly seed?: number;
  readonly out?: string;
  readonly workers?: number;
  readonly model?: string;
  readonly tokens?: string;
}

/** The design that `npm start` compares. */
export const defaultConfig = (): string => packagePath("configs", "cai-iscas-2024.json5");

export function addCompare(program: Command, output: Output): void {
  const command = program
    .command("compare")
    .description("simulate a design, price it, and compare it with the O(L²) design and with digital LSH")
    .argument(
      "[file]",
      "config, or a study for its config; the default is the seed design that ships with the package",
    )
    .addOption(setOption())
    .addOption(pluginOption())
    .addOption(seedOption())
    .addOption(jsonOption())
    .option("--out <dir>", "report folder (default: reports/<name>; with --json none)")
    .addOption(workersOption())
    .option("--model <dir>", "folder with model.json and its checkpoint (default: the embedded recall-lm)")
    .option("--tokens <file>", "JSON file with token ids for --model")
    .action(async (file: string | undefined, options: CompareOptions) => {
      const models = await loadModels(options.plugin);
      const given = readConfig(file ?? defaultConfig(), options.set);
      // Of a study its config, with what --set says of one of its points.
      const document = isStudy(given)
        ? readStudy(given, models.catalogue, Number.MAX_SAFE_INTEGER).base
        : given;
      if (options.out !== undefined) checkFolder(options.out);
      const comparison = await compare(document, models, options, createProgress());
      const folder = options.out ?? (options.json === true ? null : `reports/${slug(comparison.name)}`);
      const files = folder === null ? [] : await writeComparison(comparison, folder);
      if (options.json === true) output.data(json(compareJson(comparison)));
      else output.data(`${compareText(comparison)}\nReport: ${files.length} files in ${folder}\n`);
    });
  withExample(command, 'crosshash compare --set workload.length=16384 --set "design.hashing.readTime=5 ns"');
}

/** A folder name out of a config's name. */
export const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60) || "unnamed";
