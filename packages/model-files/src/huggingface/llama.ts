import { z } from "zod";
import { describe } from "#base";
import { LARGEST } from "../dimensions.ts";
import { standardFrequencies } from "../stored/shape.ts";
import { count, epsilon, only, SIZES } from "./config.ts";

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

/** `rope_scaling` or `rope_parameters` of a config.json; older files use `type`. If absent: "default". */
const ropeScaling = z
  .preprocess((input) => {
    if (typeof input !== "object" || input === null || "rope_type" in input) return input;
    return { rope_type: "type" in input ? input.type : "default", ...input };
  }, scaling.nullish())
  .transform((value) => value ?? { rope_type: "default" as const });

export type RopeScaling = z.output<typeof ropeScaling>;

/**
 * Radians per position of each pair under a scaling. `linear`: all divided by the factor. `llama3`: pairs of
 * a wavelength above the original context over `low_freq_factor` are divided, those below the context over
 * `high_freq_factor` stay, and in between the blend is linear in context over wavelength.
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

type Rope = Readonly<Record<"rope_scaling" | "rope_parameters", RopeScaling>> & {
  readonly rope_theta?: number | null | undefined;
};

/** Radians per position of each pair of a head, from a config. */
export function ropeFrequencies(
  { rope_theta, rope_scaling, rope_parameters }: Rope,
  width: number,
): Float64Array {
  // Newer files have all of RoPE under `rope_parameters`.
  const scaling = rope_parameters.rope_type === "default" ? rope_scaling : rope_parameters;
  const base = rope_parameters.rope_theta ?? rope_scaling.rope_theta ?? rope_theta ?? 10000;
  return scaledFrequencies(standardFrequencies(width, base), scaling);
}
