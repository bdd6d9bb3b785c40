import { columnMeans, createRng, type Dense, dense, dot } from "#base";
import { type Checkpoint, modelOf, recallKinds, TokenKind } from "#model-files";
import type { Attention } from "../../packages/transformer/src/forward.ts";
import type { Hasher } from "../../src/attention/hash-code.ts";
import { lshAttention } from "../../src/attention/lsh-attention.ts";
import { exactPairs, type LshPlan, type Masking } from "../../src/attention/plan.ts";
import type { SelectorSpec } from "../../src/attention/selectors/selector.ts";
import type { Config } from "../../src/design/config.ts";
import { hashCodeOf, planOf } from "../../src/design/workload.ts";
import { maskingOf } from "../../src/language-model/activations.ts";
import type { Budget } from "../../src/language-model/engine/engine.ts";
import { headHashers } from "../../src/language-model/engine/head-hashers.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import { openEngine } from "../../src/runtime/real-engine.ts";
import { centred } from "../../src/simulation/activations.ts";
import { configOf, IDEAL_HARDWARE } from "../design-under-test.ts";
import { capture, forward, negativeLogLikelihood } from "./decoder.ts";

/** A way to attend at the settings of a published row. */
export interface Row {
  readonly name: "lsh-software" | "lsh-memristor" | "random-buckets" | "local-window" | "top-k";
  readonly attention?: Readonly<Record<string, unknown>>;
  /** The hashing of a design in place of ideal hardware. */
  readonly hashing?: string;
  readonly candidates?: "chunk" | "bucket";
  /** Keys of a local window or top keys, the sink and the rows' own window apart. */
  readonly width?: number;
}

/** A model with the texts of a table. */
export interface Bench {
  readonly checkpoint: Checkpoint;
  /** L + 1 ids each. */
  readonly windows: readonly (readonly number[])[];
  /** L ids. */
  readonly calibration: readonly number[];
  readonly recall: boolean;
  /** NLL of every window under exact attention, once it is known. */
  readonly exact: number[];
}

export interface Estimate {
  readonly mean: number;
  readonly error: number;
}

export interface Measured {
  /** ln of the perplexity ratio, nats a token. */
  readonly loss: Estimate;
  /** Per cent of exact attention's pairs: distinct visible ones, and those that hardware computes. */
  readonly useful: Estimate;
  readonly computed: Estimate;
  /** Per cent of retrievable values, and how many there were. */
  readonly recall: Estimate;
  readonly positions: number;
}

/**
 * Scores a row with projections for every query head, as the published experiments have them. Every window has an
 * array sample of its own and windows are the sample; or all windows share each of `draws` samples, which then are.
 */
export async function measure(bench: Bench, row: Row, draws: number | null = null): Promise<Measured> {
  const { windows } = bench;
  const config = settingOf(bench, row);
  const run = isByEngine(bench, row) ? await byEngine(bench, row, config) : byDefinition(bench, row, config);
  const groups: Lost[][] = [];
  for (const samples of draws === null
    ? windows.map((_, w) => [w])
    : Array.from({ length: draws }, (_, n) => [n])) {
    const texts = draws === null ? samples : windows.keys();
    const group: Lost[] = [];
    for (const w of texts) {
      bench.exact[w] ??= scoreOf(bench, w, forward(bench.checkpoint, windows[w].slice(0, -1))).nll;
      const scored = await run(samples[0], w);
      group.push({ ...scored, loss: scored.nll - bench.exact[w] });
    }
    groups.push(group);
  }
  const over = (of: (scored: Lost) => number): Estimate =>
    estimateOf(groups.map((group) => group.reduce((sum, scored) => sum + of(scored), 0) / group.length));
  return {
    loss: over(({ loss }) => loss),
    useful: over(({ useful }) => 100 * useful),
    computed: over(({ computed }) => 100 * computed),
    recall: over(({ correct, positions }) => (100 * correct) / Math.max(1, positions)),
    positions: groups.flat().reduce((sum, { positions }) => sum + positions, 0),
  };
}

interface Scored {
  readonly nll: number;
  readonly correct: number;
  readonly positions: number;
}
interface Lost extends Scored {
  readonly loss: number;
  readonly useful: number;
  readonly computed: number;
}
type RunRow = (sample: number, window: number) => Promise<Omit<Lost, "loss">>;

function scoreOf({ checkpoint, windows, recall }: Bench, window: number, final: Dense): Scored {
  const tokens = windows[window];
  const { nll, correct } = negativeLogLikelihood(checkpoint, final, tokens);
  const kinds = recall ? recallKinds(tokens) : [];
  const retrievable = [...nll.keys()].filter((t) => kinds[t + 1] === TokenKind.retrievableValue);
  return {
    nll: nll.reduce((sum, x) => sum + x, 0) / nll.length,
    correct: retrievable.reduce((sum, t) => sum + correct[t], 0),
    positions: retrievable.length,
  };
}

