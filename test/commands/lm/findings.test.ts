import { expect, it } from "vitest";
import { scope, versusSentences } from "../../../src/commands/lm/report/findings.ts";
import type { KeySelectionReport } from "../../../src/commands/lm/run/result.ts";
import type { Versus } from "../../../src/language-model/evaluation/versus.ts";

const versus = (
  first: string,
  second: string,
  level: string,
  mean: number,
  measure: Versus["measure"] = "perplexity",
): Versus =>
  ({
    setup: "C",
    level,
    first,
    second,
    measure,
    loss: { mean, lower: mean - 0.001, upper: mean + 0.001 },
    apart: Math.abs(mean) < 0.004 ? 0.01 : 1,
  }) as unknown as Versus;

it("names both sides of every comparison, the first subject of a budget as the one that others are held against", () => {
  expect(
    versusSentences([
      versus("software", "memristor", "own budget", 0),
      versus("software", "memristor", "own budget", 0.3, "numbers"),
      versus("hadamard", "score", "49 keys", -0.003),
      versus("software", "score", "49 keys", 0.25),
      versus("software", "hadamard", "49 keys", 0.24),
      versus("hadamard", "score", "1/8", 0.01),
    ]),
  ).toEqual([
    "Against memristor, perplexity: software ×1.000 [0.999, 1.001] at own budget in C, equal within .5 %.",
    "Against score, perplexity: hadamard ×0.997 [0.996, 0.998] at 49 keys in C, equal within .5 %; " +
      "software ×1.284 [1.283, 1.285] at 49 keys in C; hadamard ×1.010 [1.009, 1.011] at 1/8 in C.",
  ]);
});

it("says nothing where nothing is compared", () => {
  expect(versusSentences([])).toEqual([]);
});

it("counts the contexts and arrays that were asked, and not those of the plan", () => {
  const haystack = (...arrays: number[]) => ({
    items: [{ task: "perplexity" }, { task: "numbers" }],
    exact: { items: [{ nll: [1, 2, 3] }, { nll: [1] }] },
    answers: arrays.map((array) => ({ array })),
  });
  const sentence = (haystacks: readonly object[], planned = haystacks.length): string =>
    scope({
      plan: { parts: [{ haystacks: planned }] },
      ...{ form: "index", texts: [{ name: "a.txt" }, { name: "b.txt" }], calibration: "c.txt" },
      lines: [{ results: [{ measure: "numbers" }] }],
      haystacks,
    } as unknown as KeySelectionReport);
  expect(sentence([haystack(2, 2)])).toMatch(
    /^1 context of a\.txt, b\.txt with 3 predictions, .*; 1 array; hashes calibrated on c\.txt;/,
  );
  expect(sentence([haystack(0), haystack(1, 0)])).toMatch(
    /^2 contexts of .* with 6 predictions, .*; 2 arrays; /,
  );
  expect(sentence([haystack(0), haystack(1)], 10)).toMatch(/^2 of the study's 10 contexts of a\.txt, /);
});
