import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { blocksOf, type CodeBlock, ROOT, readDocument } from "./code-blocks.ts";

/** A block that did not do what its document says. */
export interface Failure {
  readonly place: string;
  readonly what: string;
}

/** Lines of an output block that say: anything may stand here. */
const ANYTHING = "…";

/** Where a document's blocks run: a folder with the shipped configs and the examples, in which the package is installed; PATH is left alone. */
export interface Workplace {
  readonly folder: string;
  readonly run: (code: string) => { readonly status: number | null; readonly output: string };
  readonly remove: () => void;
}

export function createWorkplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), "crosshash-document-"));
  for (const name of ["configs", "examples"])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  // A program of a document imports the package by its name and `npx` finds its command, as where it is installed.
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, ".bin"), { recursive: true });
  symlinkSync(ROOT, join(modules, "crosshash"));
  symlinkSync(join("..", "crosshash", "dist", "bundle", "main.js"), join(modules, ".bin", "crosshash"));
  return {
    folder,
    run: (code) => {
      const { status, stdout } = spawnSync("bash", ["-c", `exec 2>&1; set -e -o pipefail\n${code}`], {
        cwd: folder,
        encoding: "utf8",
        maxBuffer: 1 << 26,
      });
      return { status, output: stdout };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/**
 * Runs a document's blocks in order in one folder. Returns what went otherwise than the document says, and the text
 * with the outputs as they are now.
 */
export function runDocument(name: string, place: Workplace): { failures: Failure[]; text: string } {
  const failures: Failure[] = [];
  let text = readDocument(name);
  let last: ReturnType<Workplace["run"]> | null = null;
  for (const block of blocksOf(name)) {
    const fail = (what: string): number => failures.push({ place: `${name}:${block.line}`, what });
    if (block.mark === "file") write(place.folder, block);
    if (block.mark === "run" || block.mark === "run if") {
      last = block.mark === "run" || isKnown(place, block.detail) ? place.run(block.code) : null;
      if (last !== null && last.status !== 0) fail(`ended with ${last.status}: ${last.output}`);
    }
    if (block.mark !== "output" || last === null) continue;
    const missing = missingLine(block.code, last.output);
    if (missing === null) continue;
    fail(`does not print ${JSON.stringify(missing)}; it prints\n${last.output}`);
    text = text.replace(block.code, () => renewed(block.code, last?.output ?? ""));
  }
  return { failures, text };
}

function write(folder: string, { detail, code }: CodeBlock): void {
  const file = join(folder, detail);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
}

/** Has the verb the option? `detail` is such as "budget --quality". */
function isKnown(place: Workplace, detail: string): boolean {
  const [verb, option] = detail.split(" ");
  return place.run(`crosshash ${verb} --help`).output.includes(`${option} `);
}

const linesOf = (text: string): string[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => line.trimEnd());

/** The first line that an output lacks in its place; null if it is as expected. */
export function missingLine(expected: string, output: string): string | null {
  const actual = linesOf(output);
  let at = 0;
  let mayJump = false;
  for (const line of linesOf(expected)) {
    if (line.trim() === ANYTHING) {
      mayJump = true;
      continue;
    }
    const found = mayJump ? actual.indexOf(line, at) : actual[at] === line ? at : -1;
    if (found < 0) return line;
    at = found + 1;
    mayJump = false;
  }
  return mayJump || at === actual.length ? null : `nothing after line ${at}`;
}

/** An output block with each line replaced by that of the same words in a new output. */
function renewed(expected: string, output: string): string {
  if (!linesOf(expected).some((line) => line.trim() === ANYTHING)) return `${output.trimEnd()}\n`;
  const words = (line: string): string => line.replace(/[\d.,×µnmpk]+/g, "").replace(/[ ─]+/g, " ");
  const actual = linesOf(output);
  const lines = linesOf(expected).map((line) => actual.find((own) => words(own) === words(line)) ?? line);
  return `${lines.join("\n")}\n`;
}