function settingOf(
  { checkpoint, calibration }: Bench,
  { attention = {}, hashing = IDEAL_HASHING }: Row,
): Config {
  const { layers, heads, keyValueHeads, headWidth } = checkpoint.dimensions;
  return configOf(`{
    workload: { length: ${calibration.length}, layers: ${layers}, heads: ${heads}, kvHeads: ${keyValueHeads}, headWidth: ${headWidth},
      attention: ${JSON.stringify(attention)} },
    design: { hashing: { sharing: "query-head", ${hashing} } } }`);
}

/**
 * The engine runs windows, and whole buckets where every query head has keys of its own. The published top keys are chosen
 * among all keys, the query's own as well, and chunks need the whole sequence: these are run by definition.
 */
const isByEngine = ({ checkpoint: { dimensions } }: Bench, { name, candidates = "chunk" }: Row): boolean =>
  name === "local-window" ||
  (name !== "top-k" && candidates === "bucket" && dimensions.heads === dimensions.keyValueHeads);

async function byEngine(bench: Bench, row: Row, { design, workload }: Config): Promise<RunRow> {
  const { attention, length } = workload;
  const { rounds, chunk, lookBack, centreKeys, sink, localWindow } = attention;
  const engine = await openEngine(modelOf(bench.checkpoint), {
    samples: length,
    positions: length,
    hashing: { design, attention, config: { value: {}, plugins: [] } },
  });
  await engine.calibrate(bench.calibration);
  const { buckets } = hashCodeOf(attention, length);
  const hash = HASH_OF[row.name as keyof typeof HASH_OF];
  const params = { hash, rounds, buckets, chunk, lookBack, routing: "bucket", centreKeys };
  const isWindow = row.name === "local-window";
  const selector: SelectorSpec = isWindow ? { name: "window", params: {} } : { name: "buckets", params };
  const keys = (row.width ?? 0) + sink;
  const budget: Budget = isWindow ? { kind: "fixed", keys } : { kind: "design" };
  const near = { sink, window: isWindow ? 1 : localWindow, denseLayers: 0, seed: 3 };
  return async (array, window) => {
    const tokens = bench.windows[window];
    const { context, states, statistics } = await engine.prefill(tokens.slice(0, -1), {
      ...{ ...near, selector, budget, array },
    });
    engine.release(context);
    const final = dense(states.rows, states.width, Float64Array.from(states.data));
    return {
      ...scoreOf(bench, window, final),
      useful: statistics?.attended ?? 1,
      computed: statistics?.computed ?? 1,
    };
  };
}

const HASH_OF = {
  "lsh-software": "software",
  "lsh-memristor": "memristor",
  "random-buckets": "random-buckets",
} as const;

function byDefinition(bench: Bench, row: Row, { design, workload }: Config): RunRow {
  const { checkpoint } = bench;
  const { headWidth, heads } = checkpoint.dimensions;
  const masking = maskingOf(checkpoint);
  const sharedQK = checkpoint.attention.variant === "shared-qk";
  const plan: LshPlan = { ...planOf(workload), ...masking, sharedQK };
  const code = hashCodeOf(workload.attention, workload.length);
  const kernels = loadKernels();
  const hashers = headHashers(design, code, headWidth, createRng(3), kernels, 32);
  const calibrated = capture(checkpoint, bench.calibration).layers;
  const meanOf = (layer: number, index: number): Float64Array | null =>
    workload.attention.centreKeys ? columnMeans(calibrated[layer].heads[index].k) : null;
  const less = (k: Dense, mean: Float64Array | null): Dense => (mean === null ? k : centred(k, mean));
  return async (sample, window) => {
    const tokens = bench.windows[window];
    const pairs = { useful: 0, computed: 0 };
    const attend: Attention = ({ q, k, v, keyValueHead }, layer, index) => {
      const near = { ...plan, localWindow: Number(row.attention?.localWindow ?? plan.localWindow) };
      if (row.name === "top-k") return listed(q, k, v, masking, topKeys(q, k, near, row.width ?? 0), pairs);
      const mean = meanOf(layer, index);
      const seen = calibrated[layer].heads[index];
      const hash = hashers(HASH_OF[row.name as keyof typeof HASH_OF], {
        head: { layer, head: index, kvHead: keyValueHead, q, k, v },
        ...{ sample, window, calibration: { query: seen.q, key: less(seen.k, mean) } },
      });
      const hashedKeys = less(k, mean);
      if (row.candidates === "bucket")
        return listed(q, k, v, masking, bucketKeys(q, hashedKeys, hash, plan), pairs);
      const attended = lshAttention(q, k, v, hash, plan, { hashedKeys, kernel: kernels.pairs });
      pairs.useful += attended.pairs.useful;
      pairs.computed += attended.pairs.computed;
      return attended.output;
    };
    const final = forward(checkpoint, tokens.slice(0, -1), attend);
    const all = exactPairs(final.rows, true) * checkpoint.layers.length * heads;
    return {
      ...scoreOf(bench, window, final),
      useful: pairs.useful / all,
      computed: pairs.computed / all,
    };
  };
}

