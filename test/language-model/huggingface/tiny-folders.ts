/** Tensors by name, in the order of the file. */
export type NamedTensors = readonly (readonly [
  name: string,
  shape: readonly number[],
  values: ArrayLike<number>,
])[];

export type StoredType = "F32" | "F16" | "BF16";

const size = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** Bytes of a safetensors file. Half-precision values are truncated, not rounded. */
export function safetensorsBytes(tensors: NamedTensors, dtype: StoredType = "F32"): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  const step = dtype === "F32" ? 4 : 2;
  let at = 0;
  for (const [name, shape] of tensors) {
    header[name] = { dtype, shape, data_offsets: [at, at + step * size(shape)] };
    at += step * size(shape);
  }
  return safetensorsOf(header, Uint8Array.from(tensors.flatMap(([, , values]) => stored(values, dtype))));
}

/** Bytes of any header and data. */
export function safetensorsOf(header: unknown, data: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

function stored(values: ArrayLike<number>, dtype: StoredType): number[] {
  const floats = Float32Array.from(values);
  const words = new Uint32Array(floats.buffer);
  if (dtype === "F32") return [...new Uint8Array(floats.buffer)];
  return [...words].flatMap((word) => {
    const bits = dtype === "BF16" ? word >>> 16 : halfBits(word);
    return [bits & 0xff, bits >>> 8];
  });
}

/** Normal numbers within a half's range; smaller ones become zero. */
function halfBits(word: number): number {
  const exponent = ((word >>> 23) & 0xff) - 127 + 15;
  if (exponent <= 0) return (word >>> 16) & 0x8000;
  return ((word >>> 16) & 0x8000) | (exponent << 10) | ((word >>> 13) & 0x3ff);
}

export const GPT2_CONFIG = {
  model_type: "gpt2",
  n_embd: 12,
  n_inner: 20,
  n_layer: 2,
  n_head: 3,
  n_positions: 8,
  vocab_size: 11,
  layer_norm_epsilon: 1e-3,
  activation_function: "gelu_new",
};

/** A GPT-2 of 12 dimensions whose weights are sines: element i of tensor k is sin(1.3 i + 0.7 k + 0.11 i k). */
export function tinyGpt2(prefix = ""): NamedTensors {
  const [width, inner] = [12, 20];
  const layer = (l: number): [string, number[]][] => [
    [`h.${l}.ln_1.weight`, [width]],
    [`h.${l}.ln_1.bias`, [width]],
    [`h.${l}.attn.c_attn.weight`, [width, 3 * width]],
    [`h.${l}.attn.c_attn.bias`, [3 * width]],
    [`h.${l}.attn.c_proj.weight`, [width, width]],
    [`h.${l}.attn.c_proj.bias`, [width]],
    [`h.${l}.ln_2.weight`, [width]],
    [`h.${l}.ln_2.bias`, [width]],
    [`h.${l}.mlp.c_fc.weight`, [width, inner]],
    [`h.${l}.mlp.c_fc.bias`, [inner]],
    [`h.${l}.mlp.c_proj.weight`, [inner, width]],
    [`h.${l}.mlp.c_proj.bias`, [width]],
  ];
  const shapes: [string, number[]][] = [
    ["wte.weight", [11, width]],
    ["wpe.weight", [8, width]],
    ...layer(0),
    ...layer(1),
    ["ln_f.weight", [width]],
    ["ln_f.bias", [width]],
  ];
  return shapes.map(([name, shape], k) => [
    prefix + name,
    shape,
    Float64Array.from({ length: size(shape) }, (_, i) => Math.sin(1.3 * i + 0.7 * k + 0.11 * i * k)),
  ]);
}

export const LLAMA_CONFIG = {
  model_type: "llama",
  hidden_size: 8,
  intermediate_size: 12,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  vocab_size: 11,
  max_position_embeddings: 16,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  hidden_act: "silu",
  tie_word_embeddings: true,
};
