import { parseDocument } from "../../base/document.ts";
import type { Checkpoint } from "../decoder.ts";
import { familyOf } from "./config.ts";
import { gpt2Checkpoint } from "./gpt2.ts";
import { llamaCheckpoint } from "./llama.ts";
import type { Tensors } from "./safetensors.ts";

const FAMILIES = { gpt2: gpt2Checkpoint, llama: llamaCheckpoint };

/** The decoder that a `config.json` describes, with the weights of its tensors. Throws ConfigError. */
export function huggingFaceCheckpoint(
  config: { readonly text: string; readonly file: string },
  tensors: Tensors,
  name: string,
): Checkpoint {
  const document = parseDocument(config.text, config.file);
  const family = familyOf(document, Object.keys(FAMILIES) as (keyof typeof FAMILIES)[]);
  return FAMILIES[family](document, tensors, name);
}
