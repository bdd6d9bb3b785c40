import { describe, expect, it } from "vitest";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import { leastEnergy, settledProjection } from "../../src/cost/least-energy.ts";
import { projectingOn, projectionChoices, projectionNameOf } from "../../src/design/digital-projection.ts";
import { price } from "../../src/evaluate.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };

const digital = (attention: string, rest = "") =>
  configOf(
    `{ workload: { length: 4096, attention: { ${attention} } }, design: { hashing: { unit: "digital" }, ${rest} } }`,
  );

describe("an open choice of what projects", () => {
  it.each([
    // 64 projections fill a transform; one projection wastes 63 of it; the unit is another area that leaks.
    ["rounds: 8, chunk: 32", "fast-hadamard"],
    ["rounds: 1, buckets: 2", "mac"],
  ])("%s takes the form of least energy, %s", (attention, name) => {
    // One array: blocks without tiles, as `price` alone has them.
    const { design, workload } = digital(attention, "digital: { mac: { arrays: 1 } }");
    const energies = new Map(
      ["mac", "adder-tree", "fast-hadamard"].map((form) => [
        form,
        price(projectingOn(design, form, 64), workload, POINT).cost.energy,
      ]),
    );
    const chosen = leastEnergy(design, workload, POINT);
    expect(projectionNameOf(chosen.design)).toBe(name);
    expect(chosen.cost.energy).toBe(Math.min(...energies.values()));
    expect(chosen.cost.energy).toBe(energies.get(name));
  });

  it("is the all-digital design's price, and what a simulation settles on", () => {
    const { design, workload } = configOf("{ workload: { length: 4096 } }");
    const contender = priceAll(design, workload, POINT).find(({ id }) => id === "lsh-digital");
    const settled = settledProjection(design, workload, POINT);
    expect(projectionNameOf(settled)).toBe("fast-hadamard");
    expect(settled.hashing).toBe(design.hashing);
    const alone = price({ ...settled, hashing: { ...settled.hashing, unit: "digital" } }, workload, POINT);
    expect(contender?.feasible === true && contender.cost.energy).toBe(alone.cost.energy);
    expect(contender?.feasible === true && contender.mapping.census.projection).toBe(1);
  });

  it("stays as it is where no digital unit can carry the workload", () => {
    const { design, workload } = digital("", 'digital: { sorter: { model: "bitonic", block: 64 } }');
    expect(settledProjection(design, workload, POINT)).toBe(design);
    expect(() => price(design, workload, POINT)).toThrow("expected at most 64 keys");
  });
});

describe("a named unit", () => {
  it("is used, cheap or not", () => {
    const { design, workload } = digital("", 'digital: { projection: { model: "dense-int8" } }');
    expect(projectionChoices(design, workload)).toEqual([design]);
    expect(projectionNameOf(leastEnergy(design, workload, POINT).design)).toBe("dense-int8");
  });

  it("is not used where the config says what projects", () => {
    const { design, workload } = digital(
      "",
      'digital: { projectOn: "mac", projection: { model: "dense-int8" } }',
    );
    expect(projectionNameOf(leastEnergy(design, workload, POINT).design)).toBe("mac");
  });

  it("hand-computed: 64 projections of 64 elements by six stages of butterflies", () => {
    const { design, workload } = configOf(
      `{ workload: { layers: 1, heads: 1, headWidth: 64, length: 1024, attention: { rounds: 8, chunk: 8 } },
         design: { logicNode: "45 nm", hashing: { unit: "digital" }, digital: { projection: { model: "fast-hadamard" } } } }`,
    );
    const item = price(design, workload, POINT).cost.breakdown.find(
      ({ component, operation }) => component === "projection" && operation === "hash",
    );
    // Queries and keys; additions of 9 to 14 bits, 69 in all, and a register for every sum.
    expect(item?.count).toBe(2048 * 64);
    expect(item?.energy).toBeCloseTo(2048 * 64 * 69 * (0.1e-12 / 32 + 5.3e-15), 18);
  });
});
