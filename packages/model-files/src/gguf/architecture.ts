import { printable } from "#base";
import { LARGEST } from "../dimensions.ts";
import { scaledFrequencies } from "../huggingface/llama.ts";
import { REAL_FAMILIES, refusal } from "../stored/families.ts";
import { type ModelWorkload, type RealShape, standardFrequencies } from "../stored/shape.ts";
import type { Gguf } from "./header.ts";
import { type Keys, keysOf } from "./keys.ts";

/** Names in GGUF files, where a Mistral is a "llama". */
const ARCHITECTURES = REAL_FAMILIES.filter((family) => family !== "mistral");

/** Tensors that architectures without a gate in the feed-forward layer lack. */
const GATES = ["blk.0.ffn_gate.weight", "blk.0.ffn_gate_exps.weight"] as const;

/** Keys that change the arithmetic to an unsupported one, unless they have this value. */
const NEUTRAL: Readonly<Record<string, { readonly value: number | boolean; readonly piece: string }>> = {
  expert_count: { value: 0, piece: "a mixture of experts" },
  attn_logit_softcapping: { value: 0, piece: "soft-capped scores" },
  final_logit_softcapping: { value: 0, piece: "soft-capped logits" },
  logit_scale: { value: 1, piece: "scaled logits" },
  residual_scale: { value: 1, piece: "scaled residuals" },
  embedding_scale: { value: 1, piece: "scaled embeddings" },
  "attention.scale": { value: 0, piece: "a scale of the scores of its own" },
  "attention.clamp_kqv": { value: 0, piece: "clamped projections" },
  "attention.max_alibi_bias": { value: 0, piece: "ALiBi" },
  "attention.causal": { value: true, piece: "attention without a causal mask" },
  use_parallel_residual: { value: false, piece: "attention and feed-forward in parallel" },
};

const DEFAULT_BASE = 10000;
const LONGEST_NAME = 100;

/**
 * A model's attention as a workload, from a header of any architecture with attention heads. Throws
 * ConfigError for a missing or out-of-range key, and for sizes that contradict the file's own tensors.
 */
export function ggufWorkload(gguf: Gguf, fallbackName: string): ModelWorkload {
  const keys = keysOf(gguf);
  const { prefix, name } = titleOf(keys, fallbackName);
  const sizes = sizesOf(keys, prefix);
  if (partsOf(keys) <= 1) checkTable(gguf, keys, prefix, sizes);
  return {
    name,
    layers: sizes.layers,
    heads: sizes.heads,
    kvHeads: sizes.keyValueHeads,
    headWidth: sizes.headWidth,
    context: sizes.context,
    modelWidth: sizes.width,
    hiddenWidth: keys.count(`${prefix}.feed_forward_length`, LARGEST.hidden),
    gated: gguf.tensors.size === 0 || GATES.some((tensor) => gguf.tensors.has(tensor)),
    causal: keys.flag(`${prefix}.attention.causal`, true),
  };
}

/**
 * Shape of a supported decoder from its header; `divisors`: the tensor that divides each pair's frequency
 * (Llama 3), if the file has one. Throws ConfigError that names what an unsupported decoder needs.
 */
export function ggufShape(gguf: Gguf, fallbackName: string, divisors: Float32Array | null): RealShape {
  const keys = keysOf(gguf);
  const { prefix, name } = titleOf(keys, fallbackName);
  const family = ARCHITECTURES.find((known) => known === prefix);
  if (family === undefined) return keys.fail("general.architecture", refusal(prefix, ARCHITECTURES));
  if (partsOf(keys) > 1) keys.fail("split.count", "expected a model in one file, received one of several");
  for (const [part, { value, piece }] of Object.entries(NEUTRAL)) {
    const given = gguf.metadata.get(`${prefix}.${part}`);
    if (given !== undefined && !("value" in given && given.value === value))
      keys.fail(`${prefix}.${part}`, `expected ${value}, received ${piece}, which we do not run`);
  }
  const sizes = sizesOf(keys, prefix);
  const { width, headWidth, heads, keyValueHeads, context } = sizes;
  const rotated = keys.count(`${prefix}.rope.dimension_count`, LARGEST.width, headWidth);
  if (rotated !== headWidth)
    keys.fail(
      `${prefix}.rope.dimension_count`,
      `expected the ${headWidth} dimensions of a head, received ${rotated} (a rotation of part of a head)`,
    );
  const [vocabulary] = gguf.tensors.get("token_embd.weight")?.shape ?? [0];
  if (vocabulary < 1 || vocabulary > LARGEST.vocabulary)
    keys.fail(
      "token_embd.weight",
      `expected 1 to ${LARGEST.vocabulary} rows of an embedding, received ${vocabulary}`,
    );
  const told = keys.count(`${prefix}.vocab_size`, LARGEST.vocabulary, vocabulary);
  if (told !== vocabulary)
    keys.fail(`${prefix}.vocab_size`, `expected the embedding's ${vocabulary} rows, received ${told}`);
  const sliding = keys.count(`${prefix}.attention.sliding_window`, 2 ** 31, context);
  return {
    name,
    family,
    dimensions: {
      width,
      hidden: keys.count(`${prefix}.feed_forward_length`, LARGEST.hidden),
      layers: sizes.layers,
      heads,
      keyValueHeads,
      vocabulary,
      context,
      tiedClassifier: !gguf.tensors.has("output.weight"),
      headWidth,
      keyValueWidth: keyValueHeads * headWidth,
    },
    epsilon: keys.real(`${prefix}.attention.layer_norm_rms_epsilon`, 1e-12, 1),
    rotary: {
      // Converters of these files reorder a Llama's query and key rows so that neighbours rotate together.
      pairs: family === "llama" ? "interleaved" : "halves",
      frequencies: frequenciesOf(keys, prefix, headWidth, divisors),
    },
    slidingWindow: sliding >= context ? null : sliding,
    biases: null,
  };
}

