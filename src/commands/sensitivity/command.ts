import { statSync } from "node:fs";
import { InvalidArgumentError, Option } from "commander";
import { fault } from "#base";
import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption, seedOption, setOption, workloadFromOption } from "../../cli/options.ts";
import { COST_METRICS } from "../../comparison/metrics/index.ts";
import { energy } from "../../comparison/metrics/prices.ts";
import { packageVersion } from "../../runtime/package-files.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { defaultConfig } from "../shared/config-file.ts";
import { sensitivityAnswer } from "./report/text.ts";
import { readSubject, sensitivity } from "./run/sensitivity.ts";

interface SensitivityOptions {
  readonly set: string[];
  readonly workloadFrom?: string;
  readonly plugin: string[];
  readonly metric: string;
  readonly draws: number;
  readonly samples: number;
  readonly parameters?: boolean;
  readonly seed?: number;
}

/** Option for a count that cannot be 1. */
const severalOption = (flags: string, description: string, least: number, most: number): Option =>
  new Option(flags, description).argParser((text) => {
    const count = Number(text);
    if (!Number.isSafeInteger(count) || count < least || count > most || count === 1)
      throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}.`);
    return count;
  });

export const sensitivityVerb = defineVerb<[source: string | undefined], SensitivityOptions>({
  summary: "sensitivity of cost to constants and parameters",
  about:
    "sensitivity of cost to constants and parameters: tornado, rank correlation, variance shares, and how robust a front is",
  args: [["[source]", "config, study, or the store of a study; the default is the seed design"]],
  options: [
    setOption(),
    workloadFromOption(),
    pluginOption(),
    seedOption(),
    new Option("--metric <name>", "price to analyse")
      .choices(COST_METRICS.map(({ key }) => key))
      .default(energy.key),
    severalOption("--draws <n>", "draws of all constants together", 2, 10_000).default(200),
    severalOption(
      "--samples <n>",
      "rows of the variance shares, n × (constants + 2) prices; 0 for none",
      0,
      65_536,
    ).default(256),
    new Option("--parameters", "also −20 % and +20 % of every numeric parameter of the design"),
  ],
  reports: "folder",
  alwaysDraws: true,
  isLong: true,
  examples: ["sensitivity --parameters --metric energy_vs_lsh_digital --out out/tornado"],
  ask: async ({ args: [source], options, progress }) => {
    const file = source ?? defaultConfig();
    const isStore = statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
    const { set, workloadFrom } = options;
    if (isStore && (set.length > 0 || workloadFrom !== undefined))
      throw fault(
        set.length > 0 ? "--set" : "--workload-from",
        "(root)",
        "expected a config or a study to set, received a store",
      );
    const query = { ...options, parameters: options.parameters === true, seed: options.seed ?? null };
    const models = await loadModels(options.plugin);
    const subject = readSubject(file, set, isStore, models, workloadFrom);
    return sensitivityAnswer(await sensitivity(subject, query, progress), packageVersion());
  },
});
