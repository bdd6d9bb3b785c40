import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnsOf, holds, parseWhere } from "../../src/study/expression.ts";

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
    ["area < ", "--where:8 (expression): expected a number, received the end"],
    ["area < x", '--where:8 (expression): expected a number, received "x"'],
    ["area == nan", '--where:9 (expression): expected a number or a quoted text, received "nan"'],
    ["area < 3mm", '--where:8 (expression): expected a number, received "3mm"'],
    ['area < "3"', "--where:8 (expression): expected a number, received"],
    ["area < 3 & area > 1", '--where:10 (expression): expected "&&", "||" or the end, received "&"'],
    ["(area < 3", '--where:10 (expression): expected "&&", "||" or ")", received the end'],
    ["area < 3)", '--where:9 (expression): expected "&&", "||" or the end, received ")"'],
    ["area < 3 && ", "--where:13 (expression): expected a column, received the end"],
    ["< 3", '--where:1 (expression): expected a column, received "<"'],
    [`${"(".repeat(5000)}a < 1`, "expected at most 64 levels of parentheses, received more"],
    ["a<1||".repeat(3000), "expected at most 10000 characters, received 15000"],
  ])("%s", (text, message) => expect(() => parseWhere(text)).toThrow(message));

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
