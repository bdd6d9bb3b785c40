import type { Located } from "../../../base/document.ts";
import { fault, raise } from "../../../base/errors.ts";
import type { DesignResult } from "../../../comparison/comparison-design.ts";
import { priceAll } from "../../../comparison/priced-comparison.ts";
import { type Config, type LanguageModelPlan, parseConfig } from "../../../design/config.ts";
import { encodingOf } from "../../../design/electrics.ts";
import { resolveInSi } from "../../../design/resolved.ts";
import { shapedLike, type Workload } from "../../../design/workload.ts";
import { captureActivations } from "../../../language-model/activations.ts";
import { type LmMeasurement, measureLm } from "../../../language-model/lm-run.ts";
import { shapeOf, widthsOf } from "../../../language-model/measured.ts";
import { recallSequence } from "../../../language-model/recall-grammar.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { lmRng, lmRunner } from "../../../runtime/lm-pool.ts";
import type { LoadedModel } from "../../../runtime/loaded-model.ts";
import { loadModel, loadText, loadTokens } from "../../../runtime/model-files.ts";
import { packagePath, packageVersion } from "../../../runtime/package-files.ts";
import type { Models } from "../../../runtime/plugins.ts";
import type { Progress } from "../../../runtime/progress.ts";
import { solveOperatingPoint } from "../../../simulation/operating-point.ts";
import { checkBytes } from "../../../simulation/run-budget.ts";

export interface LmChoice extends TextChoice {
  readonly model?: string;
  readonly seed?: number;
  readonly workers?: number;
}

/** Perplexity of a model with every backend, and the design's price of each. */
export async function lmReport(
  document: Located,
  { catalogue, plugins }: Models,
  choice: LmChoice,
  progress: Progress,
): Promise<LmReport> {
  const config = parseConfig(document, catalogue);
  const seed = choice.seed ?? config.seed;
  const model = await loadModel(choice.model ?? packagePath("models", "recall-lm"));
  const plan = config.languageModel;
  const texts = await lmTexts(model, plan, choice);
  const workload = workloadOf(config, model, texts.length);
  const { design } = config;
  if (plan.circuitReads && encodingOf(design).isTimed)
    throw fault(
      document.place(["languageModel", "circuitReads"]),
      "languageModel.circuitReads",
      `expected inputs as voltages, received the encoding "${design.hashing.encoding}"`,
    );
  checkBytes({ ...config, workload }, shapeOf(model), texts.length, document);
  const { checkpoint, sidecar } = model;
  const kernels = loadKernels();
  progress.update(`pricing ${texts.length} tokens …`);
  const activations = captureActivations({
    model: sidecar.name,
    description: sidecar.description,
    checkpoint,
    tokens: texts.calibration,
    calibration: null,
    kernel: kernels.decoder,
  });
  const contenders = priceAll(design, workload, solveOperatingPoint(design, workload, activations, kernels));
  const { windows, calibration, recall } = texts;
  const measured = await measureLm(
    { checkpoint, design, workload, plan, calibration, windows, recall, rng: lmRng(seed), kernels },
    plan.arrays,
    lmRunner({ value: document.value, plugins }, seed, choice.workers),
    (done, total) => progress.update(`attending: ${done} of ${total} runs`),
  );
  progress.done();
  return {
    name: config.name,
    seed,
    version: packageVersion(),
    kernel: kernels.decoder.name,
    model: sidecar.name,
    description: sidecar.description,
    text: texts.source,
    workload,
    // The values that were run; files or options may override the plan's.
    plan: { ...plan, windows: windows.length, length: texts.length },
    design: (resolveInSi(document.value, catalogue) as { design: unknown }).design,
    measured,
    contenders,
    margin: config.fidelity.margin,
  };
}

/** The config's attention with the model's shape and the windows' length: prices what is scored. */
export function workloadOf(config: Config, { sidecar, checkpoint }: LoadedModel, length: number): Workload {
  const { layers, heads, keyValueHeads, headWidth } = checkpoint.dimensions;
  const shape = { layers, heads, kvHeads: keyValueHeads, headWidth };
  const shaped = shapedLike(config.workload, {}, sidecar.name, shape, widthsOf(checkpoint));
  const sharedQK = sidecar.attention.variant === "shared-qk";
  return { ...shaped, length, batch: 1, attention: { ...shaped.attention, sharedQK, causal: true } };
}

