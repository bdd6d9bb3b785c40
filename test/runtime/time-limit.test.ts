import { expect, it } from "vitest";
import { withinTime } from "#local-io";
import { huggingFaceTokenizer } from "#model-files";
import { llamaTokenizer } from "../language-model/huggingface/tiny-tokenizers.ts";

it("ends a loop and a regular expression, hands on results and errors", () => {
  const endless = [
    () => {
      for (;;);
    },
    () => /^(a+)+$/.test(`${"a".repeat(60)}b`),
  ];
  for (const run of endless)
    expect(() => withinTime(200, run)).toThrow(expect.objectContaining({ name: "TimeLimitError" }));
  expect(withinTime(1000, () => [7])).toEqual([7]);
  expect(() =>
    withinTime(1000, () => {
      throw new TypeError("own");
    }),
  ).toThrow(TypeError);
});

/** The tokenizer with a part of its definition replaced. */
const load = (over: object) =>
  huggingFaceTokenizer(
    { text: JSON.stringify({ ...llamaTokenizer(), ...over }), file: "tokenizer.json", settings: null },
    264,
    // A tenth of the time that a command gives.
    (_, run) => withinTime(800, run),
  );

it("a tokenizer whose rules take for ever, or multiply the text, is refused before or while it costs", () => {
  const model = (llamaTokenizer() as { model: { vocab: object } }).model;
  const replace = (pattern: object, content: string) => ({ type: "Replace", pattern, content });
  const refused: [object, string][] = [
    [{ added_tokens: [{ id: 1e9, content: "x" }] }, "added_tokens[0].id: expected an id in"],
    [{ model: { ...model, vocab: { ...model.vocab, x: 1e9 } } }, "model.vocab.x: expected an id in"],
    [
      { normalizer: { type: "Prepend", prepend: "x".repeat(2e7) } },
      "normalizer: expected rules that lengthen",
    ],
    [
      {
        normalizer: {
          type: "Sequence",
          normalizers: Array.from({ length: 7 }, () => replace({ String: "a" }, "aaaaaaaaaa")),
        },
      },
      "expected rules that lengthen a text up to 16 times",
    ],
    [{ normalizer: replace({ Regex: "(" }, "b") }, "received a pattern that is no regular expression"],
  ];
  for (const [over, message] of refused) expect(() => load(over)).toThrow(message);
  const slow = load({ normalizer: replace({ Regex: "^(a+)+$" }, "b") });
  expect(() => slow.encode(`${"a".repeat(60)}b`)).toThrow("received rules that take too long");
});
