import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError } from "#base";
import { parseExpression } from "../src/expression.ts";

const VALUES: Readonly<Record<string, number>> = { rows: 64, "a.b": 3, "odd-name": 5 };
const value = (text: string): number => parseExpression(text, "t").value((name) => VALUES[name]);

describe("expressions", () => {
  it.each([
    ["2 * rows", 128],
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["2 ^ 3 ^ 2", 512],
    ["-2 ^ 2", -4],
    ["2 ^ -1", 0.5],
    ["10 - 3 - 2", 5],
    ["24 / 4 / 2", 3],
    ["max(8, rows / a.b, 1)", 64 / 3],
    ["min(8, rows)", 8],
    ["floor(rows / 5) + ceil(0.2) + round(2.5) + abs(-1)", 12 + 1 + 3 + 1],
    ["log2(rows) * sqrt(16)", 24],
    ["`odd-name` - 1e1", -5],
  ])("%s = %d", (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  it("name what they use, once", () => {
    expect(parseExpression("rows + rows * min", "t").names).toEqual(["rows", "min"]);
  });

  it.each([
    ["", "t:1", "expected a number, a name or (, received the end"],
    ["1 +", "t:4", "received the end"],
    ["(1", "t:3", 'expected an operator or ")"'],
    ["1 2", "t:3", "expected an operator or the end"],
    ["min(1", "t:6", 'expected an operator or ")"'],
    ["sqrt(1, 2)", "t:7", 'expected an operator or ")"'],
    ["a = 1", "t:3", "expected an operator or the end"],
    [`${"(".repeat(70)}1`, "t:", "at most 64 levels"],
    ["1".repeat(1001), "t:", "at most 1000 characters"],
  ])("%s is a fault at its place", (text, place, message) => {
    expect(() => parseExpression(text, "t")).toThrow(ConfigError);
    expect(() => parseExpression(text, "t")).toThrow(message);
    expect(() => parseExpression(text, "t")).toThrow(place);
  });

  it("agree with arithmetic on random trees", () => {
    const tree: fc.Arbitrary<{ text: string; value: number }> = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: "small" },
        fc.integer({ min: 0, max: 99 }).map((n) => ({ text: String(n), value: n })),
        fc.tuple(fc.constantFrom("+", "-", "*", "/"), tie("node"), tie("node")).map(([operator, a, b]) => {
          const [x, y] = [a, b] as { text: string; value: number }[];
          const of: Record<string, number> = {
            "+": x.value + y.value,
            "-": x.value - y.value,
            "*": x.value * y.value,
            "/": x.value / y.value,
          };
          return { text: `(${x.text}) ${operator} (${y.text})`, value: of[operator] };
        }),
      ),
    })).node as fc.Arbitrary<{ text: string; value: number }>;
    fc.assert(
      fc.property(tree, ({ text, value: expected }) => {
        fc.pre(text.length <= 1000);
        expect(value(text)).toBe(expected);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
