import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { bytesOf, contentOf, manifestOf, newFolder, removeFolder, textsOf } from "../runtime/store/stores.ts";

const ROOT = resolve(import.meta.dirname, "..", "..");
const dist = (file: string): string => JSON.stringify(pathToFileURL(join(ROOT, "dist", file)).href);

/** Kills of each kind; CROSSHASH_KILLS asks for more than a run of this tier takes. */
const KILLS = Number(process.env.CROSSHASH_KILLS ?? 30);
const IS_LONG = KILLS > 30;

/**
 * A writer of the records that it is given, a few at a time, that says which points were acknowledged. A record of a
 * group stands in the file before it is acknowledged, never after.
 */
const WRITER = `
import { readFileSync } from "node:fs";
import { writeSync } from "node:fs";
const { openStore, framed } = await import(${dist("packages/study-runs/src/store/study-store.js")});
const [folder, input] = process.argv.slice(1);
const { manifest, texts } = JSON.parse(readFileSync(input, "utf8"));
const waiting = [];
const store = openStore(folder, manifest, {
  onAcknowledge: (n) => { const done = waiting.splice(0, n); writeSync(1, done.join("\\n") + "\\n"); },
});
for (const [index, text] of texts.entries()) {
  if (store.done[0].has(index)) continue;
  waiting.push(index);
  store.append(framed([text]), 1);
  if (index % 7 === 0) store.flush();
  if (index % 20 === 0) await new Promise((next) => setTimeout(next, 1));
}
store.close();
writeSync(1, "end\\n");
`;

describe("a writer that is killed", () => {
  it("has lost nothing that it acknowledged, and repeats and changes nothing", async () => {
    const rng = createRng("kills");
    const points = 600;
    const texts = textsOf(0, points);
    const input = join(mkdtempSync(join(tmpdir(), "crosshash-kill-")), "input.json");
    writeFileSync(input, JSON.stringify({ manifest: manifestOf(), texts }));
    let folder = newFolder();
    let acknowledged = new Set<number>();
    let [kills, withProgress, ends] = [0, 0, 0];
    while (kills < KILLS) {
      const child = spawn(process.execPath, ["--input-type=module", "-e", WRITER, folder, input], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ended = new Promise((done) => child.once("close", done));
      let said = "";
      let isArmed = false;
      child.stdout.on("data", (text: Buffer) => {
        said += text;
        // From the first acknowledged point on, at a random time.
        if (isArmed) return;
        isArmed = true;
        setTimeout(() => child.kill("SIGKILL"), 40 * rng.uniform());
      });
      await ended;
      const lines = said.split("\n").slice(0, -1);
      const isEnd = lines.at(-1) === "end";
      const fresh = lines.filter((line) => line !== "end").map(Number);
      for (const index of fresh) {
        // A point that was acknowledged is never asked for again.
        expect(acknowledged.has(index)).toBe(false);
        acknowledged.add(index);
      }
      if (!isEnd) {
        kills++;
        if (fresh.length > 0) withProgress++;
      }
      const found = contentOf(folder);
      for (const index of acknowledged) expect(found.get(index), `point ${index}`).toBe(texts[index]);
      for (const [index, text] of found) expect(text).toBe(texts[index]);
      if (!isEnd) continue;
      ends++;
      expect(found.size).toBe(points);
      expect(bytesOf(folder).filter((byte) => byte === 10)).toHaveLength(points);
      removeFolder(folder);
      folder = newFolder();
      acknowledged = new Set();
    }
    removeFolder(folder);
    console.log(`${kills} kills, ${withProgress} after progress, ${ends} stores completed`);
    expect(withProgress).toBeGreaterThanOrEqual(0.75 * KILLS);
    expect(ends).toBeGreaterThan(0);
  });
});

const MAIN = join(ROOT, "dist", "bundle", "main.js");
const STUDY = `{ workload: { length: 256, attention: { chunk: 16 } }, design: { mapping: { search: false } }, space: {
  "design.cores": { from: 1, to: 50, step: 1 }, "design.contexts": [1, 2, 4, 8],
  "workload.batch": { from: 1, to: ${IS_LONG ? 80 : 20}, step: 1 } } }`;

const run = (args: readonly string[], kill: (() => boolean) | null = null): Promise<number | null> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: "ignore" });
    const watch = setInterval(() => {
      if (kill?.() === true) child.kill("SIGKILL");
    }, 2);
    child.once("exit", (code) => {
      clearInterval(watch);
      done(code);
    });
  });

describe("a sweep that is killed", () => {
  it("keeps every line of its store, and ends with the table of one that was not", async () => {
    const folder = newFolder();
    const study = join(folder, "study.json5");
    writeFileSync(study, STUDY);
    const [whole, killed] = [join(folder, "whole"), join(folder, "killed")];
    expect(await run(["study", "run", study, "--out", whole, "--workers", "2"])).toBe(0);
    const rng = createRng("sweeps");
    const linesOf = (): string[] => {
      try {
        return readFileSync(join(killed, "results.jsonl"), "utf8").split("\n").slice(0, -1);
      } catch {
        return [];
      }
    };
    let [kills, progressed, before] = [0, 0, [] as string[]];
    for (let round = 0; round < (IS_LONG ? KILLS : 8); round++) {
      const wanted = before.length + 1 + rng.integer(IS_LONG ? 36 : 400);
      const code = await run(
        ["study", "run", study, "--out", killed, "--workers", String(1 + (round % 2))],
        () => linesOf().length >= wanted,
      );
      const lines = linesOf();
      expect(lines.slice(0, before.length)).toEqual(before);
      if (code !== 0 && lines.length > before.length) progressed++;
      before = lines;
      if (code === 0) break;
      kills++;
    }
    console.log(`sweep: ${kills} kills, ${progressed} after new records`);
    expect(kills).toBeGreaterThan(4);
    expect(progressed).toBeGreaterThan(kills / 2);
    expect(await run(["study", "run", study, "--out", killed])).toBe(0);
    const parts = Array.from({ length: 3 }, (_, n) => join(folder, `part-${n + 1}`));
    for (const [n, out] of parts.entries()) {
      // Every other part is killed once on its way.
      const shard = [
        "study",
        "run",
        study,
        "--out",
        out,
        "--workers",
        String(1 + (n % 2)),
        "--shard",
        `${n + 1}/3`,
      ];
      if (n % 2 === 0) await run(shard, () => existsSync(join(out, "results.jsonl")));
      expect(await run(shard)).toBe(0);
    }
    const merged = join(folder, "merged");
    expect(await run(["study", "merge", ...parts, "--out", merged])).toBe(0);
    for (const out of [whole, killed, merged]) expect(await run(["study", "export", out, "--csv"])).toBe(0);
    expect(readFileSync(join(merged, "results.csv"), "utf8")).toBe(
      readFileSync(join(whole, "results.csv"), "utf8"),
    );
    expect(readFileSync(join(killed, "results.csv"), "utf8")).toBe(
      readFileSync(join(whole, "results.csv"), "utf8"),
    );
    rmSync(folder, { recursive: true });
  });
});
