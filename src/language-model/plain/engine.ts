import { type DecoderKernel, plainDecoderKernel } from "../../attention/decoder-kernel.ts";
import type { PreparedSelector } from "../../attention/selectors/selector.ts";
import { dense } from "../../base/dense.ts";
import { ConfigError } from "../../base/errors.ts";
import { type Checkpoint, rotaryTables } from "../decoder.ts";
import { capture, forward, type LayerActivations, type Past } from "../forward.ts";
import { distributionDistance, logitsAt, negativeLogLikelihood } from "../likelihood.ts";
import { checkedSelection } from "../real/check-selection.ts";
import type { Engine, RunOptions, Selection, SelectionStatistics, States } from "../real/engine.ts";
import { type Calibration, SELECT_QUERIES, SHARES, samplePosition } from "../real/lane-job.ts";
import { preparedSelectors } from "../real/lane-selection.ts";
import { statisticsOf } from "../real/selection-statistics.ts";
import { type HashingSetting, selectorTools, type Unrotate } from "../real/selector-tools.ts";
import { unrotated } from "../unrotated.ts";
import { attendExactly, selectedAttention } from "./selected-attention.ts";

/**
 * Keys of a calibration text that are kept of a toy model: texts are short and heads few, and a map of many bits is fitted the better for
 * it. Published models keep 256.
 */
export const PLAIN_SAMPLES = 1024;

export interface PlainEngineOptions {
  readonly hashing: HashingSetting;
  readonly kernel?: DecoderKernel;
  /** Longest sequence; the model's context unless given. */
  readonly positions?: number;
  /** Keys kept of a calibration text. */
  readonly samples?: number;
}

/**
 * The engine of toy models: the float64 decoder on this thread, behind the interface of published models. Selectors see queries and keys
 * in single precision, as they do there; products and sums of attention are float64. Nothing runs in parallel.
 */
export function createPlainEngine(
  checkpoint: Checkpoint,
  { hashing, kernel = plainDecoderKernel, positions, samples = PLAIN_SAMPLES }: PlainEngineOptions,
): Engine {
  const d = checkpoint.dimensions;
  const longest = positions ?? d.context;
  const contexts = new Map<number, Past>();
  let next = 1;
  let calibration: Calibration | null = null;
  const fresh = () =>
    preparedSelectors(
      selectorTools(
        hashing,
        d,
        longest,
        () => {
          if (calibration === null) throw new RangeError("selector: expected a calibrated engine");
          return calibration;
        },
        unrotateOf(checkpoint, longest),
      ),
    );
  let preparedOf = fresh();

  const run = (
    past: Past | undefined,
    tokens: readonly number[],
    select: Selection | null,
    options: RunOptions,
  ) => runPlain({ checkpoint, kernel }, past, tokens, select, select && preparedOf(select), options);
  const checked = (select: Selection | null | undefined): Selection | null =>
    select == null
      ? null
      : checkedSelection(select, calibration !== null, {
          width: d.headWidth,
          length: longest,
          columns: hashing.design.hashing.array.columns,
        });

  return {
    lanes: 1,
    bytes: () =>
      [...contexts.values()].reduce((sum, { length }) => sum + 16 * d.layers * d.keyValueWidth * length, 0),
    async calibrate(tokens) {
      checkLength(tokens.length, longest);
      calibration = calibrationOf(checkpoint, tokens, Math.min(samples, tokens.length), kernel);
      preparedOf = fresh();
    },
    async prefill(tokens, select, options = {}) {
      checkLength(tokens.length, longest);
      const { past, ...rest } = run(undefined, tokens, checked(select), options);
      const id = next++;
      contexts.set(id, past);
      return { context: { id, length: tokens.length }, ...rest };
    },
    async extend(context, tokens, select, options = {}) {
      const held = contexts.get(context.id);
      if (held === undefined)
        throw fault("context", "expected a context that is held, received one that was released");
      checkLength(held.length + tokens.length, longest);
      const { past: _, ...rest } = run(held, tokens, checked(select), options);
      return rest;
    },
    score: async (states, targets, reference) => scoresOf({ checkpoint, kernel }, states, targets, reference),
    async logits(states, row) {
      const logits = new Float64Array(d.vocabulary);
      logitsAt(checkpoint, denseOf(states), row, logits);
      return Float32Array.from(logits);
    },
    release: ({ id }) => {
      contexts.delete(id);
    },
    close: async () => {},
  };
}

interface Plain {
  readonly checkpoint: Checkpoint;
  readonly kernel: DecoderKernel;
}

