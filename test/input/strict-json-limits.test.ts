import { describe, expect, it } from "vitest";
import { parseStrictJson } from "#base";
import { parseCircuitFile } from "../../src/design/circuit-file.ts";

const LIMITS = { length: 1000, depth: 4, keys: 2, elements: 2 };

describe("limits of strict JSON", () => {
  it("counts the values of each list and the keys of each object, and names the first beyond", () => {
    expect(parseStrictJson("[[1,2],[3,4]]", "x", LIMITS).value).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(() => parseStrictJson("[[1,2],[3,4,5]]", "x", LIMITS)).toThrow(
      "x:1:12 (text): expected at most 2 values in a list, received ,",
    );
    expect(() => parseStrictJson('{"a":1,"b":2,"c":3}', "x", LIMITS)).toThrow(
      'x:1:14 (text): expected at most 2 keys, received "c"',
    );
  });

  it("places what is missing at its nearest ancestor", () => {
    const { place } = parseStrictJson('{"a":[1, {"b":2}]}', "x", LIMITS);
    expect(["a", "z"].map((key) => place([key, 1, "q"]))).toEqual(["x:1:10", "x:1:1"]);
    expect(place(["a", 1, "b"])).toBe("x:1:15");
  });

  it("holds circuit files to a thousand keys an object", () => {
    const keys = Array.from({ length: 1001 }, (_, n) => `"k${n}":0`).join();
    expect(() => parseCircuitFile(`{${keys}}`, "x")).toThrow('expected at most 1000 keys, received "k1000"');
  });
});
