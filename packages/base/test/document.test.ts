import fc from "fast-check";
import JSON5 from "json5";
import { describe, expect, it } from "vitest";
import { parseDocument, parseValue } from "../src/document.ts";
import { ConfigError } from "../src/errors.ts";

/** The message that a text ends in. */
function complaint(text: string): string {
  try {
    parseDocument(text, "f.json5");
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "accepted";
}

describe("a text that looks like YAML", () => {
  // An expression with two ways to read an empty line took 2^n steps.
  it("is looked at in linear time", () => {
    expect(() => parseDocument(`${"---\n\n".repeat(600)}!`, "long")).toThrow("long:1:1");
  });
});

describe("a number that is not computed", () => {
  it.each(["1".repeat(200_000), "1 ".repeat(100_000), `1${" ".repeat(200_000)}`])(
    "is looked for in a long line in linear time: %#",
    (line) => {
      expect(() => parseDocument(`{ a: ${line} * }`, "long")).toThrow("long:1:");
    },
  );
});

describe("parseDocument", () => {
  it("gives what json5 gives, for every value that json5 writes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // Keys that reach a prototype are refused here and accepted there.
        fc.pre(!/"(__proto__|constructor|prototype)"/.test(JSON.stringify(value)));
        const text = JSON5.stringify(value, null, 2);
        expect(parseDocument(text, "f").value).toEqual(JSON5.parse(text));
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it.each([
    ["{ a: NaN }", "f.json5:1:6 a: expected a finite number, received NaN"],
    ["{\n  a: [1,\n    -Infinity] }", "f.json5:3:5 a.1: expected a finite number, received -Infinity"],
    ["{ a: 1e999 }", "f.json5:1:6 a: expected a finite number, received Infinity"],
    [
      "{ a: 1,\n b: 2,\n a: 3 }",
      "f.json5:3:2 a: expected each key once, received it twice, first at 1:3: put both into one",
    ],
    ["{ a: 2% }", "f.json5:1:7 (text): not JSON5: expected a number, received 2 % (write 0.02)"],
    ["{ a: 0,15 }", "f.json5:1:8 (text): not JSON5: expected a decimal point, received a comma (write 0.15)"],
    [
      "{ a: 25,6 GB/s }",
      'f.json5:1:9 (text): not JSON5: expected a decimal point, received a comma (write "25.6 GB/s")',
    ],
    ["{ a: 16,384 }", "received a comma (write 16.384, or 16384 for thousands)"],
    ["{ a: 1 b: 2 }", "f.json5:1:8 (text): not JSON5: expected a comma between 1 and b"],
    ["{ a: 4x4 }", "expected one number, received 4x4; each side of an array has a key of its own"],
    ["{ n: 1, a.b.c: 2 }", "expected a key without dots, received a.b.c (write a: { b: { c: … } })"],
    ['{ x: { "__proto__": { y: 1 } } }', "f.json5:1:8 x.__proto__: the key __proto__ is not allowed"],
    ["{ constructor: { prototype: {} } }", "f.json5:1:3 constructor: the key constructor is not allowed"],
    ["{ a: }", "f.json5:1:6 (text): not JSON5"],
    ["", "f.json5:1:1 (text): not JSON5: expected an object such as { }, received an empty text"],
    ["{ a: [1, 2", 'f.json5:1:6 (text): not JSON5: expected a "]" for the "[" that begins here'],
    [
      "{\n a: 1\n b: 2 }",
      "f.json5:3:2 (text): not JSON5: expected a comma or the end of what came before, received b",
    ],
    [
      "{ a: decode }",
      'f.json5:1:6 (text): not JSON5: expected a value, received decode; a text is put in quotes: "decode"',
    ],
  ])("%j → %s", (text, expected) => {
    expect(complaint(text)).toContain(expected);
    expect(complaint(text).split("\n")).toHaveLength(1);
  });

  it.each([
    ["{\n  a: { b: 1\n  c: { d: 2 },\n}\n", "f.json5:2:6 "],
    ["{\n  a: { // }\n    b: [1,\n    c: 2\n  },\n}", "f.json5:3:8 "],
    ["{\na: { b: 1 },\nc: 2\n", "f.json5:1:1 "],
  ])("names the brace of %j that its lines left open", (text, place) => {
    expect(() => parseDocument(text, "f.json5")).toThrow(place);
  });

  it("ends in a string that has no end, whatever stands before it", () => {
    const texts = ["'\\", '"\\', '{name:"x\\', "{a:'b\\\\\\", "//\r'\\", '/* */["\\', "//\u2028'\\\n'\\"];
    for (const text of texts) expect(complaint(text)).toMatch(/^f\.json5:\d+:\d+ \(text\): \S/);
    expect(complaint('{\r\n a: "x\\')).toBe(
      "f.json5:2:5 (text): not JSON5: expected a closing quote, the string that begins here has no end",
    );
    expect(complaint("{ a: 'x\\\\' }")).toBe("accepted");
  });

  it("reports every fault at once", () => {
    expect(complaint("{ a: NaN, b: Infinity, b: 1 }").split("\n")).toHaveLength(3);
  });

  it("caps nesting before a parser sees it, in linear time", () => {
    const start = process.cpuUsage().user;
    const deep = "[".repeat(200_000);
    expect(complaint(deep)).toBe("f.json5:1:65 (root): expected at most 64 levels of nesting, received more");
    expect((process.cpuUsage().user - start) / 1e6).toBeLessThan(5);
  });

  it("does not count brackets in strings and comments", () => {
    const text = `{ a: "${"[".repeat(100)}", /* ${"{".repeat(100)} */ b: 1, // ${"[".repeat(100)}\n c: '\\'${"[".repeat(99)}' }`;
    expect(complaint(text)).toBe("accepted");
  });

  it("caps size", () => {
    expect(complaint(`{ a: "${"x".repeat(1 << 18)}" }`)).toContain("expected at most 262144 characters");
  });

  it("knows where a value stands, also behind a byte-order mark", () => {
    const document = parseDocument("{\n  a: { b: [1, 2] },\n}", "f");
    expect(document.place(["a", "b", 1])).toBe("f:2:15");
    expect(document.place(["a", "missing"])).toBe("f:2:6");
    expect(parseDocument("\uFEFF{ a: 1 }", "f").value).toEqual({ a: 1 });
  });
});

describe("parseValue", () => {
  it.each([
    ["8", 8],
    ["true", true],
    ['"8"', "8"],
    ["1 GS/s", "1 GS/s"],
    ["[1, 2]", [1, 2]],
    ["head", "head"],
    ["", ""],
  ])("%j is %j", (text, value) => {
    expect(parseValue(text, "--set", "x")).toEqual(value);
  });

  it("refuses what JSON5 can say and a config must not", () => {
    expect(() => parseValue("NaN", "--set", "x")).toThrow(ConfigError);
    expect(() => parseValue("{ __proto__: 1 }", "--set", "x")).toThrow(ConfigError);
  });
});
