import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LEVEL_METRICS } from "../../src/commands/shared/studies/study.ts";
import { ask, BASE, expectBytesOfSweep, exported, outsider, tell, writeInto } from "./driving.ts";
import { cli } from "./run.ts";

const MAIN = resolve(import.meta.dirname, "..", "..", "dist", "bundle", "main.js");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-drive-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const write = (text: string): string => writeInto(folder, text);

const STUDIES = {
  "grid with points that have no price": `{ ${BASE}, space: { "design.cores": { from: 1, to: 6, step: 1 },
    "workload.length": [256, 300, 512], "design.contexts": { values: [1, 2], when: "cores > 4" } },
    objectives: ["energy_J:min", "area_m2:min"] }`,
  "search by generations": `{ ${BASE}, search: { kind: "nsga2", population: 8, generations: 4 },
    objectives: ["energy_J:min", "area_m2:min"], space: {
    "design.hashing.readTime": { from: "1 ns", to: "100 ns", scale: "log" }, "design.cores": { from: 1, to: 32 },
    "design.logicNode": ["28 nm", "16 nm", "7 nm"] } }`,
};

describe("ask and tell", () => {
  it.each(Object.entries(STUDIES))(
    "give the bytes of a sweep: %s",
    async (_, text) => {
      const own = mkdtempSync(join(folder, "study-"));
      const table = await expectBytesOfSweep(own, write(text));
      expect(table).toContain(",ok,");
    },
    60_000,
  );

  it("hand out the points of a generation, then none before it is told, and say how many are missing", async () => {
    const out = join(folder, "generations");
    const study = write(STUDIES["search by generations"]);
    expect(await ask(study, "--out", out, "--count", "20")).toMatchObject({ waiting: 8, recorded: 0 });
    expect(await ask(out)).toMatchObject({ points: [], waiting: 8, complete: false });
    const { data } = await cli("study", "ask", out);
    expect(data).toContain("8 issued points have no result yet");
    const evaluate = await outsider(out);
    const asked = await ask(out, "--again", "--count", "20");
    expect(asked.points).toHaveLength(8);
    const results = evaluate(asked);
    await tell(out, results.slice(1));
    expect(await ask(out)).toMatchObject({ points: [], waiting: 1, recorded: 7 });
    await tell(out, results.slice(0, 1));
    const next = await ask(out, "--count", "20");
    expect(next.points.map(({ index }) => index)).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
    // A damaged note is forgotten, and its point handed out as a new one.
    const file = join(out, "asked.jsonl");
    const bytes = readFileSync(file);
    bytes[bytes.length - 5] ^= 1;
    writeFileSync(file, bytes);
    expect((await ask(out, "--count", "20")).points.map(({ index }) => index)).toEqual([15]);
    expect((await ask(out, "--again", "--count", "20")).points).toHaveLength(8);
  });
});

const ALL = {
  ...Object.fromEntries(LEVEL_METRICS.analytic.map((metric) => [metric, 1])),
  energy_J: 1e-3,
  latency_s: 2e-3,
  area_m2: 3e-6,
  energy_vs_exact: 0.5,
  energy_vs_lsh_digital: 1,
  throughput_tokens_per_s: 1000,
};
const key = "analytic:0";

