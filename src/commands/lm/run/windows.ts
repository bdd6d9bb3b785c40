// Key selection in toy models, which are scored by windows of text.

import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { ConfigError, canonicalHash } from "#base";
import {
  type LoadedModel,
  loadModel,
  loadText,
  loadTokens,
  MODEL_FILE_BYTES,
  readInputFile,
} from "#local-io";
import { type Dimensions, modelOf, recallSequence } from "#model-files";
import { windowHaystack } from "#text-trials";
import type { Selector } from "../../../attention/selectors/selector.ts";
import type { Config } from "../../../design/config.ts";
import { selectorOf } from "../../../design/workload.ts";
import { FORMS, WINDOWS } from "../../../language-model/evaluation/forms.ts";
import { bucketsOf, checkSubjects, planOf, type SelectionChoice, studyKey, subjectsOf } from "./choice.ts";
import type { PreparedStudy } from "./result.ts";
import { digestOfModel } from "./texts.ts";

/** Seeds of the recall grammar: of the published evaluation, and of unscored calibration text. */
const EVALUATION_SEED = 7000;
const CALIBRATION_SEED = 500_000;

interface WindowTexts {
  /** L + 1 ids each. */
  readonly windows: readonly (readonly number[])[];
  readonly calibration: readonly number[];
  readonly length: number;
  readonly recall: boolean;
  readonly source: string;
}

/** Files of a caller, and what is wanted of them. */
interface WindowChoice {
  /** JSON file of token ids. */
  readonly tokens?: string;
  readonly text?: string;
  /** Windows to score; by default as many as the file has, at most `most`. */
  readonly windows?: number;
  readonly most: number;
  /** Tokens of a window; by default as many as the file's longest sequence has, at most `usual`. */
  readonly length?: number;
  readonly usual: number;
}

/** Windows to score, and separate text for calibration. Throws ConfigError. */
export async function windowTexts(model: LoadedModel, choice: WindowChoice): Promise<WindowTexts> {
  const { dimensions } = model.checkpoint;
  const { context } = dimensions;
  if (choice.length !== undefined && choice.length > context)
    fail(
      "--length",
      `expected at most the ${context} tokens of the model's context, received ${choice.length}`,
    );
  const isRecall = model.sidecar.tokenizer.kind === "recall-grammar";
  const length = choice.length ?? Math.min(choice.usual, context);
  const windows = choice.windows ?? choice.most;
  if (choice.tokens !== undefined) {
    const sequences = await loadTokens(choice.tokens, dimensions);
    const longest = Math.max(...sequences.map((ids) => ids.length));
    const fitting = choice.length ?? Math.min(length, longest - 1);
    return {
      ...cut(choice.tokens, sequences, choice, fitting),
      recall: isRecall,
      source: "token ids of a file",
    };
  }
  if (choice.text !== undefined) {
    const sequences = await loadText(choice.text, model, { length, most: windows });
    return { ...cut(choice.text, sequences, choice, length), recall: isRecall, source: "text of a file" };
  }
  if (!isRecall) fail("--model", "expected --tokens FILE or --text FILE for this model, received neither");
  return {
    windows: Array.from({ length: windows }, (_, w) => recallSequence(EVALUATION_SEED + w, length).tokens),
    calibration: recallSequence(CALIBRATION_SEED, length).tokens.slice(0, length),
    length,
    recall: true,
    source: `recall grammar, seeds from ${EVALUATION_SEED}`,
  };
}

/** Cuts a file's sequences into windows of L + 1 ids. */
function cut(
  file: string,
  sequences: readonly (readonly number[])[],
  { windows, most }: Pick<WindowChoice, "windows" | "most">,
  length: number,
): Pick<WindowTexts, "windows" | "calibration" | "length"> {
  // Adjacent windows share a token, which is predicted in one and read in the next.
  const all = sequences.flatMap((ids) =>
    Array.from({ length: Math.floor((ids.length - 1) / length) }, (_, n) =>
      ids.slice(n * length, (n + 1) * length + 1),
    ),
  );
  const wanted = windows ?? Math.max(1, Math.min(most, all.length - 1));
  if (all.length < wanted + 1)
    fail(
      file,
      `expected ${wanted + 1} windows of ${length} tokens and one to predict (one window calibrates and is not scored), received ${all.length}; a shorter --length makes more`,
    );
  // The last window without its first token, which the last scored window may have predicted.
  return { windows: all.slice(0, wanted), calibration: all[all.length - 1].slice(1), length };
}

const fail = (place: string, message: string): never => {
  throw new ConfigError([{ place, path: "(root)", message }]);
};

/**
 * Whether a model is scored by windows: a folder with `model.json`, a llama2.c checkpoint, a folder of the
 * GPT-2 family, or any folder that is given ids in place of text.
 */
