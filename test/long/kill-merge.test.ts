import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRng } from "#base";
import { RESULTS } from "../../packages/study-runs/src/store/study-store.ts";
import { complete, textsOf } from "../runtime/store/stores.ts";

const ROOT = resolve(import.meta.dirname, "..", "..");
const dist = (file: string): string => JSON.stringify(pathToFileURL(join(ROOT, "dist", file)).href);

/** Kills of each kind; CROSSHASH_KILLS asks for more than a run of this tier takes. */
const KILLS = Number(process.env.CROSSHASH_KILLS ?? 20);
const POINTS = 1500;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-kill-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rawLines = (store: string): string[] =>
  existsSync(join(store, RESULTS)) ? readFileSync(join(store, RESULTS), "utf8").split("\n") : [""];

/** Runs a script and kills it so many ms after it began to write; returns whether it had. */
async function killed(
  script: string,
  args: readonly string[],
  hasBegun: () => boolean,
  milliseconds: number,
): Promise<{ readonly begun: boolean; readonly ended: boolean }> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, ...args], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  let begun = false;
  const watch = setInterval(() => {
    if (begun || !hasBegun()) return;
    begun = true;
    setTimeout(() => child.kill("SIGKILL"), milliseconds);
  }, 1);
  const code = await new Promise<number | null>((done) => child.once("exit", done));
  clearInterval(watch);
  return { begun, ended: code === 0 };
}

const MERGE = `
const { mergeStores } = await import(${dist("packages/study-runs/src/store/merge-stores.js")});
const [a, b, out] = process.argv.slice(1);
mergeStores([a, b], out);
`;

describe("a merge that is killed while it writes", () => {
  it("loses and changes nothing, and ends with every record when it is run again", async () => {
    const [a, b] = [join(folder, "a"), join(folder, "b")];
    complete(a, POINTS);
    complete(b, POINTS + 600);
    const texts = textsOf(0, POINTS + 600);
    const rng = createRng("merges");
    let [kills, progressed, ends] = [0, 0, 0];
    let out = join(folder, "out");
    while (kills < KILLS || ends === 0) {
      const before = rawLines(out).length;
      const { begun, ended } = await killed(
        MERGE,
        [a, b, out],
        () => rawLines(out).length > before,
        4 * rng.uniform(),
      );
      if (!ended) kills++;
      if (begun && !ended) progressed++;
      const found = new Map<number, string>();
      for (const line of rawLines(out).slice(0, -1)) {
        const [, index] = /^[0-9a-f]{8} \[0,(\d+),/.exec(line) ?? [];
        expect(found.has(Number(index))).toBe(false);
        found.set(Number(index), line.slice(9));
      }
      for (const [index, text] of found) expect(text).toBe(texts[index]);
      expect(found.size).toBeGreaterThanOrEqual(before - 1);
      if (!ended) continue;
      ends++;
      expect(found.size).toBe(POINTS + 600);
      rmSync(out, { recursive: true });
      out = join(folder, `out-${ends}`);
    }
    console.log(`merge: ${kills} kills, ${progressed} while it wrote; ${ends} ends`);
    expect(progressed).toBeGreaterThanOrEqual(0.5 * KILLS);
  });
});
