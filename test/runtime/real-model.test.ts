import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ConfigError } from "#base";
import { loadModelWorkload, loadRealModel } from "#local-io";
import type { StoredMatrix } from "#model-files";
import {
  float32,
  type Tensor,
  TINY,
  tinyModel,
  tinyTensors,
  writeGguf,
} from "../language-model/gguf/gguf-writer.ts";
import {
  type NamedTensors,
  type StoredType,
  safetensorsBytes,
} from "../language-model/huggingface/tiny-folders.ts";
import { sharedData } from "../language-model/shared-data.ts";
import { everyCase } from "../law.ts";

const root = mkdtempSync(join(tmpdir(), "crosshash-real-"));
afterAll(() => rmSync(root, { recursive: true }));

function folder(name: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
  return path;
}

const file = (name: string, bytes: Uint8Array): string => {
  writeFileSync(join(root, name), bytes);
  return join(root, name);
};

/** The line of a refusal, without the temporary folder's name. */
async function refusal(run: Promise<unknown>): Promise<string> {
  const error = await run.then(
    () => new Error("(accepted)"),
    (reason: Error) => reason,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return error.message.replaceAll(`${root}/`, "");
}

const PARTS: Readonly<Record<string, string>> = {
  attn_norm: "input_layernorm",
  attn_q: "self_attn.q_proj",
  attn_k: "self_attn.k_proj",
  attn_v: "self_attn.v_proj",
  attn_output: "self_attn.o_proj",
  attn_q_norm: "self_attn.q_norm",
  attn_k_norm: "self_attn.k_norm",
  ffn_norm: "post_attention_layernorm",
  ffn_gate: "mlp.gate_proj",
  ffn_up: "mlp.up_proj",
  ffn_down: "mlp.down_proj",
};
const TOPS: Readonly<Record<string, string>> = {
  token_embd: "model.embed_tokens",
  output_norm: "model.norm",
  output: "lm_head",
};

const nameOf = (name: string): string => {
  const [, layer, part, kind] = /^blk\.(\d+)\.(\w+)\.(\w+)$/.exec(name) ?? [];
  if (layer !== undefined) return `model.layers.${layer}.${PARTS[part]}.${kind}`;
  return name.replace(/^\w+/, (top) => TOPS[top]);
};

const numbersOf = ({ bytes }: Tensor): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer);

/** The tensors of a GGUF file under the names of transformers. */
const renamed = (tensors: readonly Tensor[]): NamedTensors =>
  tensors.map(
    (tensor) => [nameOf(tensor.name), tensor.shape.map(Number).reverse(), numbersOf(tensor)] as const,
  );

const configOf = (family: string, over: object = {}): string =>
  JSON.stringify({
    model_type: family,
    hidden_size: TINY.width,
    intermediate_size: TINY.hidden,
    num_hidden_layers: TINY.layers,
    num_attention_heads: TINY.heads,
    num_key_value_heads: TINY.keyValueHeads,
    head_dim: TINY.headWidth,
    vocab_size: 266,
    max_position_embeddings: TINY.context,
    rms_norm_eps: 1e-6,
    rope_theta: 10000,
    hidden_act: "silu",
    tie_word_embeddings: true,
    ...over,
  });

/** The architecture whose tensors a family of transformers has. */
const ARCHITECTURE: Readonly<Record<string, string>> = {
  llama: "llama",
  mistral: "llama",
  qwen2: "qwen2",
  qwen3: "qwen3",
};

const huggingFace = (family: string, dtype: StoredType = "F32", over: object = {}) => ({
  "config.json": configOf(family, over),
  "model.safetensors": safetensorsBytes(renamed(tinyTensors(ARCHITECTURE[family])), dtype),
});

const bytesOf = ({ bytes }: StoredMatrix): string => Buffer.from(bytes).toString("hex");

