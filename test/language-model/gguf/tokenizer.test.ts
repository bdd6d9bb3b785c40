import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { withByteSources } from "#local-io";
import { ggufTokenizer, readGguf, type TextTokenizer } from "#model-files";
import { PRE_TOKENISERS, piecesOf } from "../../../packages/model-files/src/pre-tokenisers.ts";
import { everyCase } from "../../law.ts";
import { sharedData } from "../shared-data.ts";
import { type Meta, sourceOf, TINY_MERGES, TINY_TOKENS, tinyTokenizer, writeGguf } from "./gguf-writer.ts";

const tokenizerOf = (metadata: readonly Meta[], vocabulary = TINY_TOKENS.length) => {
  const found = ggufTokenizer(readGguf(sourceOf(writeGguf({ metadata, tensors: [] }))), vocabulary);
  if (found === null) throw new Error("expected a tokenizer");
  return found;
};

describe("pre-tokenisers", () => {
  /** How another library cuts texts; frozen-pieces.py says how they were made. */
  const frozen: readonly Readonly<Record<string, string | readonly string[]>>[] = JSON.parse(
    readFileSync(join(import.meta.dirname, "frozen-pieces.json"), "utf8"),
  );

  it("cut texts as the models' own rules do", () => {
    everyCase(frozen, 5 * 60, ({ text, ...rules }) => {
      for (const [name, pieces] of Object.entries(rules))
        expect(text === "" ? [] : piecesOf(text as string, PRE_TOKENISERS[name]), name).toEqual(pieces);
    });
  });

  it("keep every character of any text", () => {
    const rng = createRng("pieces");
    const texts = Array.from({ length: 50 }, () =>
      Array.from({ length: 40 }, () => String.fromCodePoint(rng.integer(0x3000) + 1)).join(""),
    );
    everyCase(texts, 50 * Object.keys(PRE_TOKENISERS).length, (text) => {
      for (const rule of Object.values(PRE_TOKENISERS)) expect(piecesOf(text, rule).join("")).toBe(text);
    });
  });
});

describe("merging", () => {
  const LETTERS = ["a", "b", "c", "d"];
  const BYTES = TINY_TOKENS.slice(1, 257);

  /** Random merges of a small alphabet, each of tokens that are there already. */
  function randomMerges(seed: number, count: number): { tokens: string[]; merges: string[] } {
    const rng = createRng(seed).fork("merges");
    const tokens = [...BYTES];
    const merges: string[] = [];
    const parts = [...LETTERS];
    while (merges.length < count) {
      const [left, right] = [parts[rng.integer(parts.length)], parts[rng.integer(parts.length)]];
      if (left.length + right.length > 6 || merges.includes(`${left} ${right}`)) continue;
      merges.push(`${left} ${right}`);
      if (!tokens.includes(left + right)) {
        tokens.push(left + right);
        parts.push(left + right);
      }
    }
    return { tokens, merges };
  }

  /** Of all pairs, the one with the strongest merge, the leftmost first, until there is none. */
  function mergedByHand(text: string, merges: readonly string[]): string[] {
    const symbols = [...text];
    for (;;) {
      let [best, at] = [merges.length, -1];
      for (let n = 0; n + 1 < symbols.length; n++) {
        const rank = merges.indexOf(`${symbols[n]} ${symbols[n + 1]}`);
        if (rank >= 0 && rank < best) [best, at] = [rank, n];
      }
      if (at < 0) return symbols;
      symbols.splice(at, 2, symbols[at] + symbols[at + 1]);
    }
  }

  it("gives what the definition gives, pair by pair", () => {
    everyCase([1, 2, 3, 4, 5, 6, 7, 8], 8 * 40, (seed) => {
      const { tokens, merges } = randomMerges(seed, 12);
      const { tokenizer } = tokenizerOf(
        [
          ["tokenizer.ggml.model", "string", "gpt2"],
          ["tokenizer.ggml.pre", "string", "gpt-2"],
          ["tokenizer.ggml.tokens", "array", ["string", tokens]],
          ["tokenizer.ggml.merges", "array", ["string", merges]],
        ],
        tokens.length,
      );
      const rng = createRng(seed).fork("texts");
      for (let n = 0; n < 40; n++) {
        const text = Array.from({ length: 1 + rng.integer(60) }, () => LETTERS[rng.integer(4)]).join("");
        expect(tokenizer.encode(text).map((id) => tokens[id])).toEqual(mergedByHand(text, merges));
      }
    });
  });

  it("gives a text back, whatever its characters", () => {
    const rng = createRng("round trip");
    const texts = Array.from({ length: 40 }, () =>
      Array.from({ length: 30 }, () =>
        String.fromCodePoint(
          [rng.integer(128), rng.integer(0x2fff), 0x1f600 + rng.integer(64)][rng.integer(3)],
        ),
      ).join(""),
    );
    everyCase(Object.keys(PRE_TOKENISERS), 40 * 8, (pre) => {
      const { tokenizer } = tokenizerOf(tinyTokenizer(pre));
      for (const text of texts) {
        const whole = PRE_TOKENISERS[pre].composes ? text.normalize("NFC") : text;
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(whole);
      }
    });
  });

  it("of one run of a million letters takes time in proportion", () => {
    const { tokenizer } = tokenizerOf(tinyTokenizer());
    const start = process.cpuUsage();
    expect(tokenizer.encode("l".repeat(1e6))).toHaveLength(500_000);
    expect(tokenizer.encode(" ".repeat(1e6))).toHaveLength(500_000);
    expect(process.cpuUsage(start).user).toBeLessThan(8e6);
  });

  it("of a run beyond all words is refused", () => {
    const { tokenizer } = tokenizerOf(tinyTokenizer());
    expect(() => tokenizer.encode("l".repeat(2 ** 23 + 1))).toThrow(
      /tokenizer: expected words of at most 8388608 bytes/,
    );
  });
});

