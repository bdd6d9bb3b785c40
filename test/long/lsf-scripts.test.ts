import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const MAIN = resolve(import.meta.dirname, "..", "..", "dist", "bundle", "main.js");
const STUDY = `{ workload: { length: 256, attention: { chunk: 16 } },
  space: { "design.cores": { from: 1, to: 9, step: 1 }, "workload.length": [256, 300] } }`;

/**
 * Runs a script at once, each element of its array after another, and answers as LSF does. LSF itself is not to be had; what it
 * reads of a script is its #BSUB lines, and this reads them too.
 */
const BSUB = `
script=$(mktemp)
cat > "$script"
echo "$*" >> "$CALLS"
range=$(sed -n 's/^#BSUB -J "[^[]*\\[\\(.*\\)\\]"$/\\1/p' "$script" | sed 's/-/ /')
if [ -n "$range" ]; then
  for index in $(seq $range); do LSB_JOBINDEX=$index sh "$script" || exit; done
else sh "$script" || exit
fi
rm "$script"
echo "Job <$(wc -l < "$CALLS")> is submitted to default queue <normal>."
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crosshash-lsf\'s "folder" '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the scripts for LSF", () => {
  it("give the bytes of one process, under a stand-in that runs what is submitted", () => {
    const bin = join(folder, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "bsub"), `#!/bin/sh\n${BSUB}`);
    chmodSync(join(bin, "bsub"), 0o755);
    const calls = join(folder, "calls");
    const env = { ...process.env, CALLS: calls, PATH: `${bin}${delimiter}${process.env.PATH}` };
    const run = (command: string, ...args: string[]) =>
      spawnSync(command, args, { encoding: "utf8", env, cwd: folder });
    const crosshash = (...args: string[]) => run(process.execPath, MAIN, ...args);
    writeFileSync(join(folder, "study.json5"), STUDY);
    expect(crosshash("study", "run", "study.json5", "--out", "one").status).toBe(0);
    expect(
      crosshash("study", "submit", "study.json5", "--engine", "lsf", "--out", "many", "--shards", "2").status,
    ).toBe(0);
    const submitted = run("sh", join("many", "cluster", "submit.sh"));
    expect(submitted).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(calls, "utf8")).toBe("\n-w done(1)\n");
    for (const out of ["one", "many"]) expect(crosshash("study", "export", out, "--csv").status).toBe(0);
    const table = (out: string): string => readFileSync(join(folder, out, "results.csv"), "utf8");
    expect(table("many")).toBe(table("one"));
    expect(table("one").split("\r\n")).toHaveLength(1 + 18 + 1);
  });
});
