import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { costBands } from "../../src/comparison/bands.ts";
import {
  costDraws,
  metricsAt,
  metricsAtShares,
  pricedComparison,
  probabilityBelowOne,
  swings,
} from "../../src/comparison/cost-sensitivity.ts";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 2e-6, devicePower: 1.5e-6, peakLineCurrent: 1e-5 };
const { design, workload } = configOf("{ workload: { length: 2048, attention: { chunk: 16 } } }");
const comparison = pricedComparison(design, workload, POINT);

describe("a price over its constants", () => {
  it("is that of the comparison at nominal constants, and of the same draws as the comparison's bands", () => {
    const contenders = priceAll(design, workload, POINT);
    const [exact, digital, chip] = contenders.map((contender) =>
      contender.feasible ? contender.cost : null,
    );
    const nominal = metricsAt(comparison, {});
    expect(nominal.energy_J).toBe(chip?.energy);
    expect(nominal.energy_vs_exact).toBe((chip?.energy ?? 0) / (exact?.energy ?? 0));
    expect(nominal.latency_vs_lsh_digital).toBe((chip?.timing.latency ?? 0) / (digital?.timing.latency ?? 0));
    const rng = createRng(1).fork("three-point costs");
    const draws = costDraws(comparison, 40, rng);
    const bands = costBands(contenders, design, POINT, rng, 40).ratios["lsh-memristor/lsh-digital"];
    expect(probabilityBelowOne(draws, "energy_vs_lsh_digital").share).toBe(bands?.probabilityLower.energy);
    const ratios = draws.metrics.map((own) => own.energy_vs_lsh_digital).sort((a, b) => a - b);
    expect((ratios[19] + ratios[20]) / 2).toBeCloseTo(bands?.band.energy.p50 ?? 0, 12);
  });

  it("is lower in the draws whose ratio is below one: in a tie neither design is", () => {
    const draws = { shares: [], metrics: [0.5, 0.999, 1, 1.001, 2].map((ratio) => ({ ratio })) };
    expect(probabilityBelowOne(draws, "ratio").share).toBe(2 / 5);
  });

  it("moves along one constant at a time, linearly in an energy, and not at all in what no design uses", () => {
    const nominal = metricsAt(comparison, {}).energy_J;
    const all = swings(comparison);
    const memory = all.find(({ group }) => group.members.some(({ place }) => place === "memory.energy"));
    expect(memory).toBeDefined();
    if (memory === undefined) return;
    const { low, nominal: middle, high } = memory.group.members[0];
    const [a, b] = [memory.low.energy_J, memory.high.energy_J];
    // Energy = a constant part + accesses × energy a bit: three points on one line.
    expect((nominal - a) / (middle - low)).toBeCloseTo((b - a) / (high - low), 3);
    expect(b).toBeGreaterThan(nominal);
    expect(all.flatMap(({ group }) => group.members.map(({ component }) => component))).not.toContain("gpu");
  });

  it("at the shares of a draw is what the draw says", () => {
    const { shares, metrics } = costDraws(comparison, 3, createRng("shares"));
    expect(shares.map((own) => metricsAtShares(comparison, own))).toEqual(metrics);
  });
});
