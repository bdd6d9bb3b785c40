import { describe, expect, it } from "vitest";
import { priceAll, ratios } from "../../src/comparison/priced-comparison.ts";
import { price } from "../../src/evaluate.ts";
import { configOf, IDEAL_FLOORPLAN, IDEAL_HARDWARE } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };
const relative = (a: number, b: number): number => Math.abs(a - b) / Math.abs(b);

describe.each([512, 4096, 65536])("at L = %i", (length) => {
  const { design, workload } = configOf(`{ workload: { length: ${length}, layers: 4, heads: 4, batch: 2 } }`);
  const contenders = priceAll(design, workload, POINT);

  it.each(contenders.map((contender) => [contender.id, contender] as const))(
    "%s: breakdowns sum to totals",
    (_, contender) => {
      if (!contender.feasible) throw new Error("infeasible");
      const { energy, area, breakdown, areas } = contender.cost;
      expect(
        relative(
          breakdown.reduce((sum, item) => sum + item.energy, 0),
          energy,
        ),
      ).toBeLessThan(1e-9);
      expect(
        relative(
          areas.reduce((sum, item) => sum + item.area, 0),
          area,
        ),
      ).toBeLessThan(1e-9);
      for (const item of breakdown) expect(item.energy).toBeGreaterThanOrEqual(0);
    },
  );

  it.each(contenders.map((contender) => [contender.id, contender] as const))(
    "%s: power and time agree",
    (_, contender) => {
      if (!contender.feasible) throw new Error("infeasible");
      const { power, timing, energy, utilisation } = contender.cost;
      expect(relative(power.average * timing.latency, energy)).toBeLessThan(1e-9);
      // At its fullest it draws no less than on average.
      expect(power.peak).toBeGreaterThanOrEqual(Math.max(power.idle, power.average * (1 - 1e-9)));
      expect(timing.interval).toBeLessThanOrEqual(timing.latency * (1 + 1e-12));
      for (const [component, share] of Object.entries(utilisation)) {
        expect(share, component).toBeGreaterThanOrEqual(0);
        expect(share, component).toBeLessThanOrEqual(1 + 1e-9);
      }
    },
  );

  it("ratios multiply along the ladder", () => {
    const quotient = ratios(contenders);
    const product =
      Number(quotient["lsh-digital/exact-digital"].energy) *
      Number(quotient["lsh-memristor/lsh-digital"].energy);
    expect(product).toBeCloseTo(Number(quotient["lsh-memristor/exact-digital"].energy), 12);
  });
});

it("hand-computed: array energy is solved power × read time over the reads", () => {
  const { design, workload } = configOf(
    `{ workload: { layers: 1, heads: 1, headWidth: 64, length: 1024, attention: { rounds: 2, chunk: 64 } },
       design: { hashing: { memristor: { model: "ideal", mean: "50 µS" }, driver: { model: "ideal", readVoltage: "0.2 V" }, readTime: "10 ns" } } }`,
  );
  const { cost } = price(design, workload, POINT);
  const item = cost.breakdown.find(({ component }) => component === "array");
  // Queries and keys: 2 · 1024 reads of 2 · 5 pairs.
  expect(item?.count).toBe(2048 * 10);
  expect(item?.energy).toBeCloseTo(2048 * 10 * 50e-6 * 10e-9, 20);
});

it("hand-computed: ideal hardware costs memristor cells and read time alone", () => {
  const { design, workload } = configOf(
    // Nothing that is left would take the heat away.
    `{ workload: { length: 1024 }, design: { thermalResistance: 0, ${IDEAL_HARDWARE} } }`,
  );
  const { cost } = price(design, workload, POINT);
  expect(cost.breakdown.filter((item) => item.energy > 0).map((item) => item.component)).toEqual(["array"]);
  expect(cost.areas.filter((item) => item.area > 0).map((item) => item.component)).toEqual(["array"]);
  // 2 layers, 2 heads each: 2 048 reads of 10 ns a head; a layer's heads follow one another.
  expect(cost.timing.latency).toBeCloseTo(2 * 2 * 2048 * 10e-9 + 2 * 10e-9, 7);
});

