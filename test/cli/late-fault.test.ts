import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { lateFault } from "../../src/program/program.ts";

const thrown = (stack: string): Error => Object.assign(new Error("later"), { stack });

function thrownAgain(): never {
  throw new Error("again");
}

it("what a timer throws is one line with the file of who threw it", () => {
  const plugin = thrown(
    "Error: later\n    at Timeout._onTimeout (file:///home/me/p.mjs:3:26)\n    at node:internal",
  );
  expect(lateFault(plugin)).toBe("/home/me/p.mjs:3: failed after it was loaded: later");
  expect(lateFault(new Error("ours"))).toMatch(/^a fault of Crosshash \(Error at late-fault\.test\.ts:\d+\)/);
  // Our own code throws errors alone.
  for (const [what, words] of [
    ["no error", "no error"],
    [null, "null"],
    [undefined, "undefined"],
    [{ toString: () => thrownAgain() }, "something was thrown that cannot be read"],
    [Object.assign(new Error("a reason"), { code: "ERR_UNHANDLED_REJECTION" }), "a reason"],
  ] as const)
    expect(lateFault(what)).toBe(`(plugin): failed after it was loaded: ${words}`);
  const hostile = Object.defineProperty(new Error("two\n lines"), "stack", { get: () => thrownAgain() });
  expect(lateFault(hostile)).toMatch(/^a fault of Crosshash/);
  expect(lateFault(thrown("at /p.mjs:1:1"))).toBe("/p.mjs:1: failed after it was loaded: later");
  expect(lateFault(thrown("x"))).not.toContain("\n");
});

it("a timer that a plugin leaves running does not keep the program from ending", () => {
  const folder = mkdtempSync(join(tmpdir(), "crosshash-timer-"));
  const plugin = join(folder, "plugin.js");
  const own = readFileSync("examples/03-private-device/bimodal.js", "utf8");
  writeFileSync(plugin, `${own}\nsetInterval(() => {}, 1000);\n`);
  writeFileSync(join(folder, "config.json5"), "{}");
  const { status, stdout } = spawnSync(
    process.execPath,
    ["dist/bundle/main.js", "config", "check", join(folder, "config.json5"), "--plugin", plugin],
    { encoding: "utf8", timeout: 30_000 },
  );
  rmSync(folder, { recursive: true });
  expect(status).toBe(0);
  expect(stdout).toContain("valid");
});
