import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnsOf, holds, parseWhere } from "#search";
import { paretoQuery } from "../../src/study/query.ts";

const row: Record<string, string> = {
  area: "3",
  "design.adc.bits": "4",
  adc: "sar",
  note: "",
  "odd name": "-1e-3",
  cost: "Inf",
};
const check = (text: string): boolean => holds(parseWhere(text), (column) => row[column]);

describe("where", () => {
  test.each([
    ["area < 4", true],
    ["area<=3&&area>=3", true],
    ["area > 3 || area == 3", true],
    ["area != 3", false],
    ["area == 3.0e0", true],
    ["area < +.5", false],
    ["design.adc.bits == 4", true],
    ["`odd name` < 0", true],
    ["cost > 1e308", true],
    ["cost == +Infinity", true],
    ["cost < inf", false],
    ['adc == "sar" && area < 4', true],
    ["adc != 'sar'", false],
    ['note == ""', true],
    // A number compared with text or with nothing never holds, whatever the operator.
    ["note < 1", false],
    ["note != 1", false],
    ["adc != 1", false],
    // && before ||.
    ["area == 3 || area == 1 && area == 2", true],
    ["(area == 3 || area == 1) && area == 2", false],
    ["((((area == 3))))", true],
  ])("%s is %s", (text, expected) => expect(check(text)).toBe(expected));

  test.each([
    ["", "--where:1 (expression): expected a column, received the end"],
    ["area", "--where:5 (expression): expected one of <= >= == != < >, received the end"],
    ["area = 3", '--where:6 (expression): expected one of <= >= == != < >, received "="'],
    [
      "area < ",
      "--where:8 (expression): expected a number, or one with a unit such as 5 uJ, received the end",
    ],
    ["area < x", '--where:8 (expression): expected a number, or one with a unit such as 5 uJ, received "x"'],
    [
      "area == nan",
      '--where:9 (expression): expected a number, or one with a unit such as 5 uJ, or a quoted text, received "nan"',
    ],
    [
      "area < 3mn",
      '--where:11 (expression): expected a unit such as J, ns or mm2 after the number, received "3mn"',
    ],
    [
      "area < 1e",
      '--where:10 (expression): expected a unit such as J, ns or mm2 after the number, received "1e"',
    ],
    ['area < "3"', "--where:8 (expression): expected a number, or one with a unit such as 5 uJ, received"],
    ["area < 3 & area > 1", '--where:10 (expression): expected "&&", "||" or the end, received "&"'],
    ["(area < 3", '--where:10 (expression): expected "&&", "||" or ")", received the end'],
    ["area < 3)", '--where:9 (expression): expected "&&", "||" or the end, received ")"'],
    ["area < 3 && ", "--where:13 (expression): expected a column, received the end"],
    ["< 3", '--where:1 (expression): expected a column, received "<"'],
    [`${"(".repeat(5000)}a < 1`, "expected at most 64 levels of parentheses, received more"],
    ["a<1||".repeat(3000), "expected at most 10000 characters, received 15000"],
  ])("%s", (text, message) => expect(() => parseWhere(text)).toThrow(message));

  test.each([
    ["delay <= 10 ns", "10 ns", true],
    ["delay < 10ns", "10 ns", false],
    ["delay <= 1e-8", "10 ns", true],
    ["delay == 0.01 µs", "10 ns", true],
    ["delay < 10 ns", "9e-9", true],
    ["delay < 10 ns", "fast", false],
    ["area_m2 <= 2 mm²", "2e-6", true],
    ["area_m2 <= 2mm2", "2.1e-6", false],
  ])("%s of a cell %s is %s: numbers are SI, with a unit or without", (text, cell, expected) =>
    expect(holds(parseWhere(text), () => cell)).toBe(expected),
  );

  test("a unit is the one of its column", () => {
    const table = { header: ["energy_J", "tokens_per_s", "rate"], rows: [["1e-6", "5", "1 ns"]] };
    const issuesOf = (where: string) => {
      try {
        paretoQuery(table, { objectives: "energy_J:min", where });
        return "";
      } catch (error) {
        return String(error);
      }
    };
    expect(issuesOf("energy_J < 5 uJ && rate < 2 ns")).toBe("");
    expect(issuesOf("energy_J < 5 us")).toContain(
      'energy_J: expected a quantity in J such as "5 fJ", or the number in J, received 0.000005 s',
    );
    expect(issuesOf("tokens_per_s > 5 s")).toContain(
      "expected a number without a unit, as the column has none",
    );
    expect(issuesOf("rate < 2 J")).toContain('expected a quantity in s such as "10 ns"');
  });

  test("columns, each once", () =>
    expect(columnsOf(parseWhere("a < 1 && (b > 2 || a > -1) && c == 0"))).toEqual(["a", "b", "c"]));

  test("agrees with the same expression of the language", () => {
    type Tree = string | { join: string; terms: Tree[] };
    const leaf = fc
      .tuple(
        fc.constantFrom("x", "y"),
        fc.constantFrom("<", "<=", ">", ">=", "==", "!="),
        fc.integer({ min: -2, max: 2 }),
      )
      .map((parts) => parts.join(" "));
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.record({
          join: fc.constantFrom("&&", "||"),
          terms: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
        }),
      ),
    }));
    const show = (node: Tree): string =>
      typeof node === "string" ? node : `(${node.terms.map(show).join(node.join)})`;
    fc.assert(
      fc.property(tree, fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2, max: 2 }), (node, x, y) => {
        const text = show(node);
        const expected = new Function("x", "y", `return ${text};`)(x, y);
        expect(holds(parseWhere(text), (column) => String(column === "x" ? x : y))).toBe(expected);
      }),
      { seed: 99, numRuns: 500 },
    );
  });
});
