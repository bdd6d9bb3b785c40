import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { emphasised } from "../../src/cli/emphasis.ts";

const SCRIPT = "/usr/bin/script";
const folder = mkdtempSync(join(tmpdir(), "crosshash-bold-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const SMALL = ["workload.length=256", "fidelity.length=256", "fidelity.arrays=2"].flatMap((set) => [
  "--set",
  set,
]);
const COMMAND = [process.execPath, "dist/cli/main.js", "compare", ...SMALL];
const ESCAPE = "\u001b[";

/** Standard output of a command whose terminal is a pseudo-terminal. */
const onTerminal = (extra: readonly string[], env: Record<string, string>): string =>
  execFileSync(SCRIPT, ["-qec", [...COMMAND, ...extra].join(" "), "/dev/null"], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, TERM: "xterm", ...env },
    stdio: ["ignore", "pipe", "ignore"],
  }).replaceAll("\r", "");

describe("a report on a terminal", () => {
  it("has its title and its findings in bold, and nothing else", () => {
    const text = "Title\nabout\n\n• first\nnot • this\n• second\n";
    expect(emphasised(text, (line) => `<${line}>`)).toBe(
      "<Title>\nabout\n\n<• first>\nnot • this\n<• second>\n",
    );
    expect(emphasised("", (line) => `<${line}>`)).toBe("");
  });

  it.skipIf(!existsSync(SCRIPT))("is bold there alone: not with NO_COLOR, as --json or in a pipe", () => {
    const plain = spawnSync(COMMAND[0], [...COMMAND.slice(1), "--out", folder], {
      encoding: "utf8",
      env: { ...process.env, FORCE_COLOR: "1" },
    }).stdout;
    expect(plain).not.toContain(ESCAPE);
    const shown = onTerminal(["--out", folder], {});
    expect(shown.startsWith(`${ESCAPE}1m`)).toBe(true);
    expect(onTerminal(["--out", folder], { NO_COLOR: "1" })).toBe(plain);
    expect(onTerminal(["--json"], {})).not.toContain(ESCAPE);
  });
});
