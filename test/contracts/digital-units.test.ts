import { describe, expect, it } from "vitest";
import { type ActionCost, nanometres } from "#base";
import { createTechnology } from "#technology";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { digitalUnits } from "../../src/peripherals/index.ts";
import { everyCase } from "../law.ts";
import { bind } from "../peripherals/bind.ts";

const technology = createTechnology(nanometres(28));
type Params = Readonly<Record<string, unknown>>;
const price = (family: string, model: string, params: Params = {}) =>
  bind(family, model, params).cost(technology);
const actions = (family: string, model: string, params: Params): ActionCost[] =>
  Object.values(price(family, model, params).actions);
const named = (models: typeof digitalUnits): [string, string][] =>
  models.map(({ family, model }) => [family, model]);

/** Models with a parameter of that name, the ideal ones apart: their price is none. */
const having = (name: string): [string, string][] =>
  named(digitalUnits.filter(({ model, params }) => model !== "ideal" && Object.hasOwn(params.shape, name)));

describe("every digital unit", () => {
  const cases = named(digitalUnits);

  it("keeps each constant inside its own band, with a note", () => {
    everyCase(cases, 620, ([family, model]) => {
      const { constants } = bind(family, model);

      for (const [name, { nominal, low = nominal, high = nominal, note }] of Object.entries(constants)) {
        expect(low, name).toBeLessThanOrEqual(nominal);
        expect(high, name).toBeGreaterThanOrEqual(nominal);
        expect(note.length, name).toBeGreaterThan(3);
      }
    });
  });

  it("has a price at either end of every constant", () => {
    everyCase(cases, 410, ([family, model]) => {
      const { constants } = bind(family, model);

      for (const [name, { nominal, low = nominal, high = nominal }] of Object.entries(constants))
        for (const value of [low, high])
          expect(() => bind(family, model).cost(technology, { [name]: value })).not.toThrow();
    });
  });

  it("costs nothing twice: two prices of one instance are the same", () => {
    everyCase(cases, 59, ([family, model]) => {
      const instance = bind(family, model);
      expect(instance.cost(technology)).toEqual(instance.cost(technology));
    });
  });
});

describe("every unit of more bits", () => {
  const cases = having("bits").filter(([, model]) => model !== "cacti-like");

  it("costs at least as much, in energy and area", () => {
    everyCase(cases, 170, ([family, model]) => {
      let before = { energy: 0, area: 0 };
      for (const bits of [8, 12, 16, 32]) {
        const energy = Math.max(...actions(family, model, { bits }).map((action) => action.energy));
        const { area } = price(family, model, { bits });
        expect(energy).toBeGreaterThanOrEqual(before.energy);
        // A register file of wider words has fewer of them, and so fewer multiplexers.
        if (model !== "register-file") expect(area).toBeGreaterThanOrEqual(before.area);
        before = { energy, area };
      }
    });
  });
});

describe("a unit of independent bits", () => {
  const cases = [
    ["adder", "ripple"],
    ["adder", "pipelined"],
    ["register", "d-flip-flop"],
    ["register", "synthesised"],
    ["shift-add", "accumulator"],
    ["link", "bus"],
    ["link", "h-tree"],
  ];

  it("is linear in its bits", () => {
    everyCase(cases, 42, ([family, model]) => {
      for (const bits of [2, 5, 32]) {
        const [one, many] = [price(family, model, { bits: 1 }), price(family, model, { bits })];
        expect(many.area / one.area).toBeCloseTo(bits, 10);
        Object.entries(one.actions).forEach(([name, { energy }]) => {
          expect(many.actions[name].energy / energy).toBeCloseTo(bits, 10);
        });
      }
    });
  });
});

/** Parameters that count like parts: k of them take k times the area, and each action the same energy in 1/k the time. */
const COUNTS = ["units", "lanes"] as const;
/** Lanes, and units of a MAC array, that share a part of their unit. */
const SHARED = ["combine running", "sorter bitonic", "sorter odd-even-merge"];
const SHARED_STORE = ["mac int8", "mac bf16"];

