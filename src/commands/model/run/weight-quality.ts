// What a model's predictions lose when its weights are in the arrays of a config.

import { type Estimate, estimate, fault, type Located } from "#base";
import type { Progress } from "#local-io";
import { type LoadedRealModel, loadRealModel } from "#local-io";
import type { ChipArrays, MatrixError, States } from "#transformer";
import { slicesOf, type WeightSettings } from "../../../arrays/weights/settings.ts";
import type { ComparisonDesign, DesignId } from "../../../comparison/comparison-design.ts";
import { type Config, parseConfig } from "../../../design/config.ts";
import type { Engine, Selection } from "../../../language-model/engine/engine.ts";
import type { Models } from "../../../runtime/plugins.ts";
import { openEngine } from "../../../runtime/real-engine.ts";
import { readText, setApart } from "../../lm/run/texts.ts";
import { ARRAY_CALIBRATION, chipArrays, tooManyCells } from "../../shared/chip-arrays.ts";
import { attentionSelection } from "./selected-attention.ts";

/** How a model's predictions are to be read. */
export interface QualityChoice {
  /** GGUF file, or Hugging Face folder. */
  readonly model: string;
  readonly text: string;
  /** Tokens that are predicted, in one context. */
  readonly tokens: number;
  /** Also reads with the keys that this design selects. */
  readonly attention: ComparisonDesign | null;
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

/** Predictions with attention to selected keys. */
export interface SelectedPredictions {
  readonly design: DesignId;
  /** Attended keys over those that a query may attend, with stored weights and with weights in arrays. */
  readonly attended: readonly [stored: number, arrays: number];
  readonly stored: Predictions;
  readonly arrays: Predictions;
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
  /** Both of these with selected keys; null where none was to be read. */
  readonly selected: SelectedPredictions | null;
  /** Error of each matrix on the calibration text. */
  readonly errors: readonly MatrixError[];
}

/** A model and a text that are ready to be read. */
export interface PreparedReading {
  /** Words of the model's vocabulary. */
  readonly vocabulary: number;
  /** Says first how long the arrays will take. */
  readonly read: (note: (text: string) => void) => Promise<WeightQuality>;
}

/** Tokens of a first pass that is not timed. */
const WARM = 32;
/** Blocks of a text whose means give an interval: neighbouring tokens are not independent. */
const BLOCKS = 16;

/**
 * Prepares a text to be read with the model's weights as stored, rounded to the arrays' bits, and in the arrays of the config, on
 * the same chip for the same seed of the config. Throws ConfigError for a model or text that does not serve.
 */
export async function prepareReading(
  document: Located,
  models: Models,
  choice: QualityChoice,
  progress: Progress,
): Promise<PreparedReading> {
  const { model: place, text, tokens } = choice;
  const config = parseConfig(document, models.catalogue);
  checkSize(document, config.design.weights);
  progress.update("loading the model …");
  const loaded = await loadRealModel(place, { tokens: Math.max(tokens, ARRAY_CALIBRATION) });
  // Maps of queries are calibrated on as long a text, since keys drift with their position.
  const parts = partsOf(loaded, text, tokens, choice.attention === null ? ARRAY_CALIBRATION : tokens);
  const { vocabulary } = loaded.model.dimensions;
  const engineWith = (arrays?: ChipArrays): Promise<Engine> =>
    openEngine(loaded.model, {
      positions: Math.max(tokens, ARRAY_CALIBRATION),
      hashing: {
        design: config.design,
        attention: config.workload.attention,
        config: { value: document.value, plugins: models.plugins },
      },
      selectors: models.selectors,
      ...(arrays === undefined ? {} : { arrays }),
    });
  return {
    vocabulary,
    read: async (note) => ({
      ...{ model: loaded.model.name, text: parts.name, tokens, vocabulary },
      settings: config.design.weights,
      ...(await readInForms(config, choice, parts, engineWith, progress, note)),
    }),
  };
}

/** Reads the text with the weights in each form. */
async function readInForms(
  config: Config,
  { attention, signal }: QualityChoice,
  { ids, apart }: Pick<ReturnType<typeof partsOf>, "ids" | "apart">,
  engineWith: (arrays?: ChipArrays) => Promise<Engine>,
  progress: Progress,
  note: (text: string) => void,
): Promise<Pick<WeightQuality, "calibration" | "stored" | "rounded" | "arrays" | "selected" | "errors">> {
  const { design, seed } = config;
  const settings = design.weights;
  const chip = chipArrays(design, seed);
  const select = attention === null ? null : attentionSelection(attention, config);
  const text: Reading = { ids, apart, select, signal, progress };
  const exact = await withEngine(await engineWith(), (engine) => readStored(engine, text));
  progress.done();
  note(
    forecast(settings, exact.predictions.seconds / (ids.length - 1), ids.length * (select === null ? 1 : 2)),
  );
  const inArrays = async (label: string, arrays: ChipArrays, own: Reading) =>
    withEngine(await engineWith(arrays), (engine) => readArrays(engine, own, exact, label));
  const rounded = await inArrays(
    "bits of the arrays",
    { ...chip, settings: numbersOnly(settings), wires: null, charge: 0 },
    { ...text, select: null },
  );
  const arrays = await inArrays("arrays", chip, text);
  progress.done();
  return {
    calibration: Math.min(ARRAY_CALIBRATION, apart.length),
    stored: exact.predictions,
    rounded: rounded.predictions,
    arrays: arrays.predictions,
    selected:
      attention === null || exact.selected === null || arrays.selected === null
        ? null
        : {
            design: attention.id,
            attended: [exact.selected.attended, arrays.selected.attended],
            stored: exact.selected.predictions,
            arrays: arrays.selected.predictions,
          },
    errors: arrays.errors,
  };
}

/** Time of a read of all cells over that of a product of the stored weights, its cells and noise drawn anew (measured). */
const READ = 3.5;

function forecast(settings: WeightSettings, secondsOfToken: number, tokens: number): string {
  const reads = slicesOf(settings) * Math.ceil(settings.inputBits / settings.lineBits);
  const seconds = READ * reads * secondsOfToken * (tokens + 2 * ARRAY_CALIBRATION);
  const time = seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} minutes`;
  return `weights in arrays: about ${time}, as a product takes ${reads} ${reads === 1 ? "read" : "reads"} of every cell`;
}

function partsOf({ model, tokenizer }: LoadedRealModel, file: string, tokens: number, calibration: number) {
  if (tokenizer === null)
    throw fault(model.name, "tokenizer", "expected a model with a tokenizer, received one without");
  const { context } = model.dimensions;
  if (tokens > context)
    throw fault(
      "--tokens",
      "(root)",
      `expected at most the ${context} tokens of the model's context, received ${tokens}`,
    );
  const last = Math.max(calibration, ARRAY_CALIBRATION);
  const { rest, apart } = setApart(readText(file, tokenizer, { first: tokens + 1, last }), last);
  if (rest.ids.length < tokens + 1)
    throw fault(
      file,
      "(file)",
      `expected at least ${tokens + 1 + last} tokens, of which the last ${last} calibrate, received ${rest.ids.length + last}`,
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
  /** Text for calibration, whose end calibrates the arrays. */
  readonly apart: readonly number[];
  readonly select: Selection | null;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** A text as it was read with selected keys. */
interface SelectedReading {
  readonly attended: number;
  readonly predictions: Predictions;
}

interface Stored {
  readonly states: States;
  readonly nll: Float64Array;
  readonly predictions: Predictions;
  readonly selected: SelectedReading | null;
}

/** Runs the text, with all keys or with selected ones. */
async function run(
  engine: Engine,
  { ids, signal, progress }: Reading,
  select: Selection | null,
  label: string,
) {
  const from = performance.now();
  progress.update(`${label}: ${ids.length - 1} tokens …`);
  const { states, statistics } = await engine.prefill(ids.slice(0, -1), select, {
    signal,
    onProgress: (done, all) => progress.update(`${label}: token ${done} of ${all}`),
  });
  return { states, attended: statistics?.attended ?? 1, from };
}

/** Predictions of a run, against those of the stored weights with all keys. */
async function against(
  engine: Engine,
  { states, from }: Awaited<ReturnType<typeof run>>,
  ids: readonly number[],
  exact: Pick<Stored, "states" | "nll">,
): Promise<Predictions> {
  const { nll, divergence } = await engine.score(states, ids.slice(1), exact.states);
  return {
    loss: ofBlocks(nll),
    lost: ofBlocks(nll.map((x, n) => x - exact.nll[n])),
    divergence: divergence === null ? null : divergence.reduce((sum, x) => sum + x, 0) / divergence.length,
    seconds: (performance.now() - from) / 1e3,
  };
}

async function withSelection(
  engine: Engine,
  text: Reading,
  exact: Pick<Stored, "states" | "nll">,
  label: string,
): Promise<SelectedReading | null> {
  if (text.select === null) return null;
  const done = await run(engine, text, text.select, `${label}, selected keys`);
  return { attended: done.attended, predictions: await against(engine, done, text.ids, exact) };
}

/** Fits the maps of queries, if keys are to be selected: on stored weights, before arrays are calibrated. */
async function calibrateSelection(
  engine: Engine,
  { apart, select, signal, progress }: Reading,
): Promise<void> {
  if (select === null) return;
  progress.update(`calibrating the selection on ${apart.length} tokens …`);
  await engine.calibrate(apart, { signal });
}

async function readStored(engine: Engine, text: Reading): Promise<Stored> {
  await calibrateSelection(engine, text);
  // Threads start and code is compiled in a first pass, which would pass for slowness of the engine.
  const { context } = await engine.prefill(text.ids.slice(0, WARM), null, { signal: text.signal });
  engine.release(context);
  const done = await run(engine, text, null, "stored weights");
  const { nll } = await engine.score(done.states, text.ids.slice(1));
  const seconds = (performance.now() - done.from) / 1e3;
  const exact = { states: done.states, nll };
  return {
    ...exact,
    predictions: { loss: ofBlocks(nll), lost: null, divergence: null, seconds },
    selected: await withSelection(engine, text, exact, "stored weights"),
  };
}

async function readArrays(engine: Engine, text: Reading, exact: Stored, label: string) {
  const { apart, signal, progress } = text;
  await calibrateSelection(engine, text);
  const last = apart.slice(-ARRAY_CALIBRATION);
  progress.update(`${label}: calibrating on ${last.length} tokens …`);
  const errors: readonly MatrixError[] = await engine.calibrateArrays(last, { signal });
  const done = await run(engine, text, null, label);
  return {
    errors,
    predictions: await against(engine, done, text.ids, exact),
    selected: await withSelection(engine, text, exact, label),
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

function checkSize(document: Located, weights: WeightSettings): void {
  const message = tooManyCells(weights, "--text");
  if (message !== null) throw fault(document.place(["design", "weights"]), "design.weights", message);
}
