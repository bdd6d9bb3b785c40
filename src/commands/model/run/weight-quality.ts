// What a model's predictions lose when its weights are in the arrays of a config.

import { createRng, type Estimate, estimate, fault, type Located } from "#base";
import type { Progress } from "#local-io";
import type { WeightSettings } from "../../../arrays/weights/settings.ts";
import { weightWires } from "../../../arrays/weights/wires.ts";
import { weightArrays } from "../../../comparison/layer-parts.ts";
import { parseConfig } from "../../../design/config.ts";
import type { Design } from "../../../design/design.ts";
import type { MatrixError } from "../../../language-model/engine/array-calibration.ts";
import type { Engine, States } from "../../../language-model/engine/engine.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import type { Models } from "../../../runtime/plugins.ts";
import { type ChipArrays, openEngine } from "../../../runtime/real-engine.ts";
import { type LoadedRealModel, loadRealModel } from "../../../runtime/real-model.ts";
import { createTechnology } from "../../../technology/technology.ts";
import { readText, setApart } from "../../lm/run/texts.ts";

/** How a model's predictions are to be read. */
export interface QualityChoice {
  /** GGUF file, or Hugging Face folder. */
  readonly model: string;
  readonly text: string;
  /** Tokens that are predicted, in one context. */
  readonly tokens: number;
  /** Names the chip; the config's by default. */
  readonly seed: number | undefined;
  readonly signal: AbortSignal;
}

/** Predictions of a text with weights in one form. */
export interface Predictions {
  /** Mean −ln p of a token, over blocks of the text. */
  readonly loss: Estimate;
  /** Loss less that of the stored weights, token by token; null for these. */
  readonly lost: Estimate | null;
  /** Mean divergence from the stored weights' predictions, nats a token; null for these. */
  readonly divergence: number | null;
  /** Time of the run, s. */
  readonly seconds: number;
}

/** A model's predictions with its weights as stored, as numbers of the arrays' bits, and in the arrays. */
export interface WeightQuality {
  readonly model: string;
  readonly text: string;
  readonly tokens: number;
  readonly calibration: number;
  readonly vocabulary: number;
  readonly settings: WeightSettings;
  readonly stored: Predictions;
  readonly rounded: Predictions;
  readonly arrays: Predictions;
  /** Error of each matrix on the calibration text. */
  readonly errors: readonly MatrixError[];
}

/** Tokens of the calibration text, from the end of the text. */
const CALIBRATION = 128;
/** Blocks of a text whose means give an interval: neighbouring tokens are not independent. */
const BLOCKS = 16;

/**
 * Reads a text with the model's weights as stored, rounded to the arrays' bits, and in the arrays of the config, on the same
 * chip for the same seed. Throws ConfigError for a model or text that does not serve.
 */
export async function weightQuality(
  document: Located,
  models: Models,
  { model: place, text: file, tokens, seed, signal }: QualityChoice,
  progress: Progress,
): Promise<WeightQuality> {
  const { design, workload, seed: usual } = parseConfig(document, models.catalogue);
  checkSize(document, design.weights);
  progress.update("loading the model …");
  const loaded = await loadRealModel(place, { tokens: Math.max(tokens, CALIBRATION) });
  const { ids, apart, name } = partsOf(loaded, file, tokens);
  const open = (arrays?: ChipArrays): Promise<Engine> =>
    openEngine(loaded.model, {
      positions: Math.max(tokens, CALIBRATION),
      hashing: {
        design,
        attention: workload.attention,
        config: { value: document.value, plugins: models.plugins },
      },
      selectors: models.selectors,
      ...(arrays === undefined ? {} : { arrays }),
    });
  const run = { ids, signal, progress };
  const exact = await withEngine(await open(), (engine) => readStored(engine, run));
  const settings = design.weights;
  const chip = { settings, seed: chipWords(seed ?? usual), wires: wiresOf(design) };
  const inArrays = async (label: string, arrays: ChipArrays) =>
    withEngine(await open(arrays), (engine) => readArrays(engine, run, apart, exact, label));
  const rounded = await inArrays("bits of the arrays", {
    ...chip,
    settings: numbersOnly(settings),
    wires: null,
  });
  const arrays = await inArrays("arrays", chip);
  progress.done();
  return {
    model: loaded.model.name,
    text: name,
    tokens,
    calibration: apart.length,
    vocabulary: loaded.model.dimensions.vocabulary,
    settings,
    stored: exact.predictions,
    rounded: rounded.predictions,
    arrays: arrays.predictions,
    errors: arrays.errors,
  };
}

