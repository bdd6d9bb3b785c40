import { expect, it } from "vitest";
import { parseDocument } from "#base";
import { parseWhere } from "#search";
import { familyConditions, familyConstraints } from "../../../../src/commands/budget/run/budget.ts";
import { choiceOf, type FamilyChoice, familyChoices } from "../../../../src/commands/budget/run/family.ts";
import type { QualityMeter } from "../../../../src/commands/budget/run/quality.ts";
import { atDuty } from "../../../../src/commands/budget/run/slowed.ts";
import { readStudy } from "../../../../src/commands/shared/studies/study.ts";
import { shippedCatalogue } from "../../../../src/design/catalogue.ts";
import type { Config } from "../../../../src/design/config.ts";
import { POINT } from "../../../comparison/neighbours.ts";
import { configOf } from "../../../design-under-test.ts";

const [first, second] = [configOf("{}"), configOf("{ design: { cores: 2 } }")];
const meter = { of: () => 0.7 } as unknown as QualityMeter;

const choice = (contender: string, config: Config, cores: number, energy: number): FamilyChoice =>
  choiceOf(
    { cores, die: null, idlePower: 1, uses: { energy, latency: 2, power: 4, throughput: 3, area: 1 } },
    contender,
    {},
    config,
  );

it("a condition on a ratio compares a choice with the rival of its own config and cores, both at full speed", () => {
  const rivals = [
    choice("exact-digital", first, 1, 10),
    choice("exact-digital", first, 2, 20),
    choice("exact-digital", second, 1, 40),
  ];
  const own = [
    choice("lsh-memristor", first, 1, 8),
    choice("lsh-memristor", first, 2, 8),
    choice("lsh-memristor", second, 1, 8),
    // No rival of so many cores.
    choice("lsh-memristor", second, 2, 8),
  ];
  const choices = new Map([
    ["exact-digital", rivals],
    ["lsh-memristor", own],
  ]);
  const condition = { condition: parseWhere("energy_vs_exact <= 0.5"), text: "" };
  const [constraint] = familyConstraints([condition], choices, meter)("lsh-memristor");
  expect(own.map(constraint.used)).toEqual([8 / 10, 8 / 20, 8 / 40, Number.NaN]);
  expect(own.map(constraint.holds)).toEqual([false, true, true, false]);
  expect(constraint.used(atDuty(own[0], 0.5))).toBe(8 / 10);
});

it("a condition on a price has a choice's own amount at its duty, one on recall what is measured", () => {
  const own = choice("lsh-memristor", first, 1, 8);
  const used = (text: string, of = own): number =>
    familyConstraints([{ condition: parseWhere(text), text }], new Map(), meter)("lsh-memristor")[0].used(of);
  expect(used("energy_J <= 9")).toBe(8);
  expect(used("latency_s <= 9", atDuty(own, 0.5))).toBe(4);
  expect(used("recall >= 0.5")).toBe(0.7);
});

it("under a limit on bandwidth a memory is also priced at a half down to a thirty-second of its own", () => {
  const document = parseDocument(
    `{ workload: { heads: 1, kvHeads: 1, layers: 1, length: 256 }, design: { mapping: { search: false }, memory: { bandwidth: "32 GB/s" } },
       space: { "design.digital.softmax.lanes": [16, 32] } }`,
    "study.json5",
  );
  const study = readStudy(document, shippedCatalogue);
  const quiet = { update: () => {}, done: () => {} };
  const of = (limits: Record<string, number>) =>
    familyChoices(study, shippedCatalogue, false, limits, () => POINT, quiet).get("lsh-digital") ?? [];
  const rates = of({ bandwidth: 3e9 }).map(({ uses }) => uses.bandwidth / 1e9);
  expect(rates).toEqual([32, 16, 8, 4, 2, 1, 32, 16, 8, 4, 2, 1]);
  expect(of({ area: 1 }).map(({ uses }) => uses.bandwidth)).toEqual([32e9, 32e9]);
});

it("a condition names a metric, and a recall is a share; less its margin, that of the software hash where it is iso", () => {
  const study = { plan: { constraints: [] }, base: parseDocument("{}", "c.json5") } as unknown as Parameters<
    typeof familyConditions
  >[1];
  const own = { captured: () => ({ mean: 0.87654, interval: 0, samples: 1 }) } as unknown as QualityMeter;
  const config = { ...first, fidelity: { ...first.fidelity, margin: 0.01 } };
  const of = (quality: string | null) =>
    familyConditions(quality, study, config, own).map(({ condition }) => condition);
  expect(of(null)).toEqual([]);
  expect(of("recall >= 0.7")).toEqual([parseWhere("recall >= 0.7")]);
  expect([of("recall >= 0"), of("recall <= 1")].map((list) => list.length)).toEqual([1, 1]);
  // Four digits of .87654 less .01.
  expect(of("iso")).toEqual([{ kind: "comparison", column: "recall", operator: ">=", value: 0.8665 }]);
  expect(() => of("recall >= 70")).toThrow(/expected a share in \[0, 1\].*70 % is 0.7/);
  expect(() => of("recal >= 0.7")).toThrow(/expected conditions on metrics/);
});