it.each([
  [1, 1, 1],
  [2, 1, 2],
  [3, 1, 3],
  [5, 1, 3],
  [4, 3, 2],
  [4, 2, 2],
  [3, 4, 1],
  [7, 3, 3],
])(
  "hand-computed: the peak power of %i heads on %i cores is that of the %i largest runs of stages of each core",
  (heads, cores, busy) => {
    const { design, workload } = configOf(
      `{ workload: { layers: 1, heads: ${heads}, kvHeads: ${heads}, headWidth: 64, length: 1024 },
       design: { cores: ${cores}, hashing: { unit: "digital" }, mapping: { search: false }, ${IDEAL_FLOORPLAN} } }`,
    );
    const { cost, mapping } = price(design, workload, POINT);
    const powerOf = (stage: string): number => {
      const { operations } = mapping.schedule.stages.find(({ name }) => name === stage) as {
        operations: unknown;
      };
      const { time } = cost.timing.stages.find(({ name }) => name === stage) as { time: number };
      const energy = cost.breakdown
        .filter(({ operation }) => (operations as readonly string[]).includes(operation))
        .reduce((sum, item) => sum + item.energy, 0);
      return energy / heads / time;
    };
    // Inputs are hashed as they come in, and sorted rows attended as they come out: such stages work together.
    const runs = [powerOf("load") + powerOf("hash"), powerOf("sort") + powerOf("attend"), powerOf("store")];
    const largest = runs.sort((a, b) => b - a).slice(0, busy);
    expect(largest).toHaveLength(busy);
    // A core without a head draws nothing.
    const drawn = Math.min(cores, heads) * largest.reduce((sum, power) => sum + power, 0);
    expect(cost.power.peak / (cost.power.idle + drawn)).toBeCloseTo(1, 9);
  },
);

it("white space is an area line of its own, in proportion to all others", () => {
  const of = (model: string) => {
    // Wires between blocks grow with white space.
    const floorplan = '{ network: { model: "ideal" } }';
    const { design, workload } = configOf(
      `{ design: { thermalResistance: 0, floorplan: ${floorplan}, whiteSpace: ${model} } }`,
    );
    return priceAll(design, workload, POINT).map((contender) => {
      if (!contender.feasible) throw new Error("infeasible");
      return contender.cost;
    });
  };
  const none = of('{ model: "ideal" }');
  of('{ model: "proportional", fraction: 0.25 }').forEach((cost, n) => {
    const line = cost.areas.filter(({ component }) => component === "whiteSpace");
    expect(line).toHaveLength(1);
    expect(relative(line[0].area, none[n].area / 4)).toBeLessThan(1e-12);
    expect(relative(cost.area, 1.25 * none[n].area)).toBeLessThan(1e-9);
    const rest = cost.areas.filter(({ component }) => component !== "whiteSpace");
    expect(rest).toEqual(none[n].areas);
    expect(cost.energy).toBe(none[n].energy);
  });
  for (const { areas } of none) expect(areas.some(({ component }) => component === "whiteSpace")).toBe(false);
});

it("doubling the batch doubles dynamic energy and not the area", () => {
  const of = (batch: number) => {
    const { design, workload } = configOf(`{ workload: { batch: ${batch} } }`);
    const { cost } = price(design, workload, POINT);
    return {
      area: cost.area,
      dynamic: cost.breakdown.filter((i) => i.operation !== "leakage").reduce((s, i) => s + i.energy, 0),
    };
  };
  expect(relative(of(2).dynamic, 2 * of(1).dynamic)).toBeLessThan(1e-12);
  expect(of(2).area).toBe(of(1).area);
});

it("an infeasible design is reported with its reason and the others stand", () => {
  const { design, workload } = configOf("{ workload: { headWidth: 128 } }");
  const contenders = priceAll(design, workload, POINT);
  // Infeasible are all that hash on these arrays, and none that hashes on digital units.
  const refused = contenders.filter(({ feasible }) => !feasible).map(({ id }) => id);
  expect(refused).toEqual(["lsh-memristor", "score-memristor", "selected-analog"]);
  expect(ratios(contenders)["lsh-memristor/lsh-digital"]).toEqual({
    energy: null,
    latency: null,
    area: null,
  });
  expect(ratios(contenders)["lsh-digital/exact-digital"].energy).toBeGreaterThan(0);
});
