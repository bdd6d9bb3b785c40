import { Option } from "commander";
import { defaultConfig, readConfig, slug } from "../../questions/config-file.ts";
import { type LmChoice, lmReport } from "../../questions/lm.ts";
import { lmAnswer } from "../../report/lm/text.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { defineVerb } from "../define-verb.ts";
import { countOption, pluginOption, seedOption, setOption, workersOption } from "../options.ts";

interface LmOptions extends LmChoice {
  readonly set: string[];
  readonly plugin: string[];
}

export const lmVerb = defineVerb<[file: string | undefined], LmOptions>({
  summary: "perplexity of a language model under LSH attention",
  about: "perplexity of a language model under exact, LSH and memristor-LSH attention, with controls",
  args: [["[file]", "config; the default is the seed design that ships with the package"]],
  options: [
    setOption(),
    pluginOption(),
    seedOption(),
    workersOption(),
    new Option(
      "--model <dir>",
      "folder with model.json, Hugging Face folder or llama2.c checkpoint (default: the embedded recall-lm)",
    ),
    new Option("--tokens <file>", "JSON file with token ids").conflicts("text"),
    new Option("--text <file>", "text file, for a model with a tokenizer"),
    countOption("--windows <n>", "windows of text to score", 1, 4096),
    countOption("--length <tokens>", "tokens of a window", 2, 1 << 20),
  ],
  reports: "folder",
  usualFolder: "reports/<name>-lm",
  examples: ["lm --length 2048 --set workload.attention.chunk=16"],
  ask: async ({ args: [file], options, progress }) => {
    const models = await loadModels(options.plugin);
    const document = readConfig(file ?? defaultConfig(), options.set);
    const report = await lmReport(document, models, options, progress);
    return { ...lmAnswer(report), folder: `reports/${slug(report.name)}-lm` };
  },
});
