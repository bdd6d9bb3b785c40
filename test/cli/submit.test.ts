import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cli } from "./run.ts";

const STUDY = `{ workload: { length: 256, attention: { chunk: 16 } }, space: { "design.cores": [1, 2, 3, 4, 5] } }`;

let folder: string;
let study: string;
let out: string;
const path = process.env.PATH;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-submit-"));
  study = join(folder, "study.json5");
  writeFileSync(study, STUDY);
  out = join(folder, `it's "a" $(touch ${"x".repeat(3)}) \`folder\` #1`);
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true, force: true });
});

/** A program of this name that comes first on the PATH. */
function program(name: string, script: string): void {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  process.env.PATH = `${bin}${delimiter}${path}`;
}
const calls = (): string[] => readFileSync(join(folder, "calls"), "utf8").trimEnd().split("\n");
/** Numbers its jobs from 11. */
const SBATCH = (folderName: string): string =>
  `echo "$@" >> '${folderName}/calls'; echo $((10 + $(wc -l < '${folderName}/calls')));`;

const submit = (...args: string[]) => cli("study", "submit", study, "--out", out, ...args);
const slurm = (...args: string[]) => submit("--engine", "slurm", ...args);
/** Does one shard's work in this process. */
const sweep = (shard: string, store: string) =>
  cli("study", "run", study, "--out", join(out, "shards", store), "--shard", shard);

