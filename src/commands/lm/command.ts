import { InvalidArgumentError, Option } from "commander";
import { raise } from "../../base/errors.ts";
import { type Call, defineVerb } from "../../cli/define-verb.ts";
import type { Answer } from "../../cli/delivery.ts";
import { interruptible } from "../../cli/interruptible.ts";
import { countOption, pluginOption, seedOption, setOption, workersOption } from "../../cli/options.ts";
import { EXIT } from "../../cli/output.ts";
import { SETUPS, type Setup } from "../../language-model/evaluation/arms.ts";
import { PLANS } from "../../language-model/evaluation/forms.ts";
import { packagePath } from "../../runtime/package-files.ts";
import { loadModels, type Models } from "../../runtime/plugins.ts";
import { defaultConfig, readConfig, slug } from "../shared/config-file.ts";
import { lmAnswer } from "./report/text.ts";
import type { KeySelectionChoice } from "./run/key-selection/choice.ts";
import { type LmChoice, lmReport } from "./run/lm.ts";

/** Options of published models; any of them, or a GGUF file, asks for a study of selected keys. */
const PUBLISHED = [
  "quick",
  "plan",
  "contexts",
  "only",
  "against",
  "setup",
  "select",
  "share",
  "keys",
  "mass",
  "shareKeys",
  "estimateRest",
  "sink",
  "localWindow",
  "denseLayers",
  "depths",
  "calibration",
  "calibrationTokens",
] as const;

interface LmOptions
  extends Omit<LmChoice, "text">,
    Pick<
      KeySelectionChoice,
      | "quick"
      | "plan"
      | "contexts"
      | "only"
      | "against"
      | "sink"
      | "localWindow"
      | "denseLayers"
      | "depths"
      | "calibration"
      | "calibrationTokens"
      | "keys"
      | "shareKeys"
      | "estimateRest"
    > {
  readonly set: string[];
  readonly plugin: string[];
  readonly text?: readonly string[];
  readonly setup?: readonly Setup[];
  readonly select?: readonly string[];
  readonly share?: readonly number[];
  readonly mass?: readonly number[];
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
    countOption("--windows <n>", "windows of text to score", 1, 4096),
    countOption("--length <tokens>", "tokens of a window, or of a context with its question", 2, 1 << 20),
    new Option("--quick", "of a published model: minutes in place of hours, wider intervals"),
    new Option(
      "--plan <name>",
      "of a published model: full (stretches, haystacks and sparse contexts apart; setups A, B, C) or index (a tail and needles in each context; setup B) (default: full)",
    )
      .choices(PLANS)
      .conflicts("quick"),
    countOption("--contexts <n>", "contexts of each part of its study (default: 3 or 4 to 16)", 1, 1024),
    new Option(
      "--only <list>",
      "numbers of the contexts that are asked, of those that --contexts makes: 1,3 (default: all)",
    ).argParser(numbers("numbers of contexts from 1 on, such as 1,3")),
    new Option(
      "--against <result.json>",
      "compare every answer with this stored result of the same study; all are asked anew, and exit code 1 says that one differs",
    ),
    new Option(
      "--setup <list>",
      `of a published model: ${setupWords()} (default: B,C with --quick, else all)`,
    ).argParser(setups),
    new Option(
      "--select <list>",
      "selectors under study, with parameters after colons, those of a group after a dot: score:bits=64:age.drift=0.2,quest (default: the config's workload.attention.select)",
    ).argParser(words),
    new Option("--share <list>", "budgets, shares of the keys (default: 1/8,1/16)").argParser(shares),
    new Option("--keys <list>", "budgets, numbers of keys with sink and window").argParser(
      numbers("numbers of keys from 1 on, such as 49,128"),
    ),
    new Option(
      "--mass <list>",
      "budgets, shares of the attention as selectors estimate it: the fewest keys that hold so much",
    ).argParser(shares),
    new Option("--share-keys", "query heads that share keys choose together, by their mean query"),
    new Option(
      "--estimate-rest",
      "keys that are not attended are estimated by samples and their mean value, not dropped",
    ),
    countOption(
      "--sink <n>",
      "first keys that are always attended (default: 4, or the config's)",
      0,
      1 << 20,
    ),
    countOption(
      "--local-window <n>",
      "latest keys that are always attended (default: 32, or the config's)",
      1,
      1 << 20,
    ),
    countOption("--dense-layers <n>", "first layers that attend every key (default: 0)", 0, 1024),
    new Option(
      "--depths <from,to>",
      "where needles are, shares of the context (default: 0.02,0.8)",
    ).argParser(depths),
    countOption(
      "--calibration-tokens <n>",
      "tokens of it that are used (default: as many as a context has; fewer are a control that fails)",
      1,
      1 << 20,
    ),
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
    if (isPublished(options)) return published(call, document, models);
    const { text: [text, ...more] = [], ...rest } = options;
    if (more.length > 0) fail("--text", "expected one text for a model scored by windows, received several");
    const choice: LmChoice = text === undefined ? rest : { ...rest, text };
    const report = await lmReport(document, models, choice, progress);
    return { ...lmAnswer(report), folder: `reports/${slug(report.name)}-lm` };
  },
});