describe("marks", () => {
  const { tokenizer, begin } = tokenizerOf([
    ...tinyTokenizer(),
    ["tokenizer.ggml.add_bos_token", "bool", true],
    ["tokenizer.ggml.bos_token_id", "uint32", 0],
  ]);
  const MARK = TINY_TOKENS.length - 1;

  it("written out are their ids, and those without a text are not decoded", () => {
    const ids = tokenizer.encode("the<|end|><mark>all");
    const own = (words: string) => tokenizer.encode(words);
    expect(ids).toEqual([...own("the"), 0, MARK, ...own("all")]);
    expect(tokenizer.decode(ids)).toBe("the<mark>all");
    expect(begin).toBe(0);
  });

  it("are no part of a text's ids unless it has them", () => {
    expect(tokenizer.encode("")).toEqual([]);
    expect(tokenizer.encode("<|en").every((id) => id > 0 && id < MARK)).toBe(true);
  });

  it("of a piece that is a token: Llama 3 takes it whole, GPT-2 merges", () => {
    const tokens = TINY_TOKENS.with(-1, "xyz");
    const metadata = (pre: string) =>
      tinyTokenizer(pre).map(
        ([key, type, value]): Meta =>
          key.endsWith("tokens")
            ? [key, "array", ["string", tokens]]
            : key.endsWith("token_type")
              ? ["a.b", "uint8", 1]
              : [key, type, value],
      );
    expect(tokenizerOf(metadata("llama-bpe")).tokenizer.encode("xyz")).toEqual([MARK]);
    expect(tokenizerOf(metadata("gpt-2")).tokenizer.encode("xyz")).toHaveLength(3);
  });

  it("that are no ids are refused", () => {
    expect(() => tokenizer.decode([TINY_TOKENS.length])).toThrow(RangeError);
    expect(TINY_MERGES.length + 258).toBe(TINY_TOKENS.length);
  });
});

