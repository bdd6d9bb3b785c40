import { describe, expect, it } from "vitest";
import { loadSolverKernel } from "#crossbar-solver";
import { faults, REMEMBERED } from "../../evidence/published/fact.ts";
import { validationFacts } from "../../evidence/published/facts.ts";
import { pricing } from "../../evidence/published/pricing.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";

const factsWith = (overrides: Readonly<Record<string, number>>, isPriced: boolean) =>
  validationFacts(shippedCatalogue, pricing(shippedCatalogue, overrides), {
    quick: true,
    kernel: loadSolverKernel(),
    isPriced,
  });
const facts = factsWith({}, false);

describe("the published figures", () => {
  it("are met wherever we add them up or state their law", () => {
    expect(faults(facts).map(({ topic, quantity, ratio }) => `${topic}, ${quantity}: ×${ratio}`)).toEqual([]);
  });

  it("are predicted at least five times, from at least three publications, and misses keep their ratio", () => {
    const predictions = facts.filter(({ evidence }) => evidence === "independent prediction");
    const passed = predictions.filter(({ verdict }) => verdict === "pass");
    expect(passed.length).toBeGreaterThanOrEqual(5);
    expect(new Set(passed.map(({ source }) => source)).size).toBeGreaterThanOrEqual(3);
    const missed = predictions.filter(({ verdict }) => verdict === "miss");
    expect(missed.length).toBeGreaterThan(0);
    for (const { ratio } of missed) expect(Math.abs(Math.log(ratio ?? 1))).toBeGreaterThan(0);
  });

  it("include remembered ones, of which none passes", () => {
    const remembered = facts.filter(({ source }) => source === REMEMBERED);
    expect(remembered.length).toBeGreaterThan(0);
    expect(remembered.filter(({ verdict }) => verdict !== "cannot pass")).toEqual([]);
  });

  it("are refused at 90 nm and more, beyond the scaling laws", () => {
    const refused = facts.filter(({ verdict }) => verdict === "refused");
    expect(refused.length).toBeGreaterThanOrEqual(3);
    for (const { quantity } of refused) expect(quantity).toMatch(/\b(90|130|180) nm/);
  });

  it("stand once each", () => {
    const names = facts.map(({ topic, quantity, unit }) => `${topic}, ${quantity}, ${unit}`);
    expect(names.filter((name, n) => names.indexOf(name) !== n)).toEqual([]);
  });
});

describe("a broken constant", () => {
  it.each([
    ["adc.isaac.energy", 1.2 * 1.667e-12],
    ["dac.one-bit.area", 1e-12 * 0.166 * 30],
    ["adc.survey.meritByBits", 3.3],
    ["adc.sar.column", 0.1],
    ["adc.zigzag.areaSlope", 0.03],
    ["adder.ripple.energy", 2.2e-15],
    ["adc.flash.comparator", 4e-15],
    ["softmax.base2.energy", 0.6e-12],
    ["sram.edram.bankArea", 0.09e-6],
  ])("is found: %s", (name, value) => {
    expect(faults(factsWith({ [name]: value }, true)).length).toBeGreaterThan(0);
  });
});
