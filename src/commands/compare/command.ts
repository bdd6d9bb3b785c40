import { Option } from "commander";
import { fault } from "#base";
import { defineVerb } from "../../cli/define-verb.ts";
import { type Delivery, showScreen } from "../../cli/delivery.ts";
import { checkKept } from "../../cli/folder-guard.ts";
import {
  HELP,
  pluginOption,
  seedOption,
  setOption,
  workersOption,
  workloadFromOption,
} from "../../cli/options.ts";
import { loadModels } from "../../runtime/plugins.ts";
import { defaultConfig } from "../shared/config-file.ts";
import { runComparison, runIndexComparison, usualFolder } from "./deliver.ts";
import { questionOf } from "./run/what-if/question.ts";
import { readSource } from "./run/what-if/sources.ts";
import { compareSources } from "./sources.ts";

interface CompareOptions extends Pick<Delivery, "force" | "json" | "out" | "full" | "charts"> {
  readonly set: string[];
  readonly against?: string;
  readonly whatIf: string[];
  readonly workloadFrom?: string;
  readonly plugin: string[];
  readonly seed?: number;
  readonly workers?: number;
  readonly model?: string;
  readonly tokens?: string;
  readonly tables?: readonly string[];
  readonly activations?: readonly string[];
  readonly saveActivations?: string;
}

export const compareVerb = defineVerb<[sources: string[]], CompareOptions>({
  summary: "the main job: simulate, price and compare a design",
  about:
    "simulate a design, price it, and compare it with the O(L²) design and with digital LSH; of several sources, or with --against or --what-if, one table of differences from the first or from the base",
  args: [
    [
      "[sources...]",
      "config, study (for its config), DIR#POINT of a study, or a report's folder; the default is the seed design that ships with the package",
    ],
  ],
  options: [
    setOption(),
    new Option(
      "--what-if <path=value>",
      "compare with this changed, in a folder of its own (repeatable; several at once with ;)",
    )
      .argParser((value: string, before: string[] | undefined) => [...(before ?? []), value])
      .default([], "none")
      .helpGroup(HELP.design),
    new Option(
      "--against <base>",
      "differences from this config, point or report; base is the first source without --set",
    ).helpGroup(HELP.design),
    workloadFromOption(),
    pluginOption(),
    seedOption(),
    workersOption(),
    new Option(
      "--model <dir>",
      "folder with model.json, Hugging Face folder or llama2.c checkpoint (default: the embedded recall-lm)",
    ).helpGroup(HELP.design),
    new Option("--tokens <file>", "JSON file with token ids for --model").helpGroup(HELP.design),
    new Option(
      "--activations <files...>",
      "q.npy k.npy v.npy, or a .npz or .safetensors of q, k and v, in place of a model",
    ).helpGroup(HELP.design),
    new Option(
      "--tables <files...>",
      "prices of components: tables, or the cells of your library as import cells writes them",
    ).helpGroup(HELP.design),
    new Option("--save-activations <dir>", "write what is attended over as q.npy, k.npy and v.npy").helpGroup(
      HELP.output,
    ),
    new Option("--full", "print every finding and table, not the first screen alone").helpGroup(HELP.output),
  ],
  writes: { saveActivations: "folder" },
  reports: "folder",
  alwaysDraws: true,
  usualFolder: "reports/<name and changes>",
  isLong: true,
  // It compares the config with all defaults, which other files and other command lines may ask for as well.
  isGuarded: true,
  examples: [
    'compare --set workload.length=16384 --set "design.hashing.readTime=5 ns"',
    "compare --set workload.preset=deepseek-v3.2 --set workload.length=131072",
    "compare --what-if workload.attention.rounds=4 --what-if design.hashing.dac.bits=8",
    "compare reports/cai-iscas-2024 out/array-shape#4",
  ],
  ask: async ({ args: [given], options, output, progress }) => {
    const models = await loadModels(options.plugin);
    const { tables, workloadFrom, against, whatIf, out, force = false, json = false, full } = options;
    const set =
      tables === undefined
        ? options.set
        : [...options.set, `design.componentTables=${JSON.stringify(tables)}`];
    const [first = defaultConfig(), ...rest] = given;
    const reading = {
      set,
      models,
      say: output.note,
      workloadFrom,
    };
    if (rest.length > 0 || against !== undefined || whatIf.length > 0) {
      const under = out ?? (json ? undefined : "reports");
      return compareSources({
        ...options,
        ...reading,
        progress,
        sources: [first, ...rest],
        choice: options,
        under,
      });
    }
    const source = readSource(first, reading);
    const question = questionOf(source.document, source.base, models, options, commandWords(given, options));
    checkKept(out, question.digest, force);
    if (question.isIndexed) {
      refuseActivations(options);
      return {
        ...runIndexComparison(question, models, progress),
        question: question.digest,
        folder: usualFolder(question),
      };
    }
    const isShown = !json && full !== true;
    const { report } = await runComparison(question, {
      ...options,
      models,
      progress,
      say: output.note,
      onScreen: (blocks) => {
        if (!isShown) return;
        progress.done();
        showScreen(blocks, output);
      },
    });
    const { next } = report;
    return {
      ...report,
      isShown,
      question: question.digest,
      folder: usualFolder(question),
      // The same command with a change.
      next: next === undefined ? undefined : nextWords(question.command, next),
    };
  },
});

/** An index is priced by lengths alone: no model and no activations are attended over. */
function refuseActivations({ model, tokens, activations, saveActivations }: CompareOptions): void {
  const given = Object.entries({ model, tokens, activations, "save-activations": saveActivations }).find(
    ([, value]) => value !== undefined,
  );
  if (given !== undefined)
    throw fault(
      `--${given[0]}`,
      "workload.indexer",
      `expected none with a workload that has a trained indexer, whose quality was measured beforehand, received ${String(given[1])}`,
    );
}

/** The command with a change, whole, so that it can be copied also where it is longer than a screen line. */
const nextWords = (command: string, change: string): string =>
  [...command.split(" ").slice(1), change].join(" ");

/** The command's words, without those that do not affect the answer: workers, folders, output format. */
const commandWords = (given: readonly string[], options: CompareOptions): string[] => [
  "compare",
  ...given,
  ...options.set.flatMap((setting) => ["--set", setting]),
  ...(["workloadFrom", "seed", "model", "tokens"] as const).flatMap((key) =>
    options[key] === undefined
      ? []
      : [`--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, String(options[key])],
  ),
  ...(options.tables === undefined ? [] : ["--tables", ...options.tables]),
  ...(options.activations === undefined ? [] : ["--activations", ...options.activations]),
  ...options.plugin.flatMap((file) => ["--plugin", file]),
];
