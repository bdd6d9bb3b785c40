import { z } from "zod";
import { type Located, parseDocument, parseLocated } from "#base";
import { LARGEST } from "../dimensions.ts";
import type { ModelWorkload } from "../stored/shape.ts";
import { configFault, count } from "./config.ts";

/** Keys of a config.json for each size, which differ among families. Errors name the first one. */
const NAMES = {
  layers: ["num_hidden_layers", "n_layer", "num_layers", "n_layers"],
  heads: ["num_attention_heads", "n_head", "n_heads"],
  kvHeads: ["num_key_value_heads", "num_kv_heads", "n_head_kv"],
  modelWidth: ["hidden_size", "n_embd", "d_model"],
  hiddenWidth: ["intermediate_size", "n_inner", "ffn_dim", "ffn_hidden_size"],
  headWidth: ["head_dim"],
  context: ["max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "seq_length"],
} as const;

const MOST = {
  layers: LARGEST.layers,
  heads: LARGEST.heads,
  kvHeads: LARGEST.heads,
  modelWidth: LARGEST.width,
  hiddenWidth: LARGEST.hidden,
  headWidth: 1024,
  context: 1 << 24,
};

type Size = keyof typeof NAMES;

const ENCODERS = /^(?:bert|roberta|xlm-roberta|albert|electra|deberta|distilbert|modernbert|vit)/;
const GATED_ACTIVATIONS = ["silu", "swish"];

/**
 * A model's attention as a workload, from a config.json of any family that states layers, heads and
 * dimensions; a model of text and images has them under `text_config`. Throws ConfigError.
 */
export function configWorkload(text: string, file: string, name: string): ModelWorkload {
  const outer = parseDocument(text, file);
  const document = within(outer, "text_config");
  const given = (document.value ?? {}) as Readonly<Record<string, unknown>>;
  if (given.kv_lora_rank != null)
    throw configFault(document, "kv_lora_rank", "expected keys and values of heads, received latent ones");
  const keyOf = (which: Size): string | undefined => NAMES[which].find((known) => given[known] != null);
  const size = (which: Size): number | undefined => {
    const key = keyOf(which);
    return key === undefined
      ? undefined
      : parseLocated(z.object({ [key]: count(MOST[which]) }), document)[key];
  };
  const needed = (which: Size): number => {
    const found = size(which);
    if (found !== undefined) return found;
    throw configFault(document, NAMES[which][0], `expected ${NAMES[which].join(" or ")}, received neither`);
  };
  const [layers, heads, modelWidth] = [needed("layers"), needed("heads"), needed("modelWidth")];
  const kvHeads = size("kvHeads") ?? heads;
  if (heads % kvHeads !== 0)
    throw configFault(
      document,
      keyOf("kvHeads") ?? NAMES.kvHeads[0],
      `expected a divisor of ${heads} heads, received ${kvHeads}`,
    );
  const headWidth = size("headWidth") ?? modelWidth / heads;
  if (!Number.isInteger(headWidth) || headWidth > MOST.headWidth)
    throw configFault(
      document,
      keyOf("headWidth") ?? keyOf("modelWidth") ?? NAMES.modelWidth[0],
      `expected a multiple of ${heads} heads of at most ${MOST.headWidth} dimensions, received ${modelWidth}`,
    );
  const activation = given.hidden_act ?? given.hidden_activation;
  const family = String(given.model_type ?? "");
  return {
    name,
    layers,
    heads,
    kvHeads,
    headWidth,
    context: needed("context"),
    modelWidth,
    hiddenWidth: size("hiddenWidth") ?? 4 * modelWidth,
    gated: GATED_ACTIVATIONS.includes(String(activation)) || family.startsWith("gemma"),
    causal: !ENCODERS.test(family),
  };
}

/** The document under a key, or the document itself if the key is missing. */
function within(document: Located, key: string): Located {
  const inner = (document.value as Readonly<Record<string, unknown>> | null)?.[key];
  if (typeof inner !== "object" || inner === null) return document;
  return {
    file: document.file,
    value: inner,
    place: (path) => document.place([key, ...path]),
    keyPlace: (path) => document.keyPlace([key, ...path]),
  };
}
