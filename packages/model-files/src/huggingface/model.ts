import { type Located, parseDocument } from "#base";
import type { Checkpoint, LayerWeights } from "../decoder.ts";
import type { RealShape } from "../stored/shape.ts";
import { familyOf } from "./config.ts";
import { shapeOf } from "./decoder-shape.ts";
import { gpt2Checkpoint } from "./gpt2.ts";
import type { Tensors } from "./safetensors.ts";
import { type WeightSource, weightSource } from "./weights.ts";

/** Builds a Llama decoder from a config.json and its tensors. Throws ConfigError. */
function llamaCheckpoint(document: Located, tensors: Tensors, name: string): Checkpoint {
  const shape = shapeOf(document, name);
  const { dimensions, epsilon } = shape;
  const { width, vocabulary, tiedClassifier: isTied } = dimensions;
  const source = weightSource(tensors, "model.", "embed_tokens.weight");
  const embedding = source.matrix("embed_tokens.weight", vocabulary, width);
  const layers = Array.from({ length: dimensions.layers }, (_, l) => llamaLayer(source, l, shape));
  const finalNorm = source.norm("norm", width, false);
  const classifier = isTied ? embedding : source.matrix("lm_head.weight", vocabulary, width);
  // A tied head may be stored again; older files contain RoPE's frequencies.
  source.finish(
    (tensor) => tensor.endsWith("rotary_emb.inv_freq") || (isTied && tensor === "lm_head.weight"),
  );
  const { frequencies: values } = shape.rotary;
  return {
    name,
    dimensions,
    attention: { variant: "separate", keyNormalisation: "none", mask: "causal" },
    normalisation: { kind: "rms", epsilon },
    activation: "silu",
    embedding,
    positionEmbedding: null,
    layers,
    finalNorm,
    classifier,
    rotary: { pairs: values.length, layout: "halves", angles: { kind: "frequencies", values } },
  };
}

function llamaLayer(source: WeightSource, l: number, { dimensions, biases }: RealShape): LayerWeights {
  const { width, hidden, heads, headWidth, keyValueWidth } = dimensions;
  const attention = (part: string, outputs: number, inputs: number) =>
    source.projection(`layers.${l}.self_attn.${part}_proj`, outputs, inputs, biases?.inputs === true);
  const feedForward = (part: string, outputs: number, inputs: number) =>
    source.projection(`layers.${l}.mlp.${part}_proj`, outputs, inputs, biases?.feedForward === true);
  return {
    attentionNorm: source.norm(`layers.${l}.input_layernorm`, width, false),
    query: attention("q", heads * headWidth, width),
    key: attention("k", keyValueWidth, width),
    value: attention("v", keyValueWidth, width),
    output: attention("o", width, heads * headWidth),
    feedForwardNorm: source.norm(`layers.${l}.post_attention_layernorm`, width, false),
    gate: feedForward("gate", hidden, width),
    up: feedForward("up", hidden, width),
    down: feedForward("down", width, hidden),
  };
}

const FAMILIES = { gpt2: gpt2Checkpoint, llama: llamaCheckpoint };

/** Builds the decoder of a `config.json` with its tensors. Throws ConfigError. */
export function huggingFaceCheckpoint(
  config: { readonly text: string; readonly file: string },
  tensors: Tensors,
  name: string,
): Checkpoint {
  const document = parseDocument(config.text, config.file);
  const family = familyOf(document, Object.keys(FAMILIES) as (keyof typeof FAMILIES)[]);
  return FAMILIES[family](document, tensors, name);
}
