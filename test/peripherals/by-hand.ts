// Prices of components as sums that a hand writes down.

import { expect } from "vitest";
import { nanometres, type ScalingClass } from "#base";
import { createTechnology } from "#technology";
import { everyCase } from "../law.ts";
import { bind } from "./bind.ts";

/** Not the node of any source, so that each part of a price has to be carried there by the law of its own class. */
export const NODE = nanometres(22);
const technology = createTechnology(NODE);

export const from = (kind: ScalingClass, nm: number) => ({
  energy: technology.energyFactor(kind, nanometres(nm)),
  area: technology.areaFactor(kind, nanometres(nm)),
  delay: technology.delayFactor(kind, nanometres(nm)),
});
/** Logic at the nodes of the sources. */
export const [AT_40, AT_45, AT_16, AT_32, AT_28] = [40, 45, 16, 32, 28].map((nm) => from("logic", nm));
export const SRAM = from("sram", 28);

/** Energy, latency and interval of an action. */
export type Action = readonly [energy: number, latency: number, interval: number];
export interface Price {
  readonly area: number;
  readonly leakage: number;
  readonly actions: Readonly<Record<string, Action>>;
}

/** Parameters share no factor, so that a count that is left out or taken twice shows. */
export type Case = readonly [unit: string, params: Readonly<Record<string, unknown>>, price: Price];

/** W/m²: 6 400 at 28 nm and 520 at 7 nm, and a power of the node between them. */
export const LEAK = 6400 * (520 / 6400) ** (Math.log(28 / 22) / Math.log(28 / 7));
export const logic = (area: number, actions: Price["actions"]): Price => ({
  area,
  leakage: LEAK * area,
  actions,
});

/** J at 45 nm and m² at 40 nm of what logic consists of, a bit; a product has eight bits. */
export const E = {
  multiply: 200e-15,
  adder: 100e-15 / 32,
  register: 5.3e-15,
  comparator: 2.3e-15,
  mux: 1.7e-15,
  // A full adder of a tree that counts bits at once glitches.
  counted: (1.8 * 100e-15) / 32,
};
export const A = {
  multiplier: 6350e-12 / 16,
  adder: 278e-12 / 32,
  register: 5.98e-12,
  comparator: 71e-12 / 32,
  mux: 2.6e-12,
};

export const SLOW = "500 MHz";
export const CYCLE = 2e-9;

/** A key or candidate of `bits` bits compared and exchanged: a comparator, two multiplexers and a register of two. */
export const exchange = (bits: number) => ({
  energy: bits * (E.comparator + 2 * (E.mux + E.register)),
  area: bits * (A.comparator + 2 * A.mux),
});

/**
 * J a bit read and written, and m² of cells and periphery over those of cells, of a macro of `words` words of `width` bits: `m`
 * columns a bit and so words / m rows, at 130 nm, brought to 28 nm by the published energy of 8 KiB and to the node by the law of SRAM.
 */
export function macro(words: number, width: number, m: number) {
  const [rows, columns] = [words / m, width * m];
  const swing = columns * Math.sqrt(rows);
  const node = 0.056 * SRAM.energy;
  const cells = rows * columns;
  return {
    read: ((1.379e-12 + 0.1983e-12 * width + 0.018871e-12 * swing) / width) * node,
    write: ((3.309e-12 + 0.2968e-12 * width + 0.020717e-12 * swing) / width) * node,
    area: (cells + (90.75 * rows + 135.55 * columns) / 3.1146) * 0.127e-12 * SRAM.area,
    latency: (1.934e-9 + 0.159e-9 * Math.sqrt(rows)) * (28 / 130) * SRAM.delay,
  };
}

/** Every number of the prices of `cases` is what the shipped model says. */
export function holds(cases: readonly Case[], least: number): void {
  everyCase(cases, least, ([unit, params, price]) => {
    const [family, model] = unit.split(" ");
    const found = bind(family, model, params).cost(technology);
    const same = (own: number, hand: number, what: string): void => {
      if (hand === 0) expect(own, what).toBe(0);
      else expect(own / hand, what).toBeCloseTo(1, 9);
    };
    same(found.area, price.area, "area");
    same(found.leakage, price.leakage, "leakage");
    expect(Object.keys(found.actions).sort()).toEqual(Object.keys(price.actions).sort());
    for (const [name, [energy, latency, interval]] of Object.entries(price.actions)) {
      same(found.actions[name].energy, energy, `energy of ${name}`);
      same(found.actions[name].latency, latency, `latency of ${name}`);
      same(found.actions[name].interval, interval, `interval of ${name}`);
    }
  });
}
