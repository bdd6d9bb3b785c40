import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cli } from "../cli/run.ts";

const root = mkdtempSync(join(tmpdir(), "crosshash-enlarged-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const study = (name: string, bits: number[], more = "") => `{ schemaVersion: 1, name: "${name}",
  workload: { length: 256, attention: { rounds: 4, chunk: 16 } }, fidelity: { arrays: 2, queries: 8 },
  space: { "design.hashing.dac.bits": [${bits}], "design.hashing.readTime": ["5 ns", "10 ns"] },
  levels: ["simulate"], objectives: ["energy_J:min", "recall:max"]${more} }`;

describe("an enlarged study", () => {
  const run = async (name: string, text: string, ...args: string[]) => {
    const file = join(root, `${name}.json5`);
    const out = join(root, `out-${name}`);
    writeFileSync(file, text);
    const { code, data, note } = await cli("study", "run", file, "--out", out, "--json", ...args);
    expect([code, note]).toEqual([0, ""]);
    await cli("study", "export", out, "--csv");
    return { ...JSON.parse(data), csv: readFileSync(join(out, "results.csv"), "utf8") };
  };

  it("evaluates its new points alone, and answers as one that shares nothing", async () => {
    const cache = join(root, "shared");
    const first = await run("first", study("first", [4, 6]), "--cache", cache);
    expect(first).toMatchObject({ evaluated: 4, reused: 0 });
    const larger = await run("larger", study("larger", [2, 4, 6]), "--cache", cache);
    expect(larger).toMatchObject({ points: 6, evaluated: 2, reused: 4 });
    const alone = await run("alone", study("alone", [2, 4, 6]), "--no-cache");
    expect(alone).toMatchObject({ evaluated: 6, reused: 0 });
    expect(larger.csv).toBe(alone.csv);
    // Another seed draws other arrays, another trial count is another config.
    const seeded = await run("seeded", study("seeded", [4]), "--cache", cache, "--seed", "9");
    expect(seeded).toMatchObject({ reused: 0 });
    const trials = study("trials", [4]).replace("arrays: 2", "arrays: 3");
    expect((await run("trials", trials, "--cache", cache)).reused).toBe(0);
    expect(statSync(cache).isDirectory()).toBe(true);
  });
});
