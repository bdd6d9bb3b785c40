// A writer of small GGUF files after the format's description [gguf-2026]: header, metadata, table of tensors, padding, tensors.

import { createRng } from "#base";
import type { ByteSource } from "#model-files";

/** Numbers of the types of metadata. */
export const META = {
  uint8: 0,
  int8: 1,
  uint16: 2,
  int16: 3,
  uint32: 4,
  int32: 5,
  float32: 6,
  bool: 7,
  string: 8,
  array: 9,
  uint64: 10,
  int64: 11,
  float64: 12,
} as const;
export type MetaType = keyof typeof META;

/** An array is its elements' type and values. */
export type Meta = readonly [key: string, type: MetaType, value: unknown];

export interface Tensor {
  readonly name: string;
  /** ggml's number of the type. */
  readonly type: number;
  /** The fastest axis first. */
  readonly shape: readonly (number | bigint)[];
  readonly bytes: Uint8Array;
  /** In place of the right one. */
  readonly offset?: number | bigint;
}

export interface Written {
  readonly metadata: readonly Meta[];
  readonly tensors: readonly Tensor[];
  readonly magic?: string;
  readonly version?: number;
  readonly alignment?: number;
  readonly tensorCount?: number | bigint;
  readonly keyCount?: number | bigint;
}

const uint = (bytes: 4 | 8, value: number | bigint): Buffer => {
  const out = Buffer.alloc(bytes);
  if (bytes === 4) out.writeUInt32LE(Number(value));
  else out.writeBigUInt64LE(BigInt(value));
  return out;
};

export const text = (words: string | Uint8Array): Buffer => {
  const bytes = Buffer.from(words as string);
  return Buffer.concat([uint(8, bytes.length), bytes]);
};

/** A value of a type. A list may be given as [type, values], or as raw bytes after its type and count. */
export function meta(type: MetaType, value: unknown): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (type === "string") return text(value as string);
  if (type === "array") {
    const [elements, values, count] = value as [MetaType, readonly unknown[], (number | bigint)?];
    return Buffer.concat([
      uint(4, META[elements]),
      uint(8, count ?? values.length),
      ...values.map((one) => meta(elements, one)),
    ]);
  }
  const out = Buffer.alloc(8);
  const number = Number(value);
  if (type === "uint64") return uint(8, value as number);
  if (type === "int64") {
    out.writeBigInt64LE(BigInt(value as number));
    return out;
  }
  if (type === "float64") {
    out.writeDoubleLE(number);
    return out;
  }
  if (type === "float32") return out.subarray(0, out.writeFloatLE(number));
  if (type === "uint32") return out.subarray(0, out.writeUInt32LE(number));
  if (type === "int32") return out.subarray(0, out.writeInt32LE(number));
  if (type === "uint16") return out.subarray(0, out.writeUInt16LE(number));
  if (type === "int16") return out.subarray(0, out.writeInt16LE(number));
  return out.subarray(0, type === "int8" ? out.writeInt8(number) : out.writeUInt8(number));
}

/** The file's bytes. */
export function writeGguf(file: Written): Buffer {
  const { metadata, tensors, magic = "GGUF", version = 3, alignment = 32 } = file;
  const padding = (at: number): Buffer => Buffer.alloc((alignment - (at % alignment)) % alignment);
  const table: Buffer[] = [];
  const data: Buffer[] = [];
  let at = 0;
  for (const { name, type, shape, bytes, offset } of tensors) {
    table.push(text(name), uint(4, shape.length), ...shape.map((size) => uint(8, size)));
    table.push(uint(4, type), uint(8, offset ?? at));
    const room = padding(at + bytes.length);
    data.push(Buffer.from(bytes), room);
    at += bytes.length + room.length;
  }
  const header = Buffer.concat([
    Buffer.from(magic),
    uint(4, version),
    uint(8, file.tensorCount ?? tensors.length),
    uint(8, file.keyCount ?? metadata.length),
    ...metadata.flatMap(([key, type, value]) => [text(key), uint(4, META[type]), meta(type, value)]),
    ...table,
  ]);
  return Buffer.concat([header, padding(header.length), ...data]);
}

/** A file of these bytes, or of more: what is beyond them is zero. */
export const sourceOf = (bytes: Uint8Array, size = bytes.length): ByteSource => ({
  file: "model.gguf",
  size,
  fill: (offset, into) => {
    into.fill(0);
    into.set(bytes.subarray(offset, offset + into.length));
  },
});

export const float32 = (values: ArrayLike<number>): Uint8Array =>
  new Uint8Array(Float32Array.from(values).buffer);

/** A tensor of float32 with random values; `shape` has the fastest axis first. */
export function randomTensor(name: string, shape: readonly number[], centre = 0): Tensor {
  const rng = createRng(name);
  const count = shape.reduce((product, size) => product * size, 1);
  return {
    name,
    type: 0,
    shape,
    bytes: float32(Array.from({ length: count }, () => centre + rng.normal() / 8)),
  };
}

