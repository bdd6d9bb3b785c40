import { describe, expect, it } from "vitest";
import { ConfigError } from "#base";
import { assemble, GGUF_NAMES, ggufDecoder, ggufTokenizer, ggufWorkload } from "#model-files";
import { listNumbers, listTexts, readGguf } from "../../../packages/model-files/src/gguf/header.ts";
import { BLOCK_LAYOUTS } from "../../../packages/model-files/src/stored/stored-types.ts";
import { everyCase } from "../../law.ts";
import {
  float32,
  META,
  type Meta,
  type MetaType,
  meta,
  sourceOf,
  type Tensor,
  TINY,
  TINY_MERGES,
  TINY_TOKENS,
  text,
  tinyMetadata,
  tinyModel,
  tinyTensors,
  tinyTokenizer,
  type Written,
  writeGguf,
} from "./gguf-writer.ts";

const SCALARS: readonly (readonly [MetaType, number | boolean | string])[] = [
  ["uint8", 200],
  ["int8", -100],
  ["uint16", 60_000],
  ["int16", -30_000],
  ["uint32", 4_000_000_000],
  ["int32", -2_000_000_000],
  ["float32", 0.25],
  ["bool", true],
  ["string", "naïve 東京"],
  ["uint64", 2 ** 52 + 1],
  ["int64", -(2 ** 40) - 3],
  ["float64", Math.PI],
];

describe("a header", () => {
  it("of version 2 or 3 gives every type of metadata back", () => {
    expect(
      SCALARS.map(([type]) => type)
        .concat("array")
        .sort(),
    ).toEqual(Object.keys(META).sort());
    for (const version of [2, 3]) {
      const metadata = SCALARS.map(([type, value]): Meta => [`a.${type}`, type, value]);
      const { metadata: read } = readGguf(sourceOf(writeGguf({ metadata, tensors: [], version })));
      everyCase(SCALARS, SCALARS.length, ([type, value]) => {
        expect(read.get(`a.${type}`)).toMatchObject({ type, value });
      });
    }
  });

  it("gives lists when they are asked for, and walks over lists of lists", () => {
    const metadata: Meta[] = [
      ["a.numbers", "array", ["int16", [-1, 2, 300]]],
      ["a.texts", "array", ["string", ["", "é", "x".repeat(5000)]]],
      [
        "a.lists",
        "array",
        [
          "array",
          [
            ["uint8", [1, 2]],
            ["string", ["a"]],
          ],
        ],
      ],
      ["a.long", "string", "y".repeat(5000)],
      ["a.last", "uint8", 7],
    ];
    const gguf = readGguf(sourceOf(writeGguf({ metadata, tensors: [] })));
    const list = (key: string) => {
      const given = gguf.metadata.get(key);
      if (given === undefined || "value" in given) throw new Error(`no list: ${key}`);
      return given;
    };
    expect([...listNumbers(gguf, "a.numbers", list("a.numbers"))]).toEqual([-1, 2, 300]);
    expect([...listTexts(gguf, "a.texts", list("a.texts"))].map(([one]) => one)).toEqual([
      "",
      "é",
      "x".repeat(5000),
    ]);
    expect(list("a.lists")).toMatchObject({ elements: "array", count: 2 });
    expect(list("a.long")).toMatchObject({ elements: "uint8", count: 5000 });
    expect(gguf.metadata.get("a.last")).toMatchObject({ value: 7 });
  });

  it.each([1, 32, 4096])("places tensors at multiples of an alignment of %i", (alignment) => {
    const tensors: Tensor[] = [
      { name: "a", type: 0, shape: [3], bytes: float32([1, 2, 3]) },
      { name: "b", type: 8, shape: [32, 2], bytes: new Uint8Array(68).fill(9) },
    ];
    const bytes = writeGguf({ metadata: [["general.alignment", "uint32", alignment]], tensors, alignment });
    const { tensors: read } = readGguf(sourceOf(bytes));
    expect([...read.keys()]).toEqual(["a", "b"]);
    for (const { name, bytes: own } of tensors) {
      const { begin = 0, bytes: length } = read.get(name) ?? {};
      expect(length).toBe(own.length);
      expect(bytes.subarray(begin, begin + own.length)).toEqual(Buffer.from(own));
      expect(begin % alignment).toBe(0);
    }
    expect(read.get("b")).toMatchObject({ shape: [2, 32], type: "Q8_0" });
  });

  it("of the first of several files gives the workload of the whole", () => {
    const some = tinyTensors("llama").filter(({ name }) => !name.startsWith("blk.1."));
    const split = (files: number) =>
      readGguf(
        sourceOf(
          writeGguf({
            metadata: [...tinyMetadata("llama"), ["split.count", "uint16", files]],
            tensors: some,
          }),
        ),
      );
    expect(ggufWorkload(split(3), "?")).toMatchObject({ layers: 2, heads: 4 });
    for (const files of [0, 1])
      expect(() => ggufWorkload(split(files), "?")).toThrow(
        /block_count: expected the 1 layers of the file's tensors/,
      );
  });

  it("alone gives the workload, with the weights cut off", () => {
    const model = tinyModel("qwen3");
    const whole = writeGguf(model);
    const { begin = 0 } = readGguf(sourceOf(whole)).tensors.get("token_embd.weight") ?? {};
    const head = sourceOf(whole.subarray(0, begin));
    const { heads, keyValueHeads, headWidth, layers, context, width, hidden } = TINY;
    expect(ggufWorkload(readGguf(head), "?")).toEqual({
      name: "tiny qwen3",
      layers,
      heads,
      kvHeads: keyValueHeads,
      headWidth,
      context,
      modelWidth: width,
      hiddenWidth: hidden,
      gated: true,
      causal: true,
    });
    expect(() => ggufDecoder(readGguf(head), "?")).toThrow(
      /expected the weights, received the end of the file/,
    );
  });
});

