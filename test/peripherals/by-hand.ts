// Prices of components as sums that a hand writes down.

import { expect } from "vitest";
import type { ScalingClass } from "../../src/base/price.ts";
import { nanometres } from "../../src/base/units.ts";
import { createTechnology } from "../../src/technology/technology.ts";
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

/** Logic leaks 10 mW/mm². */
export const logic = (area: number, actions: Price["actions"]): Price => ({
  area,
  leakage: 1e4 * area,
  actions,
});

/** J and m² of the synthesised parts at 40 nm: a bit of a register or multiplexer, 32 bits of everything else. */
export const E = { adder: 210e-15, comparator: 29.5e-15, counter: 250e-15, register: 9e-15, mux: 0.5e-15 };
export const A = {
  adder: 278e-12,
  comparator: 71e-12,
  counter: 496e-12,
  register: 5.98e-12,
  mux: 2e-12,
  multiplier: 6350e-12,
};

export const SLOW = "500 MHz";
export const CYCLE = 2e-9;

/** A key or candidate of `bits` bits compared and exchanged: a comparator, two multiplexers and a register of two. */
export const exchange = (bits: number) => ({
  energy: (E.comparator * bits) / 32 + 2 * bits * (E.mux + E.register),
  area: (A.comparator * bits) / 32 + 2 * bits * A.mux,
});

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
