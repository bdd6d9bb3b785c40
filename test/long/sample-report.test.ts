import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cli } from "../cli/run.ts";

const SAMPLE = join(resolve(import.meta.dirname, "..", ".."), "reports", "sample");
const NAMES = readdirSync(SAMPLE).sort();

let folder: string;
let data: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-sample-"));
  ({ data } = await cli("compare", "--json", "--out", join(folder, "sample")));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("the committed sample report is what the default compare gives, file by file", () => {
  expect(data).toBe(readFileSync(join(SAMPLE, "result.json"), "utf8"));
  expect(readdirSync(join(folder, "sample")).sort()).toEqual(NAMES);
});

// Where a page or a chart is changed: `crosshash compare --out reports/sample`, and a look at what it gives.
it.each(NAMES.filter((name) => !name.endsWith(".png")))("its %s is the same to the byte", (name) => {
  expect(unsigned(made(name)).equals(unsigned(committed(name)))).toBe(true);
});

/** Without the program that wrote it and the checksum over both, which other code that gives the same numbers changes. */
const unsigned = (bytes: Buffer): Buffer =>
  Buffer.from(
    bytes.toString("latin1").replace(/,\s*"writer": \{[^}]*\},\s*"checksum": "[0-9a-f]{64}"/, ""),
    "latin1",
  );

// Other processors may round a pixel's edge otherwise: header and size of the picture, and its weight within 2 %.
it.each(NAMES.filter((name) => name.endsWith(".png")))("its %s is the same picture", (name) => {
  expect(made(name).subarray(0, 26).equals(committed(name).subarray(0, 26))).toBe(true);
  expect(Math.abs(made(name).length / committed(name).length - 1)).toBeLessThan(0.02);
});

const made = (name: string): Buffer => readFileSync(join(folder, "sample", name));
const committed = (name: string): Buffer => readFileSync(join(SAMPLE, name));
