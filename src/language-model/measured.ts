import { createRng, type Dense, dense, fault, type Located, memoised } from "#base";
import { type Checkpoint, type ModelCard, recallSequence } from "#model-files";
import type { DecoderKernel } from "#transformer";
import type { Config } from "../design/config.ts";
import type { ModelWidths } from "../design/shape-presets.ts";
import { type Shape, shapedLike } from "../design/workload.ts";
import { type Activations, calibrateKeyMeans, type HeadActivations } from "../simulation/activations.ts";
import { duplicationActivations } from "../simulation/hash-duplication.ts";
import { BYTE_BUDGET, checkBytes, checkPass, type ModelShape, runBytes } from "../simulation/run-budget.ts";
import { type CaptureRequest, captureActivations } from "./activations.ts";

// Activations of the first tokens of one text, at any length: later tokens do not change earlier activations.

/** Lengths whose activations are cached: views of one capture, and data derived from them. */
const MOST_LENGTHS = 256;

/** Activations of a text without key means, and the heads of its calibration text. */
interface TextCapture {
  readonly text: Activations;
  readonly calibration: readonly HeadActivations[] | null;
}

/**
 * Gives `captureActivations` of a text cut to successive lengths, digit for digit, if no layer inputs are
 * kept. Runs the model over the longest text so far; for a longer one over `aheadOf(longest)` tokens or more.
 */
export function createTextCaptures(
  requestOf: (length: number) => CaptureRequest,
): (length: number, aheadOf: (longest: number) => number) => Activations {
  let longest = 0;
  const viewsOf = (capture: TextCapture): ((length: number) => Activations) =>
    memoised((length: number) => firstTokens(requestOf(length), capture), String, MOST_LENGTHS);
  let views: ((length: number) => Activations) | undefined;
  return (length, aheadOf) => {
    if (views === undefined || length > longest) {
      const reach = longest === 0 ? length : Math.max(length, aheadOf(longest));
      const captured = captureOf(requestOf(reach));
      longest = reach;
      // Drops the previous views, which keep the earlier capture in memory.
      views = viewsOf(captured);
    }
    return views(length);
  };
}

function captureOf(request: CaptureRequest): TextCapture {
  const { calibration } = request;
  const headsOf = (tokens: readonly number[]): Activations =>
    captureActivations({ ...request, tokens, calibration: null });
  return {
    text: headsOf(request.tokens),
    calibration: calibration === null ? null : headsOf(calibration).heads,
  };
}

const firstTokens = (
  { tokens, calibration: calibrated }: CaptureRequest,
  { text, calibration }: TextCapture,
): Activations => ({
  ...text,
  length: tokens.length,
  heads: firstRows(text.heads, tokens.length),
  keyMeans:
    calibration === null || calibrated === null
      ? new Map()
      : calibrateKeyMeans(firstRows(calibration, calibrated.length)),
});

/** First rows of heads; heads that share a matrix share its rows. */
function firstRows(heads: readonly HeadActivations[], rows: number): HeadActivations[] {
  const known = new Map<Dense, Dense>();
  const of = (matrix: Dense): Dense => {
    const own =
      known.get(matrix) ?? dense(rows, matrix.columns, matrix.data.subarray(0, rows * matrix.columns));
    known.set(matrix, own);
    return own;
  };
  return heads.map((head) => ({ ...head, q: of(head.q), k: of(head.k), v: of(head.v) }));
}

/** Seeds of the recall grammar; calibration text never overlaps the text on which quality is measured. */
const EVALUATION_SEED = 9000;
const CALIBRATION_SEED = 500_000;

/** Lengths whose layers' inputs are kept too: some megabytes each. */
const MOST_FOLDED = 4;

/** Memory limit of a run of more tokens than needed so far, bytes. */
const AHEAD_BYTES = BYTE_BUDGET / 4;

/** A model's activations, and the config as applied to that model. */
export interface Measured {
  readonly activations: Activations;
  readonly config: Config;
}

/** A model and its card. */
export interface DescribedModel {
  readonly sidecar: ModelCard;
  readonly checkpoint: Checkpoint;
}

/** Token ids to attend over, and separate ones for calibrating key means. */
export interface MeasuredText {
  readonly tokens: readonly number[];
  readonly calibration: readonly number[] | null;
}

/** Tokens for measuring a config's quality. Throws ConfigError if model or machine cannot hold them. */
export function measuredLength(document: Located, config: Config, model: DescribedModel): number {
  const { context } = model.checkpoint.dimensions;
  const { length = Math.min(config.workload.length, context) } = config.fidelity;
  if (length > context)
    throw fault(
      document.place(["fidelity", "length"]),
      "fidelity.length",
      `expected at most the ${context} tokens of the model's context, received ${length}`,
    );
  checkBytes(config, shapeOf(model), length, document);
  checkPass(config, shapeOf(model), length, document);
  return length;
}

