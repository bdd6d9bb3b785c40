import { describe, expect, it } from "vitest";
import { price } from "../../src/evaluate.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };

const priced = (design: string) => {
  const config = configOf(
    `{ workload: { length: 1024, attention: { kind: "exact" } }, design: { ${design} } }`,
  );
  return price(config.design, config.workload, POINT).cost;
};

/** Dynamic power of what is on the chip, its leakage, standby of everything and of the clock alone, W. */
const powersOf = ({ breakdown, timing }: ReturnType<typeof priced>) => {
  const watts = (wanted: (item: (typeof breakdown)[number]) => boolean): number =>
    breakdown.filter(wanted).reduce((sum, item) => sum + item.energy, 0) / timing.latency;
  return {
    dynamic: watts(({ operation, component }) => operation !== "leakage" && component !== "memory"),
    leaking: watts(({ action }) => action === "leak"),
    standby: watts(({ action }) => action === "standby"),
    clock: watts(({ component, action }) => component === "clock" && action === "standby"),
  };
};

describe("a chip's steady state", () => {
  it("solves T = T₀ + θ · (P + S + L(T)) / A, with the standby power of the clock", () => {
    const cost = priced('temperature: "330 K", thermalResistance: 100');
    const { dynamic, leaking, clock } = powersOf(cost);
    expect(clock).toBeGreaterThan(0.005 * dynamic);
    expect(cost.heat.temperature).toBeCloseTo(
      330 + (100 * (dynamic + leaking + clock)) / (cost.area * 1e6),
      4,
    );
    expect(cost.heat.temperature).toBeGreaterThan(335);
  });

  it("leaks by the published law, ×15.8 a hundred kelvin, and nothing else changes", () => {
    const [cold, hot] = ["300 K", "370 K"].map((kelvin) =>
      priced(`temperature: "${kelvin}", thermalResistance: 0`),
    );
    const [a, b] = [powersOf(cold), powersOf(hot)];
    expect(b.leaking / a.leaking).toBeCloseTo((251 / 15.9) ** 0.7, 9);
    expect(b.dynamic).toBeCloseTo(a.dynamic, 12);
    expect(b.standby).toBe(a.standby);
  });

  it("is refused where the silicon would pass 400 K", () => {
    expect(() => priced("thermalResistance: 1000")).toThrow(
      /heats the silicon beyond 400 K.*design\.thermalResistance/,
    );
  });
});
