import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Mark } from "#reports";
import { emphasised, type Paint } from "../../src/cli/output.ts";
import { OUTCOME_WORD } from "../../src/comparison/judgement.ts";

const SCRIPT = "/usr/bin/script";
const BOLD = "\u001b[1m";
const TEXT = "Title\nabout\n\n• first\n";

/** A program that prints a text as the command line prints its answers. */
const printing = (kind: "report" | undefined): readonly string[] => [
  process.execPath,
  "--input-type=module",
  "-e",
  `import { processOutput } from "${process.cwd()}/dist/cli/output.js"; processOutput.data(${JSON.stringify(TEXT)}${kind === "report" ? ", []" : ""});`,
];

/** What it prints on a pseudo-terminal. */
const onTerminal = (kind: "report" | undefined, env: Record<string, string> = {}): string =>
  execFileSync(
    SCRIPT,
    [
      "-qec",
      printing(kind)
        .map((word) => `'${word}'`)
        .join(" "),
      "/dev/null",
    ],
    {
      encoding: "utf8",
      env: { PATH: process.env.PATH, TERM: "xterm", ...env },
      stdio: ["ignore", "pipe", "inherit"],
    },
  ).replaceAll("\r", "");

describe("a report on a terminal", () => {
  it("has its title and its findings in bold, who wins in colour, and where to go on in faint", () => {
    const mark =
      (open: string, close: string) =>
      (text: string): string =>
        `${open}${text}${close}`;
    const paint: Paint = {
      strong: mark("<", ">"),
      faint: mark("(", ")"),
      wins: mark("+", "+"),
      loses: mark("!", "!"),
      trades: mark("~", "~"),
      ties: mark("=", "="),
    };
    const text =
      "Title\nabout\n\n• it loses to B; beats\n  A; trades\n  with C; ties with D\nnot • this beats\n• second beats\n\nPage: x\n";
    const marks: Mark[] = (["loses", "wins", "trades", "ties"] as const).map((outcome) => ({
      phrase: OUTCOME_WORD[outcome],
      outcome,
    }));
    // The second finding has no marks: what it says is in no colour, whatever its words.
    expect(emphasised(text, [marks, []], paint)).toBe(
      "<Title>\nabout\n\n<• it !loses to! B; +beats+>\n<  A; ~trades~>\n<  ~with~ C; =ties with= D>\nnot • this beats\n<• second beats>\n\n(Page: x)\n",
    );
    expect(emphasised("", [], paint)).toBe("");
  });

  it.skipIf(!existsSync(SCRIPT))("is bold there alone: not with NO_COLOR, as data or in a pipe", () => {
    expect(onTerminal("report").startsWith(`${BOLD}Title`)).toBe(true);
    expect(onTerminal("report", { NO_COLOR: "1" })).toBe(TEXT);
    expect(onTerminal(undefined)).toBe(TEXT);
    const [program, ...args] = printing("report");
    const env = { ...process.env, FORCE_COLOR: "1" };
    expect(execFileSync(program, args, { encoding: "utf8", env })).toBe(TEXT);
  });
});
