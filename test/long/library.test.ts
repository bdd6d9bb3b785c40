import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..");
const PROGRAM = join(ROOT, "examples/06-library/compare-sweep-front.mts");
const scratch = mkdtempSync(join(tmpdir(), "crosshash-library-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Compile errors of a program that imports the package by its name. */
function complaints(file: string): string[] {
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ["node"],
    typeRoots: [join(ROOT, "node_modules/@types")],
    skipLibCheck: true,
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

/** Runs TypeScript text as a program that finds the package by its name; what it writes to `out/` goes to a scratch folder. */
function run(text: string): string {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
  });
  const file = join(scratch, "program.mjs");
  const main = join(ROOT, "dist/bundle/index.js");
  writeFileSync(
    file,
    outputText.replaceAll("out/", `${scratch}/`).replace('"crosshash"', JSON.stringify(main)),
  );
  return execFileSync(process.execPath, [file], { cwd: scratch, encoding: "utf8" });
}

describe("the package's functions", () => {
  it("compare, sweep and take a front in a program of at most 15 lines without any", () => {
    const text = readFileSync(PROGRAM, "utf8");
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    expect(lines.length).toBeLessThanOrEqual(15);
    expect(text).not.toMatch(/\bany\b/);
    expect(complaints(PROGRAM)).toEqual([]);
    const printed = run(text).trim().split("\n");
    expect(printed.slice(0, 3).map((line) => line.split(":")[0])).toEqual([
      "exact-digital",
      "lsh-digital",
      "lsh-memristor",
    ]);
    expect(printed.at(-1)).toMatch(/^6 designs, [1-6] on the front$/);
  });

  it("have an example each, which runs", () => {
    const source = ["library/library.ts", "commands/evaluate/run/evaluator.ts"]
      .map((name) => readFileSync(join(ROOT, "src", name), "utf8"))
      .join("\n");
    const examples = [...source.matchAll(/@example\n([\s\S]*?)\n \*\/\nexport (?:async )?function (\w+)/g)];
    const names = [...source.matchAll(/export async function (\w+)|export function (createEvaluator)/g)].map(
      ([, name, other]) => name ?? other,
    );
    expect(names.length).toBeGreaterThanOrEqual(9);
    expect(examples.map(([, , name]) => name)).toEqual(names);
    const body = examples.map(([, text]) => `{\n${text.replace(/^ \* ?/gm, "")}\n}`).join("\n");
    const printed = run(`import { ${names.join(", ")} } from "crosshash";\n${body}\n`);
    expect(printed.trim().split("\n").length).toBeGreaterThanOrEqual(names.length);
  });
});