describe("submit to Slurm", () => {
  it("prints its scripts, which a shell reads as they are meant, and writes nothing", async () => {
    const { code, data } = await slurm(
      ...[
        "--dry-run",
        "--shards",
        "3",
        "--time",
        "1-02:03:04",
        "--memory",
        "2G",
        "--partition",
        "short,long",
      ],
      ...["--workers", "2", "--seed", "7", "--max-points", "4"],
    );
    expect(code).toBe(0);
    expect(existsSync(out)).toBe(false);
    const [shards, merge] = data.split(/^# .*\/(?:shards|merge)\.sh$/m).slice(1);
    for (const line of [
      ...["--array=1-3", "--time=1-02:03:04", "--mem=2048M", "--partition=short,long", "--cpus-per-task=2"],
      ...["--requeue", "--open-mode=append", "--output=logs/shard-%a.log"],
    ])
      expect(shards).toContain(`\n#SBATCH ${line}\n`);
    // What the shell would run, an argument a line, with a program that prints its arguments.
    const argumentsOf = (script: string): string[] =>
      spawnSync("sh", ["-c", script.replaceAll(process.execPath, "printf '%s\\n'")], {
        encoding: "utf8",
        env: { SLURM_ARRAY_TASK_ID: "2" },
        cwd: folder,
      })
        .stdout.trimEnd()
        .split("\n");
    expect(argumentsOf(shards).slice(1)).toEqual([
      ...[
        "study",
        "run",
        join(out, "cluster", "study.json"),
        "--workers",
        "2",
        "--seed",
        "7",
        "--max-points",
        "4",
      ],
      ...["--timeout", "600 s", "--shard", "2/3", "--out", join(out, "shards", "2"), "--take-over"],
    ]);
    const [, ...joined] = argumentsOf(merge);
    const stores = ["1", "2", "3"].map((shard) => join(out, "shards", shard));
    expect(joined.slice(0, 8)).toEqual(["study", "merge", ...stores, "--out", out, "--take-over"]);
    expect(joined.slice(9, 11)).toEqual(["study", "run"]);
    expect(readdirSync(folder)).toEqual(["study.json5"]);
    // Code 3, some points failed, is no fault of the job; any other is, and of a merge every one.
    const statusOf = (script: string, code: number): number | null =>
      spawnSync("sh", ["-c", `node() { return ${code}; }\n${script.replaceAll(process.execPath, "node")}`])
        .status;
    const lastSweep = merge.split("|| exit\n")[1];
    for (const script of [shards, lastSweep])
      expect([0, 3, 1, 130].map((code) => statusOf(script, code))).toEqual([0, 0, 1, 130]);
    expect(statusOf(merge, 3)).toBe(3);
  });

  it("submits the array, then a merge that waits for it, and notes both", async () => {
    program("sbatch", SBATCH(folder));
    const { code, data } = await slurm("--set", "design.contexts=2", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(data)).toMatchObject({
      shards: 5,
      tasks: [1, 2, 3, 4, 5],
      jobs: [
        { part: "shards", id: "11" },
        { part: "merge", id: "12" },
      ],
    });
    expect(data).not.toContain(folder);
    expect(calls()).toEqual([
      "--parsable --dependency=singleton --kill-on-invalid-dep=yes cluster/shards.sh",
      "--parsable --dependency=afterok:11,singleton --kill-on-invalid-dep=yes cluster/merge.sh",
    ]);
    // Jobs that wait read the study as it was submitted, settings included.
    writeFileSync(study, "{}");
    const { space, design } = JSON.parse(readFileSync(join(out, "cluster", "study.json"), "utf8"));
    expect({ space, design }).toEqual({
      space: { "design.cores": [1, 2, 3, 4, 5] },
      design: { contexts: 2 },
    });
    expect(JSON.parse(readFileSync(join(out, "cluster", "jobs.json"), "utf8")).jobs).toHaveLength(2);
  });

  it("again submits only what the stores lack, and nothing when all is merged", async () => {
    program("sbatch", SBATCH(folder));
    await slurm("--shards", "2");
    await sweep("1/2", "1");
    expect(JSON.parse((await slurm("--json")).data)).toMatchObject({
      progress: [
        { done: 3, points: 3 },
        { done: 0, points: 2 },
      ],
      tasks: [2],
    });
    expect(readFileSync(join(out, "cluster", "shards.sh"), "utf8")).toContain("#SBATCH --array=2\n");
    await sweep("2/2", "2");
    // All shards are there: the merge alone, which has nothing to wait for.
    expect(JSON.parse((await slurm("--json")).data).jobs).toEqual([{ part: "merge", id: "15" }]);
    expect(calls().at(-1)).toContain("--dependency=singleton --kill");
    await cli("study", "merge", ...["1", "2"].map((shard) => join(out, "shards", shard)), "--out", out);
    expect(JSON.parse((await slurm("--json")).data)).toMatchObject({ complete: true, jobs: [], tasks: [] });
    expect(calls()).toHaveLength(5);
  });

  it("refuses another study, other shards, and a store of something else in a shard's place", async () => {
    program("sbatch", SBATCH(folder));
    await slurm("--shards", "2");
    const other = await slurm("--set", "workload.batch=2");
    expect(other).toMatchObject({ code: 2, data: "" });
    expect(other.note).toContain("other config.workload.batch");
    expect((await slurm("--shards", "3")).note).toContain("expected the 2 shards that the folder has");
    await sweep("1/3", "2");
    expect((await slurm()).note).toContain("other shard: use another --out");
    expect(calls()).toHaveLength(2);
  });

  it("says which array runs already where the merge was refused", async () => {
    program(
      "sbatch",
      `case "$*" in *merge*) echo "sbatch: error: QOSMaxSubmitJobPerUserLimit" >&2; exit 1;; esac; echo 77`,
    );
    const { code, data, note } = await slurm();
    expect({ code, data }).toEqual({ code: 1, data: "" });
    expect(note).toContain("QOSMaxSubmitJobPerUserLimit");
    expect(note).toContain("shards is job 77");
    expect(JSON.parse(readFileSync(join(out, "cluster", "jobs.json"), "utf8")).jobs).toEqual([
      { part: "shards", id: "77" },
    ]);
  });

  it("without sbatch says so", async () => {
    process.env.PATH = folder;
    const { code, data, note } = await slurm();
    expect({ code, data }).toEqual({ code: 1, data: "" });
    expect(note).toContain("sbatch: expected Slurm's sbatch, found no such program on the PATH");
    // As nothing was submitted, the folder is still free for another study and other shards.
    program("sbatch", SBATCH(folder));
    const { shards } = JSON.parse((await slurm("--shards", "3", "--set", "workload.batch=2", "--json")).data);
    expect(shards).toBe(3);
  });
});

describe("submit to LSF", () => {
  it("writes its scripts and one that submits them: the merge waits for the array's number", async () => {
    const { code, data } = await submit(
      ...["--engine", "lsf", "--shards", "2", "--time", "0:10:01", "--memory", "1G", "--partition", "a,b"],
    );
    expect(code).toBe(0);
    expect(data).toContain("cluster/submit.sh");
    const script = readFileSync(join(out, "cluster", "shards.sh"), "utf8");
    for (const line of [
      ...["-r", "-n 1", '-R "span[hosts=1]"', "-W 11", '-q "a b"', "-M 1024MB", '-R "rusage[mem=1024MB]"'],
      "-o logs/shard-%I.log",
    ])
      expect(script).toContain(`\n#BSUB ${line}\n`);
    expect(script).toMatch(/\n#BSUB -J "crosshash-[0-9a-f]{8}-shards\[1-2\]"\n/);
    expect(script).toContain("$LSB_JOBINDEX");
    program(
      "bsub",
      `echo "$PWD|$*|$(grep -c '^#BSUB' -)" >> '${folder}/calls'; echo 'Job <812> is submitted to queue <a>.'`,
    );
    const ran = spawnSync("sh", [join(out, "cluster", "submit.sh")], { encoding: "utf8", cwd: folder });
    expect(ran).toMatchObject({ status: 0, stderr: "" });
    expect(calls()).toEqual([`${out}||9`, `${out}|-w done(812)|9`]);
  });
});

describe("submit", () => {
  it("refuses a search by generations, with the reason", async () => {
    writeFileSync(
      study,
      STUDY.replace(
        "space:",
        `search: { kind: "nsga2", population: 4, generations: 2 }, objectives: ["energy_J:min"], space:`,
      ),
    );
    const { code, data, note } = await slurm();
    expect({ code, data }).toEqual({ code: 2, data: "" });
    expect(note).toContain("a generation is bred from all results of the one before");
    expect(note).toMatch(/study\.json5:1:\d+ search\.kind/);
  });

  it.each([
    [["--shards", "0"], "expected a whole number from 1 to 1000"],
    [["--shards", "6"], "expected at most the 5 points of the study, received 6"],
    [["--time", "10:30"], "expected h:mm:ss or d-h:mm:ss"],
    [["--time", "0:00:00"], "expected h:mm:ss or d-h:mm:ss"],
    [["--memory", "2"], "expected such as 500M or 4G"],
    [["--partition", "a b\n#SBATCH --uid=0"], "expected a name"],
    [["--engine", "pbs"], "Allowed choices are slurm, lsf"],
    [["--set", "workload.lenght=3"], "lenght"],
  ])("%j is a usage error and writes nothing", async (args, message) => {
    const { code, data, note } = await slurm(...args);
    expect({ code, data }).toEqual({ code: 2, data: "" });
    expect(note).toContain(message);
    expect(existsSync(out)).toBe(false);
  });

  it.each(["50%", "a\\b", "a\nb"])(
    "refuses a folder that a scheduler would read otherwise: %j",
    async (name) => {
      const { code, note } = await cli(
        "study",
        "submit",
        study,
        "--engine",
        "slurm",
        "--out",
        join(folder, name),
      );
      expect(code).toBe(2);
      expect(note).toContain("expected a path without %, backslash and control characters");
    },
  );
});
