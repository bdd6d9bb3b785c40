import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ConfigError } from "#base";
import type { LoadedModel } from "#local-io";
import { loadModel, loadText } from "#local-io";
import { forward, generateGreedily, negativeLogLikelihood } from "./decoder.ts";
import { GPT2_CONFIG, type NamedTensors, safetensorsBytes, tinyGpt2 } from "./huggingface/tiny-folders.ts";
import { byteLevelTokenizer } from "./huggingface/tiny-tokenizers.ts";
import { sharedData } from "./shared-data.ts";
import { sidecarFor, tinyCheckpoint } from "./tiny-checkpoint.ts";
import { TINY_PIECES, tokenizerBytes } from "./tiny-tokenizer.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "formats-"));
});
afterAll(() => rm(root, { recursive: true }));

async function folder(name: string, files: Record<string, string | Uint8Array>): Promise<string> {
  const path = join(root, name);
  await mkdir(path, { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeFile(join(path, file), content);
  return path;
}

/** The error of a place, with the temporary folder's name left out. */
const refusal = async (run: Promise<unknown>): Promise<string> => {
  const error = await run.then(
    () => new Error("(accepted)"),
    (reason: Error) => reason,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return error.message.replaceAll(`${root}/`, "");
};

const vocabulary = 259 + TINY_PIECES.length;
/** A rotation in each pair, so that the stored tables can be used. */
function turning(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer);
  const tables = 16;
  const start = bytes.length - 8 * tables;
  for (let p = 0; p < tables; p++) {
    view.setFloat32(start + 4 * p, Math.cos(0.3 * p), true);
    view.setFloat32(start + 4 * (tables + p), Math.sin(0.3 * p), true);
  }
  return bytes;
}
const bare = (): Uint8Array => turning(tinyCheckpoint([8, 12, 2, 4, 2, vocabulary, 16]));

describe("a llama2.c file without a sidecar", () => {
  test("by its own path or its folder's, with the tokenizer beside it", async () => {
    const path = await folder("bare", { "m.bin": bare(), [`tok${vocabulary}.bin`]: tokenizerBytes() });
    for (const place of [path, join(path, "m.bin")]) {
      const { sidecar, checkpoint, tokenizer } = await loadModel(place);
      expect([sidecar.name, sidecar.tokenizer.kind, sidecar.attention.mask]).toEqual([
        "m",
        "llama2c",
        "causal",
      ]);
      expect(checkpoint.rotary?.angles.kind).toBe("stored");
      expect(tokenizer?.vocabulary).toBe(vocabulary);
    }
  });

  test("turns by the standard base where its tables are no rotations", async () => {
    const path = await folder("untabled", { "m.bin": tinyCheckpoint() });
    const { checkpoint, tokenizer } = await loadModel(path);
    expect(checkpoint.rotary?.angles.kind).toBe("frequencies");
    expect(tokenizer).toBeNull();
  });

  test("whose keys copy its queries needs a sidecar", async () => {
    const bytes = tinyCheckpoint([8, 12, 1, 4, 4, 11, 16]);
    const at = 28 + 4 * (11 * 8 + 8);
    bytes.copyWithin(at + 4 * 64, at, at + 4 * 64);
    const path = await folder("shared", { "m.bin": bytes });
    expect(await refusal(loadModel(path))).toContain("shared/m.bin wk: expected a model.json in its folder");
  });

  test("a sidecar names the tokenizer's file", async () => {
    const bytes = bare();
    const sidecar = sidecarFor(bytes, { tokenizer: { kind: "llama2c", file: "pieces.bin" } });
    const path = await folder("described", {
      "model.json": JSON.stringify(sidecar),
      "tiny.bin": bytes,
      "pieces.bin": tokenizerBytes(),
    });
    expect((await loadModel(path)).tokenizer?.encode("a")).toHaveLength(2);
    await writeFile(join(path, "pieces.bin"), tokenizerBytes(TINY_PIECES.slice(1)));
    expect(await refusal(loadModel(path))).toBe(
      `described/pieces.bin (root): expected the model's ${vocabulary} pieces, received ${vocabulary - 1}`,
    );
  });

  test("folders with none or with two", async () => {
    expect(await refusal(loadModel(await folder("none", { "a.txt": "" })))).toBe(
      "none (file): expected model.json, config.json or one checkpoint *.bin, received none of them",
    );
    const two = await folder("two", { "a.bin": bare(), "b.bin": bare() });
    expect(await refusal(loadModel(two))).toContain("received a.bin, b.bin");
  });
});

describe("a Hugging Face folder", () => {
  /** The tiny GPT-2 with an embedding for the tiny tokenizer's 260 ids. */
  const embedded: NamedTensors = tinyGpt2().map(([name, shape, values]) =>
    name === "wte.weight"
      ? [name, [260, 12], Float64Array.from({ length: 260 * 12 }, (_, i) => Math.sin(1.3 * i))]
      : [name, shape, values],
  );
  const files = {
    "config.json": JSON.stringify({ ...GPT2_CONFIG, vocab_size: 260 }),
    "model.safetensors": safetensorsBytes(embedded),
    "tokenizer.json": JSON.stringify(byteLevelTokenizer()),
  };
  const outputs = ({ checkpoint }: LoadedModel) => [...forward(checkpoint, [116, 104, 259]).data];

  test("model and tokenizer", async () => {
    const path = await folder("hf", { ...files, "text.txt": "the thaw" });
    const model = await loadModel(path);
    expect([model.sidecar.name, model.sidecar.tokenizer.kind]).toEqual(["hf", "huggingface"]);
    expect(await loadText(join(path, "text.txt"), model)).toEqual([[257, 32, 256, 97, 119]]);
  });

  test("without a tokenizer it takes ids only", async () => {
    const { "tokenizer.json": _, ...rest } = files;
    const path = await folder("ids", { ...rest, "text.txt": "the" });
    const model = await loadModel(path);
    expect(model.tokenizer).toBeNull();
    expect(await refusal(loadText(join(path, "text.txt"), model))).toContain("expected token ids for ids");
  });

  test("shards are one model", async () => {
    const [first, second] = [embedded.slice(0, 9), embedded.slice(9)];
    const map = (tensors: NamedTensors, file: string) => tensors.map(([name]) => [name, file]);
    const index = {
      weight_map: Object.fromEntries([
        ...map(first, "model-00001-of-00002.safetensors"),
        ...map(second, "model-00002-of-00002.safetensors"),
      ]),
    };
    const { "model.safetensors": _, ...rest } = files;
    const path = await folder("shards", {
      ...rest,
      "model.safetensors.index.json": JSON.stringify(index),
      "model-00001-of-00002.safetensors": safetensorsBytes(first),
      "model-00002-of-00002.safetensors": safetensorsBytes(second),
    });
    expect(outputs(await loadModel(path))).toEqual(outputs(await loadModel(await folder("whole", files))));
    await writeFile(join(path, "model-00002-of-00002.safetensors"), safetensorsBytes(embedded));
    expect(await refusal(loadModel(path))).toContain("expected each tensor in one file");
    await writeFile(
      join(path, "model.safetensors.index.json"),
      JSON.stringify({ weight_map: { x: "../../secret.safetensors" } }),
    );
    expect(await refusal(loadModel(path))).toContain(
      "weight_map.x: expected the name of a safetensors file in the model's folder",
    );
  });

  test.each([
    ["model.safetensors", null, "model.safetensors (file): expected a file, found none"],
    ["model.safetensors", "short", "model.safetensors header: expected at least 8 bytes, received 5"],
    ["config.json", "{", "config.json:1:1 (text): not JSON5"],
    [
      "config.json",
      Uint8Array.of(0xff, 0xfe),
      "config.json (file): expected UTF-8 text, received other bytes",
    ],
    ["tokenizer.json", "[]", "tokenizer.json (root): expected an object, received an array"],
  ] as [string, string | Uint8Array | null, string][])("%s as %j", async (name, content, expected) => {
    const { [name]: _, ...rest } = files as Record<string, string | Uint8Array>;
    const path = await folder("broken", content === null ? rest : { ...rest, [name]: content });
    expect(await refusal(loadModel(path))).toContain(`broken/${expected}`);
    await rm(path, { recursive: true });
  });
});

describe("texts", () => {
  let model: LoadedModel;
  beforeAll(async () => {
    model = await loadModel(
      await folder("texts", { "m.bin": bare(), [`tok${vocabulary}.bin`]: tokenizerBytes() }),
    );
  });
  const text = async (content: string | Uint8Array, options = {}) =>
    loadText(join(await folder("words", { "t.txt": content }), "t.txt"), model, options);

  test("windows share the token that one predicts and the next begins with", async () => {
    const ids = model.tokenizer?.encode("abcabcabc") as number[];
    expect(ids).toHaveLength(7);
    expect(await text("abcabcabc")).toEqual([ids]);
    expect(await text("abcabcabc", { length: 2 })).toEqual([
      ids.slice(0, 3),
      ids.slice(2, 5),
      ids.slice(4, 7),
    ]);
    expect(await text("abcabcabc", { length: 4 })).toEqual([ids.slice(0, 5)]);
  });

  test.each([
    ["", {}, "(text): expected a text, received an empty file"],
    [" \n ", {}, "(text): expected a text, received 3 characters, all blank"],
    [Uint8Array.of(0x61, 0xff), {}, "(file): expected UTF-8 text, received other bytes"],
    ["a b ".repeat(20), {}, "(text): expected at most 17 tokens (the context and one to predict), received"],
    ["a", { length: 4 }, "(text): expected at least 5 tokens, received 2"],
    ["a", { length: 17 }, "length: expected an integer in [1, 16] (the model's context), received 17"],
    ["a", { length: 1.5 }, "length: expected an integer in [1, 16]"],
  ] as [string | Uint8Array, object, string][])("%j %j", async (content, options, expected) => {
    expect(await refusal(text(content, options))).toContain(`words/t.txt ${expected}`);
  });
});

const stories = sharedData("stories260k");
describe.skipIf(!existsSync(stories))("stories260K", () => {
  test("reads real stories as well as published, and continues its mark in the published words", async () => {
    const model = await loadModel(stories);
    const { checkpoint, tokenizer } = model;
    const windows = await loadText(join(stories, "tinystories_sample.txt"), model, { length: 512 });
    expect(windows).toHaveLength(3);
    const nll = windows.flatMap((tokens) => [
      ...negativeLogLikelihood(checkpoint, forward(checkpoint, tokens.slice(0, -1)), tokens).nll,
    ]);
    expect(nll.reduce((a, b) => a + b, 0) / nll.length).toBeCloseTo(1.3088, 4);
    const story = tokenizer?.decode(generateGreedily(checkpoint, [1], 90));
    expect(story).toContain(
      "Once upon a time, there was a little girl named Lily. She loved to play outside in the park. One day, " +
        "she saw a big, red ball. She wanted to play with it, but it was too high.",
    );
  });
});
