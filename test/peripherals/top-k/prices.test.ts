import { describe, expect, it } from "vitest";
import { nanometres } from "#base";
import { createTechnology } from "#technology";
import type { TopK, TopKAction } from "../../../src/peripherals/top-k/top-k.ts";
import { everyCase } from "../../law.ts";
import { bind } from "../bind.ts";

type Params = Readonly<Record<string, unknown>>;
const SLOW = { clock: "500 MHz" };
const priceOf = (model: string, params: Params = {}, nm = 45) =>
  bind<TopKAction, TopK>("top-k", model, params).cost(createTechnology(nanometres(nm)));

const UNITS = ["counting", "bisection", "carried", "compare", "time-domain", "bitonic", "partial-sort"];

describe("prices at 45 nm, by hand", () => {
  it("of a list: a comparison of 12 bits a candidate; all entries compare at once and half of them move", () => {
    const { select, scan } = priceOf("partial-sort", { k: 100, ...SLOW }).actions;
    const compare = 2.3e-15;
    expect(select.energy / (12 * (compare + 5.3e-15))).toBeCloseTo(1, 9);
    expect(scan.energy / (100 * (12 * compare + 16 * 5.3e-15))).toBeCloseTo(1, 9);
    // Each takes a cycle, of which four lists share the candidates.
    for (const units of [1, 4])
      for (const { latency, interval } of Object.values(priceOf("partial-sort", { units, ...SLOW }).actions))
        if (latency > 0) expect([latency, interval * units]).toEqual([2e-9, 2e-9]);
    expect(select.latency).toBe(2e-9);
  });

  it("of networks: 80 exchanges for a tile of 16, and 672 for 64 keys", () => {
    const { select, scan } = priceOf("bitonic", { k: 32, tile: 16, kept: 2 }).actions;
    expect((scan.energy * 80) / (select.energy * 16 * 672)).toBeCloseTo(1, 9);
    // Folded on 256 exchanges a cycle, 21 stages are the longer.
    expect(scan.interval).toBeCloseTo(21e-9, 18);
    expect(priceOf("bitonic", { k: 32, exchanges: 8 }).actions.scan.interval).toBeCloseTo(84e-9, 18);
  });

  it("of counting: a counter of 16 bits read, added to and written, and two passes of an 11-bit bin", () => {
    const { select } = priceOf("counting", { pass: "search", ...SLOW }).actions;
    const counter = 16 * (0.1e-12 / 32 + 2 * 5.3e-15);
    expect(select.energy / (counter + 11 * (5.3e-15 + 2.3e-15))).toBeCloseTo(1, 9);
    const buffered = priceOf("counting", SLOW).actions.select.energy - select.energy;
    expect(buffered).toBeGreaterThan(0);
    // Levels of fewer candidates lie in a smaller macro.
    const smaller = priceOf("counting", { longest: 512, ...SLOW, pass: "buffer" }).actions.select.energy;
    const smallest = priceOf("counting", { longest: 512, ...SLOW, pass: "search" }).actions.select.energy;
    expect(smaller - smallest).toBeLessThan(0.8 * buffered);
  });

  it("of a compare: 8 bits with the level of one of 8 classes, and a counter of 15 bits", () => {
    const { select, scan } = priceOf("compare", SLOW).actions;
    const [register, compare, add, choose] = [5.3e-15, 2.3e-15, 0.1e-12 / 32, 1.68e-15];
    const expected = 8 * (compare + 7 * choose) + 15 * (register + add);
    expect(select.energy / expected).toBeCloseTo(1, 2);
    expect(select.interval).toBeCloseTo(2e-9 / 16, 18);
    // A position goes into the queue and out of it: more than its registers, and more for a longer queue.
    expect(scan.energy).toBeGreaterThan(15 * register);
    expect(priceOf("compare", { longest: 512, ...SLOW }).actions.scan.energy).toBeLessThan(0.8 * scan.energy);
    // It reads no levels again, and counts none.
    expect(select.energy).toBeLessThan(priceOf("counting", SLOW).actions.select.energy / 2);
  });

  it("of lines at 65 nm: 20 fF at 1.1 V and 5 fJ of latch", () => {
    const { select, scan } = priceOf("time-domain", {}, 65).actions;
    expect(select.energy / (20e-15 * 1.21 + 5e-15)).toBeCloseTo(1, 9);
    expect(select.interval).toBeCloseTo(20e-9 / 1024, 20);
    expect([scan.energy, scan.interval]).toEqual([0, 20e-9]);
  });

  it("of thresholds at 28 nm: a latch and a full adder a line, near 6 fJ, and one line a lane of the tree", () => {
    const { select } = priceOf("bisection", {}, 28).actions;
    // 1.8 additions of a bit and a register at 45 nm, half of it at 28 nm.
    expect(select.energy / (1.8 * (0.1e-12 / 32) + 5.3e-15)).toBeGreaterThan(0.45);
    expect(select.energy / (1.8 * (0.1e-12 / 32) + 5.3e-15)).toBeLessThan(0.55);
    expect(select.interval).toBeCloseTo(1e-9 / 1024, 20);
  });
});

describe("every unit", () => {
  it("takes less energy and area at a smaller node", () => {
    everyCase(UNITS, 6 * 2 * 4, (model) => {
      const prices = [65, 45, 28, 16, 7].map((nm) => priceOf(model, {}, nm));
      prices.slice(1).forEach((price, n) => {
        expect(price.actions.select.energy).toBeLessThan(prices[n].actions.select.energy);
        expect(price.area).toBeLessThan(prices[n].area);
      });
    });
  });
});