describe("a model of either format", () => {
  it("is the same model, its weights as stored in one shared buffer", async () => {
    for (const family of Object.keys(ARCHITECTURE)) {
      const one = await loadRealModel(folder(family, huggingFace(family)));
      const architecture = ARCHITECTURE[family];
      const other = await loadRealModel(file(`${family}.gguf`, writeGguf(tinyModel(architecture))));
      expect(one.model.family).toBe(family);
      expect(one.model.dimensions).toEqual(other.model.dimensions);
      expect(one.model.epsilon).toBeCloseTo(other.model.epsilon, 12);
      expect(one.model.rotary.frequencies).toEqual(other.model.rotary.frequencies);
      expect(one.model.rotary.pairs).toBe("halves");
      everyCase(
        one.model.layers.map((layer, l) => [layer, other.model.layers[l]] as const),
        2 * TINY.layers,
        ([mine, theirs]) => {
          for (const part of ["query", "key", "value", "output", "gate", "up", "down"] as const) {
            const [own, other] = [mine[part], theirs[part]];
            if (own === null || other === null) throw new RangeError(`expected ${part}, received none`);
            expect(bytesOf(own.matrix)).toBe(bytesOf(other.matrix));
            expect(own.bias).toEqual(other.bias);
            expect(own.matrix.bytes.buffer).toBe(one.model.weights);
          }
          expect(mine.queryNorm).toEqual(theirs.queryNorm);
          expect(mine.attentionNorm).toEqual(theirs.attentionNorm);
        },
      );
      expect(bytesOf(one.model.embedding)).toBe(bytesOf(other.model.embedding));
      expect(one.tokenizer).toBeNull();
      expect(other.tokenizer?.vocabulary).toBe(266);
    }
  });

  it("keeps half precision as half precision, in shards as in one file", async () => {
    const tensors = renamed(tinyTensors("qwen3", true));
    const half = Math.floor(tensors.length / 2);
    const [first, second] = [tensors.slice(0, half), tensors.slice(half)];
    const names = ["model-1.safetensors", "model-2.safetensors"];
    const shards = {
      "config.json": configOf("qwen3", { tie_word_embeddings: false }),
      [names[0]]: safetensorsBytes(first, "BF16"),
      [names[1]]: safetensorsBytes(second, "F16"),
      "model.safetensors.index.json": JSON.stringify({
        weight_map: Object.fromEntries([
          ...first.map(([name]) => [name, names[0]]),
          ...second.map(([name]) => [name, names[1]]),
        ]),
      }),
    };
    const { model } = await loadRealModel(folder("shards", shards));
    expect(model.embedding.type).toBe("BF16");
    expect(model.classifier.type).toBe("F16");
    expect(model.classifier).not.toBe(model.embedding);
    const matrices = tensors.filter(([, shape]) => shape.length === 2);
    const stored = matrices.reduce((sum, [, [rows, columns]]) => sum + 2 * rows * columns, 0);
    expect(model.weights.byteLength).toBeGreaterThanOrEqual(stored);
    expect(model.weights.byteLength).toBeLessThan(stored + 64 * matrices.length);
  });
});

describe("a config.json", () => {
  const FAULTS: readonly (readonly [family: string, over: object, says: RegExp])[] = [
    [
      "gemma2",
      {},
      /config\.json:1:\d+ model_type: expected one of llama, mistral, qwen2, qwen3, received "gemma2", which has soft-capped/,
    ],
    ["gemma3_text", {}, /received "gemma3_text", which has norms after each block/],
    ["phi3", {}, /which has fused projections/],
    ["mixtral", {}, /which has a mixture of experts/],
    ["qwen3_moe", {}, /which has a mixture of experts/],
    ["llama", { num_key_value_heads: 3 }, /num_key_value_heads: expected a divisor of 4 heads, received 3/],
    ["llama", { head_dim: 15 }, /head_dim: expected an even number/],
    [
      "llama",
      { num_hidden_layers: 3 },
      /model\.layers\.2\.input_layernorm\.weight: expected a tensor of 32, received none/,
    ],
    ["llama", { num_hidden_layers: 1 }, /model\.layers\.1\.\S+: expected only tensors that a llama has/],
    ["llama", { rope_scaling: { rope_type: "yarn", factor: 4 } }, /rope_scaling.*expected a rope_type/],
    [
      "qwen2",
      { use_sliding_window: true, sliding_window: 8, max_window_layers: 1 },
      /max_window_layers: expected one kind of attention in all layers/,
    ],
    [
      "qwen3",
      { layer_types: ["full_attention", "sliding_attention"] },
      /layer_types: expected one kind of attention/,
    ],
    ["llama", { attention_bias: true }, /self_attn\.q_proj\.bias: expected a tensor of 64, received none/],
  ];

  it("that asks for what we lack is refused where it asks", async () => {
    for (const [n, [family, over, says]] of FAULTS.entries()) {
      const place = folder(`fault-${n}`, { ...huggingFace("llama"), "config.json": configOf(family, over) });
      expect(await refusal(loadRealModel(place))).toMatch(says);
    }
    expect(FAULTS.length).toBe(13);
  });

  it("gives a window where the family has one", async () => {
    const window = async (family: string, over: object): Promise<number | null> =>
      (
        await loadRealModel(
          folder(`window-${family}-${JSON.stringify(over)}`, huggingFace(family, "F32", over)),
        )
      ).model.slidingWindow;
    expect(await window("mistral", { sliding_window: 8 })).toBe(8);
    expect(await window("mistral", { sliding_window: null })).toBeNull();
    expect(await window("qwen2", { sliding_window: 8, use_sliding_window: false })).toBeNull();
    expect(await window("qwen2", { sliding_window: 8, use_sliding_window: true, max_window_layers: 0 })).toBe(
      8,
    );
    expect(await window("llama", { sliding_window: 8 })).toBeNull();
  });
});

