// Llama, Mistral, Qwen 2 and Qwen 3 decoders from a config.json and the tensor tables of safetensors.

import { z } from "zod";
import { type Located, parseDocument, parseLocated } from "#base";
import { checkTensors, type TensorNames, type TensorTable } from "../stored/assemble.ts";
import type { TensorEntry } from "../stored/byte-source.ts";
import { REAL_FAMILIES, refusal } from "../stored/families.ts";
import type { RealFamily } from "../stored/model.ts";
import type { RealShape } from "../stored/shape.ts";
import { configFault, count } from "./config.ts";
import { LLAMA_KEYS, ropeFrequencies } from "./llama.ts";

const MOST_WINDOW = 2 ** 31;

const schema = z.object({
  ...LLAMA_KEYS,
  max_position_embeddings: LLAMA_KEYS.max_position_embeddings.unwrap().optional(),
  sliding_window: count(MOST_WINDOW).nullish(),
  use_sliding_window: z.boolean().nullish(),
  max_window_layers: z.number().int().min(0).nullish(),
  layer_types: z.array(z.string()).nullish(),
});

type Config = z.output<typeof schema>;

/** Defaults of missing keys in each family (transformers' own defaults, remembered: assumed). */
const DEFAULTS: Readonly<Record<RealFamily, { context: number; keyHeads?: number; headWidth?: number }>> = {
  llama: { context: 2048 },
  mistral: { context: 131_072, keyHeads: 8 },
  qwen2: { context: 32_768, keyHeads: 32 },
  qwen3: { context: 32_768, keyHeads: 32, headWidth: 128 },
};

/** Shape of a supported decoder from its config.json. Throws ConfigError that names a missing feature. */
export function huggingFaceShape(
  config: { readonly text: string; readonly file: string },
  name: string,
): RealShape {
  return shapeOf(parseDocument(config.text, config.file), name);
}

/** Shape of a supported decoder from its parsed config.json. */
export function shapeOf(document: Located, name: string): RealShape {
  const { model_type: type } = parseLocated(z.object({ model_type: z.string() }), document);
  const family = REAL_FAMILIES.find((known) => known === type);
  if (family === undefined) throw configFault(document, "model_type", refusal(type, REAL_FAMILIES));
  const read = parseLocated(schema, document);
  const { hidden_size: width, num_attention_heads: heads, attention_bias: hasBiases } = read;
  const defaults = DEFAULTS[family];
  const keyValueHeads = read.num_key_value_heads ?? defaults.keyHeads ?? heads;
  const headWidth = read.head_dim ?? defaults.headWidth ?? width / heads;
  if (!Number.isInteger(headWidth) || headWidth % 2 !== 0)
    throw read.head_dim == null
      ? configFault(document, "hidden_size", `expected a multiple of 2 × ${heads} heads, received ${width}`)
      : configFault(document, "head_dim", `expected an even number of dimensions, received ${headWidth}`);
  if (heads % keyValueHeads !== 0)
    throw configFault(
      document,
      "num_key_value_heads",
      `expected a divisor of ${heads} heads, received ${keyValueHeads}`,
    );
  const context = read.max_position_embeddings ?? defaults.context;
  return {
    name,
    family,
    dimensions: {
      width,
      hidden: read.intermediate_size,
      layers: read.num_hidden_layers,
      heads,
      keyValueHeads,
      vocabulary: read.vocab_size,
      context,
      tiedClassifier: read.tie_word_embeddings,
      headWidth,
      keyValueWidth: keyValueHeads * headWidth,
    },
    epsilon: read.rms_norm_eps,
    rotary: { pairs: "halves", frequencies: ropeFrequencies(read, headWidth) },
    slidingWindow: windowOf(document, family, read, context),
    biases: {
      inputs: family === "qwen2" || (family !== "mistral" && hasBiases),
      output: family !== "qwen2" && family !== "mistral" && hasBiases,
      feedForward: family === "llama" && read.mlp_bias,
    },
  };
}

/** One window for all layers, or null; a window in only some layers is refused. */
function windowOf(document: Located, family: RealFamily, config: Config, context: number): number | null {
  const { sliding_window: window, use_sliding_window: isUsed, layer_types: kinds } = config;
  const mixed = (key: string): Error =>
    configFault(
      document,
      key,
      "expected one kind of attention in all layers, received a sliding window in some",
    );
  if (kinds != null && new Set(kinds).size > 1) throw mixed("layer_types");
  if (family === "llama" || window == null || window >= context) return null;
  if (family === "mistral") return window;
  // Qwen's window applies if it is enabled, and from this layer on.
  if (isUsed !== true) return null;
  const from = config.max_window_layers ?? 0;
  if (from >= config.num_hidden_layers) return null;
  if (from > 0 && kinds == null) throw mixed("max_window_layers");
  return kinds == null || kinds[0] === "sliding_attention" ? window : null;
}

const PREFIX = "model.";

/** Names in transformers' files; files of only a base model have no prefix. */
function huggingFaceNames({ entries }: TensorTable, tied: boolean): TensorNames {
  const prefix = entries.has(`${PREFIX}embed_tokens.weight`) ? PREFIX : "";
  return {
    embedding: `${prefix}embed_tokens`,
    finalNorm: `${prefix}norm`,
    classifier: "lm_head",
    layer: (l) => `${prefix}layers.${l}.`,
    parts: {
      attentionNorm: "input_layernorm",
      query: "self_attn.q_proj",
      key: "self_attn.k_proj",
      value: "self_attn.v_proj",
      output: "self_attn.o_proj",
      queryNorm: "self_attn.q_norm",
      keyNorm: "self_attn.k_norm",
      feedForwardNorm: "post_attention_layernorm",
      gate: "mlp.gate_proj",
      up: "mlp.up_proj",
      down: "mlp.down_proj",
    },
    // A tied head may be stored again; older files contain RoPE's frequencies.
    mayStay: (name) => name.endsWith("rotary_emb.inv_freq") || (tied && name === "lm_head.weight"),
  };
}

/** Checked tensors of a decoder, and their names. Throws ConfigError. */
export function huggingFaceDecoder(
  shape: RealShape,
  table: TensorTable,
): { readonly names: TensorNames; readonly entries: readonly TensorEntry[] } {
  const names = huggingFaceNames(table, shape.dimensions.tiedClassifier);
  return { names, entries: checkTensors(shape, names, table) };
}
