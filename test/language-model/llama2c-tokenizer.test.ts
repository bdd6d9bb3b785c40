import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigError } from "#base";
import { mergeByScore, parseLlama2cTokenizer } from "../../packages/model-files/src/llama2c-tokenizer.ts";
import { sharedData } from "./shared-data.ts";
import { TINY_PIECES, tokenizerBytes } from "./tiny-tokenizer.ts";

const size = 259 + TINY_PIECES.length;
const tiny = parseLlama2cTokenizer(tokenizerBytes(), size, "tok.bin");
const id = (piece: string): number => 259 + TINY_PIECES.findIndex(([text]) => text === piece);

describe("encode", () => {
  test("merges the best score first, not the first pair", () => {
    // " abc": "bc" (−1) beats "ab" (−2) and " a" (−3); then " a" is left over.
    expect(tiny.encode("abc")).toEqual([1, id(" a"), id("bc")]);
  });

  test("the leftmost of equal merges goes first", () => {
    expect(tiny.encode("bbb")).toEqual([1, id(" "), id("bb"), id("b")]);
  });

  test("a character outside the vocabulary becomes its bytes", () => {
    expect(tiny.encode("é")).toEqual([1, id(" "), 3 + 0xc3, 3 + 0xa9]);
  });

  test("nothing but the mark for no text; a mark for each text of a file", () => {
    expect(tiny.encode("")).toEqual([1]);
    expect(tiny.encode("a\n<|endoftext|>\n b \n<|endoftext|>\n")).toEqual([1, id(" a"), 1, id(" "), id("b")]);
  });

  test("a queue of merges does what a search for the best pair does", () => {
    const pieces = ["a", "b", "ab", "ba", "aa", "bb", "aba", "bab", "abba", "abab", "baab", "aabb"];
    let scores: readonly number[] = [];
    const table = {
      text: (i: number) => pieces[i],
      find: (text: string) => (pieces.includes(text) ? pieces.indexOf(text) : undefined),
      score: (i: number) => scores[i],
    };
    const slow = (tokens: readonly number[]): number[] => {
      const ids = [...tokens];
      while (true) {
        const merged = ids.slice(1).map((right, i) => table.find(pieces[ids[i]] + pieces[right]));
        const best = Math.max(...merged.map((m) => (m === undefined ? Number.NEGATIVE_INFINITY : scores[m])));
        const at = merged.findIndex((m) => m !== undefined && scores[m] === best);
        if (at < 0) return ids;
        ids.splice(at, 2, merged[at] as number);
      }
    };
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 40 }),
        fc.array(fc.integer({ min: -5, max: 0 }), { minLength: 12, maxLength: 12 }),
        (tokens, drawn) => {
          scores = drawn;
          expect(mergeByScore(tokens, table)).toEqual(slow(tokens));
        },
      ),
      { seed: 1, numRuns: 1000 },
    );
  });
});

test("decoding gives every well-formed text back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), (text) => {
      fc.pre(!text.includes("<|endoftext|>"));
      expect(tiny.decode(tiny.encode(text))).toBe(text);
    }),
    { seed: 2, numRuns: 300 },
  );
  expect(() => tiny.decode([size])).toThrow(`expected token ids in [0, ${size - 1}], received ${size}`);
});

test("what is no well-formed text decodes to the mark of a lost character, and a mark of byte order is kept", () => {
  expect(tiny.decode(tiny.encode("\ufeffa"))).toBe("\ufeffa");
  expect(tiny.decode(tiny.encode("a\ud800b"))).toBe("a\ufffdb");
  const cut = tiny.encode("€").slice(0, -1);
  expect(tiny.decode(cut)).toBe("\ufffd");
});

describe("a file that is no tokenizer of the model", () => {
  const bytes = tokenizerBytes();
  const message = (data: Uint8Array, vocabulary = size): string => {
    try {
      parseLlama2cTokenizer(data, vocabulary, "tok.bin");
      return "(accepted)";
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      return (error as Error).message;
    }
  };
  const changed = (at: number, write: (view: DataView) => void): Uint8Array => {
    const copy = bytes.slice();
    write(new DataView(copy.buffer, at));
    return copy;
  };

  test.each([
    ["too few pieces", bytes, size + 1, `expected the model's ${size + 1} pieces, received ${size}`],
    ["too many pieces", bytes, size - 1, `expected the model's ${size - 1} pieces, received more`],
    ["a model of bytes", bytes, 128, "expected a model of at least 259 tokens, received 128"],
    ["no header", bytes.subarray(0, 3), size, "header: expected at least 4 bytes, received 3"],
    [
      "a piece beyond the end",
      changed(8, (view) => view.setInt32(0, 2 ** 30, true)),
      size,
      "piece 0: expected a length in",
    ],
    ["a negative length", changed(8, (view) => view.setInt32(0, -1, true)), size, "received -1"],
    [
      "no score",
      changed(4, (view) => view.setFloat32(0, Number.NaN, true)),
      size,
      "piece 0: expected a finite score",
    ],
  ] as [string, Uint8Array, number, string][])("%s", (_, data, vocabulary, expected) => {
    expect(message(data, vocabulary)).toContain(expected);
    expect(message(data, vocabulary)).toMatch(/^tok\.bin /);
  });

  test("every truncation is refused", () => {
    for (let length = 0; length < bytes.length; length++)
      expect(message(bytes.subarray(0, length))).not.toBe("(accepted)");
  });
});

const tok512 = sharedData("stories260k/tok512.bin");
test.skipIf(!existsSync(tok512))("stories260K's tokenizer on its published excerpt", () => {
  const tokenizer = parseLlama2cTokenizer(readFileSync(tok512), 512, tok512);
  const text = readFileSync(sharedData("stories260k/tinystories_sample.txt"), "utf8");
  expect(tokenizer.encode(text)).toHaveLength(1809);
});
