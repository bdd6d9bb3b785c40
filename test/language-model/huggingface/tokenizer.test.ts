import { describe, expect, test } from "vitest";
import { huggingFaceTokenizer } from "#model-files";
import { byteLevelTokenizer, llamaTokenizer } from "./tiny-tokenizers.ts";

const load = (definition: unknown, vocabulary: number, settings: string | null = null) =>
  huggingFaceTokenizer(
    {
      text: typeof definition === "string" ? definition : JSON.stringify(definition),
      file: "tokenizer.json",
      settings: settings === null ? null : { text: settings, file: "tokenizer_config.json" },
    },
    vocabulary,
  );

describe("byte-level BPE", () => {
  const tokenizer = load(byteLevelTokenizer(), 260);

  test("merges in the order of the file, bytes for the rest, marks by name", () => {
    expect(tokenizer.encode("the the")).toEqual([257, 258]);
    expect(tokenizer.encode("é")).toEqual([0xc3, 0xa9]);
    expect(tokenizer.encode("a<|endoftext|>b")).toEqual([97, 259, 98]);
    expect(tokenizer.vocabulary).toBe(260);
  });

  test.each(["the thaw", "naïve — 日本\n\ttabs", "🙂"])("%j comes back", (text) => {
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });
});

describe("SentencePiece BPE with byte fallback", () => {
  const tokenizer = load(llamaTokenizer(), 264);

  test("begins with its mark; the first merge of the list goes first", () => {
    expect(tokenizer.encode("ab a")).toEqual([1, 259, 263, 262]);
    expect(tokenizer.encode("é")).toEqual([1, 259, 3 + 0xc3, 3 + 0xa9]);
  });

  test("comes back without marks", () => {
    expect(tokenizer.decode(tokenizer.encode("ab é a"))).toBe("ab é a");
  });
});

describe("a tokenizer that does not fit", () => {
  test.each([
    ["{ no", 260, null, "tokenizer.json:1:3 (text): not JSON"],
    ["[1]", 260, null, "tokenizer.json (root): expected an object, received an array"],
    ["{}", 260, null, "tokenizer.json model.type: expected one of BPE, Unigram, WordPiece, received nothing"],
    [byteLevelTokenizer(), 259, null, "vocabulary: expected ids of the model's 259 tokens, received 260"],
    [byteLevelTokenizer(), 50257, null, "vocabulary: expected ids of the model's 50257 tokens, received 260"],
    [byteLevelTokenizer(), 260, "nope", "tokenizer_config.json:1:1 (text): not JSON"],
    [
      { ...byteLevelTokenizer(), model: { type: "Mystery", vocab: {} } },
      260,
      null,
      'expected one of BPE, Unigram, WordPiece, received "Mystery"',
    ],
    [
      { ...byteLevelTokenizer(), decoder: { type: "Mystery" } },
      260,
      null,
      "tokenizer.json (root): expected a tokenizer",
    ],
    [
      { ...byteLevelTokenizer(), normalizer: { kind: "NFC" } },
      260,
      null,
      "tokenizer.json normalizer.type: expected the name of a rule, received nothing",
    ],
    [
      { ...byteLevelTokenizer(), decoder: { type: "Sequence", decoders: [{ type: "ByteLevel" }, 3] } },
      260,
      null,
      "tokenizer.json decoder.decoders[1].type: expected the name of a rule, received nothing",
    ],
  ] as [unknown, number, string | null, string][])("%#", (definition, vocabulary, settings, message) => {
    const run = () => load(definition, vocabulary, settings);
    expect(run).toThrow(expect.objectContaining({ name: "ConfigError" }));
    expect(run).toThrow(message);
  });

  test("padded rows of the embedding are no fault", () => {
    expect(load(byteLevelTokenizer(), 320).vocabulary).toBe(260);
  });
});