export function isScoredByWindows(place: string, tokens?: string): boolean {
  const entry = statSync(place, { throwIfNoEntry: false });
  if (entry?.isDirectory() !== true) return place.toLowerCase().endsWith(".bin");
  const names = readdirSync(place);
  if (tokens !== undefined || names.includes("model.json")) return true;
  if (!names.includes("config.json")) return names.some((name) => name.endsWith(".bin"));
  return /"model_type"\s*:\s*"gpt2"/.test(readInputFile(join(place, "config.json"), MODEL_FILE_BYTES.config));
}

/** Queries kept of a toy's calibration text: texts are short and heads few. Published models keep 256. */
const TOY_SAMPLES = 1024;

/**
 * The checked study of such a model: its windows are the contexts, and recall in the recall
 * grammar is the retrieval.
 */
export async function windowStudy(
  config: Config,
  choice: SelectionChoice,
  selectors: readonly Selector[],
): Promise<PreparedStudy> {
  checkWindowChoice(choice);
  if (choice.plan !== undefined)
    throw fault(
      studyKey("plan"),
      "expected a published model (GGUF, safetensors), received one scored by windows",
    );
  const form = choice.quick === true ? "quick windows" : "windows";
  const { attention } = config.workload;
  const model = await loadModel(choice.model);
  const { dimensions } = model.checkpoint;
  checkModelChoice(choice, dimensions);
  const texts = await windowTexts(model, {
    length: choice.length,
    usual: FORMS[form].length,
    windows: choice.contexts,
    most: WINDOWS[form],
    tokens: choice.tokens,
    text: choice.text?.[0],
  });
  const { length } = texts;
  const chosen = choice.select ?? [selectorOf(attention).name];
  const subjects = subjectsOf(chosen, bucketsOf(attention, length), selectors);
  const { columns } = config.design.hashing.array;
  checkSubjects(subjects, { width: dimensions.headWidth, length, columns }, choice, selectors);
  const near = { sink: attention.sink, window: Math.max(1, attention.localWindow) };
  const { seed = config.seed } = choice;
  const plan = planOf(form, length, subjects, { ...choice, seed, contexts: texts.windows.length }, near);
  const haystacks = plan.parts.map(({ name, haystacks: count, shape }) =>
    texts.windows
      .slice(0, count)
      .map((ids, n) =>
        windowHaystack(ids.slice(0, dimensions.context), `${name} ${n + 1}`, shape.tail, texts.recall),
      ),
  );
  const calibration = calibrationText(texts, choice);
  return {
    form,
    plan,
    haystacks,
    calibration,
    samples: TOY_SAMPLES,
    calibrated: `${calibration.length} tokens that are not scored`,
    model: modelOf(model.checkpoint),
    named: namedOf(model, choice.model),
    texts: [
      {
        name: texts.source,
        tokens: texts.windows.length * (texts.length + 1),
        digest: canonicalHash(texts.windows),
        replaced: 0,
      },
    ],
  };
}

/** Refuses layers and shared keys that the model does not have. Throws ConfigError. */
function checkModelChoice({ denseLayers = 0, shareKeys }: SelectionChoice, model: Dimensions): void {
  if (denseLayers >= model.layers)
    throw fault(
      studyKey("denseLayers"),
      `expected fewer than the model's ${model.layers} layers, received ${denseLayers}`,
    );
  if (shareKeys === true && model.heads > model.keyValueHeads)
    throw fault(
      studyKey("shareKeys"),
      `expected a published model (GGUF, safetensors) where query heads share keys, received one scored by windows with ${model.heads} query heads on ${model.keyValueHeads} key heads`,
    );
}

function namedOf(
  { sidecar, checkpoint: { dimensions } }: LoadedModel,
  place: string,
): PreparedStudy["named"] {
  return {
    name: sidecar.name,
    file: basename(place),
    family: "float32 decoder",
    digest: sidecarDigest(sidecar, place),
    layers: dimensions.layers,
    heads: dimensions.heads,
    keyValueHeads: dimensions.keyValueHeads,
    headWidth: dimensions.headWidth,
  };
}

/** Digest from the sidecar, or of the files of a model without one. */
const sidecarDigest = (sidecar: object, place: string): string =>
  "sha256" in sidecar ? String(sidecar.sha256) : digestOfModel(place);

const calibrationText = (
  { calibration }: WindowTexts,
  { calibrationTokens }: SelectionChoice,
): readonly number[] =>
  calibrationTokens === undefined ? calibration : calibration.slice(0, calibrationTokens);

/** Throws ConfigError for choices that only apply to published models. */
function checkWindowChoice({ setups = [], depths, calibration, text = [] }: SelectionChoice): void {
  if (setups.includes("A"))
    throw fault(
      studyKey("setups"),
      "expected B or C for a model that is scored by windows: they have no question before the answer; received A",
    );
  if (depths !== undefined)
    throw fault(studyKey("depths"), "expected a published model, as windows hide no needles");
  if (calibration !== undefined)
    throw fault(
      "--calibration",
      "expected a published model; windows are calibrated on one that is not scored",
    );
  if (text.length > 1)
    throw fault("--text", "expected one text for a model scored by windows, received several");
}

const fault = (place: string, message: string): ConfigError =>
  new ConfigError([{ place, path: "(root)", message }]);