/** Keys that a query attends, each once, and how many slots were compared. */
interface Listed {
  readonly keys: ReadonlySet<number>;
  readonly slots: number;
}

/** Softmax over listed keys in double precision; a query without any attends itself. */
function listed(
  q: Dense,
  k: Dense,
  v: Dense,
  { scale }: Masking,
  keysOf: (i: number) => Listed,
  pairs: { useful: number; computed: number },
): Dense {
  const out = dense(q.rows, v.columns);
  for (let i = 0; i < q.rows; i++) {
    const { keys, slots } = keysOf(i);
    const own = keys.size === 0 ? [i] : [...keys];
    pairs.useful += own.length;
    pairs.computed += slots;
    const logits = own.map((j) => scale * dot(q.data, i * q.columns, k.data, j * k.columns, k.columns));
    const peak = Math.max(...logits);
    const weights = logits.map((x) => Math.exp(x - peak));
    const total = weights.reduce((sum, x) => sum + x, 0);
    for (const [n, j] of own.entries())
      for (let c = 0; c < v.columns; c++)
        out.data[i * v.columns + c] += (weights[n] / total) * v.data[j * v.columns + c];
  }
  return out;
}

type Near = Pick<LshPlan, "self" | "localWindow" | "sink">;

/** Sink and local window of query i. */
function nearKeys(i: number, { self, localWindow, sink }: Near): Set<number> {
  const last = self === "allowed" ? i : i - 1;
  const keys = new Set<number>();
  for (let j = Math.max(0, last - localWindow + 1); j <= last; j++) keys.add(j);
  for (let j = 0; j < Math.min(sink, last + 1); j++) keys.add(j);
  return keys;
}

/** Near keys and the `count` visible ones with the largest logits, the earliest in ties. */
function topKeys(q: Dense, k: Dense, plan: Near, count: number): (i: number) => Listed {
  return (i) => {
    const visible = plan.self === "allowed" ? i + 1 : i;
    const logits = Array.from({ length: visible }, (_, j) =>
      dot(q.data, i * q.columns, k.data, j * k.columns, k.columns),
    );
    const order = [...logits.keys()].sort((a, b) => logits[b] - logits[a] || a - b);
    const near = nearKeys(i, plan);
    return {
      keys: new Set([...near, ...order.slice(0, count)]),
      slots: near.size + Math.min(count, visible),
    };
  };
}

/** Near keys and all earlier ones in the query's bucket in any round. */
function bucketKeys(q: Dense, hashedKeys: Dense, hash: Hasher, plan: LshPlan): (i: number) => Listed {
  const keyIds = hash(hashedKeys, "key");
  const queryIds = plan.sharedQK ? keyIds : hash(q, "query");
  const length = q.rows;
  return (i) => {
    const keys = nearKeys(i, plan);
    let slots = Math.min(length, plan.localWindow + plan.sink);
    for (let r = 0; r < plan.rounds; r++)
      for (let j = 0; j <= i; j++) {
        if (keyIds[r * length + j] !== queryIds[r * length + i]) continue;
        slots++;
        if (j < i || plan.self === "allowed") keys.add(j);
      }
    return { keys, slots };
  };
}

const IDEAL_HASHING = IDEAL_HARDWARE.slice(IDEAL_HARDWARE.indexOf("{") + 1, IDEAL_HARDWARE.indexOf("} },"))
  .concat("}")
  .trim();

function estimateOf(values: readonly number[]): Estimate {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, x) => a + (x - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

/** A line for the reader: what was measured with both pair counts, beside what was published. */
export function lineOf(
  label: string,
  { loss, useful, computed, recall }: Measured,
  published: string,
): string {
  const ratio = `×${Math.exp(loss.mean).toFixed(4)} ± ${(Math.exp(loss.mean) * loss.error || 0).toFixed(4)}`;
  const pairs = `pairs ${useful.mean.toFixed(1)} %, computed ${computed.mean.toFixed(1)} %`;
  const recalled = recall.mean > 0 ? `, recall ${recall.mean.toFixed(2)} %` : "";
  return `${label}: ${ratio}, ${pairs}${recalled} (published ${published})`;
}
