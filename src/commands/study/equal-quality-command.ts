import { InvalidArgumentError, Option } from "commander";
import { defineVerb } from "../../cli/define-verb.ts";
import { nodesOption, pluginOption, setOption } from "../../cli/options.ts";
import type { Phase } from "../../design/workload.ts";
import { SETUP_NAMES } from "../../language-model/evaluation/study-plan.ts";
import { packageVersion } from "../../runtime/package-files.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { defaultConfig, readConfig } from "../shared/config-file.ts";
import { equalQualityReport } from "./report/equal-quality.ts";
import { equalQuality } from "./run/equal-quality/equal-quality.ts";

interface EqualQualityOptions {
  readonly set: string[];
  readonly plugin: string[];
  readonly config?: string;
  readonly margin: number;
  readonly setup: string;
  readonly phase: Phase;
  readonly nodes: readonly number[];
}

export const equalQualityVerb = defineVerb<[reports: string[]], EqualQualityOptions>({
  summary: "who wins at one quality on a model",
  about:
    "takes from reports of lm the fewest keys with which each selector keeps a model's perplexity, prices the designs that run them in the model's shape, over node and memory of keys and values, and says who takes least energy and how surely",
  args: [["<reports...>", "result.json of lm --out, one a length; its selectors with hardware are priced"]],
  options: [
    setOption(),
    pluginOption(),
    new Option("--config <file>", "config of the hardware (default: the seed design)"),
    new Option("--margin <share>", "loss of perplexity that counts as equal")
      .default(0.01, "1%")
      .argParser(marginOf),
    new Option("--setup <name>", "setup of the reports whose rows are taken")
      .choices(SETUP_NAMES)
      .default("B"),
    new Option("--phase <phase>", "what is priced").choices(["prefill", "decode"]).default("decode"),
    nodesOption(["28 nm", "7 nm"]),
  ],
  reports: "folder",
  isLong: true,
  examples: ["study equal-quality index-2048/result.json index-4096/result.json --out out/equal-quality"],
  ask: async ({ args: [reports], options, progress }) => {
    const models = await loadModels(options.plugin);
    const { config = defaultConfig(), set, ...query } = options;
    const documentOf = (shape: readonly string[]) => readConfig(config, [...shape, ...set]);
    const found = await equalQuality(documentOf, models, { ...query, reports }, progress);
    return equalQualityReport(found, packageVersion());
  },
});

/** A share in (0, 1), or a percentage. */
function marginOf(text: string): number {
  const [, number, percent] = /^([\d.]+)\s*(%)?$/.exec(text) ?? [];
  const margin = Number(number) / (percent === undefined ? 1 : 100);
  if (!(margin > 0 && margin < 1))
    throw new InvalidArgumentError("expected a share in (0, 1), such as 1% or 0.01.");
  return margin;
}
