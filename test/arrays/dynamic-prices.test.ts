import { describe, expect, it } from "vitest";
import { dense, nanometres } from "#base";
import { memristors } from "#memristors";
import { createTechnology } from "#technology";
import type { DynamicAction, DynamicArray } from "../../src/arrays/dynamic/dynamic-array.ts";
import { everyCase } from "../law.ts";
import { bind } from "../peripherals/bind.ts";
import { type Case, holds, NODE, type Price, SRAM } from "../peripherals/by-hand.ts";

const { pitch } = createTechnology(NODE);

interface Cell {
  readonly area: number;
  readonly write: number;
  readonly read: number;
  /** s of a line, and of a phase. */
  readonly line: number;
  readonly phase: number;
  readonly rows: number;
  readonly retention: number;
}

/** A cell that is written anew once in its retention, line after line of its array. */
const cell = ({ area, write, read, line, phase, rows, retention }: Cell): Price => ({
  area,
  leakage: write / retention,
  actions: { write: [write, line, line * rows], read: [read, phase, phase], stall: [0, 0, phase] },
});

/** Half of a cell's area and charge quadruple a bit: with 2.5 of three bits they are half as much. */
const NARROWER = 0.5 + 0.5 * 4 ** -0.5;

const CELLS: readonly Case[] = [
  [
    "dynamic-array gain-cell",
    { rows: 100, keyBits: 5, queryBits: 3, cellCurrent: "0.7 uA", retention: "3 ms" },
    // Five bits on two cells; seven steps of 1 ns.
    cell({
      area: 1e-12 * NARROWER * SRAM.area,
      write: 10e-15 * NARROWER * SRAM.energy,
      read: 0.7e-6 * 7e-9 * 0.9 * SRAM.energy,
      line: 4 / 800e6,
      phase: 7e-9,
      rows: 100,
      retention: 3e-3,
    }),
  ],
  [
    "dynamic-array one-selector",
    { rows: 50, retention: "2000 s", readTime: "30 ns" },
    // Of both states alike.
    cell({
      area: pitch ** 2,
      write: (17.5e-15 + 538e-15) / 2,
      read: (0.23e-15 + 0.013e-15) / 2,
      line: 100e-9,
      phase: 30e-9,
      rows: 50,
      retention: 2000,
    }),
  ],
  [
    "dynamic-array one-transistor",
    { rows: 50, retention: "2000 s", readTime: "30 ns" },
    // A line of 128 in 351 / 32 µs; a read of 128 × 128 cells takes .3 mW for 100 ns.
    cell({
      area: 4 * pitch ** 2,
      write: 20e-12,
      read: (0.3e-3 * 100e-9) / 128 ** 2,
      line: 351e-6 / 32 / 128,
      phase: 30e-9,
      rows: 50,
      retention: 2000,
    }),
  ],
];

it("a cell for keys and values has the price of its charge, read and line, by hand", () => {
  holds(CELLS, 33);
});

const arrayOf = (model: string, params = {}): DynamicArray =>
  bind<DynamicAction, DynamicArray>("dynamic-array", model, params).behaviour;

describe("bits of an element", () => {
  it.each([
    // Three bits a gain cell; a state of one bit a selector's, in pairs of lines; two bits a transistor's.
    ["gain-cell", { keyBits: 8, queryBits: 9, inputBits: 4 }, 3, 1, 3, 4, 15e-9],
    ["gain-cell", { keyBits: 3, queryBits: 2, inputBits: 4 }, 1, 1, 1, 2, 3e-9],
    ["one-selector", { keyBits: 5, queryBits: 7 }, 5, 2, 7, 1, 10e-9],
    ["one-transistor", { keyBits: 5, queryBits: 7, inputBits: 2 }, 3, 1, 4, 2, 100e-9],
    ["one-transistor", { pairing: "differential" }, 4, 2, 8, 1, 100e-9],
  ] as const)("of %s with %j take %i cells, %i lines and %i phases", (...row) => {
    const [model, params, slices, lines, phases, inputBits, time] = row;
    const own = arrayOf(model, params);
    expect(own).toMatchObject({ slices, lines, phases, inputBits });
    expect(Number(own.readTime) / time).toBeCloseTo(1, 9);
  });

  it("are as many levels over a range, which the largest magnitude sets or a clip does", () => {
    const { stored, driven } = arrayOf("gain-cell", { keyBits: 2, queryBits: 3 });
    const values = dense(1, 4, Float64Array.from([-3, -0.4, 0.55, 1.2]));
    expect([...stored(values).data]).toEqual([-3, -1, 1, 1]);
    expect([...stored(values, 1).data].map((x) => Math.round(3 * x) / 3)).toEqual([-1, -1 / 3, 1 / 3, 1]);
    expect([...driven(values, 0.7).data].map((x) => Math.round(x * 10) / 10)).toEqual([-0.7, -0.5, 0.5, 0.7]);
    const zeros = dense(1, 2, new Float64Array(2));
    expect(stored(zeros)).toBe(zeros);
  });
});

it("a gain cell's current is the published polynomial of its level, over that of the highest", () => {
  const fit = [
    [0.17393044, 0.15653739, 0.14088365, 0.12679529],
    [5.51975209, 4.96777688, 4.4709992],
    [-1.44776001, -1.30298401],
    [46.05483778],
  ];
  const current = (volts: number): number =>
    fit.reduce(
      (sum, row, i) => sum + row.reduce((own, c, j) => own + c * (volts - 0.45) ** i * 0.9 ** j, 0),
      0,
    );
  const response = arrayOf("gain-cell").cell?.response;
  const linear = arrayOf("gain-cell", { response: "linear" }).cell?.response;
  for (const level of [-1, -0.6, 0, 0.3, 1]) {
    expect(response?.(level)).toBeCloseTo(current(0.45 + 0.45 * level) / current(0.9), 9);
    expect(linear?.(level)).toBe(level);
  }
});

it("a memristor is a crossing of two lines, of any model: a pitch squared that leaks nothing", () => {
  everyCase(memristors, 3 * 2 * 11, ({ model }) => {
    for (const nm of [22, 65]) {
      const technology = createTechnology(nanometres(nm));
      const price = bind("memristor", model).cost(technology);
      expect(price.area / technology.pitch ** 2).toBeCloseTo(1, 12);
      expect(price.leakage).toBe(0);
      expect(Object.keys(price.actions)).toEqual([]);
    }
  });
});
