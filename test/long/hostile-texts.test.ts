import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectWellFormed } from "../input/judge.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-fuzz-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MOST = 262_000;
const filled = (before: string, unit: string, after: string): string =>
  before + unit.repeat(Math.floor((MOST - before.length - after.length) / unit.length)) + after;
const many = (before: string, key: string, after: string): string =>
  before + Array.from({ length: 20_000 }, (_, n) => `${key}${n}:0`).join(",") + after;

/** Texts at the limits of size and depth: what each would cost a careless reader stands in its name. */
const TEXTS: Readonly<Record<string, string | Uint8Array>> = {
  "deep-arrays": "[".repeat(1e6),
  "deep-objects": "{a:".repeat(87_000),
  "deep-behind-a-comment": `//\r${"[".repeat(200_000)}`,
  "ten-megabytes": " ".repeat(1e7),
  empty: "",
  binary: Uint8Array.from({ length: 200_000 }, (_, n) => (n * 7919) & 255),
  "many-elements": filled("{a:[", "0,", "]}"),
  "many-arrays": filled("{a:[", "[],", "]}"),
  "many-not-numbers": filled("{a:[", "NaN,", "]}"),
  "many-duplicates": filled("{", "a:0,", "}"),
  "many-prototypes": filled("{", "__proto__:0,", "}"),
  "many-unknown-keys": many("{", "k", "}"),
  "many-unknown-keys-of-a-model": many('{design:{hashing:{dac:{model:"capacitive",', "bit", "}}}}"),
  "long-number": filled("{seed:", "1", "}"),
  "long-signs": filled("{seed:", "-", "1}"),
  "long-quantity": filled('{design:{hashing:{readTime:"', "1", ' µ x"}}}'),
  "long-name": filled('{name:"', "x", '"}'),
  "long-key": filled("{", "x", ":1}"),
  "long-model": filled('{design:{hashing:{dac:{model:"', "x", '"}}}}'),
  "open-string": filled('{name:"', "x", ""),
  "open-comments": filled("{", "/*", ""),
  "billion-lines": filled("{seed:1,k:2", "\n", ",j:3}"),
  "billion-rows": "{design:{hashing:{array:{rows:1e9,columns:1e9}}}}",
};

describe("the built command", () => {
  /**
   * Processor's time that a text may take beyond what a plain config takes: on a quiet machine it is .4 s, and a
   * reader whose work grows with the square of a text takes minutes.
   */
  const MORE_MILLISECONDS = 5000;
  let plain = Number.POSITIVE_INFINITY;
  beforeAll(() => {
    const file = join(folder, "plain.json5");
    writeFileSync(file, "{}");
    plain = check(file).milliseconds;
  });

  const check = (file: string, ...settings: string[]) => {
    const script =
      "process.on('exit',()=>{const{maxRSS,userCPUTime,systemCPUTime}=process.resourceUsage();" +
      "require('fs').writeSync(3,JSON.stringify([maxRSS,userCPUTime+systemCPUTime]))})";
    const probe = join(folder, "probe.cjs");
    writeFileSync(probe, script);
    const { status, stdout, stderr, output } = spawnSync(
      process.execPath,
      [
        "--require",
        probe,
        "dist/bundle/main.js",
        "config",
        "check",
        file,
        ...settings.flatMap((own) => ["--set", own]),
      ],
      { encoding: "utf8", stdio: ["ignore", "pipe", "pipe", "pipe"] },
    );
    // Of the processor, so that what else runs on the machine does not count.
    const [kilobytes, microseconds] = JSON.parse(String(output[3])) as [number, number];
    return { status, stdout, stderr, megabytes: kilobytes / 1024, milliseconds: microseconds / 1000 };
  };

  const expectRefused = (result: ReturnType<typeof check>): void => {
    expect(result.status, result.stderr).toBe(2);
    expect(result.stdout).toBe("");
    expect(result.stderr).not.toMatch(/^\s+at /m);
    expect(result.milliseconds).toBeLessThan(plain + MORE_MILLISECONDS);
    expect(result.megabytes).toBeGreaterThan(20);
    expect(result.megabytes).toBeLessThan(200);
  };

  it.each(Object.keys(TEXTS))("refuses %s in bounded time and 200 MB", (name) => {
    const file = join(folder, "fuzz.json5");
    writeFileSync(file, TEXTS[name]);
    const result = check(file);
    expectRefused(result);
    expectWellFormed(
      result.stderr
        .trimEnd()
        .replaceAll(file, "fuzz.json5")
        .replace(/^fuzz.json5 \(file\)/, "fuzz.json5:1:1 (file)"),
    );
  });

  it("refuses what is no file, without waiting for it", () => {
    const pipe = join(folder, "pipe");
    spawnSync("mkfifo", [pipe]);
    for (const file of [
      "/dev/zero",
      "/dev/urandom",
      pipe,
      folder,
      join(folder, "none"),
      `${folder}/none/none`,
    ])
      expectRefused(check(file));
  });

  it("refuses hostile settings", () => {
    const file = join(folder, "plain.json5");
    writeFileSync(file, "{}");
    expect(check(file).status).toBe(0);
    const settings = [
      "__proto__.x=1",
      "workload.constructor.prototype.x=1",
      "workload={__proto__:{length:4}}",
      "a",
      "=1",
      "workload..length=1",
      `${"a.".repeat(5000)}b=1`,
      `workload.length=${"[".repeat(50_000)}`,
      "workload.length=NaN",
      "workload.length=1e999",
      "design.hashing.array.rows=1e9",
      'design.hashing.readTime="1e400 ns"',
    ];
    for (const setting of settings) expectRefused(check(file, setting));
  });
});
