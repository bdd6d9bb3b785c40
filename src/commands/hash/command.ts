import { Option } from "commander";
import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption, seedOption, setOption, workloadFromOption } from "../../cli/options.ts";
import { EXIT } from "../../cli/output.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { defaultConfig, slug } from "../shared/config-file.ts";
import { readConfigFor } from "../shared/config-of-model.ts";
import { estimateAnswer, missedAxes } from "./report/estimate.ts";
import { hashAnswer } from "./report/text.ts";
import { estimateCheck } from "./run/estimate-check.ts";
import { hashReport } from "./run/hash.ts";

interface HashOptions {
  readonly set: string[];
  readonly workloadFrom?: string;
  readonly plugin: string[];
  readonly seed?: number;
  readonly estimate?: boolean;
}

export const hashVerb = defineVerb<[file: string | undefined], HashOptions>({
  summary: "quality of a hash: collisions, bits, noise, circuit",
  about: "quality of a design's hash: collisions against theory, bits, noise, duplication, circuit",
  args: [["[file]", "config; the default is the seed design that ships with the package"]],
  options: [
    setOption(),
    workloadFromOption(),
    pluginOption(),
    seedOption(),
    new Option(
      "--estimate",
      "validate the analytical estimate of attention recall against simulation, per axis",
    ).conflicts("out"),
  ],
  reports: "folder",
  isLong: true,
  usualFolder: "reports/<name>-hash",
  examples: ["hash --set design.hashing.memristor.readNoise=0.1 --set fidelity.arrays=40"],
  ask: async ({ args: [file], options, progress, outcome }) => {
    const { catalogue } = await loadModels(options.plugin);
    const document = readConfigFor(options.workloadFrom, file ?? defaultConfig(), options.set);
    if (options.estimate === true) {
      const check = await estimateCheck(document, catalogue, options, progress);
      if (missedAxes(check).length > 0) outcome.code = EXIT.failed;
      return estimateAnswer(check);
    }
    const report = hashReport(document, catalogue, options, progress);
    return { ...hashAnswer(report), folder: `reports/${slug(report.name)}-hash` };
  },
});
