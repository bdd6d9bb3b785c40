import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  femtojoules,
  nanoseconds,
  parseConfigQuantity,
  parseQuantity,
  picojoules,
  quantityPattern,
} from "../src/units.ts";

describe("parseQuantity", () => {
  // A pattern with two ways to read a run of letters takes 2^64 steps here.
  it.each(["a", "a ", "1", "1 ", "a1", "N-", "1,", "+", "±", "."])(
    "refuses 64 characters of %j soon",
    (part) => {
      const text = part.repeat(64).slice(0, 64).trim();
      for (const unit of ["m", "S", "B", "B/s", "ohm", "s"] as const)
        expect(typeof parseQuantity(text, unit)).toBe("string");
    },
  );

  it.each([
    ["10 µS", "S", 1e-5],
    ["10 μS", "S", 1e-5],
    ["10uS", "S", 1e-5],
    ["0.2 V", "V", 0.2],
    ["20 Ω", "ohm", 20],
    ["20 ohm", "ohm", 20],
    ["5 fJ", "J", 5e-15],
    ["1.5e3 nS", "S", 1.5e-6],
    ["10 mm2", "m2", 1e-5],
    ["0.25 µm²", "m2", 2.5e-13],
    ["1 GS/s", "S/s", 1e9],
    ["25.6 GB/s", "B/s", 25.6e9],
    ["2 MiB", "B", 2 * 1024 * 1024],
    ["2 MB", "B", 2e6],
    ["28 nm", "m", 28e-9],
    ["3 m", "m", 3],
    ["3 mm", "m", 3e-3],
  ] as const)("%s is exactly %s", (text, unit, value) => {
    expect(parseQuantity(text, unit)).toBe(value);
  });

  it("is the correctly rounded decimal for every prefix", () => {
    const exponents = { a: -18, f: -15, p: -12, n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12 };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999_999 }),
        fc.constantFrom(...Object.entries(exponents)),
        (n, [p, e]) => {
          expect(parseQuantity(`${n} ${p}V`, "V")).toBe(Number(`${n}e${e}`));
        },
      ),
      { seed: 1 },
    );
  });

  it.each([
    ["10", "S", "without a unit"],
    ["10 V", "S", 'received the unit "V"'],
    ["10 xS", "S", 'received the unit "xS"'],
    ["1 TBps", "B/s", '(write "1 TB/s")'],
    ["25.6 GBs", "B/s", '(write "25.6 GB/s")'],
    ["1 mhz", "Hz", '(write "1 MHz")'],
    ["5 nanoseconds", "s", '(write "5 ns")'],
    ["27 °C", "K", '(write "300.15 K")'],
    ["5 GHz", "s", 'received the unit "GHz", a frequency (one over it is "2e-10 s")'],
    ["10 mm", "m2", 'received the unit "mm", a length'],
    ["0,2 V", "V", '(write "0.2 V")'],
    ["1,000 ns", "s", '(write "1000 ns")'],
    ["about 10 ns", "s", '(write "10 ns")'],
    ["5e-9", "s", '(write "5e-9 s", with the unit that you mean)'],
    ["ten S", "S", 'such as "10 µS"'],
    ["NaN S", "S", "expected a quantity"],
    ["Infinity S", "S", "expected a quantity"],
    ["", "S", "expected a quantity"],
    ["2 Mim", "m", "received the unit"],
  ] as const)("refuses %j as %s", (text, unit, part) => {
    expect(parseQuantity(text, unit)).toContain(part);
  });
});

it("refuses a megabyte of digits in linear time", () => {
  const start = process.cpuUsage().user;
  expect(parseQuantity("1".repeat(1 << 20), "s")).toContain("expected a quantity in s");
  expect((process.cpuUsage().user - start) / 1e6).toBeLessThan(2);
});

describe("constructors", () => {
  it("give the correctly rounded SI value", () => {
    for (let n = 1; n < 1000; n++) {
      expect(femtojoules(n)).toBe(Number(`${n}e-15`));
      expect(picojoules(n)).toBe(Number(`${n}e-12`));
      expect(nanoseconds(n)).toBe(Number(`${n}e-9`));
    }
  });
});

describe("a quantity of a config", () => {
  it.each([
    ["20 kohm", 50e-6],
    ["20kΩ", 50e-6],
    ["500 kohm", 2e-6],
    ["50 µS", 50e-6],
  ])("%s is a conductance", (text, value) => {
    expect(parseConfigQuantity(text, "S")).toBeCloseTo(value, 15);
    expect(text).toMatch(new RegExp(quantityPattern("S"), "u"));
  });

  it("names both units where neither is given, and refuses a resistance of nothing", () => {
    expect(parseConfigQuantity("20 kV", "S")).toBe(
      'expected a quantity in S such as "10 µS", or a resistance such as "20 kohm", received the unit "kV", a voltage',
    );
    expect(parseConfigQuantity("0 ohm", "S")).toBe('expected a resistance above 0 ohm, received "0 ohm"');
    expect(parseConfigQuantity("-5 ohm", "S")).toBe('expected a resistance above 0 ohm, received "-5 ohm"');
  });

  it("takes no conductance for a resistance, nor a resistance for another unit", () => {
    expect(parseConfigQuantity("10 µS", "ohm")).toMatch(/expected a quantity in ohm/);
    expect(parseConfigQuantity("20 kohm", "V")).toMatch(/expected a quantity in V/);
  });

  it.each(["22nm", "22 nm"])("%s is a node", (text) => {
    expect(parseConfigQuantity(text, "m")).toBe(22e-9);
  });
});
