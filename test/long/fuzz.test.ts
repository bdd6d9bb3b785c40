import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

/** Cases of each kind; CROSSHASH_FUZZ asks for more than a run of this tier takes. */
const CASES = Number(process.env.CROSSHASH_FUZZ ?? 200);
const SEED = process.env.CROSSHASH_FUZZ_SEED ?? "1";
const KINDS = [
  "config",
  "set",
  "study",
  "circuit",
  "csv",
  "arguments",
  "store",
  "checkpoint",
  "huggingface",
  "gguf",
  "yaml",
  "table",
  "measurements",
  "calibration",
];

/** Small files, each of which is read or refused at once. */
const TABLES = ["yaml", "table", "measurements", "calibration"];

const CHILD = resolve(import.meta.dirname, "..", "input", "fuzz-cases.mjs");
/** Wall time that a case may take: ten seconds, and what a busy machine adds. */
const MOST_MILLISECONDS = 30_000;

interface Summary {
  readonly codes: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
  readonly count: number;
  readonly slowest: number;
  /** CPU seconds of the case that took most. */
  readonly costliest: number;
  readonly megabytes: number;
}

/** The child's summary, or which case did not end. */
function fuzz(kind: string): Promise<Summary | string> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [CHILD, kind, String(CASES), SEED], {
      stdio: ["ignore", "ignore", "pipe", "pipe"],
    });
    let [last, said] = ["none", ""];
    const late = (): void => {
      child.kill("SIGKILL");
      done(`case ${last} did not end`);
    };
    let timer = setTimeout(late, MOST_MILLISECONDS);
    child.stderr?.on("data", (text: Buffer) => {
      said = (said + text).slice(-2000);
    });
    let rest = "";
    child.stdio[3]?.on("data", (text: Buffer) => {
      clearTimeout(timer);
      timer = setTimeout(late, MOST_MILLISECONDS);
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      last = lines.at(-1) ?? last;
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      done(last.startsWith("{") ? JSON.parse(last) : `ended with ${code} in case ${last}: ${said}`);
    });
  });
}

describe(`${CASES} hostile inputs of a kind`, () => {
  it.each(KINDS)("%s: each ends in time and memory, in words, with nothing half written", async (kind) => {
    const summary = await fuzz(kind);
    if (typeof summary === "string") throw new Error(summary);
    console.log(kind, JSON.stringify(summary));
    expect(summary.faults).toEqual([]);
    expect(Object.values(summary.codes).reduce((a, b) => a + b, 0)).toBe(CASES);
    // A harness whose cases are all refused, or all fine, tries nothing.
    expect(Object.keys(summary.codes).length).toBeGreaterThan(1);
    expect(summary.slowest).toBeLessThan(MOST_MILLISECONDS);
    const isTable = TABLES.includes(kind);
    expect(summary.megabytes).toBeLessThan(isTable ? 300 : 600);
    if (isTable) expect(summary.costliest).toBeLessThan(2);
  });
});
