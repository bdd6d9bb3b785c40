import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guidePlugin } from "../cli/guide-plugin.ts";
import { cli } from "../cli/run.ts";

const MAIN = resolve(import.meta.dirname, "..", "..", "dist", "bundle", "main.js");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-plugin-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const crosshash = (...args: string[]) => spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8" });

/** What a program wrote, and its exit status. */
async function ended(child: ChildProcessWithoutNullStreams) {
  const texts = { stdout: "", stderr: "" };
  child.stdout.on("data", (bytes) => (texts.stdout += bytes));
  child.stderr.on("data", (bytes) => (texts.stderr += bytes));
  const [status] = await once(child, "close");
  return { status, ...texts };
}

const READOUT = '--set=design.hashing.readout={ family: "comparator", model: "bench-measured" }';
const SMALL = [
  "--set",
  "workload.length=256",
  "--set",
  "workload.attention.chunk=16",
  "--set",
  "fidelity.arrays=2",
  "--set",
  "design.hashing.array.wires=ideal",
  "--set",
  "design.mapping.search=false",
  "--set",
  "design.digital.sizes=stated",
];

const PLUGIN = guidePlugin();

describe("a plugin", () => {
  it("adds a model that is priced, checked, listed and simulated by every verb, on threads too", async () => {
    const file = write("bench.js", PLUGIN);
    const priced = await cli("explain", "comparator", "bench-measured", "--plugin", file, "--json");
    expect(priced.note).toBe("");
    expect(JSON.parse(priced.data).component).toMatchObject({
      area_m2: 20e-12,
      actions: { decide: { energy_J: 3e-12 } },
      assumed: 1,
    });
    expect((await cli("config", "schema", "--plugin", file)).data).toContain("bench-measured");
    const config = write(
      "bench.json5",
      '{ design: { hashing: { readout: { family: "comparator", model: "bench-measured" } } } }',
    );
    expect((await cli("config", "check", config, "--plugin", file)).data).toContain("valid");
    const without = await cli("config", "check", config);
    expect([without.code, without.data]).toEqual([2, ""]);
    expect(without.note).toContain('received "bench-measured"');

    const compared = (workers: string) =>
      crosshash("compare", "--plugin", file, READOUT, ...SMALL, "--json", "--workers", workers).stdout;
    const alone = compared("1");
    const items = JSON.parse(alone).designs.find(
      ({ id }: { id: string }) => id === "lsh-memristor",
    ).breakdown;
    const decided = items.find(({ action }: { action: string }) => action === "decide");
    expect(decided.energy_J).toBeCloseTo(decided.count * 3e-12, 20);
    expect(compared("2")).toBe(alone);
  });

  it("is stamped into a store, which refuses a changed one by name and none at all", () => {
    const file = write("stamped.js", PLUGIN);
    const study = write(
      "study.json5",
      `{ workload: { length: 256, attention: { chunk: 16 } }, fidelity: { arrays: 2, queries: 32 }, levels: ["simulate"],
         design: { hashing: { readout: { family: "comparator", model: "bench-measured" } } },
         space: { "workload.attention.rounds": [1, 2, 3, 4] }, objectives: ["energy_J:min", "recall:max"] }`,
    );
    const sweep = (out: string, ...args: string[]) =>
      crosshash("study", "run", study, "--out", join(folder, out), ...args);
    for (const workers of ["1", "2"])
      expect(sweep(`out-${workers}`, "--plugin", file, "--workers", workers)).toMatchObject({
        status: 0,
        stderr: "",
      });
    const csvOf = (out: string): string => {
      expect(crosshash("study", "export", join(folder, out), "--csv", "--plugin", file).status).toBe(0);
      return readFileSync(join(folder, out, "results.csv"), "utf8");
    };
    expect(csvOf("out-2")).toBe(csvOf("out-1"));
    expect(crosshash("study", "rerun", join(folder, "out-1"), "3", "--plugin", file).stdout).toContain(
      "is reproduced",
    );

    const bare = crosshash("study", "pareto", join(folder, "out-1"));
    expect([bare.status, bare.stdout]).toEqual([2, ""]);
    expect(bare.stderr).toContain("--plugin stamped.js is missing");
    write("stamped.js", PLUGIN.replace("3e-12", "4e-12"));
    const changed = crosshash("study", "status", join(folder, "out-1"), "--plugin", file);
    expect(changed.stderr).toContain("stamped.js, or a file that it imports, has changed since");
    const resumed = sweep("out-1", "--plugin", file);
    expect([resumed.status, resumed.stdout]).toEqual([2, ""]);
    expect(resumed.stderr).toMatch(/received one with other plugins\.stamped\.js/);
  });

  it("is known by what it imports, and what it reads is tried before a study goes on", () => {
    const data = write("energy.txt", "3e-12");
    write("factor.mjs", "export const factor = 1;");
    const energy = `factor * Number(readFileSync(process.env.ENERGY_FILE, "utf8"))`;
    const file = write(
      "reading.mjs",
      `import { readFileSync } from "node:fs"; import { factor } from "./factor.mjs"; console.log("loaded");\n${PLUGIN.replace("nominal: 3e-12", `nominal: ${energy}`)}`,
    );
    const study = write(
      "reading.json5",
      `{ workload: { length: 256, attention: { chunk: 16 } }, fidelity: { arrays: 2, queries: 32 },
         design: { hashing: { readout: { family: "comparator", model: "bench-measured" } } },
         space: { "design.cores": [1, 2, 3, 4] } }`,
    );
    const out = join(folder, "reading");
    const sweep = (...args: string[]) =>
      spawnSync(process.execPath, [MAIN, "study", "run", study, "--out", out, "--plugin", file, ...args], {
        encoding: "utf8",
        env: { ...process.env, ENERGY_FILE: data },
      });
    const first = sweep("--max-points", "2", "--json");
    // What a plugin prints is no part of an answer.
    expect(JSON.parse(first.stdout)).toMatchObject({ points: 2, ok: 2 });
    expect(first.stderr).toContain("loaded");
    write("energy.txt", "3.1e-12");
    const read = sweep();
    expect([read.status, read.stdout]).toEqual([2, ""]);
    expect(read.stderr).toMatch(
      /point price:\d is not reproduced \(energy_J .*what reading\.mjs read may have changed/,
    );
    write("energy.txt", "3e-12");
    write("factor.mjs", "export const factor = 1.1;");
    const imported = sweep();
    expect([imported.status, imported.stdout]).toEqual([2, ""]);
    expect(imported.stderr).toContain("other plugins.reading.mjs");
    write("factor.mjs", "export const factor = 1;");
    expect(sweep()).toMatchObject({ status: 0 });
  });

  it("that ends the program, never ends or prints while it is loaded is an error with words in bounded time", async () => {
    const cases: readonly (readonly [string, number, string])[] = [
      ["process.exit(0)", 2, "ended the program while it was loaded"],
      ["await new Promise(() => {})", 2, "is not loaded after 20 s"],
      ["for (;;);", 137, "is not loaded after 20 s"],
    ];
    // At once: two of them take as long as loading may.
    await Promise.all(
      cases.map(async ([code, status, words], n) => {
        const file = write(`bad-${n}.mjs`, code);
        // A shell sees a signal as 128 and its number.
        const command = ["-c", '"$0" "$@"; exit $?', process.execPath, MAIN];
        const ran = await ended(
          spawn("sh", [...command, "explain", "comparator", "ideal", "--plugin", file]),
        );
        expect([code, ran.status, ran.stdout]).toEqual([code, status, ""]);
        expect(ran.stderr).toContain(words);
      }),
    );
  });
});
