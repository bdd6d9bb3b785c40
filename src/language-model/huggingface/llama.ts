import { z } from "zod";
import type { Located } from "../../base/document.ts";
import { describe } from "../../base/fields.ts";
import { parseLocated } from "../../base/schema.ts";
import { type Checkpoint, type LayerWeights, type Rotary, standardRotary } from "../decoder.ts";
import { LARGEST } from "../dimensions.ts";
import { configFault, count, epsilon, only, SIZES } from "./config.ts";
import type { Tensors } from "./safetensors.ts";
import { type WeightSource, weightSource } from "./weights.ts";

const factor = z.number().min(1).max(1e6);
const position = z.number().int().min(1).max(1e9);

const theta = { rope_theta: z.number().min(1).max(1e12).optional() };

const scaling = z.discriminatedUnion(
  "rope_type",
  [
    z.object({ rope_type: z.literal("default"), ...theta }),
    z.object({ rope_type: z.literal("linear"), factor, ...theta }),
    z
      .object({
        rope_type: z.literal("llama3"),
        factor,
        low_freq_factor: z.number().min(1e-3).max(1e6),
        high_freq_factor: z.number().min(1e-3).max(1e6),
        original_max_position_embeddings: position,
        ...theta,
      })
      .refine(({ low_freq_factor: low, high_freq_factor: high }) => high > low, {
        error: "expected high_freq_factor above low_freq_factor, received another order",
      }),
  ],
  {
    error: (issue) =>
      `expected a rope_type, one of "default", "linear", "llama3", received ${describe((issue.input as { rope_type?: unknown } | undefined)?.rope_type)}`,
  },
);

/** `rope_scaling` or `rope_parameters` of a config.json; older files call the type `type`. Nothing: "default". */
const ropeScaling = z
  .preprocess((input) => {
    if (typeof input !== "object" || input === null || "rope_type" in input) return input;
    return { rope_type: "type" in input ? input.type : "default", ...input };
  }, scaling.nullish())
  .transform((value) => value ?? { rope_type: "default" as const });

export type RopeScaling = z.output<typeof ropeScaling>;

/**
 * Radians a position of each pair under a scaling. `linear`: all divided by the factor. `llama3`: pairs whose
 * wavelength exceeds the original context over `low_freq_factor` are divided, those below the context over
 * `high_freq_factor` stay, and between the two the share goes linearly with context over wavelength.
 */
export function scaledFrequencies(frequencies: Float64Array, scaling: RopeScaling): Float64Array {
  if (scaling.rope_type === "default") return frequencies;
  if (scaling.rope_type === "linear") return frequencies.map((frequency) => frequency / scaling.factor);
  const {
    factor,
    low_freq_factor: low,
    high_freq_factor: high,
    original_max_position_embeddings: context,
  } = scaling;
  return frequencies.map((frequency) => {
    const turns = (context * frequency) / (2 * Math.PI);
    const kept = Math.min(1, Math.max(0, (turns - low) / (high - low)));
    return frequency * (kept + (1 - kept) / factor);
  });
}

/** Keys of a Llama config.json that change the arithmetic; the defaults are those of the format. */
export const LLAMA_KEYS = {
  hidden_size: SIZES.width,
  intermediate_size: SIZES.hidden,
  num_hidden_layers: SIZES.layers,
  num_attention_heads: SIZES.heads,
  num_key_value_heads: SIZES.heads.nullish(),
  head_dim: count(LARGEST.width).nullish(),
  vocab_size: SIZES.vocabulary,
  max_position_embeddings: SIZES.context.default(2048),
  rms_norm_eps: epsilon.default(1e-6),
  rope_theta: z.number().min(1).max(1e12).nullish(),
  rope_scaling: ropeScaling,
  rope_parameters: ropeScaling,
  partial_rotary_factor: only(1),
  hidden_act: only("silu"),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  tie_word_embeddings: z.boolean().default(false),
};

const schema = z.object(LLAMA_KEYS);

