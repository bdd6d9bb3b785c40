import { checkTensors, readVector, type TensorNames } from "../stored/assemble.ts";
import { byteFault, type TensorEntry } from "../stored/byte-source.ts";
import type { RealShape } from "../stored/shape.ts";
import { ggufShape } from "./architecture.ts";
import type { Gguf } from "./header.ts";

/** Tensor names of llama.cpp's files [gguf-2026]. */
export const GGUF_NAMES: TensorNames = {
  embedding: "token_embd",
  finalNorm: "output_norm",
  classifier: "output",
  layer: (l) => `blk.${l}.`,
  parts: {
    attentionNorm: "attn_norm",
    query: "attn_q",
    key: "attn_k",
    value: "attn_v",
    output: "attn_output",
    queryNorm: "attn_q_norm",
    keyNorm: "attn_k_norm",
    feedForwardNorm: "ffn_norm",
    gate: "ffn_gate",
    up: "ffn_up",
    down: "ffn_down",
  },
  mayStay: (name) => name === DIVISORS,
};

/** Tensor of Llama 3 files that divides each pair's frequency. */
const DIVISORS = "rope_freqs.weight";

/** Shape and checked tensors of a GGUF file's decoder; their bytes are not read. Throws ConfigError. */
export function ggufDecoder(
  gguf: Gguf,
  fallbackName: string,
): { readonly shape: RealShape; readonly entries: readonly TensorEntry[] } {
  const { file, size } = gguf.source;
  const shape = ggufShape(gguf, fallbackName, divisorsOf(gguf));
  if (gguf.isHeaderOnly)
    throw byteFault(
      file,
      size,
      "(tensors)",
      "expected the weights, received the end of the file after the header",
    );
  return { shape, entries: checkTensors(shape, GGUF_NAMES, { file, entries: gguf.tensors }) };
}

function divisorsOf(gguf: Gguf): Float32Array | null {
  const entry = gguf.tensors.get(DIVISORS);
  if (entry === undefined || gguf.isHeaderOnly) return null;
  const fail = (message: string): never => {
    throw byteFault(gguf.source.file, entry.begin, DIVISORS, message);
  };
  if (entry.type !== "F32" || entry.shape.length !== 1 || entry.shape[0] > MOST_PAIRS)
    return fail(
      `expected F32 of at most ${MOST_PAIRS}, received ${entry.type} of ${entry.shape.join(" × ")}`,
    );
  const divisors = readVector(entry);
  const wrong = divisors.findIndex((divisor) => !(divisor > 0));
  if (wrong >= 0) fail(`expected divisors above 0, received ${divisors[wrong]}`);
  return divisors;
}

const MOST_PAIRS = 1 << 14;
