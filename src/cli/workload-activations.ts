import type { Located } from "../base/document.ts";
import { ConfigError } from "../base/errors.ts";
import type { Config } from "../design/config.ts";
import { captureActivations } from "../language-model/activations.ts";
import { recallSequence } from "../language-model/recall-grammar.ts";
import { type LoadedModel, loadModel, loadTokens } from "../runtime/model-files.ts";
import { packagePath } from "../runtime/package-files.ts";
import type { Activations } from "../simulation/activations.ts";
import { checkBytes, type ModelShape } from "../simulation/byte-budget.ts";

/** Seeds of the recall grammar; calibration text never overlaps the text on which quality is measured. */
const EVALUATION_SEED = 9000;
const CALIBRATION_SEED = 500_000;

export interface ModelChoice {
  readonly model?: string;
  readonly tokens?: string;
}

/**
 * Activations of the chosen model, or of the model that ships with the package. Throws ConfigError, placed in
 * the document, for a run that would not fit the memory.
 */
export async function loadActivations(
  config: Config,
  choice: ModelChoice,
  document: Located,
): Promise<Activations> {
  if (choice.model === undefined && choice.tokens !== undefined)
    throw new ConfigError([
      {
        place: "--tokens",
        path: "(root)",
        message: "expected --model DIR beside it, received --tokens alone",
      },
    ]);
  const model = await loadModel(choice.model ?? packagePath("models", "recall-lm"));
  const { context } = model.checkpoint.dimensions;
  const length = Math.min(config.fidelity.length ?? config.workload.length, context);
  checkBytes(config, shapeOf(model), length, document);
  const text = await textOf(model, choice, length, config.workload.attention.centreKeys);
  const { name, description } = model.sidecar;
  return captureActivations({ model: name, description, checkpoint: model.checkpoint, ...text });
}

function shapeOf({ checkpoint: { dimensions } }: LoadedModel): ModelShape {
  const { layers, heads, keyValueHeads, headWidth, width, hidden } = dimensions;
  return { heads: layers * heads, kvHeads: layers * keyValueHeads, headWidth, width, hidden };
}

interface Text {
  readonly tokens: readonly number[];
  readonly calibration: readonly number[] | null;
}

async function textOf(
  model: LoadedModel,
  choice: ModelChoice,
  length: number,
  calibrate: boolean,
): Promise<Text> {
  if (choice.tokens === undefined) {
    if (model.sidecar.tokenizer.kind !== "recall-grammar")
      throw new ConfigError([
        { place: "--model", path: "(root)", message: "expected --tokens FILE for this model, received none" },
      ]);
    return {
      tokens: recallSequence(EVALUATION_SEED, length).tokens.slice(0, length),
      calibration: calibrate ? recallSequence(CALIBRATION_SEED, length).tokens.slice(0, length) : null,
    };
  }
  const sequences = await loadTokens(choice.tokens, model.checkpoint.dimensions);
  const calibration = sequences
    .slice(1)
    .reduce((longest, next) => (next.length > longest.length ? next : longest), [] as number[]);
  if (calibrate && calibration.length < 2)
    throw new ConfigError([
      {
        place: choice.tokens,
        path: "(root)",
        message: "centreKeys: expected a second sequence to calibrate on, received one sequence",
      },
    ]);
  return {
    tokens: sequences[0].slice(0, length),
    calibration: calibrate ? calibration.slice(0, length) : null,
  };
}
