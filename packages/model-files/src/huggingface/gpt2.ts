import { z } from "zod";
import { type Located, parseLocated } from "#base";
import type { Checkpoint, LayerWeights, Projection } from "../decoder.ts";
import { configFault, epsilon, only, SIZES } from "./config.ts";
import type { Tensors } from "./safetensors.ts";
import { type WeightSource, weightSource } from "./weights.ts";

/** Keys of a GPT-2 config.json that change the arithmetic; the defaults are those of the format. */
const schema = z.object({
  n_embd: SIZES.width,
  n_inner: SIZES.hidden.nullish(),
  n_layer: SIZES.layers,
  n_head: SIZES.heads,
  n_positions: SIZES.context,
  vocab_size: SIZES.vocabulary,
  layer_norm_epsilon: epsilon.default(1e-5),
  activation_function: z.enum(["gelu_new", "gelu_pytorch_tanh"]).default("gelu_new"),
  scale_attn_weights: only(true),
  scale_attn_by_inverse_layer_idx: only(false),
  add_cross_attention: only(false),
  tie_word_embeddings: z.boolean().default(true),
});

/** Builds a GPT-2 decoder from a config.json and its tensors. Throws ConfigError. */
export function gpt2Checkpoint(document: Located, tensors: Tensors, name: string): Checkpoint {
  const config = parseLocated(schema, document);
  const { n_embd: width, n_head: heads, vocab_size: vocabulary, n_positions: context } = config;
  if (width % heads !== 0)
    throw configFault(document, "n_embd", `expected a multiple of ${heads} heads, received ${width}`);
  const hidden = config.n_inner ?? 4 * width;
  const source = weightSource(tensors, "transformer.", "wte.weight");
  const embedding = source.matrix("wte.weight", vocabulary, width);
  const positionEmbedding = source.matrix("wpe.weight", context, width);
  const layers = Array.from({ length: config.n_layer }, (_, l) => layerOf(source, l, width, hidden));
  const finalNorm = source.norm("ln_f", width, true);
  const classifier = config.tie_word_embeddings
    ? embedding
    : source.matrix("lm_head.weight", vocabulary, width);
  // Masks are stored as tensors; a tied head may be stored again.
  source.finish(
    (tensor) =>
      /\.attn\.(?:bias|masked_bias)$/.test(tensor) ||
      (config.tie_word_embeddings && tensor === "lm_head.weight"),
  );
  return {
    name,
    dimensions: {
      width,
      hidden,
      layers: config.n_layer,
      heads,
      keyValueHeads: heads,
      vocabulary,
      context,
      tiedClassifier: config.tie_word_embeddings,
      headWidth: width / heads,
      keyValueWidth: width,
    },
    attention: { variant: "separate", keyNormalisation: "none", mask: "causal" },
    normalisation: { kind: "layer", epsilon: config.layer_norm_epsilon },
    activation: "gelu-tanh",
    embedding,
    positionEmbedding,
    layers,
    finalNorm,
    classifier,
    rotary: null,
  };
}

function layerOf(source: WeightSource, l: number, width: number, hidden: number): LayerWeights {
  // GPT-2 stores a layer's matrices as inputs × outputs (Conv1D).
  const turned = (part: string, inputs: number, outputs: number): Projection => ({
    weights: transposed(source.matrix(`h.${l}.${part}.weight`, inputs, outputs), inputs, outputs),
    bias: source.vector(`h.${l}.${part}.bias`, outputs),
  });
  // One matrix contains queries, keys and values, in this order.
  const fused = turned("attn.c_attn", width, 3 * width);
  const third = (part: number): Projection => ({
    weights: fused.weights.subarray(part * width * width, (part + 1) * width * width),
    bias: fused.bias === null ? null : fused.bias.subarray(part * width, (part + 1) * width),
  });
  return {
    attentionNorm: source.norm(`h.${l}.ln_1`, width, true),
    query: third(0),
    key: third(1),
    value: third(2),
    output: turned("attn.c_proj", width, width),
    feedForwardNorm: source.norm(`h.${l}.ln_2`, width, true),
    gate: null,
    up: turned("mlp.c_fc", width, hidden),
    down: turned("mlp.c_proj", hidden, width),
  };
}

function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(matrix.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) out[j * rows + i] = matrix[i * columns + j];
  return out;
}