function partsOf({ model, tokenizer }: LoadedRealModel, file: string, tokens: number) {
  if (tokenizer === null)
    throw fault(model.name, "tokenizer", "expected a model with a tokenizer, received one without");
  const { context } = model.dimensions;
  if (tokens > context)
    throw fault(
      "--tokens",
      "(root)",
      `expected at most the ${context} tokens of the model's context, received ${tokens}`,
    );
  const { rest, apart } = setApart(
    readText(file, tokenizer, { first: tokens + 1, last: CALIBRATION }),
    CALIBRATION,
  );
  if (rest.ids.length < tokens + 1)
    throw fault(
      file,
      "(file)",
      `expected at least ${tokens + 1 + CALIBRATION} tokens, of which the last ${CALIBRATION} calibrate, received ${rest.ids.length + CALIBRATION}`,
    );
  return { ids: rest.ids.slice(0, tokens + 1), apart, name: rest.name };
}

async function withEngine<T>(engine: Engine, use: (engine: Engine) => Promise<T>): Promise<T> {
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

interface Reading {
  readonly ids: readonly number[];
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

interface Stored {
  readonly states: States;
  readonly nll: Float64Array;
  readonly predictions: Predictions;
}

async function readStored(engine: Engine, { ids, signal, progress }: Reading): Promise<Stored> {
  const from = performance.now();
  const { states } = await engine.prefill(ids.slice(0, -1), null, {
    signal,
    onProgress: (done, all) => progress.update(`stored weights: token ${done} of ${all}`),
  });
  const { nll } = await engine.score(states, ids.slice(1));
  const seconds = (performance.now() - from) / 1e3;
  return { states, nll, predictions: { loss: ofBlocks(nll), lost: null, divergence: null, seconds } };
}

async function readArrays(
  engine: Engine,
  { ids, signal, progress }: Reading,
  apart: readonly number[],
  exact: Stored,
  label: string,
): Promise<{ readonly predictions: Predictions; readonly errors: readonly MatrixError[] }> {
  progress.update(`${label}: calibrating on ${apart.length} tokens …`);
  const errors = await engine.calibrateArrays(apart, { signal });
  progress.update(`${label}: ${ids.length - 1} tokens …`);
  const from = performance.now();
  const { states } = await engine.prefill(ids.slice(0, -1), null, {
    signal,
    onProgress: (done, all) => progress.update(`${label}: token ${done} of ${all}`),
  });
  const { nll, divergence } = await engine.score(states, ids.slice(1), exact.states);
  const seconds = (performance.now() - from) / 1e3;
  return {
    errors,
    predictions: {
      loss: ofBlocks(nll),
      lost: ofBlocks(nll.map((x, n) => x - exact.nll[n])),
      divergence: divergence === null ? null : divergence.reduce((sum, x) => sum + x, 0) / divergence.length,
      seconds,
    },
  };
}

/** Mean over consecutive blocks of a text, with its interval. */
function ofBlocks(values: Float64Array): Estimate {
  const means = Array.from({ length: BLOCKS }, (_, n) => {
    const some = values.subarray(
      Math.floor((n * values.length) / BLOCKS),
      Math.floor(((n + 1) * values.length) / BLOCKS),
    );
    return some.reduce((sum, x) => sum + x, 0) / some.length;
  });
  return estimate(means);
}

/** The bits of the arrays without their errors: whole numbers that digital units would multiply. */
const numbersOnly = (settings: WeightSettings): WeightSettings => ({
  ...settings,
  pairing: "differential",
  cellBits: settings.weightBits - 1,
  lineBits: settings.inputBits,
  adcBits: Number.POSITIVE_INFINITY,
  programmingError: 0,
  drift: 0,
  driftSpread: 0,
  stuck: 0,
  readNoise: 0,
  rangePercentile: 100,
});

/** Most cells of an array whose wires are solved: 10 s (512 × 512); the time grows by their number to the power 1.7. */
const MOST_CELLS = 512 ** 2;

function checkSize(document: Located, { rows, columns }: WeightSettings): void {
  if (rows * columns > MOST_CELLS)
    throw fault(
      document.place(["design", "weights"]),
      "design.weights",
      `expected arrays of at most ${MOST_CELLS} cells for --text, whose wires are solved, received ${rows} × ${columns}`,
    );
}

/** Words that name a chip. */
function chipWords(seed: number): readonly [number, number] {
  const rng = createRng(seed).fork("arrays of weights");
  return [rng.integer(2 ** 31), rng.integer(2 ** 31)];
}

/** What wires of the node leave, along cells of the size that is priced. */
function wiresOf(design: Design): Float32Array {
  const technology = createTechnology(design.logicNode, { temperature: design.temperature });
  const side = Math.sqrt(weightArrays(design.weights).cost(technology).area);
  const segment = (technology.lineResistance / technology.pitch) * side;
  return weightWires(design.weights, segment, loadKernels().solver);
}