/** All that loading does with the bytes of a file, without memory for its weights before they are checked. */
function load(bytes: Uint8Array, size?: number): string {
  const start = process.cpuUsage();
  try {
    const source = sourceOf(bytes, size);
    const gguf = readGguf(source);
    ggufWorkload(gguf, "model");
    const { shape, entries } = ggufDecoder(gguf, "model");
    ggufTokenizer(gguf, shape.dimensions.vocabulary);
    assemble(shape, GGUF_NAMES, entries, source.size);
    return "(accepted)";
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message;
  } finally {
    const { user, system } = process.cpuUsage(start);
    // A tenth of a second on a quiet machine; what a lying header promises would take minutes.
    expect((user + system) / 1000).toBeLessThan(5000);
  }
}

const whole = writeGguf(tinyModel("llama"));
const without = (key: string): Meta[] => tinyModel("llama").metadata.filter(([name]) => name !== key);
const set = (key: string, type: MetaType, value: unknown): Partial<Written> => ({
  metadata: [...without(key), [key, type, value]],
});
const tensor = (name: string, over: Partial<Tensor>): Partial<Written> => ({
  tensors: tinyTensors("llama").map((one) => (one.name === name ? { ...one, ...over } : one)),
});
const llama = (over: Partial<Written>): Buffer => writeGguf(tinyModel("llama", over));
const withBytes = (at: number, bytes: readonly number[]): Buffer => {
  const own = Buffer.from(whole);
  own.set(bytes, at);
  return own;
};
const beginOf = (name: string): number => readGguf(sourceOf(whole)).tensors.get(name)?.begin ?? 0;
const quantised = (type: keyof typeof BLOCK_LAYOUTS, scale: number): Partial<Tensor> => {
  const { code, bytes, numbers, scales } = BLOCK_LAYOUTS[type];
  const all = new Uint8Array((TINY.hidden * TINY.width * bytes) / numbers);
  new DataView(all.buffer).setUint16(3 * bytes + scales[0], scale, true);
  return { type: code, bytes: all };
};

