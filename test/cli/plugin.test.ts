import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guidePlugin } from "./guide-plugin.ts";
import { cli } from "./run.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-plugin-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PLUGIN = guidePlugin();

describe("a plugin", () => {
  it.each([
    ["no file", null, "expected a file, found none"],
    ["bad syntax", "export default (", "cannot be loaded: "],
    ["an import that throws", "throw new Error('boom')", "cannot be loaded: Error: boom"],
    [
      "a function that throws",
      "export default () => { throw new TypeError('no kit') }",
      "failed while its models were made: TypeError: no kit",
    ],
    ["nothing thrown", "throw null", "cannot be loaded: null"],
    [
      "a thrown object that throws",
      "throw { toString() { throw 1; } }",
      "cannot be loaded: something was thrown that cannot be read",
    ],
    [
      "an export that throws when it is looked at",
      "const no = () => { throw 3; }; export default new Proxy({}, { get: no, getPrototypeOf: no, ownKeys: no })",
      "failed while its models were made: 3",
    ],
    ["no default export", "export const model = 1", "expected a default export"],
    [
      "something else",
      "export default 42",
      "expected a model made by define or a selector made by defineSelector, received",
    ],
    ["no model", "export default []", "expected a model or a selector, received none"],
    [
      "an unknown family",
      PLUGIN.replace("defineComparator({", 'define({ family: "comparater",').replaceAll(
        "defineComparator",
        "define",
      ),
      'did you mean "comparator"',
    ],
    ["a known name", PLUGIN.replace("bench-measured", "ideal"), "received that of the known model ideal"],
    ["a missing action", PLUGIN.replace("decide:", "choose:"), "expected a price of the action decide"],
    [
      "a missing behaviour",
      PLUGIN.replace("offsets: (count) => new Float64Array(count),", ""),
      "expected a function offsets in its behaviour",
    ],
    [
      "one model twice",
      PLUGIN.replace(/=>\n {2}define/, "=> [1, 2].map(() => define").replace(/\);\n$/, "));"),
      "expected each model once",
    ],
    [
      "a price that is no number",
      PLUGIN.replace("squareMetres(20e-12)", "squareMetres(NaN)"),
      "expected a finite area",
    ],
  ])("is refused with its reason: %s", async (name, code, reason) => {
    const file = join(folder, `${name.replaceAll(" ", "-")}.mjs`);
    if (code !== null) writeFileSync(file, code);
    const { code: exit, data, note } = await cli("explain", "comparator", "bench-measured", "--plugin", file);
    expect([exit, data]).toEqual([2, ""]);
    expect(note.split("\n")).toHaveLength(1);
    expect(note).toContain(reason);
    expect(note).toContain(name.replaceAll(" ", "-"));
  });
});