/** Tokens after a past, with the keys and values of both. */
function runPlain(
  { checkpoint, kernel }: Plain,
  past: Past | undefined,
  tokens: readonly number[],
  select: Selection | null,
  prepared: PreparedSelector | null,
  { exactRows = 0, signal, onProgress }: RunOptions,
) {
  if (signal?.aborted === true) throw signal.reason;
  const d = checkpoint.dimensions;
  const first = past?.length ?? 0;
  const blocks = Math.ceil(tokens.length / SELECT_QUERIES);
  const shares = new Float64Array(d.layers * d.heads * blocks * SHARES);
  const common = { checkpoint, kernel, first, exactRows, shares };
  const layers: LayerActivations[] = [];
  const final = forward(
    checkpoint,
    tokens,
    select === null || prepared === null
      ? (head) => attendExactly(common, head)
      : selectedAttention({ ...common, select, prepared }),
    { kernel, past, visit: (layer) => layers.push(layer) },
  );
  onProgress?.(tokens.length, tokens.length);
  const statistics: SelectionStatistics | null =
    select === null ? null : statisticsOf(select, d, Math.max(0, tokens.length - exactRows), [shares]);
  const states: States = { rows: final.rows, width: final.columns, data: Float32Array.from(final.data) };
  return { states, statistics, past: pastOf(layers, first + tokens.length) };
}

function scoresOf(
  { checkpoint, kernel }: Plain,
  states: States,
  targets: readonly number[],
  reference: States | undefined,
) {
  const tokens = [0, ...targets];
  const final = denseOf(states);
  if (reference === undefined) {
    const { nll, best } = negativeLogLikelihood(checkpoint, final, tokens, kernel);
    return { nll, best, divergence: null, agrees: null };
  }
  return distributionDistance(checkpoint, denseOf(reference), final, tokens, kernel);
}

const denseOf = ({ rows, width, data }: States) => dense(rows, width, Float64Array.from(data));

/** Keys and values of a run, one matrix a key-value head. */
function pastOf(layers: readonly LayerActivations[], length: number): Past {
  return {
    length,
    layers: layers.map(({ heads }) => {
      const firsts = heads.filter(({ keyValueHead }, h) => heads[h - 1]?.keyValueHead !== keyValueHead);
      return { keys: firsts.map(({ k }) => k), values: firsts.map(({ v }) => v) };
    }),
  };
}

/** Key means over all tokens, and evenly spaced queries and keys. */
function calibrationOf(
  checkpoint: Checkpoint,
  tokens: readonly number[],
  samples: number,
  kernel: DecoderKernel,
): Calibration {
  const { layers, heads, keyValueHeads, headWidth: width } = checkpoint.dimensions;
  const queries = new Float32Array(layers * heads * samples * width);
  const keys = new Float32Array(layers * keyValueHeads * samples * width);
  const keyMeans = new Float64Array(layers * keyValueHeads * width);
  const { layers: captured } = capture(checkpoint, tokens, kernel);
  const sampled = (data: Float64Array, into: Float32Array, at: number): void => {
    for (let s = 0; s < samples; s++) {
      const from = samplePosition(s, samples, tokens.length) * width;
      into.set(data.subarray(from, from + width), (at * samples + s) * width);
    }
  };
  for (const [l, layer] of captured.entries())
    for (const [h, { q, k, keyValueHead }] of layer.heads.entries()) {
      sampled(q.data, queries, l * heads + h);
      if (layer.heads[h - 1]?.keyValueHead === keyValueHead) continue;
      const at = l * keyValueHeads + keyValueHead;
      sampled(k.data, keys, at);
      for (let n = 0; n < k.data.length; n++) keyMeans[at * width + (n % width)] += k.data[n] / k.rows;
    }
  return { samples, keySamples: samples, length: tokens.length, queries, keys, keyMeans };
}

function unrotateOf({ rotary }: Checkpoint, positions: number): Unrotate {
  if (rotary === null) return ({ rows, width, data }) => data.slice(0, rows * width);
  const { cos, sin } = rotaryTables(rotary, positions);
  const rotation = { pairs: rotary.pairs, halves: rotary.layout === "halves", cosines: cos, sines: sin };
  return (vectors, positionOf) => unrotated(vectors, positionOf, rotation);
}

const fault = (path: string, message: string): ConfigError =>
  new ConfigError([{ place: "language model", path, message }]);

function checkLength(length: number, most: number): void {
  if (length < 1 || length > most)
    throw fault("tokens", `expected 1 to ${most} positions, received ${length}`);
}