describe("tell", () => {
  let out: string;
  beforeAll(async () => {
    out = join(folder, "told");
    await ask(write(STUDIES["grid with points that have no price"]), "--out", out, "--count", "3");
  });

  it("takes a result once, the same again as known, and no other of the same point", async () => {
    const results = [
      { key, metrics: { ...ALL, energy_vs_exact: "Infinity" } },
      { key: "analytic:1", status: "infeasible", reason: `it does not fit: ${"x".repeat(500)}` },
    ];
    expect(JSON.parse((await tell(out, results)).data)).toEqual({ told: 2, repeated: 0, recorded: 2 });
    const bytes = readFileSync(join(out, "results.jsonl"));
    expect(JSON.parse((await tell(out, [...results, ...results])).data)).toEqual({
      told: 0,
      repeated: 4,
      recorded: 2,
    });
    for (const other of [
      { key, metrics: { ...ALL, energy_vs_exact: "Infinity", energy_J: 1.0000000000000002e-3 } },
      { key, status: "failed", reason: "no" },
    ]) {
      // The good line beside it is not taken either.
      const { code, data, note } = await tell(out, [{ key: "analytic:2", metrics: ALL }, other]);
      expect({ code, data }).toEqual({ code: 2, data: "" });
      expect(note).toMatch(
        /line 2 analytic:0: expected the result that was recorded before, received a different one/,
      );
    }
    expect(readFileSync(join(out, "results.jsonl")).equals(bytes)).toBe(true);
    expect(await exported(out)).toMatch(/^0,ok,analytic,.*,Infinity,1,1000,1,1,1,\r\n1,infeasible,/m);
  });

  it.each<[unknown, string]>([
    [{ key: "analytic:9", metrics: ALL }, 'key: expected a key that ask issued, received "analytic:9"'],
    [{ key: "simulate:2", metrics: ALL }, "key: expected a key that ask issued"],
    [{ key: 2, metrics: ALL }, "key: expected a key that ask issued, received 2"],
    [{ key: "analytic:02", metrics: ALL }, "key: expected a key that ask issued"],
    [
      { key, metrics: { ...ALL, energy_j: 1 } },
      'metrics.energy_j: expected a metric of the level; did you mean "energy_J"?',
    ],
    [{ key, metrics: { energy_J: 1 } }, "metrics.latency_s: expected a number"],
    [{ key, metrics: { ...ALL, energy_J: "NaN" } }, "a point without one has a status and a reason"],
    [{ key, metrics: { ...ALL, energy_J: null } }, "metrics.energy_J: expected a number"],
    [{ key, status: "failed" }, "reason: expected why the point is failed"],
    [
      { key, status: "failed", reason: "x", metrics: ALL },
      "metrics: expected none of a point that is failed",
    ],
    [{ key, metrics: ALL, reason: "x" }, "reason: expected none of a point that is ok"],
    [{ key, status: "done", metrics: ALL }, "status: expected one of ok, infeasible, failed, timeout"],
    [{ key, metric: ALL }, 'metric: expected key, metrics, status, reason; did you mean "metrics"?'],
    [[1], "expected { key, metrics }"],
  ])("refuses %j", async (result, message) => {
    const before = readFileSync(join(out, "results.jsonl"));
    const { code, data, note } = await tell(out, [result]);
    expect({ code, data }).toEqual({ code: 2, data: "" });
    expect(note).toContain(message);
    expect(readFileSync(join(out, "results.jsonl")).equals(before)).toBe(true);
  });

  it("reads standard input, and names the line of what is no JSON", () => {
    const run = (input: string) =>
      spawnSync(process.execPath, [MAIN, "study", "tell", out], { encoding: "utf8", input });
    const bad = run(`\n{"key":"${key}","metrics":{"energy_J":NaN}}\n`);
    expect({ status: bad.status, stdout: bad.stdout }).toEqual({ status: 2, stdout: "" });
    expect(bad.stderr).toMatch(/\(standard input\), line 2:1:\d+ .*expected a value, received NaN/);
    const good = run(`{"key":"analytic:2","status":"timeout","reason":"an hour"}`);
    expect(good).toMatchObject({ status: 0, stderr: "" });
    expect(good.stdout).toContain("1 results imported");
  });

  it("is refused by a part of a study, as is ask, and ask by options that a store has", async () => {
    const part = join(folder, "part");
    await cli(
      "study",
      "run",
      write(STUDIES["grid with points that have no price"]),
      "--out",
      part,
      "--shard",
      "1/2",
    );
    expect((await cli("study", "ask", part)).note).toContain(
      "expected the store of a whole study, received part 1/2",
    );
    expect((await cli("study", "tell", part, write(""))).code).toBe(2);
    expect((await cli("study", "ask", out, "--seed", "1")).note).toContain(
      "expected no --out, --set and --seed",
    );
    expect((await cli("study", "ask", write(STUDIES["search by generations"]))).note).toContain(
      "received none",
    );
    expect((await cli("study", "ask", out, "--count", "0")).code).toBe(2);
  });
});

const EXTERNAL = `{ ${BASE}, metrics: ["cycles", "energy_pJ"], objectives: ["cycles:min", "energy_pJ:min"],
  constraints: ["cycles < 50"], space: { "design.cores": [1, 2, 4, 8] } }`;

describe("a study with metrics of its own", () => {
  it("is told them, and has its front, constraints and table", async () => {
    const out = join(folder, "external");
    const asked = await ask(write(EXTERNAL), "--out", out, "--count", "9");
    expect(asked.points.map(({ key: own, set }) => [own, ...set])).toEqual(
      [1, 2, 4, 8].map((cores, n) => [`external:${n}`, `design.cores=${cores}`]),
    );
    await tell(
      out,
      [1, 2, 4, 8].map((cores, n) => ({
        key: `external:${n}`,
        metrics: { cycles: 80 / cores, energy_pJ: n === 2 ? 100 : cores },
      })),
    );
    expect(await ask(out)).toMatchObject({ complete: true, level: null });
    expect(JSON.parse((await cli("pareto", out, "--json")).data)).toMatchObject({
      infeasible: 1,
      front: [1, 3],
    });
    expect((await exported(out)).split("\r\n").slice(0, 2)).toEqual([
      "index,status,level,design.cores,cycles,energy_pJ,reason",
      "0,ok,external,1,80,1,",
    ]);
  });

  it("is not evaluated here", async () => {
    const study = write(EXTERNAL);
    for (const args of [
      ["study", "run", study, "--out", join(folder, "no")],
      ["study", "submit", study, "--engine", "slurm", "--out", join(folder, "no")],
      ["study", "rerun", join(folder, "external"), "0"],
    ]) {
      const { code, data, note } = await cli(...args);
      expect({ args, code, data }).toEqual({ args, code: 2, data: "" });
      expect(note).toContain("metrics: expected a study without metrics of its own");
    }
  });

  it.each([
    ["[]", "expected a list of 1 to 32 names"],
    ['["a b"]', "metrics.0: expected a name of letters, digits and _"],
    ['["cycles", "cycles"]', "metrics.1: expected each name once"],
    ['["status"]', "metrics.0: expected a name of no other column, received status"],
    ['["x_interval95"]', "metrics.0: expected no interval"],
    ['["cycles"], levels: ["analytic"]', "levels: expected no levels with metrics"],
    ['["cycles"], objectives: ["energy_J:min"]', 'expected a metric, received "energy_J"'],
  ])("of metrics %s is refused", async (metrics, message) => {
    const study = write(`{ ${BASE}, metrics: ${metrics}, space: { "design.cores": [1, 2] } }`);
    const { code, note } = await cli("config", "check", study);
    expect(code).toBe(2);
    expect(note).toContain(message);
  });
});
