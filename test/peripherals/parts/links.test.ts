import { describe, expect, it } from "vitest";
import { nanometres, squareMetres } from "#base";
import { hTreePath, hTreeWire, type Link, type WhiteSpace } from "#circuits";
import { createTechnology } from "#technology";
import { bind } from "../bind.ts";

const at = (node: number) => createTechnology(nanometres(node));

describe("published links at their node", () => {
  it.each([
    ["bus", { bits: 1 }, 32, 0.054e-12, 0.09e-6 / 384],
    ["router", { bits: 256 }, 32, 20.74e-12, 0.15e-6],
    ["off-chip", { bits: 128 }, 65, 26e-12, 23e-6],
  ])("%s", (model, params, node, energy, area) => {
    const cost = bind("link", model, params).cost(at(node));
    expect(cost.actions.transfer.energy / energy).toBeCloseTo(1, 12);
    expect(cost.area / area).toBeCloseTo(1, 12);
  });

  it("a flit pays each router that it passes, and the chip each that it has", () => {
    const one = bind("link", "router").cost(at(32));
    const many = bind("link", "router", { hops: 5, routers: 9 }).cost(at(32));
    expect(many.actions.transfer.energy / one.actions.transfer.energy).toBeCloseTo(5, 12);
    expect(many.area / one.area).toBeCloseTo(9, 12);
  });
});

/** Branch lengths by halving a square alternately across and down: from centre to centre of the halves. */
function branches(levels: number): number[] {
  let [wide, high] = [1, 1];
  return Array.from({ length: levels }, (_, level) => {
    const length = level % 2 === 0 ? wide / 4 : high / 4;
    if (level % 2 === 0) wide /= 2;
    else high /= 2;
    return length;
  });
}

it("a link between chips is busy for its bits over its bandwidth", () => {
  const { transfer } = bind("link", "off-chip", { bits: 800, bandwidth: "1 GB/s" }).cost(at(28)).actions;
  expect(transfer.interval).toBeCloseTo(100e-9, 15);
});

describe("H-tree", () => {
  it("has the wires of a square halved again and again", () => {
    for (let levels = 1; levels <= 10; levels++) {
      const lengths = branches(levels);
      expect(hTreePath(levels)).toBeCloseTo(
        lengths.reduce((sum, x) => sum + x, 0),
        12,
      );
      expect(hTreeWire(levels)).toBeCloseTo(
        lengths.reduce((sum, x, level) => sum + x * 2 ** (level + 1), 0),
        12,
      );
    }
  });

  it("costs ¼ C V² a bit and length, with its repeaters", () => {
    const { transfer } = bind("link", "h-tree", { bits: 1, side: "4 mm", levels: 1 }).cost(at(32)).actions;
    // 1 mm of 0.2 fF/µm at 0.9 V, × 1.3336.
    expect(transfer.energy / (0.25 * 0.2e-12 * 0.81 * 1.3336)).toBeCloseTo(1, 4);
  });

  it("takes .1 ns a millimetre at 28 nm, by hand", () => {
    const { transfer } = bind("link", "wire", { bits: 1, length: "1 mm" }).cost(at(28)).actions;
    // Widths of 49.6 nm at 28 nm between 40 and 56: 2.7672e-8 Ω·m over an aspect of 1.86; .28 of it on upper metal.
    const [width, rho, aspect] = [40 + 16 * 0.6, 2.97 - 0.34 * 0.6, 1.9 - 0.1 * 0.6];
    const least = (share: number, from: number, to: number): number => from + (to - from) * share;
    const cell = least(0.6, (2 * 29.7) / (40 * 1.9), (2 * 26.3) / (56 * 1.8));
    const resistance = (0.28 * cell) / (2 * width * 1e-9);
    expect(cell / ((2 * 10 * rho) / (width * aspect))).toBeCloseTo(1, 1);
    const time = 4.25e-12 * (28 / 45);
    const delay = 1e-3 * 3.2048 * Math.sqrt(time * resistance * 0.2e-9);
    expect(transfer.latency / delay).toBeCloseTo(1, 4);
    expect(delay).toBeGreaterThan(0.08e-9);
    expect(delay).toBeLessThan(0.12e-9);
  });
});

it.each(["ideal", "bus", "router", "h-tree", "off-chip"])("link %s moves whole flits", (model) => {
  const { bits, transfers } = bind<"transfer", Link>("link", model, { bits: 100 }).behaviour;
  expect(bits).toBe(100);
  expect([0, 1, 100, 101, 1000].map(transfers)).toEqual([0, 1, 1, 2, 10]);
});

it("white space is its fraction of the circuits, none by default", () => {
  const beside = (model: string, params = {}) =>
    bind<never, WhiteSpace>("white-space", model, params).behaviour.beside(squareMetres(8e-6));
  expect(beside("proportional", { fraction: 0.25 })).toBeCloseTo(2e-6, 15);
  expect(beside("proportional")).toBe(0);
  expect(beside("ideal")).toBe(0);
});
