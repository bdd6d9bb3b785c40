import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..", "..");
const url = (...parts: string[]): string => JSON.stringify(pathToFileURL(join(ROOT, ...parts)).href);
const MODULE = url("test", "long", "poisoned.mjs");

/** Evaluates points of 20 ms with a limit of 1 s, and a last one that never ends; prints statuses by their number. */
const SCRIPT = `
const { PointPool } = await import(${url("dist", "packages", "study-runs", "src", "run", "point-pool.js")});
const kinds = [...new Array(150).fill("slow"), "hang"];
let next = 0;
const counts = {};
const take = (most) => {
  const points = [];
  for (; points.length < most && next < kinds.length; next++) points.push({ index: next, codes: [next] });
  return points.length === 0 ? null : { level: 0, points };
};
const deliver = ({ lines }) => {
  for (const line of Buffer.from(lines).toString().trimEnd().split("\\n")) {
    const status = JSON.parse(line.slice(9))[2];
    counts[status] = (counts[status] ?? 0) + 1;
  }
  if (counts.ok === 1 || counts.ok % 10 === 0) console.log("going");
};
const setting = { evaluator: ${MODULE}, data: kinds, judgements: [{ names: ["x"], objectives: [], constraints: [] }] };
await new PointPool(setting, { workers: 2, timeout: 1000, heap: 48 }, take, deliver).run();
console.log(JSON.stringify(counts));
process.exit(0);
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-paused-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a run that is stopped for longer than the limit of a point", () => {
  it("takes no point for one that is too slow, and still finds the one that never ends", async () => {
    const file = join(folder, "run.mjs");
    writeFileSync(file, SCRIPT);
    const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    let pauses = 0;
    let isPaused = false;
    child.stdout.on("data", (text: Buffer) => {
      said += text;
      if (isPaused || pauses === 3) return;
      isPaused = true;
      pauses++;
      child.kill("SIGSTOP");
      setTimeout(() => {
        child.kill("SIGCONT");
        isPaused = false;
      }, 2500);
    });
    await new Promise((done) => child.once("close", done));
    expect(pauses).toBe(3);
    expect(JSON.parse(said.trimEnd().split("\n").at(-1) as string)).toEqual({ ok: 150, timeout: 1 });
  });
});
