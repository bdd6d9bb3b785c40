import { Option } from "commander";
import type { Located } from "../../base/document.ts";
import { raise } from "../../base/errors.ts";
import { type Call, defineVerb } from "../../cli/define-verb.ts";
import type { Answer } from "../../cli/delivery.ts";
import { interruptible } from "../../cli/interruptible.ts";
import { countOption, pluginOption, seedOption, setOption, workersOption } from "../../cli/options.ts";
import { EXIT } from "../../cli/output.ts";
import { packagePath } from "../../runtime/package-files.ts";
import { loadModels, type Models } from "../../runtime/plugins.ts";
import { defaultConfig, readConfig, slug } from "../shared/config-file.ts";
import { lmAnswer } from "./report/text.ts";
import type { KeySelectionChoice } from "./run/key-selection/choice.ts";
import { type LmChoice, lmReport } from "./run/lm.ts";

interface LmOptions
  extends Omit<LmChoice, "text">,
    Pick<KeySelectionChoice, "quick" | "against" | "select" | "calibration" | "text"> {
  readonly set: string[];
  readonly plugin: string[];
  readonly out?: string;
  readonly json?: boolean;
}

type LmCall = Call<[file: string | undefined], LmOptions>;

export const lmVerb = defineVerb<[file: string | undefined], LmOptions>({
  summary: "quality of a language model under selected keys",
  about:
    "perplexity and retrieval of a language model under exact attention, LSH and memristor LSH, with controls: of a toy model by windows of text, of a published one (GGUF, safetensors) by questions in setups A, B, C",
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
      "windows of text to score, or contexts of each part of a study of selected keys",
      1,
      4096,
    ),
    countOption("--length <tokens>", "tokens of a window, or of a context with its question", 2, 1 << 20),
    new Option("--quick", "of a published model: minutes in place of hours, wider intervals"),
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
  usualFolder: "reports/<name>-lm",
  examples: [
    "lm --length 2048 --set workload.attention.chunk=16",
    "lm --model SmolLM2-135M-Instruct.Q4_1.gguf --quick --text book.txt --text other-book.txt",
  ],
  ask: async (call) => {
    const {
      args: [file],
      options,
      progress,
    } = call;
    const models = await loadModels(options.plugin);
    const document = readConfig(file ?? defaultConfig(), options.set);
    if (isPublished(options, document)) return published(call, document, models);
    const { text: [text, ...more] = [], ...rest } = options;
    if (more.length > 0) fail("--text", "expected one text for a model scored by windows, received several");
    const choice: LmChoice = text === undefined ? rest : { ...rest, text };
    const report = await lmReport(document, models, choice, progress);
    return { ...lmAnswer(report), folder: `reports/${slug(report.name)}-lm` };
  },
});

/** Whether a key-selection study is requested: by a GGUF file, or by an option or key that only it has. */
const isPublished = (
  { model, quick, against, select, calibration }: LmOptions,
  { value }: Located,
): boolean =>
  model?.toLowerCase().endsWith(".gguf") === true ||
  [quick, against, select, calibration].some((given) => given !== undefined) ||
  (value as { readonly languageModel?: { readonly selection?: unknown } } | null)?.languageModel
    ?.selection !== undefined;

async function published(
  { options, progress, output, outcome }: LmCall,
  document: Located,
  models: Models,
): Promise<Answer | undefined> {
  const { model = packagePath("models", "recall-lm"), tokens, windows, out } = options;
  // Imported only for this study.
  const { isScoredByWindows } = await import("./run/key-selection/windows.ts");
  if (tokens !== undefined && !isScoredByWindows(model))
    fail("--tokens", "expected --text for a published model, received token ids");
  const { keySelectionReport } = await import("./run/key-selection/key-selection.ts");
  const { keySelectionAnswer } = await import("./report/key-selection/text.ts");
  const usual = `reports/${slug(model.replace(/^.*[\\/]/, "").replace(/\.gguf$/i, ""))}-lm`;
  const folder = out ?? (options.json === true ? undefined : usual);
  // With --against, answers stored by another program must not replace this program's.
  const kept = folder === undefined || options.against !== undefined ? undefined : `${folder}/answers`;
  return interruptible(async (signal) => {
    try {
      const report = await keySelectionReport(
        document,
        models,
        {
          ...options,
          model,
          contexts: windows,
          answers: kept,
          signal,
        },
        { progress, note: output.note },
      );
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
}

function words(text: string): string[] {
  return text.split(",").map((word) => word.trim());
}

const fail = (place: string, message: string): never => raise(place, "(root)", message);
