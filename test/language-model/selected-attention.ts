import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Candidates } from "../../src/attention/candidates.ts";
import { selectorNamed } from "../../src/attention/selectors/index.ts";
import type { PreparedSelector } from "../../src/attention/selectors/selector.ts";
import type { Dense } from "../../src/base/dense.ts";
import type { Config } from "../../src/design/config.ts";
import { attendCandidates } from "../../src/language-model/backends/candidate-attention.ts";
import { parseCheckpoint } from "../../src/language-model/checkpoint.ts";
import type { Checkpoint } from "../../src/language-model/decoder.ts";
import { type Attention, capture, forward } from "../../src/language-model/forward.ts";
import { negativeLogLikelihood } from "../../src/language-model/likelihood.ts";
import type { Calibration } from "../../src/language-model/real/lane-job.ts";
import { selectorTools } from "../../src/language-model/real/selector-tools.ts";
import { recallSequence, TokenKind } from "../../src/language-model/recall-grammar.ts";
import { parseSidecar } from "../../src/language-model/sidecar.ts";
import type { Kernels } from "../../src/simulation/kernels.ts";

/** The model of models/recall-plain, on which buckets lose much. */
export function plainRecallModel(): Checkpoint {
  const folder = resolve(import.meta.dirname, "..", "..", "models", "recall-plain");
  const sidecar = parseSidecar(readFileSync(resolve(folder, "model.json"), "utf8"), "model.json");
  return parseCheckpoint(readFileSync(resolve(folder, "model.bin")), sidecar);
}

/** Vectors of texts that are not scored, every `step`-th token of each, and their mean keys. */
export function calibrated(
  checkpoint: Checkpoint,
  texts: readonly (readonly number[])[],
  step: number,
  kernels: Kernels,
): Calibration {
  const { layers, heads, keyValueHeads, headWidth } = checkpoint.dimensions;
  const captured = texts.map((tokens) => capture(checkpoint, tokens, kernels.decoder).layers);
  const rowsOf = (of: (layer: (typeof captured)[number][number]) => readonly Dense[], each: number) => {
    const all: number[] = [];
    for (let l = 0; l < layers; l++)
      for (let h = 0; h < each; h++)
        for (const text of captured) {
          const { rows, data } = of(text[l])[h];
          for (let t = 0; t < rows; t += step) all.push(...data.subarray(t * headWidth, (t + 1) * headWidth));
        }
    return Float32Array.from(all);
  };
  const group = heads / keyValueHeads;
  const queries = rowsOf(({ heads: each }) => each.map(({ q }) => q), heads);
  const keys = rowsOf(
    ({ heads: each }) => each.filter((_, h) => h % group === 0).map(({ k }) => k),
    keyValueHeads,
  );
  const samples = keys.length / (layers * keyValueHeads * headWidth);
  const keyMeans = new Float64Array(layers * keyValueHeads * headWidth);
  for (let at = 0; at < layers * keyValueHeads; at++)
    for (let n = 0; n < samples * headWidth; n++)
      keyMeans[at * headWidth + (n % headWidth)] += keys[at * samples * headWidth + n] / samples;
  return { samples, queries, keys, keyMeans };
}

export interface SelectedRun {
  readonly checkpoint: Checkpoint;
  readonly config: Config;
  readonly calibration: Calibration;
  readonly kernels: Kernels;
  readonly length: number;
  /** Keys of a query in all, those of sink and window included. */
  readonly keys: number;
  readonly sink: number;
  readonly window: number;
  readonly seed: number;
}

/** A selector, bound to one chip of the model. */
export function preparedFor(
  { checkpoint, config, calibration, kernels, length, seed }: SelectedRun,
  name: string,
  params: Readonly<Record<string, unknown>>,
  array: number,
) {
  const selector = selectorNamed(name);
  const parsed = selector.params.parse(params);
  const tools = selectorTools(
    { design: config.design, attention: config.workload.attention, kernels },
    checkpoint.dimensions,
    length,
    () => calibration,
  )({
    selector: { name, params: parsed },
    budget: { kind: "fixed", keys: 1 },
    sink: 0,
    window: 1,
    denseLayers: 0,
    seed,
    array,
  });
  const { headWidth: width } = checkpoint.dimensions;
  return { selector: selector.prepare(parsed, tools), words: selector.keyWords(parsed, width) };
}

/** Keys that are given to a selector at a time, as the engine of real models does. */
const KEY_BLOCK = 256;

/** Attention of every head over sink, window and the keys that a selector chooses; every layer selects. */
export function selectedAttention(
  { checkpoint, keys: budget, sink, window, kernels }: SelectedRun,
  { selector, words }: { readonly selector: PreparedSelector; readonly words: number },
): Attention {
  const { headWidth: width } = checkpoint.dimensions;
  return ({ q, k, v, keyValueHead }, layer, head) => {
    const site = { layer, keyValueHead, head };
    const codes = new Int32Array(k.rows * words);
    const singles = { q: Float32Array.from(q.data), k: Float32Array.from(k.data) };
    for (let first = 0; first < k.rows; first += KEY_BLOCK) {
      const rows = Math.min(KEY_BLOCK, k.rows - first);
      const data = singles.k.subarray(first * width, (first + rows) * width);
      selector.encodeKeys(
        { ...site, first, rows, width, data },
        codes.subarray(first * words, (first + rows) * words),
      );
    }
    const unused = (): never => {
      throw new Error("no logits: not asked of this selector");
    };
    const chooser = selector.begin({
      ...site,
      first: 0,
      rows: q.rows,
      width,
      data: singles.q,
      codes,
      scores: unused,
      weights: unused,
    });
    const candidates: Candidates = {
      most: k.rows,
      list(i, into) {
        const to = Math.max(0, i + 1 - window);
        const from = Math.min(to, sink);
        return chooser.choose(i, { from, to, keys: Math.max(0, budget - sink - window), mass: null }, into);
      },
      slots: (listed) => listed,
    };
    const plan = {
      self: "allowed",
      scale: 1 / Math.sqrt(width),
      localWindow: window,
      sink,
      duplicates: "once",
    } as const;
    return attendCandidates(q, k, v, plan, candidates, kernels.decoder).output;
  };
}

/** What a model retrieves of recall sequences, one entry a text: retrievable values, those found, and nats of all tokens. */
export function recallOf(
  checkpoint: Checkpoint,
  seeds: readonly number[],
  length: number,
  kernels: Kernels,
  attention?: Attention,
): { readonly of: number; readonly found: number; readonly nll: number }[] {
  return seeds.map((seed) => {
    const { tokens, kinds } = recallSequence(seed, length);
    const state = forward(checkpoint, tokens.slice(0, -1), attention, { kernel: kernels.decoder });
    const { nll, correct } = negativeLogLikelihood(checkpoint, state, tokens, kernels.decoder);
    let [of, found, sum] = [0, 0, 0];
    for (let t = 0; t < length; t++) {
      sum += nll[t];
      if (kinds[t + 1] !== TokenKind.retrievableValue) continue;
      of++;
      found += correct[t];
    }
    return { of, found, nll: sum / length };
  });
}
