import { expect, it } from "vitest";
import type { FeasibleResult, NumberWords } from "../../../src/comparison/comparison-design.ts";
import { exactAnalog } from "../../../src/comparison/designs/exact-analog.ts";
import { selectedAnalog } from "../../../src/comparison/designs/selected-analog.ts";
import { priceContender, ratios } from "../../../src/comparison/priced-comparison.ts";
import { configOf } from "../../design-under-test.ts";
import { POINT } from "../neighbours.ts";

const { design, workload } = configOf(
  "{ workload: { length: 1024 }, design: { mapping: { search: false } } }",
);
const contenders = [exactAnalog, selectedAnalog].map((record) =>
  priceContender(record, design, workload, POINT),
);
const [bare, own] = contenders as FeasibleResult[];

/** Numbers as they are, so that a sentence can be read back. */
const say: NumberWords = {
  digits: String,
  percent: (share) => `${share} of one`,
  engineering: (value, unit) => `${value} ${unit}`,
  factor: (ratio) => `×${ratio}`,
};
const numbersOf = (text: string): number[] =>
  [...text.matchAll(/(\d[\d.e+-]*) of one/g)].map(([, digits]) => Number(digits));

const WINS = { "lsh-memristor/exact-analog": { energy: 0.5, latency: 0.5, area: 0.5 } };

it("cells of less than a year are said in days of 365.25 a year", () => {
  const text = (years: number): string => {
    const rewriting = { energy: 1, share: 0.25, latency: 3, years } as unknown as FeasibleResult["rewriting"];
    return exactAnalog.sentence?.({ ...bare, rewriting }, { contenders: [], ratios: {} }, say)[0] ?? "";
  };
  expect(text(2)).toContain("its cells live 2 years");
  expect(text(0.5)).toContain("its cells live 182.625 days");
  expect(text(2)).toContain("takes 0.25 of one of D's energy (1 J) and 3 s a head");
});

it("a selection's sentence has its share of the conversions, of its energy, and what writing takes of both designs", () => {
  const [sentence] = selectedAnalog.sentence?.(own, { contenders, ratios: ratios(contenders) }, say) ?? [];
  const count = (of: FeasibleResult): number =>
    of.mapping.counts
      .filter(({ component }) => component === "dynamicAdc")
      .reduce((sum, entry) => sum + entry.count, 0);
  const selecting = own.cost.breakdown
    .filter(({ operation }) => ["hash", "map", "code", "search", "top-k"].includes(operation))
    .reduce((sum, { energy }) => sum + energy, 0);
  const written = [own, bare].map(({ rewriting, cost }) => Number(rewriting?.energy) / cost.energy);
  const found = numbersOf(sentence);
  for (const [n, hand] of [count(own) / count(bare), selecting / own.cost.energy, ...written].entries())
    expect(found[n] / hand).toBeCloseTo(1, 9);
});

it("the ratio at each node is said where its outcome depends on the node, and not where it is the same", () => {
  const sentences = (quotients: readonly (number | null)[]): string[] => {
    const equalNodes = quotients.map((analog, n) => ({ node: [65, 28, 7][n], analog }));
    return [...(exactAnalog.sentence?.(bare, { contenders, ratios: WINS, equalNodes }, say) ?? [])];
  };
  const of = (quotients: readonly (number | null)[]): string | undefined =>
    sentences(quotients).find((text) => text.includes("depends on the node"));
  expect(of([0.5, 1.5, 2])).toContain("×0.5 at 65 nm, ×1.5 at 28 nm, ×2 at 7 nm");
  expect(of([0.5, null, 2])).toContain("×0.5 at 65 nm, ×2 at 7 nm");
  expect([of([0.5, 0.6, 0.7]), of([2, null, 3])]).toEqual([undefined, undefined]);
});
