import { didYouMean } from "#base";
import type { RealFamily } from "./model.ts";

export const REAL_FAMILIES: readonly RealFamily[] = ["llama", "mistral", "qwen2", "qwen3"];

const EXPERTS = "a mixture of experts";
const SOFT_CAPS = "soft-capped scores and logits, norms after each block, a GELU gate";
const STATES = "state-space layers in place of attention";
const FUSED = "fused projections (q, k and v in one matrix, gate and up in one)";
const PARALLEL = "attention and feed-forward in parallel with LayerNorm";
const LATENT = "latent attention (compressed keys and values) and a mixture of experts";

/** Unsupported features by family, keyed by prefixes of GGUF and config.json names; the longest counts. */
const LACKING: Readonly<Record<string, string>> = {
  gemma: "an embedding scaled by the root of its width, norms with 1 + gain, a GELU gate",
  gemma2: SOFT_CAPS,
  gemma3: "norms after each block, two RoPE bases in turn, a GELU gate",
  phi: PARALLEL,
  phi3: FUSED,
  mamba: STATES,
  rwkv: STATES,
  jamba: STATES,
  falcon: PARALLEL,
  gptneox: PARALLEL,
  gpt_neox: PARALLEL,
  gptj: PARALLEL,
  gpt2: "learned positions and LayerNorm",
  "gpt-oss": `${EXPERTS} and learned attention sinks`,
  gpt_oss: `${EXPERTS} and learned attention sinks`,
  gpt_bigcode: "learned positions and LayerNorm",
  starcoder: "LayerNorm and a feed-forward layer without a gate",
  mixtral: EXPERTS,
  qwen: FUSED,
  qwen2moe: EXPERTS,
  qwen2_moe: EXPERTS,
  qwen2vl: "positions of three axes",
  qwen2_vl: "positions of three axes",
  qwen3moe: EXPERTS,
  qwen3_moe: EXPERTS,
  qwen3next: "linear attention in most layers",
  qwen3_next: "linear attention in most layers",
  llama4: EXPERTS,
  deepseek: LATENT,
  "command-r": "LayerNorm, attention and feed-forward in parallel, scaled logits",
  cohere: "LayerNorm, attention and feed-forward in parallel, scaled logits",
  granite: "scaled embeddings, residuals and logits",
  minicpm: "scaled embeddings, residuals and logits",
  olmo2: "norms after each block",
  stablelm: "LayerNorm and a rotation of part of a head",
  chatglm: "fused projections and a rotation of part of a head",
  glm4: "norms after each block and a rotation of part of a head",
  mpt: "ALiBi in place of RoPE",
  bloom: "ALiBi in place of RoPE",
  bert: "an encoder without a causal mask",
  t5: "an encoder beside the decoder",
  smollm3: "layers without positions",
};

/** Why a model family is refused: "expected one of …, received …". */
export function refusal(family: string, known: readonly string[]): string {
  const start = Object.keys(LACKING)
    .filter((name) => family.startsWith(name))
    .reduce((longest, name) => (name.length > longest.length ? name : longest), "");
  const why = start === "" ? didYouMean(family, known) : `, which has ${LACKING[start]}`;
  return `expected one of ${known.join(", ")}, received ${JSON.stringify(family)}${why}`;
}