/** Number of files of a model, 0 if rejoined; the first has all metadata and some of the tensors. */
const partsOf = (keys: Keys): number => keys.real("split.count", 0, 1 << 16, 1);

function titleOf(keys: Keys, fallbackName: string): { prefix: string; name: string } {
  const prefix = keys.text("general.architecture");
  if (!/^[\w.-]{1,64}$/.test(prefix))
    keys.fail(
      "general.architecture",
      `expected the name of an architecture, received ${JSON.stringify(prefix)}`,
    );
  const name = printable(keys.text("general.name", fallbackName)).slice(0, LONGEST_NAME);
  return { prefix, name: name === "" ? fallbackName : name };
}

interface Sizes {
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headWidth: number;
  readonly width: number;
  readonly context: number;
}

function sizesOf(keys: Keys, prefix: string): Sizes {
  const count = (part: string, most: number, otherwise?: number): number =>
    keys.count(`${prefix}.${part}`, most, otherwise);
  if (!keys.has(`${prefix}.attention.head_count`) && !keys.has(`${prefix}.block_count`))
    keys.fail(`${prefix}.block_count`, "expected the sizes of a decoder with attention, received none");
  const layers = count("block_count", LARGEST.layers);
  const width = count("embedding_length", LARGEST.width);
  const heads = count("attention.head_count", LARGEST.heads);
  const keyValueHeads = count("attention.head_count_kv", LARGEST.heads, heads);
  if (heads % keyValueHeads !== 0)
    keys.fail(
      `${prefix}.attention.head_count_kv`,
      `expected a divisor of ${heads} heads, received ${keyValueHeads}`,
    );
  const headWidth = count("attention.key_length", LARGEST.width, Math.floor(width / heads));
  if (!keys.has(`${prefix}.attention.key_length`) && width % heads !== 0)
    keys.fail(`${prefix}.embedding_length`, `expected a multiple of ${heads} heads, received ${width}`);
  if (headWidth % 2 !== 0)
    keys.fail(
      `${prefix}.attention.key_length`,
      `expected an even number of dimensions of a head, received ${headWidth}`,
    );
  const valueWidth = count("attention.value_length", LARGEST.width, headWidth);
  if (valueWidth !== headWidth)
    keys.fail(
      `${prefix}.attention.value_length`,
      `expected the ${headWidth} dimensions of a key, received ${valueWidth}`,
    );
  return {
    layers,
    heads,
    keyValueHeads,
    headWidth,
    width,
    context: count("context_length", LARGEST.context),
  };
}

/** Checks the sizes of a header against the shapes in its tensor table, if any. */
function checkTable({ tensors }: Gguf, keys: Keys, prefix: string, sizes: Sizes): void {
  if (tensors.size === 0) return;
  const { layers, heads, keyValueHeads, headWidth, width } = sizes;
  const blocks = new Set<string>();
  for (const name of tensors.keys()) {
    const block = /^blk\.(\d+)\./.exec(name)?.[1];
    if (block !== undefined) blocks.add(block);
  }
  if (blocks.size !== layers)
    keys.fail(
      `${prefix}.block_count`,
      `expected the ${blocks.size} layers of the file's tensors, received ${layers}`,
    );
  const rows: Readonly<Record<string, number>> = {
    attn_q: heads * headWidth,
    attn_k: keyValueHeads * headWidth,
  };
  for (const [part, expected] of Object.entries(rows)) {
    const shape = tensors.get(`blk.0.${part}.weight`)?.shape;
    if (shape !== undefined && (shape[0] !== expected || shape[1] !== width))
      keys.fail(
        `blk.0.${part}.weight`,
        `expected ${expected} × ${width} (from the header's heads), received ${shape.join(" × ")}`,
      );
  }
}

function frequenciesOf(
  keys: Keys,
  prefix: string,
  headWidth: number,
  divisors: Float32Array | null,
): Float64Array {
  const key = (part: string): string => `${prefix}.rope.${part}`;
  const standard = standardFrequencies(headWidth, keys.real(key("freq_base"), 1, 1e12, DEFAULT_BASE));
  const type = keys.text(key("scaling.type"), "none");
  const factor = (): number => keys.real(key("scaling.factor"), 1, 1e6);
  if (divisors !== null && divisors.length !== standard.length)
    keys.fail("rope_freqs.weight", `expected ${standard.length} divisors, received ${divisors.length}`);
  if (divisors !== null) return standard.map((frequency, i) => frequency / divisors[i]);
  if (type === "linear") return scaledFrequencies(standard, { rope_type: "linear", factor: factor() });
  if (type === "llama3") {
    const low = keys.real(key("scaling.low_freq_factor"), 1e-3, 1e6);
    return scaledFrequencies(standard, {
      rope_type: "llama3",
      factor: factor(),
      low_freq_factor: low,
      high_freq_factor: keys.real(key("scaling.high_freq_factor"), low * (1 + 1e-6), 1e6),
      original_max_position_embeddings: keys.count(key("scaling.original_context_length"), 1e9),
    });
  }
  if (type === "none") return standard;
  return keys.fail(key("scaling.type"), `expected none, linear or llama3, received ${JSON.stringify(type)}`);
}
