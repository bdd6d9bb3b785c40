import { describe, expect, it } from "vitest";
import { textSink } from "#reports";
import { pricing } from "../../evidence/published/pricing.ts";
import { validationBlocks } from "../../evidence/report/validation.ts";
import { isFailed, validation } from "../../evidence/run/facts.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { cli } from "./run.ts";

describe("validate", () => {
  it("answers with every figure and exits with 0 as long as no sum or formula misses", async () => {
    const { code, data } = await cli("validate", "--quick", "--json");
    expect(code).toBe(0);
    const { facts, summary, constants, readoutTrade } = JSON.parse(data);
    const count = (wanted: string): number =>
      (facts as { verdict: string }[]).filter(({ verdict }) => verdict === wanted).length;
    const verdicts = ["pass", "miss", "cannot pass", "refused"];
    expect(summary).toEqual({
      facts: facts.length,
      ...Object.fromEntries(verdicts.map((verdict) => [verdict, count(verdict)])),
    });
    for (const key of ["topic", "quantity", "unit", "published", "ours", "tolerance", "source", "evidence"])
      expect(facts[0]).toHaveProperty(key);
    expect(constants.cited).toBeGreaterThan(constants.assumed);
    expect(readoutTrade.sets.length).toBeGreaterThanOrEqual(3);
  });

  it("without --quick has the large array besides", async () => {
    const whole = validation(false).facts;
    const quick = validation(true).facts;
    const added = whole.filter(({ quantity }) => !quick.some((fact) => fact.quantity === quantity));
    expect(added.map(({ quantity }) => quantity).every((quantity) => quantity.includes("256 × 256"))).toBe(
      true,
    );
    expect(added.length).toBe(3);
  });

  it("prints a table a topic, the trade and the counts", async () => {
    const { code, data } = await cli("validate", "--quick");
    expect(code).toBe(0);
    expect(data).toMatch(/\d+ facts: \d+ pass, \d+ miss, \d+ cannot pass \(remembered\), \d+ refused/);
    expect(data).toMatch(/Constants of all models: \d+ cited, \d+ assumed/);
    expect(data).toContain("ISAAC table, 32 nm");
    expect(data).toContain("Low-resolution readout");
    expect(data).toContain(
      "3 of 4 published systems whose energy and area are both known are within a factor of two in both: ISAAC's tile",
    );
    expect(data).toMatch(/^│ ITA, 22 nm +│ +1\.88 │ +1\.97 │ yes +│/m);
    expect(data).toMatch(/^│ ViTCoD, 28 nm +│ +0\.207 │ +0\.29 │ no +│/m);
    expect(data).toContain("Until 27 November 2026 the chip was at .30, by prices of today .28.");
  });

  it("fails where a constant is broken", () => {
    const broken = validation(true, pricing(shippedCatalogue, { "adc.isaac.energy": 3e-12 }));
    expect(isFailed(broken.facts)).toBe(true);
    expect(textSink(validationBlocks(broken))).not.toContain("Misses: 0 of a sum");
  });

  it.each([
    [["--document", "x.md"], "--document"],
    [["--model", "nowhere"], "--model"],
    [["--claims", "--text", "story.txt"], "--text"],
    [["--claims", "--tokens", "ids.json"], "--tokens"],
    [["--claims", "--text", "a", "--tokens", "b"], "--tokens"],
  ])("has one error for options that would say nothing: %s", async (options, place) => {
    const { code, data, note } = await cli("validate", ...options);
    expect({ code, data }).toEqual({ code: 2, data: "" });
    expect(note).toContain(place);
  });
});
