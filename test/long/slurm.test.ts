import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SlurmNode, startSlurm, until, whyNoSlurm } from "./slurm-node.ts";

const MAIN = resolve(import.meta.dirname, "..", "..", "dist", "bundle", "main.js");
/** The first lines in which two tables differ. */
const apartIn = (own: string, expected: string): string[] => {
  const lines = own.split("\n");
  const all = expected.split("\n");
  return Array.from({ length: Math.max(lines.length, all.length) }, (_, n) => n)
    .filter((n) => lines[n] !== all[n])
    .slice(0, 5)
    .map((n) => `line ${n + 1}: expected ${all[n]}, received ${lines[n]}`);
};

const why = whyNoSlurm();
if (why !== null) console.log(`Slurm is left out: ${why}`);

const BASE =
  "workload: { length: 256, attention: { chunk: 16 } }, fidelity: { arrays: 2, queries: 16 }, design: { mapping: { search: false } }";
/** Two levels: the second one is the merge job's. */
const LEVELS = `{ ${BASE}, levels: ["price", { level: "simulate", trials: 2, slack: 0 }],
  objectives: ["energy_J:min", "area_m2:min"], space: { "design.cores": [1, 2, 4], "workload.attention.rounds": [1, 2, 4, 8],
  "design.hashing.array.rows": [32, 64] } }`;
/** Enough points that a shard is caught in the middle. */
const LARGE = `{ ${BASE}, space: { "design.cores": { from: 1, to: 50, step: 1 }, "design.contexts": [1, 2, 4, 8],
  "workload.batch": { from: 1, to: 48, step: 1 } } }`;

describe.skipIf(why !== null)("a study on Slurm", () => {
  let slurm: SlurmNode;
  let folder: string;
  beforeAll(async () => {
    slurm = await startSlurm(8);
    // A path that is not kind to scripts.
    folder = mkdtempSync(join(tmpdir(), 'crosshash-it\'s "a" $HOME #1 '));
  });
  afterAll(async () => {
    await slurm.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const crosshash = (...args: string[]): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8", env: slurm.env });
  const submit = (study: string, out: string, ...args: string[]) => {
    const { status, stdout, stderr } = crosshash(
      ...["study", "submit", study, "--engine", "slurm", "--out", out, "--json", ...args],
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    return JSON.parse(stdout) as { tasks: number[]; complete: boolean; jobs: { part: string; id: string }[] };
  };
  const exported = (out: string): string => {
    expect(crosshash("study", "export", out, "--csv").status).toBe(0);
    return readFileSync(join(out, "results.csv"), "utf8");
  };
  const written = (text: string): { study: string; expected: string } => {
    const own = mkdtempSync(join(folder, "study "));
    const study = join(own, "study.json5");
    writeFileSync(study, text);
    expect(crosshash("study", "run", study, "--out", join(own, "one"), "--workers", "1").status).toBe(0);
    return { study, expected: exported(join(own, "one")) };
  };
  const idle = (): Promise<void> => until(() => slurm.jobs().length === 0, "end of the jobs", 120);
  const logs = (out: string): string =>
    readdirSync(join(out, "logs"))
      .map((name) => `${name}: ${readFileSync(join(out, "logs", name), "utf8")}`)
      .join("\n");

  it("of eight shards and a second level gives the bytes of one process", async () => {
    const { study, expected } = written(LEVELS);
    const out = join(folder, "eight shards");
    const { tasks, jobs } = submit(study, out);
    expect(tasks).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(jobs.map(({ part }) => part)).toEqual(["shards", "merge"]);
    await idle();
    expect(existsSync(join(out, "manifest.json")), logs(out)).toBe(true);
    expect(apartIn(exported(out), expected)).toEqual([]);
    expect(expected).toContain(",simulate,");
    expect(readdirSync(join(out, "logs")).sort()).toEqual(
      ["merge.log", ...tasks.map((task) => `shard-${task}.log`)].sort(),
    );
    expect(submit(study, out)).toMatchObject({ tasks: [], complete: true, jobs: [] });
  });

  it("whose tasks are killed, cancelled and requeued goes on where they were when it is submitted again", async () => {
    const { study, expected } = written(LARGE);
    const out = join(folder, "killed");
    const [array] = submit(study, out, "--shards", "4").jobs;
    const records = (shard: number): number => {
      const file = join(out, "shards", String(shard), "results.jsonl");
      return existsSync(file) ? statSync(file).size : 0;
    };
    await Promise.all([
      until(() => records(1) > 0, "record of shard 1").then(() =>
        process.kill(writer(join(out, "shards", "1")), "SIGKILL"),
      ),
      until(() => records(2) > 0, "record of shard 2").then(() => {
        spawnSync("scancel", [`${array.id}_2`], { env: slurm.env });
      }),
      until(() => records(3) > 0, "record of shard 3").then(() => {
        spawnSync("scontrol", ["requeue", `${array.id}_3`], { env: slurm.env });
      }),
    ]);
    await idle();
    // The merge of an array that did not end well does not run.
    expect(existsSync(join(out, "manifest.json"))).toBe(false);
    const requeued = readFileSync(join(out, "logs", "shard-3.log"), "utf8");
    const [, evaluated] = /DUE TO JOB REQUEUE[\s\S]*2400 points: .* (\d+) evaluated now/.exec(requeued) ?? [];
    expect(Number(evaluated), requeued).toBeLessThan(2400);
    const kept = [1, 2].map((shard) =>
      readFileSync(join(out, "shards", String(shard), "results.jsonl"), "utf8"),
    );
    const again = submit(study, out);
    expect(again.tasks, logs(out)).toEqual([1, 2]);
    // Submitted once more while these are under way, it waits for them: a store has one writer.
    const [impatient] = submit(study, out).jobs;
    await until(() => slurm.reason(impatient.id) === "Dependency", "job that waits for the earlier ones");
    await idle();
    expect(apartIn(exported(out), expected)).toEqual([]);
    for (const [n, before] of kept.entries()) {
      const after = readFileSync(join(out, "shards", String(n + 1), "results.jsonl"), "utf8");
      const whole = before.slice(0, before.lastIndexOf("\n") + 1);
      expect(whole.length).toBeGreaterThan(0);
      expect(apartIn(after.slice(0, whole.length), whole)).toEqual([]);
      expect(after.length).toBeGreaterThan(whole.length);
      expect(after.split("\n")).toHaveLength((50 * 4 * 48) / 4 + 1);
    }
  });

  it("is refused in the scheduler's own words", () => {
    const study = join(folder, "refused.json5");
    writeFileSync(study, LEVELS);
    const out = join(folder, "refused");
    mkdirSync(out);
    const { status, stdout, stderr } = crosshash(
      ...["study", "submit", study, "--engine", "slurm", "--out", out, "--partition", "nowhere"],
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("Invalid partition name specified");
  });
});

/** Process that writes a store. */
function writer(store: string): number {
  const lock = readdirSync(store).find((name) => name.startsWith("lock-")) as string;
  return (JSON.parse(readFileSync(join(store, lock), "utf8")) as { pid: number }).pid;
}
