import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..", "..");
const copy = mkdtempSync(join(tmpdir(), "crosshash-contributing-"));
afterAll(() => rmSync(copy, { recursive: true }));

const text = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8");

/** The code block under a `<!-- kind: path -->` mark. */
function block(kind: string): { path: string; code: string } {
  const match = new RegExp(`<!-- ${kind}: (\\S+) -->\\n\`\`\`ts\\n([\\s\\S]*?)\`\`\``).exec(text);
  if (match === null) throw new Error(`CONTRIBUTING.md has no ${kind} block`);
  return { path: match[1], code: match[2] };
}

it("the device of CONTRIBUTING compiles, obeys its family's laws and has a price", () => {
  // What says where the packages are is copied too: by a link it would lead to those of the original.
  for (const entry of ["src", "packages", "evidence", "test", "configs", "package.json", "vitest.config.ts"])
    cpSync(join(ROOT, entry), join(copy, entry), { recursive: true });
  for (const entry of [
    "node_modules",
    "docs",
    "models",
    "references.bib",
    "tsconfig.base.json",
    "tsconfig.json",
    "tsconfig.pure.json",
  ])
    symlinkSync(join(ROOT, entry), join(copy, entry));
  const file = block("file");
  const write = (code: string): void => writeFileSync(join(copy, file.path), code);
  write(file.code);
  const list = block("list");
  const index = readFileSync(join(copy, list.path), "utf8");
  const replaced = index.replace(/export const memristors[\s\S]*?;\n/, list.code);
  expect(replaced).not.toBe(index);
  writeFileSync(join(copy, list.path), `import { uniformMemristor } from "./uniform.ts";\n${replaced}`);

  const run = (...args: string[]) =>
    spawnSync(process.execPath, args, {
      cwd: copy,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    });
  const compiled = run(join("node_modules", "typescript-native", "bin", "tsc"), "-b", "tsconfig.pure.json");
  expect(compiled.stdout + compiled.stderr).toBe("");
  const laws = () =>
    run(
      join("node_modules", "vitest", "vitest.mjs"),
      "run",
      "test/contracts/families.test.ts",
      "test/contracts/memristors.test.ts",
      "test/contracts/invalid-input.test.ts",
    );
  const kept = laws();
  expect([kept.status, (kept.stdout + kept.stderr).match(/FAIL.*/g)]).toEqual([0, null]);

  // The laws do reach it: a device that states twice its mean breaks one, which names it.
  const wrong = file.code.replace("(low + high) / 2", "low + high");
  expect(wrong).not.toBe(file.code);
  write(wrong);
  const broken = laws();
  expect(broken.status).toBe(1);
  const said = broken.stdout + broken.stderr;
  expect(said).toMatch(/FAIL.*draws conductances of its stated mean and spread/);
  expect(said).toContain("uniform: expected");
});
