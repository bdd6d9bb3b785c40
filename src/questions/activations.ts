import type { Located } from "../base/document.ts";
import { ConfigError } from "../base/errors.ts";
import { createRng } from "../base/rng.ts";
import type { Config } from "../design/config.ts";
import type { ModelWidths } from "../design/shape-presets.ts";
import { type Shape, shapedLike } from "../design/workload.ts";
import { captureActivations } from "../language-model/activations.ts";
import { recallSequence } from "../language-model/recall-grammar.ts";
import { loadDecoderKernel } from "../runtime/decoder-kernel.ts";
import { type LoadedModel, loadModel, loadTokens } from "../runtime/model-files.ts";
import { packagePath } from "../runtime/package-files.ts";
import type { Activations } from "../simulation/activations.ts";
import { checkBytes, type ModelShape } from "../simulation/byte-budget.ts";
import { duplicationActivations } from "../simulation/duplication.ts";
import { checkPass } from "../simulation/work-budget.ts";
import { givenActivations } from "./given-activations.ts";

/** Seeds of the recall grammar; calibration text never overlaps the text on which quality is measured. */
const EVALUATION_SEED = 9000;
const CALIBRATION_SEED = 500_000;

export interface ModelChoice {
  readonly model?: string;
  readonly tokens?: string;
  /** Files of queries, keys and values in place of a model. */
  readonly activations?: readonly string[];
}

/** A model's activations, and the config as it applies to that model. */
export interface Measured {
  readonly activations: Activations;
  readonly config: Config;
}

/** Gives what was made before under a key, or makes it. */
export type Remember = <T>(key: string, make: () => T | Promise<T>) => T | Promise<T>;

const makeAnew: Remember = (_, make) => make();

/**
 * Runs the chosen model, or the one that ships with the package. A chosen model lends the workload its shape
 * wherever the config does not give its own, so that what is priced is what is measured. With `remember`, configs that
 * measure the same share the model and its activations.
 */
export async function measure(
  document: Located,
  config: Config,
  choice: ModelChoice,
  remember = makeAnew,
): Promise<Measured> {
  if (choice.model === undefined && choice.tokens !== undefined)
    throw new ConfigError([
      {
        place: "--tokens",
        path: "(root)",
        message: "expected --model DIR with it, received --tokens alone",
      },
    ]);
  if (choice.activations !== undefined) {
    if (choice.model !== undefined)
      throw new ConfigError([
        {
          place: "--activations",
          path: "(root)",
          message: "expected either --activations or --model, received both",
        },
      ]);
    return givenActivations(document, config, choice.activations);
  }
  if (config.fidelity.source === "duplication") return duplication(document, config, remember);
  const model = await remember("model", () => loadModel(choice.model ?? packagePath("models", "recall-lm")));
  const { context } = model.checkpoint.dimensions;
  const { length = Math.min(config.workload.length, context) } = config.fidelity;
  if (length > context)
    throw new ConfigError([
      {
        place: document.place(["fidelity", "length"]),
        path: "fidelity.length",
        message: `expected at most the ${context} tokens of the model's context, received ${length}`,
      },
    ]);
  checkBytes(config, shapeOf(model), length, document);
  checkPass(config, shapeOf(model), length, document);
  const { centreKeys } = config.workload.attention;
  const keepsInputs = config.design.hashing.folding !== "none";
  const activations = await remember(`model ${length} ${centreKeys} ${keepsInputs}`, async () =>
    captureActivations({
      model: model.sidecar.name,
      description: model.sidecar.description,
      checkpoint: model.checkpoint,
      kernel: loadDecoderKernel(),
      keepsInputs,
      ...(await textOf(model, choice, length, centreKeys)),
    }),
  );
  return { activations, config: adapted(document, config, choice, model) };
}

/** The constructed task in the workload's own shape: shared queries and keys, the first layer's heads. */
async function duplication(document: Located, config: Config, remember: Remember): Promise<Measured> {
  const { heads, kvHeads, headWidth } = config.workload;
  const { length = config.workload.length } = config.fidelity;
  if (heads !== kvHeads)
    throw new ConfigError([
      {
        place: document.place(["fidelity", "source"]),
        path: "fidelity.source",
        message: `expected as many key heads as query heads for "duplication", received ${heads} and ${kvHeads}`,
      },
    ]);
  checkBytes(config, { heads, kvHeads: heads, headWidth, width: 0, hidden: 0 }, length, document);
  if (config.design.hashing.folding !== "none")
    throw new ConfigError([
      {
        place: document.place(["design", "hashing", "folding"]),
        path: "design.hashing.folding",
        message:
          'expected "none" where fidelity.source is "duplication", which has no model to fold, received "write-verified"',
      },
    ]);
  const activations = await remember(`duplication ${heads} ${headWidth} ${length} ${config.seed}`, () =>
    duplicationActivations(
      { layers: 1, heads, headWidth, length },
      createRng(config.seed).fork("duplication"),
    ),
  );
  const attention = { ...config.workload.attention, sharedQK: true };
  return { activations, config: { ...config, workload: { ...config.workload, attention } } };
}

type Given = {
  readonly workload?: Partial<Shape> & { readonly attention?: { readonly sharedQK?: boolean } };
};

/** The config with the model's way to attend and, for a model that the user brought, its shape. */
function adapted(
  document: Located,
  config: Config,
  choice: ModelChoice,
  { sidecar, checkpoint }: LoadedModel,
): Config {
  const given = (document.value as Given).workload ?? {};
  const sharedQK = sidecar.attention.variant === "shared-qk";
  const path = ["workload", "attention", "sharedQK"];
  if (given.attention?.sharedQK !== undefined && given.attention.sharedQK !== sharedQK)
    throw new ConfigError([
      {
        place: document.place(path),
        path: path.join("."),
        message: `expected ${sharedQK}, as the model ${sidecar.name} attends, received ${given.attention.sharedQK}`,
      },
    ]);
  const { layers, heads, keyValueHeads, headWidth } = checkpoint.dimensions;
  const shaped =
    choice.model === undefined
      ? config.workload
      : shapedLike(
          config.workload,
          given,
          sidecar.name,
          { layers, heads, kvHeads: keyValueHeads, headWidth },
          widthsOf(checkpoint),
        );
  return { ...config, workload: { ...shaped, attention: { ...shaped.attention, sharedQK } } };
}

export const widthsOf = ({ dimensions, layers }: LoadedModel["checkpoint"]): ModelWidths => ({
  modelWidth: dimensions.width,
  hiddenWidth: dimensions.hidden,
  gated: layers[0].gate !== null,
});

export function shapeOf({ checkpoint: { dimensions } }: LoadedModel): ModelShape {
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
