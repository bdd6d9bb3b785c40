import { expect, it } from "vitest";
import { twinSentence, verdict } from "../../../../src/commands/compare/report/verdict.ts";
import type { Comparison } from "../../../../src/commands/compare/run/comparison.ts";
import type { FeasibleResult } from "../../../../src/comparison/comparison-design.ts";
import { lshDigital } from "../../../../src/comparison/designs/lsh-digital.ts";
import { lshMemristor } from "../../../../src/comparison/designs/lsh-memristor.ts";
import { numbersOf, says } from "../../../report/printed.ts";
import { plainComparison } from "./plain-comparison.ts";

const comparison = await plainComparison();
const feasible = comparison.contenders.filter((one): one is FeasibleResult => one.feasible);
const of = ({ id }: { readonly id: string }): FeasibleResult => {
  const found = feasible.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};
const sentenceWith = (part: string, own: Comparison): string =>
  verdict(own).find((text) => text.includes(part)) ?? "";

it("a hash in one factor is said to take half as many projections as buckets, and its share of the digital design's energy", () => {
  const { workload } = comparison;
  const attention = { ...workload.attention, hash: "cross-polytope", buckets: "2L/chunk" };
  const text = sentenceWith("not factorised", {
    ...comparison,
    workload: { ...workload, attention } as unknown as Comparison["workload"],
  });
  const { breakdown } = of(lshDigital).cost;
  const sum = (isMeant: (operation: string) => boolean): number =>
    breakdown.reduce((all, { operation, energy }) => all + (isMeant(operation) ? energy : 0), 0);
  const share = sum((operation) => operation === "hash") / sum(() => true);
  expect(share).toBeGreaterThan(0);
  const buckets = (2 * workload.length) / workload.attention.chunk;
  // Twice the buckets for twice the keys.
  says(text, [buckets / 2, 2 ** 2, share], "hash");
});

it("a chip of many dies says its area, how many, and the field of 26 × 33 mm that bounds each", () => {
  const subject = of(lshMemristor);
  const contenders = feasible.map((one) =>
    one.id === subject.id ? { ...one, die: { ...one.die, dies: 7 } } : one,
  ) as unknown as Comparison["contenders"];
  const text = sentenceWith("dies of at most", { ...comparison, contenders });
  says(text, [subject.cost.area, 7, 26e-3 * 33e-3], "dies");
});

it("what a class takes more has a plus, what it takes less a minus, and the whole is their sum", () => {
  const [mine, theirs] = [of(lshMemristor), of(lshDigital)];
  const swapped = comparison.contenders.map((one) => {
    if (one.id === mine.id) return { ...mine, cost: theirs.cost };
    return one.id === theirs.id ? { ...theirs, cost: mine.cost } : one;
  });
  const items = (own: Comparison): [string, string][] =>
    [...twinSentence(own).matchAll(/([+−])(\d[^,)]*)/g)].map(([, sign, size]) => [sign, size]);
  const there = items(comparison);
  expect(there.length).toBeGreaterThan(0);
  // The other way round all signs turn.
  const back = there.map(([sign, size]) => [sign === "+" ? "−" : "+", size]);
  expect(items({ ...comparison, contenders: swapped })).toEqual(back);
  const whole = there.reduce((sum, [sign, size]) => sum + (sign === "+" ? 1 : -1) * numbersOf(size)[0], 0);
  expect(Math.abs(whole / (mine.cost.energy - theirs.cost.energy) - 1)).toBeLessThan(0.15);
});