describe("sentence pieces", () => {
  /** A vocabulary and ids of another library; frozen-sentence-pieces.py says how they were made. */
  const frozen: {
    readonly tokens: readonly string[];
    readonly scores: readonly number[];
    readonly kinds: readonly number[];
    readonly texts: readonly { readonly text: string; readonly ids: readonly number[] }[];
  } = JSON.parse(readFileSync(join(import.meta.dirname, "frozen-sentence-pieces.json"), "utf8"));
  const metadata = (over: Readonly<Record<string, Meta>> = {}): Meta[] =>
    (
      [
        ["tokenizer.ggml.model", "string", "llama"],
        ["tokenizer.ggml.tokens", "array", ["string", frozen.tokens]],
        ["tokenizer.ggml.scores", "array", ["float32", frozen.scores]],
        ["tokenizer.ggml.token_type", "array", ["int32", frozen.kinds]],
        ["tokenizer.ggml.bos_token_id", "uint32", 1],
      ] as const
    ).map((own): Meta => over[own[0]] ?? own);
  const { tokenizer, begin } = tokenizerOf(metadata(), frozen.tokens.length);

  it("are merged by score, and characters that are no piece become bytes", () => {
    everyCase(frozen.texts, 2 * 49, ({ text, ids }) => {
      expect(tokenizer.encode(text)).toEqual(ids);
      expect(tokenizer.decode(ids)).toBe(text);
    });
    expect(begin).toBe(1);
  });

  it("written out as marks are their ids", () => {
    expect(tokenizer.encode("a</s>b")).toEqual([...tokenizer.encode("a"), 2, ...tokenizer.encode("b")]);
  });

  it("of a file that contradicts itself are refused", () => {
    const scores = (values: readonly number[]): Readonly<Record<string, Meta>> => ({
      "tokenizer.ggml.scores": ["tokenizer.ggml.scores", "array", ["float32", values]],
    });
    const load = (values: readonly number[]) => () =>
      tokenizerOf(metadata(scores(values)), frozen.tokens.length);
    expect(load(frozen.scores.slice(1))).toThrow(
      /tokenizer\.ggml\.scores: expected a score for each of 620 tokens, received 619/,
    );
    expect(load(frozen.scores.with(7, Number.NaN))).toThrow(
      /tokenizer\.ggml\.scores\[7\]: expected a finite score, received NaN/,
    );
  });
});

const FILE = sharedData("smollm2-135m/SmolLM2-135M-Instruct.Q4_1.gguf");
const NOVEL = sharedData("texts/pride-and-prejudice.txt");

describe.skipIf(!existsSync(FILE) || !existsSync(NOVEL))("the tokenizer of SmolLM2", () => {
  const load = (): TextTokenizer =>
    withByteSources([FILE], ([source]) => {
      const found = ggufTokenizer(readGguf(source), 49_152);
      if (found === null) throw new Error("expected a tokenizer");
      return found.tokenizer;
    });
  const tokenizer = existsSync(FILE) ? load() : ({} as TextTokenizer);

  /** With line feeds alone, and U+FFFD for what is no UTF-8: so the counts were made. */
  const novel = (name: string): string =>
    new TextDecoder().decode(readFileSync(sharedData(`texts/${name}.txt`))).replaceAll("\r\n", "\n");

  it("gives the ids of two other runtimes", () => {
    expect(tokenizer.encode("The capital of France is")).toEqual([504, 3575, 282, 4649, 314]);
    const text =
      "It is a truth universally acknowledged, that a single man in possession\nof a good fortune, must be in want of a wife. In 1813, 3 of 10,000 readers' copies cost £1.50 — don't laugh!\n\n\tnaïve café 東京 🙂";
    const ids =
      "1589 314 253 4569 21902 14494 28 338 253 2244 555 281 13932 198 1714 253 1123 18598 28 1251 325 281 1277 282 253 6221 30 533 216 33 40 33 35 28 216 35 282 216 33 32 28 32 32 32 4419 23 10017 1708 10257 33 30 37 32 1841 1326 982 13731 17 1116 197 3546 46494 37366 17097 247 126 16736 122 47526";
    expect(tokenizer.encode(text).join(" ")).toBe(ids);
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  it("gives both novels their number of ids and their slices, in seconds", () => {
    const start = process.cpuUsage();
    const pride = tokenizer.encode(novel("pride-and-prejudice"));
    const sherlock = tokenizer.encode(novel("adventures-of-sherlock-holmes"));
    expect(process.cpuUsage(start).user).toBeLessThan(8e6);
    expect([pride.length, sherlock.length]).toEqual([167_868, 149_948]);
    expect(pride.slice(30_000, 30_008)).toEqual([282, 650, 198, 83, 488, 927, 28, 480]);
  });
});
