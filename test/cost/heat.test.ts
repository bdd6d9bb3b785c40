import { describe, expect, it } from "vitest";
import { createRng, kelvin } from "#base";
import { heatDensity, steadyState } from "../../src/cost/heat.ts";
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

describe("heat by hand", () => {
  const item = (component: "mac" | "memory" | "buffer", energy: number) => ({ component, energy });

  it("is what is spent on the chip, over its area and its time", () => {
    const of = (breakdown: readonly ReturnType<typeof item>[]): number =>
      heatDensity({ breakdown, area: 4e-6, timing: { latency: 2e-3 } });
    expect(of([item("mac", 3e-3), item("memory", 9e-3), item("buffer", 1e-3)])).toBeCloseTo(
      4e-3 / 2e-3 / 4e-6,
      3,
    );
    expect(of([item("memory", 9e-3)])).toBe(0);
  });

  it("rises by K per W/mm² of actions, standby and leakage, which rises with it", () => {
    const sources = { dynamic: 4e-3, leaking: 0.5, idling: 0.25, latency: 2e-3, area: 10e-6 };
    const thermal = { temperature: kelvin(310), resistance: 20 };
    const { temperature, leakage, isTooHot } = steadyState(thermal, sources);
    // 2 W of actions on 10 mm².
    expect(temperature).toBeCloseTo(310 + (20 * (2 + 0.25 + 0.5 * leakage)) / 10, 5);
    expect(leakage).toBeCloseTo((251 / 15.9) ** ((temperature - 310) / 100), 6);
    expect(isTooHot).toBe(false);
    const none = { temperature: 310, leakage: 1, isTooHot: false };
    expect(steadyState({ ...thermal, resistance: 0 }, sources)).toEqual(none);
    expect(steadyState(thermal, { ...sources, latency: 0 })).toEqual(none);
    // Beyond the law's end nothing is extrapolated: 400 K, 90 K above the package.
    const beyond = steadyState({ ...thermal, resistance: 2000 }, sources);
    expect([beyond.isTooHot, beyond.temperature]).toEqual([true, 400]);
    expect(beyond.leakage).toBeCloseTo((251 / 15.9) ** 0.9, 9);
  });

  it("leaks by the law at every temperature, and no chip is cooler for more power, more resistance or less area", () => {
    const rng = createRng("heat");
    const drawn = (low: number, high: number): number => low * (high / low) ** rng.uniform();
    let hot = 0;
    for (let n = 0; n < 300; n++) {
      const thermal = { temperature: kelvin(drawn(300, 390)), resistance: drawn(1, 2000) };
      const sources = {
        dynamic: drawn(1e-5, 1e-2),
        leaking: drawn(1e-3, 1),
        idling: drawn(1e-3, 1),
        latency: 2e-3,
        area: drawn(1e-6, 1e-4),
      };
      const own = steadyState(thermal, sources);
      if (own.isTooHot) hot++;
      expect(own.leakage / (251 / 15.9) ** ((own.temperature - thermal.temperature) / 100)).toBeCloseTo(1, 9);
      for (const worse of [
        steadyState(thermal, { ...sources, dynamic: sources.dynamic * 1.3 }),
        steadyState(thermal, { ...sources, leaking: sources.leaking * 1.3 }),
        steadyState(thermal, { ...sources, idling: sources.idling * 1.3 }),
        steadyState(thermal, { ...sources, area: sources.area / 1.3 }),
        steadyState({ ...thermal, resistance: thermal.resistance * 1.3 }, sources),
      ]) {
        expect(worse.temperature).toBeGreaterThan(own.temperature - 1e-3);
        expect(worse.isTooHot || !own.isTooHot).toBe(true);
      }
    }
    // Both ends of the law are drawn.
    expect(hot).toBeGreaterThan(30);
    expect(hot).toBeLessThan(270);
  });
});
