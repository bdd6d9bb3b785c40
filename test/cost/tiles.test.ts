import { describe, expect, it } from "vitest";
import { price } from "../../src/evaluate.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };
const PERIPHERY = ["array", "dac", "driver", "tileSwitch", "readout"];

const costOf = (heads: number, length: number, array = "") => {
  const { design, workload: parsed } = configOf(
    `{ workload: { length: ${length}, layers: 1, heads: ${heads} }, design: { thermalResistance: 0, hashing: { array: { ${array} } } } }`,
  );
  return price(design, parsed, POINT).cost;
};
type Cost = ReturnType<typeof costOf>;
const areaOf = ({ areas }: Cost, component: string): number =>
  areas.find((item) => item.component === component)?.area ?? 0;
const leakageOf = ({ breakdown, timing }: Cost, component: string): number =>
  (breakdown.find((item) => item.component === component && item.operation === "leakage")?.energy ?? 0) /
  timing.latency;

describe.each(PERIPHERY)("%s", (component) => {
  it("takes k times the area and leakage on k times the arrays, and as much energy an action", () => {
    // A set of arrays for each key head: twice the heads, twice the sets.
    const [one, two] = [costOf(2, 1024), costOf(4, 1024)].map((cost) => ({
      area: areaOf(cost, component),
      leakage: leakageOf(cost, component),
      actions: cost.breakdown
        .filter((item) => item.component === component && item.operation !== "leakage")
        .map(({ action, energy, count }) => [action, energy / count] as const),
    }));
    expect(two.area / one.area).toBeCloseTo(2, 12);
    if (one.leakage > 0) expect(two.leakage / one.leakage).toBeCloseTo(2, 9);
    expect(two.actions.length).toBe(one.actions.length);
    two.actions.forEach(([action, energy], n) => {
      expect(action).toBe(one.actions[n][0]);
      expect(energy / one.actions[n][1]).toBeCloseTo(1, 12);
    });
  });
});

describe("arrays", () => {
  it("take an area in proportion to rows × columns", () => {
    const small = areaOf(costOf(2, 1024, "pitchFactor: 4, rows: 64, columns: 128"), "array");
    expect(areaOf(costOf(2, 1024, "pitchFactor: 4, rows: 128, columns: 128"), "array") / small).toBeCloseTo(
      2,
      12,
    );
  });

  it.each(["rows", "columns"])("cost no less with more %s, in area and in energy", (name) => {
    let [area, energy] = [0, 0];
    for (const size of [128, 256, 512]) {
      const cost = costOf(2, 1024, `${name}: ${size}`);
      const hashing = PERIPHERY.reduce((sum, component) => sum + areaOf(cost, component), 0);
      const dynamic = cost.breakdown
        .filter((item) => item.operation === "hash")
        .reduce((sum, item) => sum + item.energy, 0);
      expect(hashing).toBeGreaterThanOrEqual(area);
      expect(dynamic).toBeGreaterThanOrEqual(energy * (1 - 1e-12));
      [area, energy] = [hashing, dynamic];
    }
  });
});

it("a longer sequence costs more energy and takes longer", () => {
  let [energy, latency] = [0, 0];
  for (const length of [256, 1024, 4096, 16384]) {
    const cost = costOf(2, length);
    expect(cost.energy).toBeGreaterThan(energy);
    expect(cost.timing.latency).toBeGreaterThan(latency);
    [energy, latency] = [cost.energy, cost.timing.latency];
  }
});
