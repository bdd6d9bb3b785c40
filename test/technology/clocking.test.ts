import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InfeasibleError, nanometres } from "#base";
import {
  clockFactors,
  clockingOf,
  createTechnology,
  inverterDelay,
  largestClock,
  NOMINAL_CLOCKS,
} from "#technology";
import { bind } from "../peripherals/bind.ts";

const AT_40 = { clock: 1e9, node: nanometres(40) };
const NODES = fc.double({ min: 7, max: 65, noNaN: true });
const NODE_LIST = fc.integer({ min: 700, max: 6500 }).map((x) => x / 100);
const at = (clock: number, nm: number, measured = AT_40) =>
  clockingOf("unit", clock, measured, nanometres(nm));
const costs = (clock: number, nm: number): number[] => Object.values(clockFactors(at(clock, nm)));

describe("an inverter that drives four like it", () => {
  it("takes 0.36 ns a micrometre of the published gate length, and never less at a larger node", () => {
    expect(inverterDelay(nanometres(65))).toBeCloseTo(0.36e-3 * 35e-9, 20);
    expect(inverterDelay(nanometres(45))).toBeCloseTo(0.36e-3 * 30e-9, 20);
    // Five thirteenths of the way from 45 down to 32 nm.
    expect(inverterDelay(nanometres(40))).toBeCloseTo(0.36e-3 * (30e-9 - (2e-9 * 5) / 13), 20);
    expect(inverterDelay(nanometres(7))).toBeCloseTo(0.36e-3 * 22e-9, 20);
    fc.assert(
      fc.property(NODES, NODES, (a, b) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)];
        expect(inverterDelay(nanometres(small))).toBeLessThanOrEqual(
          inverterDelay(nanometres(large)) * (1 + 1e-12),
        );
      }),
    );
  });
});

describe("a clock", () => {
  it("costs nothing up to the one at which a unit was measured", () => {
    fc.assert(
      fc.property(NODES, fc.double({ min: 1e6, max: 5e9, noNaN: true }), (nm, clock) => {
        const measured = { clock, node: nanometres(nm) };
        for (const share of [1, 0.999, 0.3, 1e-3])
          expect(at(share * clock, nm, measured)).toEqual({ stages: 1, supply: 1 });
      }),
    );
  });

  it("costs by hand: 2 GHz at 28 nm of a unit that was measured at 1 GHz and 40 nm", () => {
    const inverter = inverterDelay(nanometres(28));
    const path = 1e-9 / inverterDelay(nanometres(40));
    const stages = (path - 5) / (0.5e-9 / inverter - 5);
    expect(at(2e9, 28)).toEqual({ stages: expect.closeTo(stages, 10), supply: 1 });
    const { logic, memory, area, leakage } = clockFactors(at(2e9, 28));
    expect(logic).toBeCloseTo(1 + 0.6 * (stages - 1), 10);
    expect(area).toBeCloseTo(1 + 0.25 * (stages - 1), 10);
    expect([memory, leakage]).toEqual([1, 1]);
  });

  it("costs by hand at the highest supply, and is refused above it", () => {
    const wall = largestClock(AT_40, nanometres(65));
    const speed = ((1.2 - 0.47) / (1 - 0.47)) ** 1.3 / 1.2;
    expect(wall).toBeCloseTo(speed / (25 * inverterDelay(nanometres(65))), -3);
    const { stages, supply } = at(wall, 65);
    expect(stages).toBeCloseTo((1e-9 / inverterDelay(nanometres(40)) - 5) / (25 - 5), 10);
    expect(supply).toBeCloseTo(1.2, 6);
    expect(clockFactors({ stages, supply }).memory).toBeCloseTo(1.44, 5);
    expect(clockFactors({ stages, supply }).leakage).toBeCloseTo(1.2 ** 3, 5);
    expect(() => at(wall * 1.001, 65)).toThrow(InfeasibleError);
    expect(() => at(5e9, 65)).toThrow(
      "unit: expected a clock of at most 4.01 GHz at 65 nm (a cycle of 25 inverter delays, FO4, at 1.2 times the usual supply), received 5 GHz",
    );
  });

  it("costs more the faster it is, without a jump, and no more at a smaller node", () => {
    const ways = new Set<string>();
    fc.assert(
      fc.property(NODE_LIST, fc.integer({ min: 0, max: 1000 }), NODE_LIST, (nm, thousandths, other) => {
        const clock = largestClock(AT_40, nanometres(nm)) * (0.05 + 0.00094 * thousandths);
        const { stages, supply } = at(clock, nm);
        ways.add(supply > 1 ? "supply" : stages > 1 ? "stages" : "free");
        const [now, later] = [costs(clock, nm), costs(clock * (1 + 1e-6), nm)];
        now.forEach((cost, n) => {
          expect(later[n]).toBeGreaterThanOrEqual(cost);
          expect(later[n] / cost).toBeLessThan(1 + 1e-4);
        });
        const [small, large] = [Math.min(nm, other), Math.max(nm, other)];
        if (clock > largestClock(AT_40, nanometres(large))) return;
        costs(clock, small).forEach((cost, n) => {
          expect(cost).toBeLessThanOrEqual(costs(clock, large)[n] * (1 + 1e-9));
        });
      }),
    );
    expect([...ways].sort()).toEqual(["free", "stages", "supply"]);
  });

  it("has a wall at every node that a whole chip's default stays below", () => {
    for (const nm of [7, 16, 28, 45, 65]) expect(largestClock(AT_40, nanometres(nm))).toBeGreaterThan(4e9);
    expect(NOMINAL_CLOCKS.highestSupply).toBe(1.2);
  });
});

describe("a unit at a clock", () => {
  const price = (clock: string, nm = 28) =>
    bind("projection", "adder-tree", { clock }).cost(createTechnology(nanometres(nm)));

  it("takes energy, area and leakage by the law, and as many more cycles as its paths have stages", () => {
    const own = { clock: 1e9, node: nanometres(45) };
    const factors = clockFactors(at(4.8e9, 28, own));
    const { stages } = at(4.8e9, 28, own);
    const [slow, fast] = [price("1 GHz"), price("4.8 GHz")];
    expect(fast.actions.project.energy / slow.actions.project.energy).toBeCloseTo(factors.logic, 10);
    expect(fast.area / slow.area).toBeCloseTo(factors.area, 10);
    expect(fast.leakage / slow.leakage).toBeCloseTo(factors.area * factors.leakage, 10);
    expect(fast.actions.project.interval * 4.8).toBeCloseTo(slow.actions.project.interval, 20);
    expect(fast.actions.project.latency / slow.actions.project.latency).toBeCloseTo(stages / 4.8, 10);
  });

  it("costs the same at and below the measured clock", () => {
    expect(price("100 MHz", 45).actions.project.energy).toBe(price("1 GHz", 45).actions.project.energy);
    expect(price("100 MHz", 45).area).toBe(price("1 GHz", 45).area);
  });

  it("does not wait longer for its memory: a scan's read is no stage", () => {
    const latency = (clock: string) =>
      bind("search", "dram-scan", { clock }).cost(createTechnology(nanometres(28))).actions.search.latency;
    // 75.6 ns to the first bit.
    expect(latency("4 GHz")).toBeGreaterThan(7.56e-8);
    expect(latency("4 GHz")).toBeLessThan(1.02 * 7.57e-8);
  });
});