/** A hostile file, and what the one line of its refusal says. */
const HOSTILE: readonly (readonly [name: string, bytes: Uint8Array, says: RegExp, size?: number])[] = [
  ["an empty file", new Uint8Array(0), /byte 0 magic: expected "GGUF", received a file of 0 bytes/],
  [
    "another magic",
    llama({ magic: "GGML" }),
    /byte 0 magic: expected "GGUF" \(47 47 55 46\), received 47 47 4d 4c/,
  ],
  ["version 1", llama({ version: 1 }), /byte 4 version: expected version 2 or 3, received 1/],
  ["a version of the future", llama({ version: 4 }), /version: expected version 2 or 3, received 4/],
  [
    "big-endian",
    llama({ version: 0x03000000 }),
    /expected a little-endian file, received a big-endian one of version 3/,
  ],
  ["only the magic", whole.subarray(0, 4), /byte 4 version: expected 4 more bytes, received the end/],
  [
    "cut in a key",
    whole.subarray(0, 40),
    /byte 8 tensor_count: expected at most \d+ \(what is left of the file holds no more\), received/,
  ],
  ["cut in the tokens", whole.subarray(0, 1500), /tokenizer\.ggml\.tokens/],
  [
    "cut in the weights",
    whole.subarray(0, -5000),
    /\.offset: expected \d+ bytes from byte \d+ on .*received a file of/,
  ],
  ["2^60 keys", llama({ keyCount: 2n ** 60n }), /byte 16 metadata_kv_count: expected at most/],
  ["2^60 tensors", llama({ tensorCount: 2n ** 60n }), /byte 8 tensor_count: expected at most/],
  ["a key more than there is", llama({ keyCount: tinyModel("llama").metadata.length + 1 }), /byte \d+ /],
  [
    "a key twice",
    llama({ metadata: [...without(""), ["general.name", "string", "b"]] }),
    /general\.name: expected a key once/,
  ],
  [
    "a key without a name",
    llama({ metadata: [["", "uint8", 1]] }),
    /expected a name of printable ASCII, received an empty one/,
  ],
  [
    "a key of control characters",
    llama({ metadata: [["a\u001b[2J", "uint8", 1]] }),
    /expected a name of printable ASCII/,
  ],
  [
    "a text that is no UTF-8",
    llama(set("general.name", "string", text(Uint8Array.of(0xff, 0xfe)))),
    /general\.name: expected UTF-8/,
  ],
  [
    "a text of 2^63 bytes",
    llama(set("general.name", "string", meta("uint64", 2n ** 63n))),
    /general\.name: expected at most/,
  ],
  [
    "a type of metadata that is none",
    withBytes(24 + 8 + "general.architecture".length, [99, 0, 0, 0]),
    /general\.architecture: expected a type of metadata in \[0, 12\], received 99/,
  ],
  [
    "a bool of 7",
    llama(set("a.b", "bool", Uint8Array.of(7))),
    /a\.b: expected 0 or 1 \(a bool\), received 7/,
  ],
  [
    "1e9 tokens in a small file",
    llama(set("tokenizer.ggml.tokens", "array", ["string", [], 1_000_000_000])),
    /tokenizer\.ggml\.tokens: expected at most \d+ .*received 1000000000/,
  ],
  [
    "1e9 tokens in a large file",
    llama(set("tokenizer.ggml.tokens", "array", ["string", [], 1_000_000_000])),
    /tokenizer\.ggml\.tokens: expected at most 41\d+, received 1000000000/,
    2 ** 40,
  ],
  [
    "4e6 tokens of no letters in a large file",
    llama(set("tokenizer.ggml.tokens", "array", ["string", [], 4_000_000])),
    /byte \d+ /,
    2 ** 40,
  ],
  [
    "1e9 numbers in a large file",
    llama(set("tokenizer.ggml.scores", "array", ["float32", [], 1_000_000_000])),
    /tokenizer\.ggml\.scores: expected at most/,
    2 ** 40,
  ],
  [
    "1e6 lists of nothing",
    llama(set("a.b", "array", ["array", [], 1_000_000])),
    /a\.b: expected at most 4096, received 1000000/,
    2 ** 40,
  ],
  [
    "lists in lists in lists",
    llama(set("a.b", "array", ["array", [["array", [["array", [["array", [["array", []]]]]]]]]])),
    /a\.b.*: expected lists at most 4 deep/,
  ],
  [
    "a shape of 2^40 × 2^40",
    llama(tensor("blk.0.ffn_up.weight", { shape: [2n ** 40n, 2n ** 40n] })),
    /blk\.0\.ffn_up\.weight\.dimensions\[1\]: expected a shape of 1 to 2\^40 numbers/,
  ],
  [
    "a shape of 2^40",
    llama(tensor("blk.0.ffn_up.weight", { shape: [2n ** 40n] })),
    /blk\.0\.ffn_up\.weight\.offset: expected 4398046511104 bytes/,
  ],
  [
    "a shape of nothing",
    llama(tensor("blk.0.ffn_up.weight", { shape: [0, 64] })),
    /dimensions\[0\]: expected a shape of 1 to/,
  ],
  [
    "no axes",
    llama(tensor("blk.0.ffn_up.weight", { shape: [] })),
    /n_dimensions: expected 1 to 4, received 0/,
  ],
  [
    "five axes",
    llama(tensor("blk.0.ffn_up.weight", { shape: [1, 1, 1, 1, 1] })),
    /n_dimensions: expected 1 to 4, received 5/,
  ],
  [
    "another shape",
    llama(tensor("blk.0.ffn_up.weight", { shape: [TINY.hidden, TINY.width] })),
    /blk\.0\.ffn_up\.weight: expected 64 × 32, received 32 × 64/,
  ],
  [
    "a row that is no whole block",
    llama(tensor("blk.0.ffn_up.weight", { shape: [33, 64], type: 8 })),
    /expected a multiple of the 32 numbers of a block of Q8_0, received 33/,
  ],
  [
    "an unknown quantisation",
    llama(tensor("blk.0.ffn_up.weight", { type: 4711 })),
    /blk\.0\.ffn_up\.weight\.type: expected the number of one of F32, .*received 4711/,
  ],
  [
    "a quantisation that is not read",
    llama(tensor("output_norm.weight", { type: 13 })),
    /output_norm\.weight: expected one of F32, .*received Q5_K/,
  ],
  [
    "a tensor past the end",
    llama(tensor("output_norm.weight", { offset: 2 ** 40 })),
    /output_norm\.weight\.offset: expected \d+, where the tensor before ends, received 1099511627776/,
  ],
  [
    "tensors over each other",
    llama(tensor("blk.1.ffn_up.weight", { offset: 0 })),
    /blk\.1\.ffn_up\.weight\.offset: expected \d+, where the tensor before ends, received 0/,
  ],
  [
    "a tensor's name twice",
    llama(tensor("blk.1.ffn_up.weight", { name: "blk.0.ffn_up.weight" })),
    /blk\.0\.ffn_up\.weight: expected a tensor once/,
  ],
  [
    "a name of 65 bytes",
    llama(tensor("blk.1.ffn_up.weight", { name: "n".repeat(65) })),
    /tensors\[\d+\]\.name: expected at most 64, received 65/,
  ],
  [
    "a tensor that is missing",
    llama({ tensors: tinyTensors("llama").filter(({ name }) => name !== "blk.1.attn_v.weight") }),
    /blk\.1\.attn_v\.weight: expected a tensor of 32 × 32, received none/,
  ],
  [
    "a tensor too many",
    llama({
      tensors: [...tinyTensors("llama"), { ...tinyTensors("llama")[1], name: "blk.0.ffn_gate_inp.weight" }],
    }),
    /blk\.0\.ffn_gate_inp\.weight: expected only tensors that a llama has/,
  ],
  [
    "no layers' tensors",
    llama({ tensors: tinyTensors("llama").slice(0, 1) }),
    /llama\.block_count: expected the 0 layers of the file's tensors, received 2/,
  ],
  [
    "an alignment of 0",
    llama(set("general.alignment", "uint32", 0)),
    /general\.alignment: expected a power of two/,
  ],
  [
    "an alignment of 24",
    llama(set("general.alignment", "uint32", 24)),
    /general\.alignment: expected a power of two of at most 1048576, received 24/,
  ],
  [
    "another alignment than its own",
    llama(set("general.alignment", "uint32", 4096)),
    /where the tensor before ends/,
  ],
  [
    "no architecture",
    llama({ metadata: without("general.architecture") }),
    /general\.architecture: expected a text, received no such key/,
  ],
  [
    "an architecture that is a list",
    llama(set("general.architecture", "array", ["string", ["llama"]])),
    /expected a text, received a list of 1 string values/,
  ],
  [
    "1e9 layers",
    llama(set("llama.block_count", "uint32", 1_000_000_000)),
    /llama\.block_count: expected an integer in \[1, 1024\], received 1000000000/,
  ],
  [
    "heads that do not divide",
    llama(set("llama.attention.head_count_kv", "uint32", 3)),
    /head_count_kv: expected a divisor of 4 heads, received 3/,
  ],
  [
    "heads that the tensors contradict",
    llama(set("llama.attention.head_count", "uint32", 8)),
    /blk\.0\.attn_q\.weight: expected 128 × 32 \(from the header's heads\), received 64 × 32/,
  ],
  [
    "an ε of NaN",
    llama(set("llama.attention.layer_norm_rms_epsilon", "float32", Number.NaN)),
    /layer_norm_rms_epsilon: expected a number in \[1e-12, 1\]/,
  ],
  [
    "a rotation of part of a head",
    llama(set("llama.rope.dimension_count", "uint32", 8)),
    /rope\.dimension_count: expected the 16 dimensions of a head, received 8/,
  ],
  [
    "YaRN",
    llama(set("llama.rope.scaling.type", "string", "yarn")),
    /rope\.scaling\.type: expected none, linear or llama3, received "yarn"/,
  ],
  [
    "experts",
    llama(set("llama.expert_count", "uint32", 8)),
    /llama\.expert_count: expected 0, received a mixture of experts/,
  ],
  [
    "one of several files",
    llama(set("split.count", "uint16", 3)),
    /split\.count: expected a model in one file/,
  ],
  [
    "a number that is not finite",
    withBytes(beginOf("blk.1.ffn_up.weight") + 4 * (3 * TINY.width + 5), [0, 0, 192, 127]),
    new RegExp(
      `byte ${beginOf("blk.1.ffn_up.weight") + 4 * (3 * TINY.width + 5)} blk\\.1\\.ffn_up\\.weight row 3: expected finite numbers, received a number that is infinite or NaN`,
    ),
  ],
  [
    "a gain that is not finite",
    withBytes(beginOf("output_norm.weight"), [0, 0, 128, 255]),
    /output_norm\.weight: expected finite numbers/,
  ],
  [
    "a scale that is infinite",
    llama(tensor("blk.1.ffn_up.weight", quantised("Q4_0", 0x7c00))),
    /blk\.1\.ffn_up\.weight row 3: expected finite numbers, received a scale/,
  ],
  [
    "a scale that is NaN",
    llama(tensor("blk.1.ffn_up.weight", quantised("Q8_0", 0xfe01))),
    /blk\.1\.ffn_up\.weight row 3: expected finite numbers, received a scale/,
  ],
  [
    "another number of tokens",
    llama({
      metadata: [
        ...without("tokenizer.ggml.tokens"),
        ["tokenizer.ggml.tokens", "array", ["string", TINY_TOKENS.slice(1)]],
      ],
    }),
    /tokenizer\.ggml\.tokens: expected the model's 266 tokens, received 265/,
  ],
  [
    "tokens that are numbers",
    llama(set("tokenizer.ggml.tokens", "array", ["uint8", [1, 2]])),
    /expected a list of at most 1048576 string values, received a list of 2 uint8 values/,
  ],
  [
    "a merge of one token",
    llama(set("tokenizer.ggml.merges", "array", ["string", [...TINY_MERGES, "the"]])),
    /tokenizer\.ggml\.merges\[8\]: expected two tokens that join to a third, received "the"/,
  ],
  [
    "a merge into no token",
    llama(set("tokenizer.ggml.merges", "array", ["string", ["x y"]])),
    /merges\[0\]: expected two tokens that join to a third, received "x y"/,
  ],
  [
    "a kind of token that is none",
    llama(set("tokenizer.ggml.token_type", "array", ["int32", TINY_TOKENS.map(() => 9)])),
    /token_type\[0\]: expected a type in \[0, 6\], received 9/,
  ],
  [
    "a WordPiece model",
    llama(set("tokenizer.ggml.model", "string", "bert")),
    /tokenizer\.ggml\.model: expected "gpt2" .*received "bert", a WordPiece model/,
  ],
  [
    "a pre-tokeniser that we lack",
    llama(set("tokenizer.ggml.pre", "string", "tekken")),
    /tokenizer\.ggml\.pre: expected one of .*smollm.*received "tekken"/,
  ],
  [
    "a pre-tokeniser of every object",
    llama(set("tokenizer.ggml.pre", "string", "constructor")),
    /received "constructor"/,
  ],
];

describe("a hostile file", () => {
  it("ends in one line with the place, what was expected and what came, within a second", () => {
    expect(load(whole)).toBe("(accepted)");
    const cases = new Map(HOSTILE.map(([name, ...rest]) => [name, rest] as const));
    everyCase([...cases.keys()], 4 * HOSTILE.length, (name) => {
      const [bytes, says, size] = cases.get(name) ?? [];
      const message = load(bytes as Uint8Array, size);
      expect(message).toMatch(says as RegExp);
      expect(message.split("\n")).toHaveLength(1);
      expect(message).toMatch(/^model\.gguf (?:byte \d+ )?\S.*: expected .*received/);
    });
    expect(HOSTILE.length).toBeGreaterThanOrEqual(60);
  });
});

describe("an architecture that we lack", () => {
  const CASES: readonly (readonly [string, RegExp])[] = [
    ["gemma", /received "gemma", which has an embedding scaled/],
    ["gemma2", /received "gemma2", which has soft-capped scores and logits/],
    ["gemma3", /received "gemma3", which has norms after each block/],
    ["phi3", /which has fused projections/],
    ["mamba", /which has state-space layers/],
    ["mamba2", /which has state-space layers/],
    ["qwen2moe", /which has a mixture of experts/],
    ["qwen3moe", /which has a mixture of experts/],
    ["deepseek2", /which has latent attention/],
    ["falcon", /attention and feed-forward in parallel/],
    ["mistral", /expected one of llama, qwen2, qwen3, received "mistral"/],
    ["lama", /received "lama"; did you mean "llama"\?/],
  ];

  it("is refused by its name and by the piece that it has", () => {
    everyCase(CASES, 2 * CASES.length, ([architecture, says]) => {
      const gguf = readGguf(
        sourceOf(writeGguf({ metadata: tinyMetadata(architecture), tensors: tinyTensors("llama") })),
      );
      expect(() => ggufDecoder(gguf, "?")).toThrow(
        /general\.architecture: expected one of llama, qwen2, qwen3/,
      );
      expect(() => ggufDecoder(gguf, "?")).toThrow(says);
    });
  });

  it("lends its heads to a workload all the same, where it has any", () => {
    const gguf = readGguf(
      sourceOf(writeGguf({ metadata: tinyMetadata("gemma2"), tensors: tinyTensors("llama") })),
    );
    expect(ggufWorkload(gguf, "?")).toMatchObject({
      heads: 4,
      kvHeads: 2,
      headWidth: 16,
      name: "tiny gemma2",
    });
    const mamba = readGguf(
      sourceOf(
        writeGguf({
          metadata: tinyMetadata("mamba").filter(([key]) => !/head|block/.test(key)),
          tensors: [],
        }),
      ),
    );
    expect(() => ggufWorkload(mamba, "?")).toThrow(
      /mamba\.block_count: expected the sizes of a decoder with attention/,
    );
  });
});

describe("a decoder of a file", () => {
  it("has the tensors under their names, in one shared buffer", () => {
    everyCase(["llama", "qwen2", "qwen3"], 24, (architecture) => {
      const bytes = writeGguf(tinyModel(architecture));
      const gguf = readGguf(sourceOf(bytes));
      const { shape, entries } = ggufDecoder(gguf, "?");
      const model = assemble(shape, GGUF_NAMES, entries, bytes.length);
      const { key, value, queryNorm, down } = model.layers[1];
      const stored = (name: string) => tinyTensors(architecture).find((one) => one.name === name)?.bytes;
      expect(model.family).toBe(architecture);
      expect(model.rotary.pairs).toBe(architecture === "llama" ? "interleaved" : "halves");
      expect(model.classifier).toBe(model.embedding);
      expect(Buffer.from(key.matrix.bytes)).toEqual(Buffer.from(stored("blk.1.attn_k.weight") ?? []));
      expect([down.matrix.rows, down.matrix.columns]).toEqual([TINY.width, TINY.hidden]);
      expect(value.bias === null).toBe(architecture !== "qwen2");
      expect(queryNorm?.length ?? 0).toBe(architecture === "qwen3" ? TINY.headWidth : 0);
      expect(
        [model.embedding, key.matrix, down.matrix].every(
          ({ bytes: own }) => own.buffer === model.weights && own.byteOffset % 64 === 0,
        ),
      ).toBe(true);
    });
  });

  it("turns by the base of its file, linearly slower where it says so, and by Llama 3's divisors", () => {
    const frequencies = (metadata: readonly Meta[], more: readonly Tensor[] = []) =>
      ggufDecoder(
        readGguf(
          sourceOf(writeGguf(tinyModel("llama", { metadata, tensors: [...tinyTensors("llama"), ...more] }))),
        ),
        "?",
      ).shape.rotary.frequencies;
    const base = [...tinyMetadata("llama"), ...tinyTokenizer()];
    const plain = Array.from({ length: 8 }, (_, i) => 10000 ** (-i / 8));
    const near = (got: Float64Array, want: readonly number[]): void =>
      want.forEach((frequency, i) => {
        expect(got[i] / frequency).toBeCloseTo(1, 12);
      });
    near(frequencies(base), plain);
    near(
      frequencies([
        ...base,
        ["llama.rope.scaling.type", "string", "linear"],
        ["llama.rope.scaling.factor", "float32", 4],
      ]),
      plain.map((frequency) => frequency / 4),
    );
    const divisors = [1, 1, 1, 2, 4, 8, 8, 8];
    const tensor: Tensor = { name: "rope_freqs.weight", type: 0, shape: [8], bytes: float32(divisors) };
    near(
      frequencies(base, [tensor]),
      plain.map((frequency, i) => frequency / divisors[i]),
    );
    expect(() => frequencies(base, [{ ...tensor, shape: [4], bytes: float32([1, 1, 1, 1]) }])).toThrow(
      /expected 8 divisors, received 4/,
    );
    expect(() => frequencies(base, [{ ...tensor, bytes: float32([1, 1, 0, 1, 1, 1, 1, 1]) }])).toThrow(
      /expected divisors above 0, received 0/,
    );
  });
});
