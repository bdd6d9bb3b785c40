import { plainDecoderKernel } from "../attention/plain-decoder-kernel.ts";
import type { Located } from "../base/document.ts";
import { ConfigError } from "../base/errors.ts";
import { type Config, parseConfig } from "../design/config.ts";
import { encodingOf } from "../design/encoding.ts";
import { resolveInSi } from "../design/resolved.ts";
import { shapedLike, type Workload } from "../design/workload.ts";
import { climb } from "../ladder/ladder.ts";
import { captureActivations } from "../language-model/activations.ts";
import { measureLm } from "../language-model/lm-run.ts";
import type { LmReport } from "../report/lm-report.ts";
import { loadKernels } from "../runtime/kernels.ts";
import { lmRng, lmRunner } from "../runtime/lm-pool.ts";
import { type LoadedModel, loadModel } from "../runtime/model-files.ts";
import { packagePath, packageVersion } from "../runtime/package-files.ts";
import type { Models } from "../runtime/plugins.ts";
import type { Progress } from "../runtime/progress.ts";
import { checkBytes } from "../simulation/byte-budget.ts";
import { solveOperatingPoint } from "../simulation/operating-point.ts";
import { lmTexts, type TextChoice } from "./lm-texts.ts";
import { shapeOf, widthsOf } from "./workload-activations.ts";

export interface LmChoice extends TextChoice {
  readonly model?: string;
  readonly seed?: number;
  readonly workers?: number;
}

/** Perplexity of a model under every backend, with the design's price of each. */
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
    throw new ConfigError([
      {
        place: document.place(["languageModel", "circuitReads"]),
        path: "languageModel.circuitReads",
        message: `expected inputs as voltages, received the encoding "${design.hashing.encoding}"`,
      },
    ]);
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
  const rungs = climb(design, workload, solveOperatingPoint(design, workload, activations, kernels));
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
    kernel: (kernels.decoder ?? plainDecoderKernel).name,
    model: sidecar.name,
    description: sidecar.description,
    text: texts.source,
    workload,
    // What was run, where files or options took the place of the plan's own.
    plan: { ...plan, windows: windows.length, length: texts.length },
    design: (resolveInSi(document.value, catalogue) as { design: unknown }).design,
    measured,
    rungs,
    margin: config.fidelity.margin,
  };
}

/** The config's attention on the model's shape and the windows' length: what is scored is what is priced. */
export function workloadOf(config: Config, { sidecar, checkpoint }: LoadedModel, length: number): Workload {
  const { layers, heads, keyValueHeads, headWidth } = checkpoint.dimensions;
  const shape = { layers, heads, kvHeads: keyValueHeads, headWidth };
  const shaped = shapedLike(config.workload, {}, sidecar.name, shape, widthsOf(checkpoint));
  const sharedQK = sidecar.attention.variant === "shared-qk";
  return { ...shaped, length, batch: 1, attention: { ...shaped.attention, sharedQK, causal: true } };
}
