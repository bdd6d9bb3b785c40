import { describe, expect, it } from "vitest";
import { area, factor, groupDigits, lengthLabel, percent, plusMinus } from "../src/number-text.ts";
import { digits, engineering } from "../src/quantity-text.ts";

describe("numbers in words", () => {
  it("change unit where they should", () => {
    // An area is told in mm² from a thousandth of one.
    expect([2.34e-6, 1.01e-9, 0.99e-9, 5e-13].map((value) => area(value))).toEqual([
      "2.34 mm²",
      "0.00101 mm²",
      "990 µm²",
      "0.5 µm²",
    ]);
    expect(
      [1.23e-5, 0.9996e-3, 1e3, 999.4, 0, -2e-12, 4.5e-15, 7e13].map((value) => engineering(value, "J")),
    ).toEqual(["12.3 µJ", "1 mJ", "1 kJ", "999 J", "0 J", "-2 pJ", "4.5 fJ", "70 TJ"]);
    expect(engineering(1.23456e-5, "J", 5)).toBe("12.346 µJ");
    expect([512, 1024, 65_536, 1 << 20].map(lengthLabel)).toEqual(["512", "1k", "64k", "1M"]);
  });

  it("keep three digits, and an exponent only where zeros would run on", () => {
    expect([0, 0.001, 0.000999, 1234.5, 999_999, 1e6, -0.5].map((value) => digits(value))).toEqual([
      "0",
      "0.001",
      "9.99e-4",
      "1230",
      "1000000",
      "1.00e+6",
      "-0.5",
    ]);
    expect([0.1234, 1, 0].map(percent)).toEqual(["12.3 %", "100 %", "0 %"]);
    expect([1.234, null].map(factor)).toEqual(["×1.23", "–"]);
    expect([999, 1000, 1_234_567.4].map(groupDigits)).toEqual(["999", "1 000", "1 234 567"]);
  });

  it("show a mean to the second digit of its interval", () => {
    expect([plusMinus(0.12344, 0.0042), plusMinus(12.3, 1.5), plusMinus(0.5, 0), plusMinus(123, 20)]).toEqual(
      ["0.1234 ± 0.0042", "12.3 ± 1.5", "0.5000", "123 ± 20"],
    );
  });
});
