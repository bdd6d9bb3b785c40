import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import {
  alternatives,
  comparedComponents,
  costBands,
  drawnVariations,
  repriced,
} from "../../src/comparison/bands.ts";
import type { DesignResult } from "../../src/comparison/comparison-design.ts";
import { MOST_SHIFT, offCentre } from "../../src/comparison/off-centre.ts";
import { priceAll, ratios } from "../../src/comparison/priced-comparison.ts";
import { assumedInputs } from "../../src/comparison/variations.ts";
import { constantKey } from "../../src/cost/overrides.ts";
import {
  bandOf,
  constantGroups,
  drawGroups,
  mirroredDraw,
  threePointQuantile,
} from "../../src/cost/three-point.ts";
import type { Design } from "../../src/design/design.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };
const { design, workload } = configOf("{ workload: { length: 1024 } }");
const contenders = priceAll(design, workload, POINT);

const energyOf = (contender: DesignResult): number => {
  if (!contender.feasible) throw new Error(contender.reason);
  return contender.cost.energy;
};

describe("a comparison under other constants", () => {
  it("without any is the ladder", () => {
    expect(repriced(contenders, POINT, {})).toEqual(contenders);
  });

  it("takes an override on every design: twice the energy of a DRAM bit costs each its share of DRAM again", () => {
    const { nominal } = design.memory.constants.energy;
    const dear = repriced(contenders, POINT, { [constantKey(design.memory, "energy")]: 2 * nominal });
    contenders.forEach((contender, n) => {
      if (!contender.feasible) throw new Error(contender.reason);
      const dram = contender.cost.breakdown
        .filter(({ component, operation }) => component === "memory" && operation !== "leakage")
        .reduce((sum, item) => sum + item.energy, 0);
      expect(energyOf(dear[n]) - energyOf(contender)).toBeCloseTo(dram, 12);
    });
  });
});

