import { Option } from "commander";
import { fault } from "#base";
import { defineVerb } from "../../cli/define-verb.ts";
import { interruptible } from "../../cli/interruptible.ts";
import { countOption, pluginOption, setOption, workloadFromOption } from "../../cli/options.ts";
import { EXIT } from "../../cli/output.ts";
import { otherPreset, presetOf } from "../../design/shape-presets.ts";
import { packageVersion } from "../../runtime/package-files.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { defaultConfig } from "../shared/config-file.ts";
import { readConfigFor } from "../shared/config-of-model.ts";
import { memoryLayerAnswer } from "./report/memory-layer.ts";
import { servingAnswer } from "./report/serving.ts";
import { wholeModelAnswer } from "./report/whole-model.ts";
import { memoryLayer } from "./run/memory-layer.ts";
import { SELECTING } from "./run/selected-attention.ts";
import { type ServingQuery, serving } from "./run/serving.ts";
import type { QualityChoice } from "./run/weight-quality.ts";
import { wholeModel } from "./run/whole-model.ts";

interface ModelOptions extends Omit<ServingQuery, "requests" | "prompt" | "answer"> {
  readonly set: string[];
  readonly workloadFrom?: string;
  readonly plugin: string[];
  readonly model?: string;
  readonly layer?: boolean;
  readonly requests?: string;
  readonly prompt?: string;
  readonly answer?: string;
  readonly text?: string;
  readonly tokens?: number;
  readonly attention?: string;
}

/** Options of a load, which do not apply to a layer. */
const OF_A_LOAD = ["requests", "prompt", "answer", "chips", "split"] as const;

/** The requested question. Throws ConfigError for options of the other ones. */
function questionOf(options: ModelOptions): "whole" | "layer" | ServingQuery {
  const { layer, requests, prompt = "2048", answer = "256", chips, split } = options;
  const fail = (place: string, message: string): never => {
    throw fault(place, "(root)", message);
  };
  const stray = OF_A_LOAD.find((name) => options[name] !== undefined);
  if (layer === true)
    return stray === undefined ? "layer" : fail(`--${stray}`, "expected no load with --layer");
  if (requests === undefined)
    return stray === undefined ? "whole" : fail(`--${stray}`, 'expected --requests with it, such as "2/s"');
  return {
    requests,
    prompt,
    answer,
    ...(chips === undefined ? {} : { chips }),
    ...(split === undefined ? {} : { split }),
  };
}

/** Tokens of a text unless the user gives their number, and the least. */
const TOKENS = 1024;
const LEAST_TOKENS = 32;

/** The text that is to be read; null without one. Throws ConfigError where nothing can read it. */
function textOf(
  { text, tokens, attention, workloadFrom }: ModelOptions,
  question: ReturnType<typeof questionOf>,
): Omit<QualityChoice, "signal"> | null {
  const fail = (place: string, message: string): never => {
    throw fault(place, "(root)", message);
  };
  if (text === undefined) {
    const stray = Object.entries({ tokens, attention }).find(([, value]) => value !== undefined);
    return stray === undefined ? null : fail(`--${stray[0]}`, "expected --text with it, received none");
  }
  if (question !== "whole")
    return fail(
      "--text",
      `expected a whole model, received ${question === "layer" ? "--layer" : "--requests"}`,
    );
  if (workloadFrom === undefined)
    return fail("--text", "expected a model's files (--workload-from) that read it, received none");
  return {
    ...{ model: workloadFrom, text, tokens: tokens ?? TOKENS },
    attention: SELECTING.find(({ letter }) => letter === attention) ?? null,
  };
}

export const modelVerb = defineVerb<[source: string | undefined], ModelOptions>({
  summary: "a whole model on one chip, or on those that serve it",
  about:
    "a whole model on one chip, with its weights in tuned arrays, in an SRAM or in the memory; the chips that serve it at a rate of requests; or one of its layers in arrays, part by part",
  args: [["[source]", "config; the default is the seed design that ships with the package"]],
  options: [
    setOption(),
    workloadFromOption(),
    pluginOption(),
    new Option("--model <preset>", "model, such as llama-3-8b (default: the config's)"),
    new Option("--requests <rate>", 'chips that serve the model at a rate, such as "2/s"'),
    new Option("--layer", "one layer with its weights in tuned arrays, part by part"),
    new Option("--prompt <tokens>", "tokens of a request's prompt (default: 2048)"),
    new Option("--answer <tokens>", "tokens of its answer (default: 256)"),
    new Option(
      "--chips <n>",
      "chips that one copy of the model is split over (default: what takes the fewest in all)",
    ),
    new Option("--split <by>", "how it is split over chips: heads (default) or layers"),
    new Option(
      "--text <file>",
      "text that the model of --workload-from predicts with its weights in the config's arrays (design.weights)",
    ),
    countOption("--tokens <n>", "tokens of that text (default: 1024)", LEAST_TOKENS, 32_768),
    new Option(
      "--attention <design>",
      "read it also with the keys that this design's untuned arrays select, and with both",
    ).choices(SELECTING.map(({ letter }) => letter)),
  ],
  reports: "folder",
  isLong: true,
  examples: [
    "model --model smollm2-135m --set workload.length=2048",
    "model --model llama-3-8b --requests 2/s --prompt 2048 --answer 256",
    "model --model bert-base --layer --set workload.length=128",
    "model --workload-from SmolLM2-135M-Instruct.Q4_1.gguf --text book.txt --set design.weights.programmingError=0.005",
  ],
  ask: async ({ args: [source = defaultConfig()], options, progress, output, outcome }) => {
    const question = questionOf(options);
    const read = textOf(options, question);
    const { model, workloadFrom, set } = options;
    if (model !== undefined && presetOf(model) === undefined)
      throw fault("model", "--model", otherPreset(model.slice(0, 64)));
    const settings = model === undefined ? set : [`workload.preset=${model}`, ...set];
    const document = readConfigFor(workloadFrom, source, settings);
    const models = await loadModels(options.plugin);
    const version = packageVersion();
    if (question === "whole" && read !== null)
      return interruptible(async (signal) => {
        try {
          // Readers of model files and their engine are imported only when they are run.
          const { prepareReading } = await import("./run/weight-quality.ts");
          const { vocabulary, read: readText } = await prepareReading(
            document,
            models,
            { ...read, signal },
            progress,
          );
          // Prices first: what cannot be built is not simulated for minutes.
          const report = await wholeModel(document, models, progress, vocabulary);
          return wholeModelAnswer(report, version, await readText((words) => output.note(words)));
        } catch (error) {
          if (!signal.aborted) throw error;
          progress.done();
          output.note("interrupted: nothing was written");
          outcome.code = EXIT.interrupted;
          return undefined;
        }
      });
    if (question === "whole") return wholeModelAnswer(await wholeModel(document, models, progress), version);
    return question === "layer"
      ? memoryLayerAnswer(await memoryLayer(document, models, progress), version)
      : servingAnswer(await serving(document, models, question, progress), version);
  },
});
