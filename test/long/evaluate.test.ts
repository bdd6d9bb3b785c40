import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..", "..");
const MAIN = join(ROOT, "dist/bundle/main.js");
const scratch = mkdtempSync(join(tmpdir(), "crosshash-evaluate-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const base = join(scratch, "base.json");
writeFileSync(base, '{"workload": {"length": 128}, "fidelity": {"length": 64}}');

const start = (...args: string[]): ChildProcess =>
  spawn(process.execPath, [MAIN, "evaluate", base, ...args], { stdio: ["pipe", "pipe", "pipe"] });

const line = (n: number): string => `{"set":{"design.cores":${1 + (n % 50)}}}\n`;

async function ended(program: ChildProcess): Promise<{ code: number | null; notes: string }> {
  let notes = "";
  program.stderr?.on("data", (text) => {
    notes += text;
  });
  const [code] = await once(program, "close");
  return { code, notes };
}

/** Megabytes of a process, resident. */
const memory = (pid: number): number =>
  (Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096) / 1e6;

describe("crosshash evaluate", () => {
  it("answers line by line while its input is open, and ends with it", async () => {
    const program = start();
    const end = ended(program);
    const answers = createInterface({ input: program.stdout as NodeJS.ReadableStream })[
      Symbol.asyncIterator
    ]();
    for (let n = 0; n < 3; n++) {
      program.stdin?.write(line(n));
      expect(JSON.parse((await answers.next()).value)).toMatchObject({ index: n, status: "ok" });
    }
    program.stdin?.end();
    expect(await end).toEqual({ code: 0, notes: "" });
  });

  it("is interrupted while its reader pauses, and every answer given is whole", async () => {
    const program = start();
    const end = ended(program);
    program.stdin?.on("error", () => {});
    for (let n = 0; n < 20_000; n++) program.stdin?.write(line(n));
    await once(program.stdout as NodeJS.ReadableStream, "readable");
    program.kill("SIGINT");
    let text = "";
    for await (const piece of program.stdout as AsyncIterable<Buffer>) text += piece;
    expect((await end).code).toBe(130);
    const lines = text.split("\n");
    expect(lines.pop()).toBe("");
    expect(lines.map((own) => JSON.parse(own).index)).toEqual(lines.map((_, n) => n));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(20_000);
  });

  it("ends in silence when its reader has seen enough", async () => {
    const program = start();
    const end = ended(program);
    program.stdin?.on("error", () => {});
    for (let n = 0; n < 20_000; n++) program.stdin?.write(line(n));
    await once(program.stdout as NodeJS.ReadableStream, "readable");
    program.stdout?.destroy();
    expect(await end).toEqual({ code: 0, notes: "" });
  });

  it("says in words what 100 MB without an end of line are, in bounded memory, and goes on", async () => {
    const program = start();
    const end = ended(program);
    let text = "";
    program.stdout?.on("data", (piece) => {
      text += piece;
    });
    const garbage = Buffer.alloc(1 << 20, "x");
    let most = 0;
    for (let n = 0; n < 100; n++) {
      if (program.stdin?.write(garbage) === false) await once(program.stdin, "drain");
      most = Math.max(most, memory(program.pid as number));
    }
    program.stdin?.end(`\n${line(1)}`);
    expect((await end).code).toBe(3);
    const [fault, answer] = text.trim().split("\n");
    expect(JSON.parse(fault).error.message).toBe(
      "(standard input):1:1 (line): expected at most 262144 bytes, received 104857600",
    );
    expect(JSON.parse(answer)).toMatchObject({ index: 1, status: "ok" });
    expect(most).toBeLessThan(400);
  });

  it("ends with 2 where no line is a config", () => {
    const run = spawnSync(process.execPath, [MAIN, "evaluate"], { input: "x\ny\n", encoding: "utf8" });
    expect(run.status).toBe(2);
    expect(run.stderr).toBe("2 lines: 0 evaluated, 2 errors, 0 failed\n");
  });
});