const isPublished = (options: LmOptions): boolean =>
  options.model?.toLowerCase().endsWith(".gguf") === true ||
  PUBLISHED.some((name) => options[name] !== undefined);

async function published(
  { options, progress, output, outcome }: LmCall,
  document: ReturnType<typeof readConfig>,
  models: Models,
): Promise<Answer | undefined> {
  const { model = packagePath("models", "recall-lm"), tokens, windows, setup, share, mass, out } = options;
  // Loaded for this study alone.
  const { isScoredByWindows } = await import("./run/key-selection/windows.ts");
  const byWindows = isScoredByWindows(model);
  if (tokens !== undefined && !byWindows)
    fail("--tokens", "expected --text for a published model, received token ids");
  if (windows !== undefined && !byWindows)
    fail(
      "--windows",
      "expected a model scored by windows, received a published one (--quick, or the whole plan)",
    );
  const { keySelectionReport } = await import("./run/key-selection/key-selection.ts");
  const { keySelectionAnswer } = await import("./report/key-selection/text.ts");
  const usual = `reports/${slug(model.replace(/^.*[\\/]/, "").replace(/\.gguf$/i, ""))}-lm`;
  const folder = out ?? (options.json === true ? undefined : usual);
  // Answers that another program left there would be compared, and not those of this one.
  const kept = folder === undefined || options.against !== undefined ? undefined : `${folder}/answers`;
  return interruptible(async (signal) => {
    try {
      const report = await keySelectionReport(
        document,
        models,
        {
          ...options,
          model,
          setups: setup,
          shares: share,
          masses: mass,
          contexts: windows ?? options.contexts,
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

function setupWords(): string {
  return Object.entries(SETUPS)
    .map(([name, about]) => `${name} (${about})`)
    .join(", ");
}

function words(text: string): string[] {
  return text.split(",").map((word) => word.trim());
}

function setups(text: string): Setup[] {
  const names = Object.keys(SETUPS);
  const found = words(text.toUpperCase());
  if (found.some((name) => !names.includes(name)))
    throw new InvalidArgumentError(`expected a list of ${names.join(", ")}.`);
  return [...new Set(found)] as Setup[];
}

/** A fraction, a number or a percentage. */
function shares(text: string): number[] {
  const found = words(text).map((word) => {
    const [, numerator, denominator = "1", percent] = /^([\d.]+)(?:\/([\d.]+))?\s*(%)?$/.exec(word) ?? [];
    return Number(numerator) / Number(denominator) / (percent === "%" ? 100 : 1);
  });
  if (found.some((share) => !(share > 0 && share <= 1)))
    throw new InvalidArgumentError("expected shares of the keys in (0, 1], such as 1/8,6.25%,0.05.");
  return [...new Set(found)];
}

/** A reader of numbers from 1 on; `such`: what they are, with an example. */
function numbers(such: string): (text: string) => number[] {
  return (text) => {
    const found = words(text).map(Number);
    if (found.some((number) => !(Number.isSafeInteger(number) && number >= 1)))
      throw new InvalidArgumentError(`expected ${such}.`);
    return [...new Set(found)];
  };
}

function depths(text: string): [number, number] {
  const found = words(text).map(Number);
  const [from, to] = found;
  if (found.length !== 2 || !(from >= 0 && from <= to && to < 1))
    throw new InvalidArgumentError("expected two rising shares of the context in [0, 1), such as 0.1,0.7.");
  return [from, to];
}

const fail = (place: string, message: string): never => raise(place, "(root)", message);
