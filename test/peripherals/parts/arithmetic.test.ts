import { describe, expect, it } from "vitest";
import { createRng, nanometres, normals } from "#base";
import { counterTree, type Divider, type Popcount, type Register, type ShiftAdd } from "#circuits";
import { createTechnology } from "#technology";
import { type Argmax, argmaxComparisons } from "../../../src/peripherals/parts/argmax.ts";
import { bind } from "../bind.ts";

const at = (node: number) => createTechnology(nanometres(node));

describe("ripple adder", () => {
  it("meets the published 4- to 32-bit adders at 32 nm within 2 %", () => {
    for (const [bits, energy, area, delay] of [
      [4, 8.2e-15, 11.8e-12, 0.41e-9],
      [8, 16.3e-15, 23.5e-12, 0.85e-9],
      [16, 32.5e-15, 47.1e-12, 1.73e-9],
      [32, 64.8e-15, 94.1e-12, 3.5e-9],
    ]) {
      const cost = bind("adder", "ripple", { bits }).cost(at(32));
      expect(Math.abs(cost.actions.add.energy / energy - 1)).toBeLessThan(0.02);
      expect(Math.abs(cost.area / area - 1)).toBeLessThan(0.02);
      expect(Math.abs(cost.actions.add.latency / delay - 1)).toBeLessThan(0.07);
    }
  });
});

describe.each(["ripple", "pipelined"])("adder %s", (model) => {
  const sum = (bits: number) =>
    bind<"add", { sum(a: number, b: number): number }>("adder", model, { bits }).behaviour.sum;

  it("adds like the machine's own words of 8 and 32 bits", () => {
    const rng = createRng(1);
    for (let n = 0; n < 500; n++) {
      const [a, b] = [rng.integer(256) - 128, rng.integer(256) - 128];
      expect(sum(8)(a, b)).toBe(Int8Array.of(a + b)[0]);
      const [c, d] = [rng.integer(2 ** 31) * 2 - 2 ** 31, rng.integer(2 ** 31)];
      expect(sum(32)(c, d)).toBe((c + d) | 0);
    }
  });
});

it.each(["d-flip-flop", "synthesised"])("register %s keeps the lowest bits", (model) => {
  const keep = (bits: number) => bind<"store", Register>("register", model, { bits }).behaviour.keep;
  expect(keep(8)(300)).toBe(44);
  expect(keep(8)(-1)).toBe(255);
  expect(keep(16)(300)).toBe(300);
});

describe("shift-and-add", () => {
  const { accumulate } = bind<"accumulate", ShiftAdd>("shift-add", "accumulator", { bits: 16 }).behaviour;

  it("puts bit-serial partial products together", () => {
    const rng = createRng(2);
    for (let n = 0; n < 200; n++) {
      const [a, b] = [rng.integer(256), rng.integer(100)];
      let total = 0;
      for (let bit = 0; bit < 8; bit++) total = accumulate(total, ((a >> bit) & 1) * b, bit);
      expect(total).toBe(a * b);
    }
  });

  it("wraps at 16 bits", () => {
    expect(accumulate(32_767, 1, 0)).toBe(-32_768);
  });

  it("is the published unit at 32 nm", () => {
    const cost = bind("shift-add", "accumulator").cost(at(32));
    expect(cost.actions.accumulate.energy).toBeCloseTo(0.021e-12, 20);
    expect(cost.area).toBeCloseTo(60e-12, 18);
  });
});

describe("serial divider", () => {
  const unit = bind<"divide", Divider>("divider", "serial", { fractionBits: 8 });

  it("cuts the quotient after its fraction bits", () => {
    for (let denominator = 1; denominator < 60; denominator++)
      for (let numerator = 0; numerator <= denominator; numerator++)
        expect(unit.behaviour.quotient(numerator, denominator)).toBe(
          Math.floor((256 * numerator) / denominator) / 256,
        );
  });

  it("refuses what is no part of a sum", () => {
    for (const [numerator, denominator] of [
      [1, 0],
      [2, 1],
      [-1, 4],
      [Number.NaN, 1],
    ])
      expect(() => unit.behaviour.quotient(numerator, denominator)).toThrow("expected 0 ≤ numerator");
  });

  it("takes a cycle a quotient bit", () => {
    expect(unit.cost(at(28)).actions.divide.latency).toBeCloseTo(9e-9, 18);
  });
});

describe("adder-tree popcount", () => {
  it("needs n − ⌊log₂ n⌋ − 1 full adders", () => {
    for (let n = 2; n <= 300; n++)
      expect(counterTree(n).fullAdders, `${n} bits`).toBe(n - Math.floor(Math.log2(n)) - 1);
    // Seven bits: the textbook counter of four full adders, three of them deep.
    expect(counterTree(7)).toEqual({ fullAdders: 4, halfAdders: 0, depth: 3 });
  });

  it("counts every code of up to twelve bits, and random long ones", () => {
    for (let bits = 2; bits <= 12; bits++) {
      const { count } = bind<"count", Popcount>("popcount", "adder-tree", { bits }).behaviour;
      for (let word = 0; word < 2 ** bits; word++) {
        const code = Uint8Array.from({ length: bits }, (_, i) => (word >> i) & 1);
        if (count(code) !== word.toString(2).replaceAll("0", "").length) expect.fail(`${bits} bits: ${word}`);
      }
    }
    const rng = createRng(3);
    const { count } = bind<"count", Popcount>("popcount", "adder-tree", { bits: 501 }).behaviour;
    const code = Uint8Array.from({ length: 501 }, () => rng.integer(2));
    expect(count(code)).toBe(code.filter((bit) => bit === 1).length);
  });

  it("refuses a code of another length or with other digits", () => {
    const { count } = bind<"count", Popcount>("popcount", "adder-tree", { bits: 4 }).behaviour;
    expect(() => count(new Uint8Array(3))).toThrow("expected a code of 4 bits, received 3");
    expect(() => count(Uint8Array.of(0, 1, 2, 0))).toThrow("expected bits of 0 or 1, received 2");
  });
});

describe.each(["absolute", "candidates"] as const)("comparator-tree argmax, %s", (mode) => {
  const argmax = (inputs: number) =>
    bind<"choose", Argmax>("argmax", "comparator-tree", { inputs, mode }).behaviour;

  it("finds the largest of [y; −y]", () => {
    for (const inputs of [1, 2, 3, 5, 64, 100]) {
      const y = normals(inputs, createRng(inputs));
      const both = [...y, ...y.map((x) => -x)];
      expect(argmax(inputs).largest(y)).toBe(both.indexOf(Math.max(...both)));
    }
  });

  it("chooses one of the largest where integers draw", () => {
    const rng = createRng(4);
    for (let n = 0; n < 300; n++) {
      const y = Float64Array.from({ length: 9 }, () => rng.integer(5) - 2);
      const both = [...y, ...y.map((x) => -x)];
      expect(both[argmax(9).largest(y)]).toBe(Math.max(...both));
    }
  });

  it("refuses another number of projections", () => {
    expect(() => argmax(3).largest(new Float64Array(2))).toThrow("expected 3 projections, received 2");
  });
});

it("the argmax on magnitudes halves the comparisons", () => {
  expect([argmaxComparisons(64, "candidates"), argmaxComparisons(64, "absolute")]).toEqual([127, 63]);
  const price = (mode: string) => bind("argmax", "comparator-tree", { mode }).cost(at(28));
  expect(price("absolute").actions.choose.energy).toBeLessThan(price("candidates").actions.choose.energy);
});