type Config = z.output<typeof schema>;

/** A Llama decoder of a config.json and its tensors. Throws ConfigError. */
export function llamaCheckpoint(document: Located, tensors: Tensors, name: string): Checkpoint {
  const config = parseLocated(schema, document);
  const dimensions = dimensionsOf(config, document);
  const { width, vocabulary } = dimensions;
  const source = weightSource(tensors, "model.", "embed_tokens.weight");
  const embedding = source.matrix("embed_tokens.weight", vocabulary, width);
  const layers = Array.from({ length: dimensions.layers }, (_, l) => layerOf(source, l, config, dimensions));
  const finalNorm = source.norm("norm", width, false);
  const classifier = config.tie_word_embeddings
    ? embedding
    : source.matrix("lm_head.weight", vocabulary, width);
  // A tied head may be stored a second time; older files keep RoPE's frequencies.
  source.finish(
    (tensor) =>
      tensor.endsWith("rotary_emb.inv_freq") || (config.tie_word_embeddings && tensor === "lm_head.weight"),
  );
  return {
    name,
    dimensions,
    attention: { variant: "separate", keyNormalisation: "none", mask: "causal" },
    normalisation: { kind: "rms", epsilon: config.rms_norm_eps },
    activation: "silu",
    embedding,
    positionEmbedding: null,
    layers,
    finalNorm,
    classifier,
    rotary: rotaryOf(config, dimensions.headWidth),
  };
}

function dimensionsOf(config: Config, document: Located): Checkpoint["dimensions"] {
  const { hidden_size: width, num_attention_heads: heads, head_dim } = config;
  const keyValueHeads = config.num_key_value_heads ?? heads;
  const headWidth = head_dim ?? width / heads;
  if (!Number.isInteger(headWidth) || headWidth % 2 !== 0)
    throw configFault(
      document,
      head_dim == null ? "hidden_size" : "head_dim",
      head_dim == null
        ? `expected a multiple of 2 × ${heads} heads, received ${width}`
        : `expected an even number of dimensions, received ${head_dim}`,
    );
  if (heads % keyValueHeads !== 0)
    throw configFault(
      document,
      "num_key_value_heads",
      `expected a divisor of ${heads} heads, received ${keyValueHeads}`,
    );
  return {
    width,
    hidden: config.intermediate_size,
    layers: config.num_hidden_layers,
    heads,
    keyValueHeads,
    vocabulary: config.vocab_size,
    context: config.max_position_embeddings,
    tiedClassifier: config.tie_word_embeddings,
    headWidth,
    keyValueWidth: keyValueHeads * headWidth,
  };
}

/** The rotation that a config asks for. */
export function rotaryOf(
  config: Pick<Config, "rope_theta" | "rope_scaling" | "rope_parameters">,
  headWidth: number,
): Rotary {
  // Newer files say everything about RoPE under `rope_parameters`.
  const scaling =
    config.rope_parameters.rope_type === "default" ? config.rope_scaling : config.rope_parameters;
  const base =
    config.rope_parameters.rope_theta ?? config.rope_scaling.rope_theta ?? config.rope_theta ?? 10000;
  const rotary = standardRotary(headWidth, base, "halves");
  if (rotary.angles.kind === "stored") return rotary;
  return {
    ...rotary,
    angles: { ...rotary.angles, values: scaledFrequencies(rotary.angles.values, scaling) },
  };
}

function layerOf(
  source: WeightSource,
  l: number,
  { attention_bias: attentionBias, mlp_bias: feedForwardBias }: Config,
  { width, hidden, heads, headWidth, keyValueWidth }: Checkpoint["dimensions"],
): LayerWeights {
  const attention = (part: string, outputs: number, inputs: number) =>
    source.projection(`layers.${l}.self_attn.${part}_proj`, outputs, inputs, attentionBias);
  const feedForward = (part: string, outputs: number, inputs: number) =>
    source.projection(`layers.${l}.mlp.${part}_proj`, outputs, inputs, feedForwardBias);
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
