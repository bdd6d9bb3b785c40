import { Option } from "commander";
import { raise } from "#base";
import { defineVerb } from "../../cli/define-verb.ts";
import { interruptible } from "../../cli/interruptible.ts";
import { countOption, pluginOption, seedOption, setOption, workersOption } from "../../cli/options.ts";
import { EXIT } from "../../cli/output.ts";
import { packagePath } from "../../runtime/package-files.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { defaultConfig, readConfig, slug } from "../shared/config-file.ts";
import type { KeySelectionChoice } from "./run/choice.ts";

interface LmOptions extends Omit<KeySelectionChoice, "model" | "contexts" | "answers" | "signal"> {
  readonly set: string[];
  readonly model?: string;
  readonly windows?: number;
  readonly plugin: string[];
  readonly out?: string;
  readonly json?: boolean;
}

export const lmVerb = defineVerb<[file: string | undefined], LmOptions>({
  summary: "quality of a language model under selected keys",
  about:
    "perplexity, divergence and retrieval of a language model under each selector of keys, with controls: of a published model (GGUF, safetensors) by questions in setups A, B, C, of a toy model by windows of text",
  args: [["[file]", "config; the default is the seed design that ships with the package"]],
  options: [
    setOption(),
    pluginOption(),
    seedOption(),
    workersOption(),
    new Option(
      "--model <path>",
      "GGUF file, Hugging Face folder, folder with model.json or llama2.c checkpoint (default: the embedded recall-lm)",
    ),
    new Option("--tokens <file>", "JSON file with token ids").conflicts("text"),
    new Option(
      "--text <file>",
      "text file, for a model with a tokenizer (repeatable for a GGUF file)",
    ).argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]),
    countOption(
      "--windows <n>",
      "contexts of each part of the study; of a toy model, windows of text",
      1,
      4096,
    ),
    countOption("--length <tokens>", "tokens of a window, or of a context with its question", 2, 1 << 20),
    new Option("--quick", "minutes in place of hours, wider intervals"),
    new Option(
      "--against <result.json>",
      "compare every answer with this stored result of the same study; all are asked anew, and exit code 1 says that one differs",
    ),
    new Option(
      "--select <list>",
      "selectors under study (more of it: config keys languageModel.selection), with parameters after colons, those of a group after a dot: score:bits=64:age.drift=0.2,quest (default: the config's workload.attention.select)",
    ).argParser(words),
    new Option("--calibration <file>", "text for key means and ranges (default: the end of the first text)"),
  ],
  reports: "folder",
  isLong: true,
  usualFolder: "reports/<model>-lm",
  examples: [
    "lm --quick --length 2048 --set workload.attention.chunk=16",
    "lm --model SmolLM2-135M-Instruct.Q4_1.gguf --quick --text book.txt --text other-book.txt",
  ],
  ask: async ({ args: [file], options, progress, output, outcome }) => {
    const { model = packagePath("models", "recall-lm"), tokens, windows, out } = options;
    const models = await loadModels(options.plugin);
    const document = readConfig(file ?? defaultConfig(), options.set);
    // Imported only when it is run.
    const { isScoredByWindows } = await import("./run/windows.ts");
    if (tokens !== undefined && !isScoredByWindows(model, tokens))
      raise("--tokens", "(root)", "expected --text for a published model, received token ids");
    const { keySelectionReport } = await import("./run/key-selection.ts");
    const { keySelectionAnswer } = await import("./report/text.ts");
    const usual = `reports/${slug(model.replace(/^.*[\\/]/, "").replace(/\.gguf$/i, ""))}-lm`;
    const folder = out ?? (options.json === true ? undefined : usual);
    // With --against, answers stored by another program must not replace this program's.
    const kept = folder === undefined || options.against !== undefined ? undefined : `${folder}/answers`;
    return interruptible(async (signal) => {
      try {
        const choice = { ...options, model, contexts: windows, answers: kept, signal };
        const report = await keySelectionReport(document, models, choice, { progress, note: output.note });
        if (report.against !== undefined && report.against.equal < report.against.answers)
          outcome.code = EXIT.failed;
        return { ...keySelectionAnswer(report), folder: usual };
      } catch (error) {
        if (!signal.aborted) throw error;
        progress.done();
        output.note(
          kept === undefined
            ? "interrupted: no answers were kept, as without a report's folder (--out) or with --against none are"
            : `interrupted: the answers so far are kept in ${kept}; run again to resume`,
        );
        outcome.code = EXIT.interrupted;
        return undefined;
      }
    });
  },
});

function words(text: string): string[] {
  return text.split(",").map((word) => word.trim());
}