describe("every unit with more like parts", () => {
  // Lanes of a MAC array are the shape of its dot products, not their number.
  const cases = COUNTS.flatMap((count) =>
    having(count)
      .filter(([family]) => family !== "mac" || count === "units")
      .map(([family, model]) => ({ family, model, count })),
  );

  it("has k times the area and leakage, or less where lanes share a part", () => {
    everyCase(cases, 36, ({ family, model, count }) => {
      const of = (n: number) => price(family, model, { [count]: n });
      const shares =
        (SHARED.includes(`${family} ${model}`) && count === "lanes") ||
        SHARED_STORE.includes(`${family} ${model}`);

      for (const ratio of [of(12).area / of(4).area, of(12).leakage / of(4).leakage])
        if (shares) expect(ratio > 1 && ratio < 3).toBe(true);
        else expect(ratio).toBeCloseTo(3, 10);
    });
  });

  it("does each action for the same energy, and no later", () => {
    everyCase(cases, 73, ({ family, model, count }) => {
      const of = (n: number) => price(family, model, { [count]: n });
      const shares = SHARED.includes(`${family} ${model}`) && count === "lanes";

      for (const [name, { energy, interval }] of Object.entries(of(4).actions)) {
        expect(of(12).actions[name].energy).toBe(energy);
        if (!shares) expect(of(12).actions[name].interval * 3).toBeCloseTo(interval, 18);
        expect(of(12).actions[name].interval).toBeLessThanOrEqual(interval);
      }
    });
  });
});

describe("every memory of more capacity", () => {
  // What a DRAM holds bounds a workload; its package is no part of the chip. Stated numbers follow no law.
  const cases = having("capacity").filter(([family, model]) => family !== "dram" && model !== "stated");

  it("is larger, leaks more and costs at least as much an access", () => {
    everyCase(cases, 12, ([family, model]) => {
      const [small, large] = ["64 KiB", "1 MiB"].map((capacity) => price(family, model, { capacity }));
      expect(large.area).toBeGreaterThan(small.area);
      expect(large.leakage).toBeGreaterThan(small.leakage);
      expect(large.actions.read.energy).toBeGreaterThanOrEqual(small.actions.read.energy);
    });
  });
});

/** What a memory bounds, whose bandwidth or pulses know no clock. */
const MEMORY_BOUND = ["search dram-scan search", "search dram-scan write", "search non-volatile-scan write"];

describe("every unit at a slower clock", () => {
  const cases = having("clock");

  it("takes as much energy and no less time", () => {
    everyCase(cases, 100, ([family, model]) => {
      const [fast, slow] = ["400 MHz", "40 MHz"].map((clock) => price(family, model, { clock }));
      for (const [name, { energy, latency, interval }] of Object.entries(fast.actions)) {
        expect(slow.actions[name].energy).toBe(energy);
        expect(slow.actions[name].latency).toBeGreaterThanOrEqual(latency);
        if (interval > 0 && !MEMORY_BOUND.includes(`${family} ${model} ${name}`))
          expect(slow.actions[name].interval / interval).toBeCloseTo(10, 8);
      }
    });
  });
});

describe("every unit of a size", () => {
  const cases = [
    ["divider", "serial", "fractionBits", [4, 8, 16]],
    ["argmax", "comparator-tree", "inputs", [2, 16, 64]],
    ["popcount", "adder-tree", "bits", [8, 64, 512]],
    ["projection", "adder-tree", "width", [8, 64, 128]],
    ["projection", "fast-hadamard", "width", [8, 64, 128]],
    ["projection", "dense-int8", "width", [8, 64, 128]],
    ["combine", "running", "width", [8, 64, 128]],
    ["gather", "indexed", "rowBits", [64, 512, 1024]],
    ["link", "router", "hops", [1, 2, 8]],
    ["link", "h-tree", "levels", [1, 3, 8]],
    ["sorter", "bitonic", "keyBits", [16, 24, 32]],
    ["sorter", "odd-even-merge", "block", [64, 1024, 4096]],
    ["sorter", "streaming-merge", "block", [64, 1024, 4096]],
  ] as const;

  it("costs more energy with more of what makes it larger", () => {
    everyCase(cases, 39, ([family, model, name, values]) => {
      let before = 0;
      for (const value of values) {
        const energy = Math.max(...actions(family, model, { [name]: value }).map((action) => action.energy));
        expect(energy).toBeGreaterThan(before);
        before = energy;
      }
    });
  });
});

it("a family has one model of a name, and lists its ideal one first", () => {
  for (const { family } of digitalUnits) expect(shippedCatalogue.families[family][0].model).toBe("ideal");
});
