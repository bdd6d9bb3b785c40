import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, it } from "vitest";
import { GRID } from "../cli/short-runs.ts";

const MAIN = resolve(import.meta.dirname, "..", "..", "dist", "bundle", "main.js");
const folder = mkdtempSync(join(tmpdir(), "crosshash-study-parts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const crosshash = (...args: string[]) => spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8" });

const csvOf = (out: string): string => {
  expect(crosshash("study", "export", out, "--csv").status).toBe(0);
  return readFileSync(join(out, "results.csv"), "utf8");
};

/** Starts a command and interrupts it soon after its first results. */
async function interrupted(args: string[], out: string): Promise<void> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((done) => child.once("exit", done));
  let stdout = "";
  child.stdout.on("data", (text: Buffer) => {
    stdout += text;
  });
  for (;;) {
    await new Promise((next) => setTimeout(next, 5));
    try {
      if (readFileSync(join(out, "results.jsonl")).length > 0) break;
    } catch {}
    if (child.exitCode !== null) return;
  }
  const sent = performance.now();
  child.kill("SIGINT");
  const code = await ended;
  // It may have been done before the signal came.
  if (code === 0) return;
  expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
  expect(performance.now() - sent).toBeLessThan(20_000);
}

it("a study gives the same bytes for any workers, parts and interruptions", async () => {
  const study = join(folder, "grid.json5");
  writeFileSync(study, GRID);
  const one = join(folder, "one");
  expect(crosshash("study", "run", study, "--out", one, "--workers", "1")).toMatchObject({
    status: 0,
    stderr: "",
  });
  const expected = csvOf(one);

  const two = join(folder, "two");
  expect(crosshash("study", "run", study, "--out", two, "--workers", "2").status).toBe(0);
  expect(csvOf(two) === expected).toBe(true);

  const parts = [1, 2].map((n) => ({ shard: `${n}/2`, workers: String(n), out: join(folder, `part-${n}`) }));
  for (const { shard, workers, out } of parts) {
    const args = ["study", "run", study, "--out", out, "--workers", workers, "--shard", shard];
    if (workers === "1") await interrupted(args, out);
    expect(crosshash(...args).status).toBe(0);
  }
  const merged = join(folder, "merged");
  const outs = parts.map(({ out }) => out);
  expect(crosshash("study", "merge", ...outs, outs[0], "--out", merged).status).toBe(0);
  expect(csvOf(merged) === expected).toBe(true);
  // A merged store is that of the whole study: nothing is left to do.
  const again = crosshash("study", "run", study, "--out", merged, "--json");
  expect(JSON.parse(again.stdout)).toMatchObject({ points: 66, evaluated: 0 });
});