/** Seeds of the recall grammar: of the published evaluation, and of unscored calibration text. */
const EVALUATION_SEED = 7000;
const CALIBRATION_SEED = 500_000;

export interface LmTexts {
  /** L + 1 ids each. */
  readonly windows: readonly (readonly number[])[];
  readonly calibration: readonly number[];
  readonly length: number;
  readonly recall: boolean;
  readonly source: string;
}

export interface TextChoice {
  readonly tokens?: string;
  readonly text?: string;
  readonly windows?: number;
  readonly length?: number;
}

/** Windows to score, and separate text for calibration. Throws ConfigError. */
export async function lmTexts(
  model: LoadedModel,
  plan: LanguageModelPlan,
  choice: TextChoice,
): Promise<LmTexts> {
  const { context } = model.checkpoint.dimensions;
  if (choice.length !== undefined && choice.length > context)
    fail(
      "--length",
      `expected at most the ${context} tokens of the model's context, received ${choice.length}`,
    );
  const isRecall = model.sidecar.tokenizer.kind === "recall-grammar";
  const length = choice.length ?? Math.min(plan.length, context);
  if (choice.tokens !== undefined) {
    const sequences = await loadTokens(choice.tokens, model.checkpoint.dimensions);
    const longest = Math.max(...sequences.map((ids) => ids.length));
    return windowed(
      model,
      plan,
      choice,
      choice.tokens,
      sequences,
      choice.length ?? Math.min(length, longest - 1),
    );
  }
  if (choice.text !== undefined) {
    const sequences = await loadText(choice.text, model, { length, most: choice.windows ?? plan.windows });
    return windowed(model, plan, choice, choice.text, sequences, length);
  }
  if (!isRecall) fail("--model", "expected --tokens FILE or --text FILE for this model, received neither");
  return {
    windows: Array.from(
      { length: choice.windows ?? plan.windows },
      (_, w) => recallSequence(EVALUATION_SEED + w, length).tokens,
    ),
    calibration: recallSequence(CALIBRATION_SEED, length).tokens.slice(0, length),
    length,
    recall: true,
    source: `recall grammar, seeds from ${EVALUATION_SEED}`,
  };
}

/** Cuts a file's sequences into windows of L + 1 ids. */
function windowed(
  model: LoadedModel,
  plan: LanguageModelPlan,
  choice: TextChoice,
  file: string,
  sequences: readonly (readonly number[])[],
  length: number,
): LmTexts {
  // Adjacent windows share a token, which is predicted in one and read in the next.
  const all = sequences.flatMap((ids) =>
    Array.from({ length: Math.floor((ids.length - 1) / length) }, (_, n) =>
      ids.slice(n * length, (n + 1) * length + 1),
    ),
  );
  const wanted = choice.windows ?? Math.max(1, Math.min(plan.windows, all.length - 1));
  if (all.length < wanted + 1)
    fail(
      file,
      `expected ${wanted + 1} windows of ${length} tokens and one to predict (one window calibrates and is not scored), received ${all.length}; a shorter --length makes more`,
    );
  return {
    windows: all.slice(0, wanted),
    // Without its first token, which the last scored window may have predicted.
    calibration: all[all.length - 1].slice(1),
    length,
    recall: model.sidecar.tokenizer.kind === "recall-grammar",
    source: choice.text === undefined ? "token ids of a file" : "text of a file",
  };
}

const fail = (place: string, message: string): never => raise(place, "(root)", message);

/** Results of `lm` for a model and a design. */
export interface LmReport {
  readonly name: string;
  readonly seed: number;
  readonly version: string;
  /** Name of the decoder's kernel; kernels agree up to rounding. */
  readonly kernel: string;
  readonly model: string;
  readonly description: string;
  readonly text: string;
  readonly workload: Workload;
  readonly plan: LanguageModelPlan;
  readonly design: unknown;
  readonly measured: LmMeasurement;
  /** Price of attention over one window, all layers and heads. */
  readonly contenders: readonly DesignResult[];
  /** Largest rise of perplexity that counts as none. */
  readonly margin: number;
}