/** Text of the recall grammar, on which the embedded model was trained. */
export const recallText = (length: number, calibrate: boolean): MeasuredText => ({
  tokens: recallSequence(EVALUATION_SEED, length).tokens.slice(0, length),
  calibration: calibrate ? recallSequence(CALIBRATION_SEED, length).tokens.slice(0, length) : null,
});

/**
 * Activations of a model on the first tokens of a text, for successive configs and lengths. They share the
 * model's computations, except for configs whose arrays fold projections.
 */
export function createCaptures(
  model: DescribedModel,
  textOf: (length: number) => MeasuredText,
  kernel: DecoderKernel,
): (config: Config, length: number) => Activations {
  const { sidecar, checkpoint } = model;
  const { name, description } = sidecar;
  const requestOf = (length: number): CaptureRequest => ({
    model: name,
    description,
    checkpoint,
    kernel,
    ...textOf(length),
  });
  const captureOf = createTextCaptures(requestOf);
  const folded = memoised(
    (length: number) => captureActivations({ ...requestOf(length), keepsInputs: true }),
    String,
    MOST_FOLDED,
  );
  return (config, length) => {
    if (config.design.hashing.folding !== "none") return folded(length);
    return captureOf(length, (longest) => {
      // After a second length more are likely: by doubling, ascending lengths run the model only a few times.
      const reach = Math.min(checkpoint.dimensions.context, 2 * longest);
      return runBytes(config, shapeOf(model), reach) <= AHEAD_BYTES ? reach : length;
    });
  };
}

/** The constructed task in the workload's shape: shared queries and keys, the first layer's heads. */
export function duplication(document: Located, config: Config): Measured {
  const task = duplicationTask(document, config);
  return { activations: task.capture(), config: task.config };
}

/** The task before its activations are made; tasks of equal keys have equal ones. Throws ConfigError. */
export function duplicationTask(document: Located, config: Config) {
  const { heads, kvHeads, headWidth } = config.workload;
  const { length = config.workload.length } = config.fidelity;
  if (heads !== kvHeads)
    throw fault(
      document.place(["fidelity", "source"]),
      "fidelity.source",
      `expected as many key heads as query heads for "duplication", received ${heads} and ${kvHeads}`,
    );
  checkBytes(config, { heads, kvHeads: heads, headWidth, width: 0, hidden: 0 }, length, document);
  if (config.design.hashing.folding !== "none")
    throw fault(
      document.place(["design", "hashing", "folding"]),
      "design.hashing.folding",
      'expected "none" where fidelity.source is "duplication", which has no model to fold, received "write-verified"',
    );
  const attention = { ...config.workload.attention, sharedQK: true };
  return {
    key: `duplication ${heads} ${headWidth} ${length} ${config.seed}`,
    capture: (): Activations =>
      duplicationActivations(
        { layers: 1, heads, headWidth, length },
        createRng(config.seed).fork("duplication"),
      ),
    config: { ...config, workload: { ...config.workload, attention } },
  };
}

type Given = {
  readonly workload?: Partial<Shape> & { readonly attention?: { readonly sharedQK?: boolean } };
};

/** The config with the model's attention and, for a user's model, its shape. Throws ConfigError. */
export function adaptedTo(
  document: Located,
  config: Config,
  { sidecar, checkpoint }: DescribedModel,
  isEmbedded: boolean,
): Config {
  const given = (document.value as Given).workload ?? {};
  const sharedQK = sidecar.attention.variant === "shared-qk";
  const path = ["workload", "attention", "sharedQK"];
  if (given.attention?.sharedQK !== undefined && given.attention.sharedQK !== sharedQK)
    throw fault(
      document.place(path),
      path.join("."),
      `expected ${sharedQK}, as the model ${sidecar.name} attends, received ${given.attention.sharedQK}`,
    );
  const { layers, heads, keyValueHeads, headWidth } = checkpoint.dimensions;
  const shaped = isEmbedded
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

export const widthsOf = ({ dimensions, layers }: Checkpoint): ModelWidths => ({
  modelWidth: dimensions.width,
  hiddenWidth: dimensions.hidden,
  gated: layers[0].gate !== null,
});

export function shapeOf({ checkpoint: { dimensions } }: DescribedModel): ModelShape {
  const { layers, heads, keyValueHeads, headWidth, width, hidden } = dimensions;
  return { heads: layers * heads, kvHeads: layers * keyValueHeads, headWidth, width, hidden };
}
