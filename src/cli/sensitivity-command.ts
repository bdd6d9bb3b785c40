import { statSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { ConfigError } from "../base/errors.ts";
import { COST_METRICS } from "../ladder/metrics/index.ts";
import { energy } from "../ladder/metrics/prices.ts";
import { sensitivityJson } from "../report/sensitivity-json.ts";
import { sensitivityText } from "../report/sensitivity-text.ts";
import { checkFolder } from "../runtime/output-folder.ts";
import { packageVersion } from "../runtime/package-files.ts";
import { loadModels } from "../runtime/plugins.ts";
import { createProgress } from "../runtime/progress.ts";
import { defaultConfig } from "./compare-command.ts";
import { jsonOption, pluginOption, seedOption, setOption, withExample } from "./options.ts";
import { json, type Output } from "./output.ts";
import { readSubject, sensitivity } from "./sensitivity.ts";
import { writeSensitivity } from "./sensitivity-folder.ts";

interface SensitivityOptions {
  readonly set: string[];
  readonly plugin: string[];
  readonly metric: string;
  readonly draws: number;
  readonly samples: number;
  readonly parameters?: boolean;
  readonly seed?: number;
  readonly json?: boolean;
  readonly out?: string;
}

export function addSensitivity(program: Command, output: Output): void {
  const command = program
    .command("sensitivity")
    .description(
      "which constants and parameters a price hangs on: tornado, ranks, variance, and how robust a front is",
    )
    .argument("[source]", "config, study, or the store of a study; the default is the seed design")
    .addOption(setOption())
    .addOption(pluginOption())
    .addOption(seedOption())
    .addOption(jsonOption())
    .addOption(
      new Option("--metric <name>", "price that is explained")
        .choices(COST_METRICS.map(({ key }) => key))
        .default(energy.key),
    )
    .addOption(countOption("--draws <n>", "draws of all constants together", 2, 10_000).default(200))
    .addOption(
      countOption(
        "--samples <n>",
        "rows of the variance shares, n × (constants + 2) prices; 0 for none",
        0,
        65_536,
      ).default(256),
    )
    .option("--parameters", "also −20 % and +20 % of every numeric parameter of the design")
    .option("--out <dir>", "folder for the report, its tables and charts")
    .action(async (source: string | undefined, options: SensitivityOptions) => {
      const file = source ?? defaultConfig();
      const isStore = statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
      if (isStore && options.set.length > 0)
        throw new ConfigError([
          {
            place: "--set",
            path: "(root)",
            message: "expected a config or a study to set, received a store",
          },
        ]);
      if (options.out !== undefined) checkFolder(options.out);
      const query = { ...options, parameters: options.parameters === true, seed: options.seed ?? null };
      const models = await loadModels(options.plugin);
      const subject = readSubject(file, options.set, isStore, models);
      const report = await sensitivity(subject, query, createProgress());
      const files = options.out === undefined ? [] : await writeSensitivity(report, options.out);
      if (options.json === true) output.data(json(sensitivityJson(report, packageVersion())));
      else
        output.data(
          `${sensitivityText(report)}${files.length === 0 ? "" : `Report: ${files.length} files in ${options.out}\n`}`,
        );
    });
  withExample(command, "crosshash sensitivity --parameters --metric energy_vs_lsh_digital --out out/tornado");
}

const countOption = (flags: string, description: string, least: number, most: number): Option =>
  new Option(flags, description).argParser((text) => {
    const count = Number(text);
    if (!Number.isSafeInteger(count) || count < least || count > most || count === 1)
      throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}.`);
    return count;
  });
