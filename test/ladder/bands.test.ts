import { describe, expect, it } from "vitest";
import { createRng } from "../../src/base/rng.ts";
import { constantKey } from "../../src/cost/overrides.ts";
import { costBands, repriced } from "../../src/ladder/bands.ts";
import type { RungResult } from "../../src/ladder/comparison-design.ts";
import { climb } from "../../src/ladder/ladder.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };
const { design, workload } = configOf("{ workload: { length: 1024 } }");
const rungs = climb(design, workload, POINT);

const energyOf = (rung: RungResult): number => {
  if (!rung.feasible) throw new Error(rung.reason);
  return rung.cost.energy;
};

describe("a ladder under other constants", () => {
  it("without any is the ladder", () => {
    expect(repriced(rungs, POINT, {})).toEqual(rungs);
  });

  it("takes an override on every rung: twice the energy of a DRAM bit costs each its share of DRAM again", () => {
    const { nominal } = design.memory.constants.energy;
    const dear = repriced(rungs, POINT, { [constantKey(design.memory, "energy")]: 2 * nominal });
    rungs.forEach((rung, n) => {
      if (!rung.feasible) throw new Error(rung.reason);
      const dram = rung.cost.breakdown
        .filter(({ component, operation }) => component === "memory" && operation !== "leakage")
        .reduce((sum, item) => sum + item.energy, 0);
      expect(energyOf(dear[n]) - energyOf(rung)).toBeCloseTo(dram, 12);
    });
  });
});

describe("bands", () => {
  const bands = costBands(rungs, design, POINT, createRng(1), 60);

  it("cancel what two rungs share: a rung over itself is one in every draw, while its cost moves", () => {
    const [a, b] = rungs;
    const twice: RungResult[] = [a, b, { ...b, id: "lsh-memristor" }];
    const { rungs: costs, ratios } = costBands(twice, design, POINT, createRng(1), 60);
    expect(ratios["lsh-memristor/lsh-digital"]?.band.energy).toEqual({ p05: 1, p50: 1, p95: 1 });
    expect(ratios["lsh-memristor/lsh-digital"]?.probabilityLower.energy).toBe(0);
    const own = costs["lsh-digital"]?.energy;
    expect((own?.p95 ?? 0) / (own?.p05 ?? 1)).toBeGreaterThan(1.05);
  });

  it("of a ratio are narrower than those of its parts drawn apart", () => {
    const ratio = bands.ratios["lsh-memristor/lsh-digital"]?.band.energy;
    const [c, b] = [bands.rungs["lsh-memristor"]?.energy, bands.rungs["lsh-digital"]?.energy];
    if (!ratio || !c || !b) throw new Error("infeasible");
    expect(ratio.p95 / ratio.p05).toBeLessThan(((c.p95 / c.p05) * (b.p95 / b.p05)) ** 0.5);
  });

  it("keep their first draws when there are more", () => {
    const energies = (draws: number) =>
      costBands(rungs, design, POINT, createRng(2), draws).rungs["exact-digital"]?.energy;
    expect(energies(1)).toEqual(energies(1));
    const [one] = [energies(1)];
    expect(one?.p05).toBe(one?.p95);
  });

  it("are null for a rung that is infeasible, and for its ratios", () => {
    const wide = configOf("{ workload: { headWidth: 128 } }");
    const { rungs: costs, ratios } = costBands(
      climb(wide.design, wide.workload, POINT),
      wide.design,
      POINT,
      createRng(1),
      3,
    );
    expect(costs["lsh-memristor"]).toBeNull();
    expect(ratios["lsh-memristor/lsh-digital"]).toBeNull();
    expect(ratios["lsh-digital/exact-digital"]).not.toBeNull();
  });
});