describe("bands", () => {
  const bands = costBands(contenders, design, POINT, createRng(1), 60);

  it("cancel what two designs share: a design over itself is one in every draw, while its cost moves", () => {
    const [a, b] = contenders;
    const twice: DesignResult[] = [a, b, { ...b, id: "lsh-memristor" }];
    const { contenders: costs, ratios } = costBands(twice, design, POINT, createRng(1), 60);
    expect(ratios["lsh-memristor/lsh-digital"]?.band.energy).toEqual({ p05: 1, p50: 1, p95: 1 });
    expect(ratios["lsh-memristor/lsh-digital"]?.probabilityLower.energy).toBe(0);
    const own = costs["lsh-digital"]?.energy;
    expect((own?.p95 ?? 0) / (own?.p05 ?? 1)).toBeGreaterThan(1.05);
  });

  it("of a ratio are narrower than those of its parts drawn apart", () => {
    const ratio = bands.ratios["lsh-memristor/lsh-digital"]?.band.energy;
    const [c, b] = [bands.contenders["lsh-memristor"]?.energy, bands.contenders["lsh-digital"]?.energy];
    if (!ratio || !c || !b) throw new Error("infeasible");
    expect(ratio.p95 / ratio.p05).toBeLessThan(((c.p95 / c.p05) * (b.p95 / b.p05)) ** 0.5);
  });

  it("keep their first draws when there are more", () => {
    const energies = (draws: number) =>
      costBands(contenders, design, POINT, createRng(2), draws).contenders["exact-digital"]?.energy;
    expect(energies(1)).toEqual(energies(1));
    const [one] = [energies(1)];
    expect(one?.p05).toBe(one?.p95);
  });

  it("are null for a design that is infeasible, and for its ratios", () => {
    const wide = configOf("{ workload: { headWidth: 128 } }");
    const { contenders: costs, ratios } = costBands(
      priceAll(wide.design, wide.workload, POINT),
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

describe("what a draw takes of an input", () => {
  const named = (step: number) => ({ name: String(step), step, design: (own: Design) => own });
  const axis = (...steps: number[]) => ({ name: "x", range: "x", others: steps.map(named) });
  const taken = (share: number, of: ReturnType<typeof axis>): string[] =>
    drawnVariations([of], () => share).map(({ name }) => name);

  it("is its own value in the middle half, lower ones below it and higher ones above, the farther the farther out", () => {
    const both = axis(2, -3, -1, 1);
    expect([0, 0.12, 0.13, 0.24].map((share) => taken(share, both))).toEqual([
      ["-3"],
      ["-3"],
      ["-1"],
      ["-1"],
    ]);
    expect([0.26, 0.5, 0.74].map((share) => taken(share, both))).toEqual([[], [], []]);
    expect([0.76, 0.88, 0.99].map((share) => taken(share, both))).toEqual([["1"], ["2"], ["2"]]);
    // Values on one side alone leave the own one at the other.
    expect([0.1, 0.9].map((share) => taken(share, axis(1, 2)))).toEqual([[], ["2"]]);
  });

  it("has the nominal value as its median, with few draws: those in pairs mirror each other", () => {
    const rng = createRng(5);
    for (const n of [0, 2, 8]) {
      const [one, other] = [mirroredDraw(rng, n), mirroredDraw(rng, n + 1)];
      for (const label of ["a", "b"]) expect(one(label) + other(label)).toBeCloseTo(1, 15);
    }
    // A lone constant with a tail ten times as long on one side: the median of 40 draws of a price that follows it.
    const values = Array.from({ length: 40 }, (_, n) =>
      threePointQuantile(0.9, 1, 2, mirroredDraw(rng, n)("constant")),
    );
    expect(Math.abs(bandOf(values).p50 - 1)).toBeLessThan(0.02);
  });
});

describe("a band beside its ratio", () => {
  const inputs = { axes: [], comparisonOf: () => ({ contenders, design, point: POINT }) };

  it("names ranges without which its median is nearer to the ratio as priced", () => {
    const draws = 100;
    const bands = costBands(contenders, design, POINT, createRng(1), draws);
    const moved = offCentre(bands, contenders, design, POINT, inputs);
    expect(moved.length).toBeGreaterThan(0);
    const groups = constantGroups(comparedComponents(contenders, design));
    for (const { pair, quantity, nominal, median, causes } of moved.slice(0, 4)) {
      expect(causes.length, `${pair} ${quantity}`).toBeGreaterThan(0);
      const others = groups.filter(
        ({ name, members }) =>
          !causes.some((cause) => cause === members[0].place || cause.startsWith(`${name} of `)),
      );
      expect(others.length).toBeLessThan(groups.length);
      const values = Array.from({ length: draws }, (_, n) => {
        const own = drawGroups(others, mirroredDraw(createRng(1), n));
        return ratios(repriced(contenders, POINT, own))[pair][quantity] ?? Number.NaN;
      });
      expect(Math.abs(bandOf(values).p50 / nominal - 1), `${pair} ${quantity}`).toBeLessThan(
        Math.abs(median / nominal - 1),
      );
    }
  });

  it("says of every other band nothing: its median is within the limit", () => {
    const bands = costBands(contenders, design, POINT, createRng(1), 60);
    const said = new Set(
      offCentre(bands, contenders, design, POINT, inputs).map(({ pair, quantity }) => `${pair} ${quantity}`),
    );
    for (const [pair, drawn] of Object.entries(bands.ratios))
      for (const quantity of ["energy", "latency", "area"] as const) {
        const own = ratios(contenders)[pair][quantity];
        if (drawn === null || own === null) continue;
        const shift = Math.abs(drawn.band[quantity].p50 / own - 1);
        if (!said.has(`${pair} ${quantity}`))
          expect(shift, `${pair} ${quantity}`).toBeLessThanOrEqual(MOST_SHIFT);
      }
  });

  it("has another row with another model of a unit, priced by itself", () => {
    const found = alternatives(design, (changed) => priceAll(changed, workload, POINT));
    expect(found.map(({ name }) => name)).toEqual([
      "the systolic model of the MAC array",
      "the cacti-like model of the buffer",
    ]);
    for (const { ratios: own } of found)
      expect(own["lsh-digital/exact-digital"].energy).not.toBe(
        ratios(contenders)["lsh-digital/exact-digital"].energy,
      );
    // No draw knows of them.
    expect(
      assumedInputs(design)
        .flatMap(({ others }) => others.map(({ name }) => name))
        .join(),
    ).not.toMatch(/model/);
  });
});
