import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Manifest, readManifest, writeManifest } from "../../packages/study-runs/src/store/manifest.ts";
import { framed } from "../../packages/study-runs/src/store/record-scan.ts";
import { currentWriter } from "../../src/runtime/current-writer.ts";
import { cli } from "./run.ts";

let folder: string;
let study: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-code-"));
  study = join(folder, "study.json5");
  out = join(folder, "out");
  writeFileSync(
    study,
    `{ workload: { length: 256, attention: { chunk: 16 } }, space: { "design.cores": [1, 2, 3] }, objectives: ["energy_J:min"] }`,
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sweep = (...more: string[]) => cli("study", "run", study, "--out", out, ...more);
const rewrite = (change: Partial<Manifest>): void => {
  writeManifest(out, { ...readManifest(out), ...change });
};
/** The energy of the second point as another program would have found it. */
const changeResult = (): void => {
  const file = join(out, "results.jsonl");
  const texts = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.slice(9));
  texts[1] = texts[1].replace(/,\[(\d)/, (_, digit: string) => `,[${(Number(digit) + 1) % 10}`);
  writeFileSync(file, framed(texts));
};

describe("a store that other code wrote", () => {
  it("is said by the verbs that read it, and goes on where its last point is reproduced", async () => {
    expect((await sweep("--max-points", "2")).note).toBe("");
    expect(readManifest(out).writers).toEqual([currentWriter()]);
    const other = { ...currentWriter(), code: "0123456789abcdef", node: "v18.1.0" };
    rewrite({ writers: [other] });
    for (const [verb, ...rest] of [
      ["study status"],
      ["study export", "--csv"],
      ["study pareto"],
      ["study rerun", "1"],
    ]) {
      const { code, note } = await cli(...verb.split(" "), out, ...rest);
      expect([verb, code]).toEqual([verb, 0]);
      expect(note).toMatch(
        /was written with code 0123456789abcdef \(here [0-9a-f]{16}\), Node v18\.1\.0 \(here v/,
      );
    }
    const resumed = await sweep();
    expect(resumed.code).toBe(0);
    expect(resumed.note).toContain("point price:1 was evaluated again, with the stored result");
    expect(readManifest(out).writers).toEqual([other, currentWriter()]);
  });

  it("does not go on where a number is another one, which is named with the causes", async () => {
    await sweep("--max-points", "2");
    changeResult();
    // The same code makes the same numbers: nothing is evaluated again.
    expect((await sweep("--max-points", "2")).code).toBe(0);
    rewrite({ writers: [{ ...currentWriter(), node: "v18.1.0" }] });
    const before = readFileSync(join(out, "results.jsonl"));
    const { code, data, note } = await sweep();
    expect([code, data]).toEqual([2, ""]);
    expect(note).toMatch(
      /point price:1 is not reproduced \(energy_J is .* in the store and .* now\).*Node v18\.1\.0/,
    );
    expect(readFileSync(join(out, "results.jsonl")).equals(before)).toBe(true);
    expect(readManifest(out).writers).toHaveLength(1);
  });

  it("evaluates points again that failed, on request alone", async () => {
    await sweep();
    const whole = (await cli("study", "export", out, "--csv", "--out", join(folder, "whole.csv"))).code;
    expect(whole).toBe(0);
    const file = join(out, "results.jsonl");
    const texts = readFileSync(file, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.slice(9));
    texts[0] = texts[0].replace(/"ok",(\[\d\]),.*/, '"timeout",$1,"no result after 1 s"]');
    texts[2] = texts[2].replace(/"ok",(\[\d\]),.*/, '"failed",$1,"lost"]');
    writeFileSync(file, framed(texts));
    expect((await sweep()).code).toBe(3);
    expect(JSON.parse((await sweep("--retry", "timeout", "--json")).data)).toMatchObject({
      evaluated: 1,
      retried: 1,
      failed: 1,
    });
    expect(JSON.parse((await sweep("--retry", "failed,timeout", "--json")).data)).toMatchObject({
      evaluated: 1,
      ok: 3,
      failed: 0,
    });
    expect((await cli("study", "export", out, "--csv")).code).toBe(0);
    expect(readFileSync(join(out, "results.csv"), "utf8")).toBe(
      readFileSync(join(folder, "whole.csv"), "utf8"),
    );
    expect(JSON.parse((await cli("study", "status", out, "--json")).data).levels[0]).toMatchObject({
      ok: 3,
      failed: 0,
      timeout: 0,
      done: 3,
    });
    expect((await sweep("--retry", "ok")).code).toBe(2);
  });
});