describe("a run that memory cannot hold", () => {
  it("is refused in bytes before a weight is read", async () => {
    const place = file("large.gguf", writeGguf(tinyModel("llama")));
    const said: number[] = [];
    const load = (freeBytes: number, tokens?: number) =>
      loadRealModel(place, {
        freeBytes,
        tokens,
        onEstimate: ({ total }) => said.push(total),
        room: () => {
          throw new Error("weights were read");
        },
      });
    expect(await refusal(load(1e6))).toMatch(
      /large\.gguf \(memory\): expected at most the 1 MB that are free, received a run of \d+ MB \(weights 2 × 1 MB, keys and values of 64 tokens 1 MB\)/,
    );
    expect(said).toHaveLength(1);
    await expect(load(said[0])).rejects.toThrow("weights were read");
    await expect(load(said[0] - 1, 2)).rejects.toThrow("weights were read");
    const [whole, , short] = said;
    const { layers, keyValueHeads, headWidth } = TINY;
    expect(whole - short).toBeGreaterThanOrEqual(
      4 * 2 * layers * keyValueHeads * headWidth * (TINY.context - 2),
    );
  });

  it("takes the room that it is given", async () => {
    const memory = new SharedArrayBuffer(1 << 20);
    const { model } = await loadRealModel(file("room.gguf", writeGguf(tinyModel("llama"))), {
      room: (bytes) => new Uint8Array(memory, 4096, bytes),
    });
    expect(model.weights).toBe(memory);
    expect(model.embedding.bytes.byteOffset).toBe(4096);
  });
});

describe("a workload of a header", () => {
  it("is that of a GGUF file, of a config.json and of a folder with one", () => {
    const [gguf, place] = [file("w.gguf", writeGguf(tinyModel("qwen2"))), folder("w", huggingFace("qwen2"))];
    const { name, ...workload } = loadModelWorkload(gguf);
    expect(name).toBe("tiny qwen2");
    expect(loadModelWorkload(join(place, "config.json"))).toEqual({ ...workload, name: "w" });
    expect(loadModelWorkload(place)).toEqual({ ...workload, name: "w" });
  });

  const GPT2 = { model_type: "gpt2", n_embd: 768, n_head: 12, n_layer: 12, n_positions: 1024 };

  it("is read of families that we cannot run, in their own words", () => {
    const of = (config: object) =>
      loadModelWorkload(
        join(
          folder(`c-${JSON.stringify(config).length}`, { "config.json": JSON.stringify(config) }),
          "config.json",
        ),
      );
    expect(of(GPT2)).toMatchObject({
      layers: 12,
      heads: 12,
      kvHeads: 12,
      headWidth: 64,
      context: 1024,
      hiddenWidth: 3072,
      gated: false,
      causal: true,
    });
    const gemma = {
      model_type: "gemma3_text",
      hidden_size: 640,
      num_attention_heads: 4,
      num_key_value_heads: 1,
      head_dim: 256,
      num_hidden_layers: 18,
      intermediate_size: 2048,
      max_position_embeddings: 32_768,
    };
    expect(of({ model_type: "gemma3", text_config: gemma })).toMatchObject({
      heads: 4,
      kvHeads: 1,
      headWidth: 256,
      gated: true,
    });
    expect(() => of({ ...GPT2, n_head: 0 })).toThrow(
      /config\.json:1:\d+ n_head: expected an integer in \[1, 1024\], received 0/,
    );
    expect(() => of({ ...GPT2, n_head: undefined })).toThrow(
      /num_attention_heads: expected num_attention_heads or n_head or n_heads, received neither/,
    );
    expect(() => of({ ...GPT2, n_head: 7 })).toThrow(/n_embd: expected a multiple of 7 heads/);
    expect(() => of({ ...GPT2, kv_lora_rank: 512 })).toThrow(
      /kv_lora_rank: expected keys and values of heads, received latent ones/,
    );
  });

  it.skipIf(!existsSync(sharedData("smollm2-135m")))("is SmolLM2's", () => {
    expect(loadModelWorkload(sharedData("smollm2-135m/SmolLM2-135M-Instruct.Q4_1.gguf"))).toMatchObject({
      layers: 30,
      heads: 9,
      kvHeads: 3,
      headWidth: 64,
      context: 8192,
      modelWidth: 576,
      hiddenWidth: 1536,
      gated: true,
    });
  });
});

describe("a file that is none", () => {
  it("is refused in one line", async () => {
    expect(await refusal(loadRealModel(join(root, "absent.gguf")))).toBe(
      "absent.gguf (file): expected a file, found none",
    );
    expect(await refusal(loadRealModel(folder("empty", {})))).toMatch(
      /empty\/config\.json \(file\): expected a file, found none/,
    );
    expect(await refusal(loadRealModel("/dev/zero"))).toMatch(/expected a file, received a device or a pipe/);
    const both = { ...huggingFace("llama"), "tokenizer.json": "{" };
    expect(await refusal(loadRealModel(folder("tokenizer", both)))).toMatch(/tokenizer\.json/);
    const strange = file("other.gguf", float32([1, 2, 3, 4]));
    expect(await refusal(loadRealModel(strange))).toMatch(/other\.gguf byte 0 magic: expected "GGUF"/);
  });
});
