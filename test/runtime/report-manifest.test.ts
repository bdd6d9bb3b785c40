import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createRng } from "#base";
import { sealedText } from "#local-io";
import { manifestFile, readReportManifest, reportDoubt } from "../../src/runtime/report-manifest.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-report-"));
afterAll(() => rmSync(folder, { recursive: true }));

const measured = {
  ...{
    design: "lsh-memristor",
    model: "m",
    length: 512,
    seed: 1,
    energy_J: 1e-3,
    latency_s: 1e-3,
    area_m2: 1e-5,
  },
  ...{ recall: null, outputError: null },
};
const { name, content } = manifestFile({
  ...{
    question: "a".repeat(64),
    name: "n",
    command: "crosshash compare",
    version: "0.1.0",
    kernels: "plain",
  },
  ...{ changes: [], config: { name: "n" }, measured },
});

function read(text: string) {
  writeFileSync(join(folder, name), text);
  return readReportManifest(folder);
}

describe("a report's file", () => {
  it("is read as it was written, without a doubt", () => {
    const own = read(content);
    expect(own?.measured).toEqual(measured);
    expect(own === null ? "none" : reportDoubt(own)).toBeNull();
  });

  it("by 200 random edits is refused in words", () => {
    const rng = createRng("report").fork("edits");
    for (let n = 0; n < 200; n++) {
      const at = rng.integer(content.length);
      const to = Math.min(content.length, at + rng.integer(20));
      const text = `${content.slice(0, at)}${rng.integer(2) === 0 ? "7" : ""}${content.slice(to)}`;
      if (text !== content) expect(() => read(text), text).toThrow(/report\.json/);
    }
  });

  it("with another number and its checksum's old value is refused", () => {
    expect(() => read(content.replace('"energy_J": 0.001', '"energy_J": 0.002'))).toThrow(
      /report\.json \(store\): expected the text that its checksum was made of/,
    );
  });

  it("of other code and of before is read, and said", () => {
    const { checksum: _, ...value } = JSON.parse(content);
    const other = read(sealedText({ ...value, writer: { ...value.writer, code: "other" } }));
    expect(other === null ? "" : reportDoubt(other)).toMatch(/it was written with code other \(here /);
    const { writer: __, ...bare } = value;
    const old = read(JSON.stringify({ ...bare, format: "crosshash-report/1" }));
    expect(old === null ? "" : reportDoubt(old)).toMatch(/without a checksum and without its code/);
  });

  it("of format 2 cannot do without its checksum", () => {
    const { checksum: _, ...value } = JSON.parse(content);
    expect(() => read(`${JSON.stringify(value, null, 2)}\n`)).toThrow(/its checksum/);
  });
});
