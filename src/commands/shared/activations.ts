import { fault, type Located } from "#base";
import type { LoadedModel } from "#local-io";
import type { Config } from "../../design/config.ts";
import {
  adaptedTo,
  createCaptures,
  duplicationTask,
  type Measured,
  type MeasuredText,
  measuredLength,
  recallText,
} from "../../language-model/measured.ts";
import { loadDecoderKernel } from "../../runtime/kernels.ts";
import { packagePath } from "../../runtime/package-files.ts";

export interface ModelChoice {
  readonly model?: string;
  readonly tokens?: string;
  /** Files of queries, keys and values in place of a model. */
  readonly activations?: readonly string[];
}

/** Returns the value cached under a key, or makes it. */
export type Remember = <T>(key: string, make: () => T | Promise<T>) => T | Promise<T>;

/** Loaded only where a model is run: the constructed task and given activations need none. */
const readers = () => import("#local-io");

const makeAnew: Remember = (_, make) => make();

/** The shipped model and its activations on its own text, which no option changes: one run for a whole process. */
const shipped = new Map<string, unknown>();

async function ofShipped<T>(key: string, make: () => T | Promise<T>): Promise<T> {
  const found = (shipped.get(key) as Promise<T> | undefined) ?? Promise.resolve(make());
  shipped.set(key, found);
  // A model that could not be read may be there next time.
  found.catch(() => shipped.delete(key));
  return found;
}

/**
 * Runs the chosen model, or the shipped one, once for all configs that measure on it. A chosen model gives the
 * workload its shape wherever the config does not set it, so that the priced and the measured workload agree.
 * With `remember`, configs that measure the same share a chosen model and its activations, and constructed tasks.
 */
export async function measure(
  document: Located,
  config: Config,
  choice: ModelChoice,
  remember = makeAnew,
): Promise<Measured> {
  if (choice.model === undefined && choice.tokens !== undefined)
    throw fault("--tokens", "(root)", "expected --model DIR with it, received --tokens alone");
  if (choice.activations !== undefined) {
    if (choice.model !== undefined)
      throw fault("--activations", "(root)", "expected either --activations or --model, received both");
    const { givenActivations } = await import("./given-activations.ts");
    return givenActivations(document, config, choice.activations);
  }
  if (config.fidelity.source === "duplication") {
    const { key, capture, config: own } = duplicationTask(document, config);
    return { activations: await remember(key, capture), config: own };
  }
  const { loadModel } = await readers();
  const own: Remember = choice.model === undefined ? ofShipped : remember;
  const model = await own("model", () => loadModel(choice.model ?? packagePath("models", "recall-lm")));
  const length = measuredLength(document, config, model);
  const { centreKeys } = config.workload.attention;
  const capturesOf = await own(`model, centred ${centreKeys}`, async () =>
    createCaptures(model, await textsOf(model, choice, centreKeys), loadDecoderKernel()),
  );
  const activations = capturesOf(config, length);
  return {
    activations,
    config: adaptedTo(document, config, model, choice.model === undefined),
  };
}

/** The text that a model is run on, by its length. */
async function textsOf(
  model: LoadedModel,
  choice: ModelChoice,
  calibrate: boolean,
): Promise<(length: number) => MeasuredText> {
  if (choice.tokens === undefined) {
    if (model.sidecar.tokenizer.kind !== "recall-grammar")
      throw fault("--model", "(root)", "expected --tokens FILE for this model, received none");
    return (length) => recallText(length, calibrate);
  }
  const { loadTokens } = await readers();
  const sequences = await loadTokens(choice.tokens, model.checkpoint.dimensions);
  const calibration = sequences
    .slice(1)
    .reduce((longest, next) => (next.length > longest.length ? next : longest), [] as number[]);
  if (calibrate && calibration.length < 2)
    throw fault(
      choice.tokens,
      "(root)",
      "centreKeys: expected a second sequence to calibrate on, received one sequence",
    );
  return (length) => ({
    tokens: sequences[0].slice(0, length),
    calibration: calibrate ? calibration.slice(0, length) : null,
  });
}
