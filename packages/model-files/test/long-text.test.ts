import { expect, it } from "vitest";
import { textSequences } from "../src/tokens.ts";

/** A token a word; counts the characters that it was given. */
function wordTokenizer() {
  const seen = { characters: 0 };
  const encode = (text: string): number[] => {
    seen.characters += text.length;
    return text
      .split(" ")
      .filter((word) => word !== "")
      .map((word) => word.length % 7);
  };
  return { seen, tokenizer: { vocabulary: 7, encode, decode: () => "" } };
}

const DIMENSIONS = { vocabulary: 7, context: 64 };
const text = (words: number): string =>
  Array.from({ length: words }, (_, n) => "x".repeat(1 + ((n * 5) % 11))).join(" ");

it("of a long text only its start and its end are tokenised: the windows are those of the whole", () => {
  const long = text(2_000_000);
  const whole = textSequences(long, "f", wordTokenizer().tokenizer, DIMENSIONS, { length: 32 });
  const { seen, tokenizer } = wordTokenizer();
  const found = textSequences(long, "f", tokenizer, DIMENSIONS, { length: 32, most: 4 });
  expect(found.length).toBe(5);
  expect(found.slice(0, 4)).toEqual(whole.slice(0, 4));
  expect(seen.characters).toBeLessThan(long.length / 3);
});

it("a short text is tokenised whole, as before", () => {
  const short = text(10_000);
  const whole = textSequences(short, "f", wordTokenizer().tokenizer, DIMENSIONS, { length: 32 });
  expect(textSequences(short, "f", wordTokenizer().tokenizer, DIMENSIONS, { length: 32, most: 4 })).toEqual(
    whole,
  );
});
