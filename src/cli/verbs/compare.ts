import { Option } from "commander";
import { compare } from "../../questions/compare.ts";
import { defaultConfig, readConfig, slug } from "../../questions/config-file.ts";
import { arraysOf } from "../../questions/given-activations.ts";
import { isStudy, readStudy } from "../../questions/study/study.ts";
import { compareAnswer } from "../../report/compare/text.ts";
import { activationFiles } from "../../runtime/activation-files.ts";
import { writeReportFiles } from "../../runtime/output-folder.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { defineVerb } from "../define-verb.ts";
import { pluginOption, seedOption, setOption, workersOption, workloadFromOption } from "../options.ts";

interface CompareOptions {
  readonly set: string[];
  readonly workloadFrom?: string;
  readonly plugin: string[];
  readonly seed?: number;
  readonly workers?: number;
  readonly model?: string;
  readonly tokens?: string;
  readonly calibration?: string;
  readonly activations?: readonly string[];
  readonly saveActivations?: string;
}

export const compareVerb = defineVerb<[file: string | undefined], CompareOptions>({
  summary: "the main job: simulate, price and compare a design",
  about: "simulate a design, price it, and compare it with the O(L²) design and with digital LSH",
  args: [
    [
      "[file]",
      "config, or a study for its config; the default is the seed design that ships with the package",
    ],
  ],
  options: [
    setOption(),
    workloadFromOption(),
    pluginOption(),
    seedOption(),
    workersOption(),
    new Option(
      "--model <dir>",
      "folder with model.json, Hugging Face folder or llama2.c checkpoint (default: the embedded recall-lm)",
    ),
    new Option("--tokens <file>", "JSON file with token ids for --model"),
    new Option(
      "--activations <files...>",
      "q.npy k.npy v.npy, or a .npz or .safetensors of q, k and v, in place of a model",
    ),
    new Option("--save-activations <dir>", "write what is attended over as q.npy, k.npy and v.npy"),
    new Option("--full", "print every finding and table, not the first screen alone"),
    new Option("--calibration <file>", "factors from measured silicon, as calibrate writes them"),
  ],
  reports: "folder",
  usualFolder: "reports/<name>",
  examples: ['compare --set workload.length=16384 --set "design.hashing.readTime=5 ns"'],
  ask: async ({ args: [file], options, progress }) => {
    const models = await loadModels(options.plugin);
    const { calibration, set } = options;
    const settings =
      calibration === undefined ? set : [...set, `design.calibration=${JSON.stringify(calibration)}`];
    const given = readConfig(file ?? defaultConfig(), settings, options.workloadFrom);
    // A study is compared by its base config, which --set may move to one of its points.
    const document = isStudy(given)
      ? readStudy(given, models.catalogue, Number.MAX_SAFE_INTEGER).base
      : given;
    const { saveActivations: kept } = options;
    const comparison = await compare(document, models, options, progress, (activations) => {
      if (kept !== undefined) writeReportFiles(kept, activationFiles(arraysOf(activations)));
    });
    return { ...compareAnswer(comparison), folder: `reports/${slug(comparison.name)}` };
  },
});
