import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { recallSequence, TokenKind } from "#model-files";
import { sharedData } from "./shared-data.ts";

describe("recall grammar", () => {
  // First tokens of the published eval_512.json, last tokens of the first sequence of the longer files.
  test("writes the published sequences", () => {
    const { tokens, kinds } = recallSequence(6000, 512);
    expect(tokens).toHaveLength(513);
    expect(tokens.slice(0, 16)).toEqual([
      0, 24, 53, 20, 11, 261, 657, 59, 67, 698, 166, 609, 82, 674, 23, 14,
    ]);
    expect([...kinds.slice(0, 40)].join("")).toBe("0111123123232311232312312323231112311231");
    expect(recallSequence(7000, 1024).tokens.slice(-8)).toEqual([656, 58, 9, 16, 13, 525, 596, 54]);
    expect(recallSequence(8000, 2048).tokens.slice(-8)).toEqual([665, 464, 599, 22, 5, 44, 59, 162]);
    expect(recallSequence(9000, 4096).tokens.slice(-8)).toEqual([13, 133, 695, 51, 388, 688, 481, 584]);
  });

  test("a value is retrievable exactly when its key stood earlier, and then it is the earlier value", () => {
    const { tokens, kinds } = recallSequence(7, 2000);
    const values = new Map<number, number>();
    for (let t = 0; t + 1 < tokens.length; t++) {
      if (kinds[t] !== TokenKind.key) continue;
      const known = values.get(tokens[t]);
      expect(kinds[t + 1]).toBe(known === undefined ? TokenKind.firstValue : TokenKind.retrievableValue);
      if (known !== undefined) expect(tokens[t + 1]).toBe(known);
      values.set(tokens[t], tokens[t + 1]);
    }
    expect(values.size).toBeGreaterThan(300);
  });

  for (const length of [512, 1024, 2048, 4096]) {
    const file = sharedData(`recall-lm/eval_${length}.json`);
    test.skipIf(!existsSync(file))(`equals every sequence of eval_${length}.json (external data)`, () => {
      const { sequences } = JSON.parse(readFileSync(file, "utf8")) as {
        sequences: { seed: number; tokens: number[]; kind: string }[];
      };
      for (const { seed, tokens, kind } of sequences) {
        const ours = recallSequence(seed, length);
        expect(ours.tokens).toEqual(tokens);
        expect([...ours.kinds].join("")).toBe(kind);
      }
    });
  }
});