const GPT2_CHARACTERS = ((): string[] => {
  const plain = (byte: number): boolean =>
    (byte > 32 && byte < 127) || (byte > 160 && byte < 173) || byte > 173;
  let shifted = 0;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(plain(byte) ? byte : 256 + shifted++));
})();

/** 256 bytes, merges of English letters, and two marks: a whole tokenizer. */
export const TINY_MERGES = ["Ġ t", "h e", "i n", "Ġt he", "a n", "l l", "Ġ Ġ", "e ll"];
export const TINY_TOKENS = [
  "<|end|>",
  ...GPT2_CHARACTERS,
  ...TINY_MERGES.map((merge) => merge.replace(" ", "")),
  "<mark>",
];

export const tinyTokenizer = (pre: string | null = "gpt-2"): Meta[] => [
  ["tokenizer.ggml.model", "string", "gpt2"],
  ...(pre === null ? [] : ([["tokenizer.ggml.pre", "string", pre]] as Meta[])),
  ["tokenizer.ggml.tokens", "array", ["string", TINY_TOKENS]],
  [
    "tokenizer.ggml.token_type",
    "array",
    ["int32", TINY_TOKENS.map((_, id) => (id === 0 ? 3 : id === TINY_TOKENS.length - 1 ? 4 : 1))],
  ],
  ["tokenizer.ggml.merges", "array", ["string", TINY_MERGES]],
];

/** Sizes of the tiny decoder; a head is wider than width / heads. */
export const TINY = {
  width: 32,
  hidden: 64,
  layers: 2,
  heads: 4,
  keyValueHeads: 2,
  headWidth: 16,
  context: 64,
};

/** Metadata of a tiny decoder of an architecture. */
export const tinyMetadata = (architecture: string): Meta[] => {
  const key = (part: string): string => `${architecture}.${part}`;
  return [
    ["general.architecture", "string", architecture],
    ["general.name", "string", `tiny ${architecture}`],
    [key("block_count"), "uint32", TINY.layers],
    [key("context_length"), "uint32", TINY.context],
    [key("embedding_length"), "uint32", TINY.width],
    [key("feed_forward_length"), "uint32", TINY.hidden],
    [key("attention.head_count"), "uint32", TINY.heads],
    [key("attention.head_count_kv"), "uint32", TINY.keyValueHeads],
    [key("attention.key_length"), "uint32", TINY.headWidth],
    [key("attention.value_length"), "uint32", TINY.headWidth],
    [key("attention.layer_norm_rms_epsilon"), "float32", 1e-6],
    [key("rope.freq_base"), "float32", 10000],
  ];
};

/** Tensors of a tiny decoder, all float32; the head is its own where `untied`. */
export function tinyTensors(architecture: string, untied = false): Tensor[] {
  const { width, hidden, layers, heads, keyValueHeads, headWidth } = TINY;
  const [queries, keys] = [heads * headWidth, keyValueHeads * headWidth];
  const vocabulary = TINY_TOKENS.length;
  const layer = (l: number): Tensor[] => {
    const norm = (part: string, size: number) => randomTensor(`blk.${l}.${part}.weight`, [size], 1);
    const matrix = (part: string, outputs: number, inputs: number) =>
      randomTensor(`blk.${l}.${part}.weight`, [inputs, outputs]);
    const bias = (part: string, size: number) => randomTensor(`blk.${l}.${part}.bias`, [size]);
    return [
      norm("attn_norm", width),
      matrix("attn_q", queries, width),
      matrix("attn_k", keys, width),
      matrix("attn_v", keys, width),
      ...(architecture === "qwen2"
        ? [bias("attn_q", queries), bias("attn_k", keys), bias("attn_v", keys)]
        : []),
      ...(architecture === "qwen3" ? [norm("attn_q_norm", headWidth), norm("attn_k_norm", headWidth)] : []),
      matrix("attn_output", width, queries),
      norm("ffn_norm", width),
      matrix("ffn_gate", hidden, width),
      matrix("ffn_up", hidden, width),
      matrix("ffn_down", width, hidden),
    ];
  };
  return [
    randomTensor("token_embd.weight", [width, vocabulary]),
    ...Array.from({ length: layers }, (_, l) => layer(l)).flat(),
    randomTensor("output_norm.weight", [width], 1),
    ...(untied ? [randomTensor("output.weight", [width, vocabulary])] : []),
  ];
}

export const tinyModel = (architecture: string, over: Partial<Written> = {}): Written => ({
  metadata: [...tinyMetadata(architecture), ...tinyTokenizer()],
  tensors: tinyTensors(architecture),
  ...over,
});

/** Bytes of a tiny decoder of 2 048 tokens, four query heads on two key heads, that can be asked questions: with its tokenizer unless given another. */
export const askableModel = (tokenizer: readonly Meta[] = tinyTokenizer()): Buffer => {
  const metadata = tinyMetadata("llama").map(
    (entry): Meta => (entry[0].endsWith("context_length") ? [entry[0], "uint32", 2048] : entry),
  );
  return writeGguf(tinyModel("llama", { metadata: [...metadata, ...tokenizer] }));
};
