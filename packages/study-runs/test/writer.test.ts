import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { bundleDigest, codeAsRun } from "../src/store/writer.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-writer-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("a program whose built files were changed is another writer", () => {
  const built = "0123456789abcdef";
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write("main.js", "a");
  write("chunk.js", "b");
  // From the source nothing was bundled.
  expect(codeAsRun(built, folder)).toBe(built);
  write("digest.txt", `${bundleDigest(folder)}\n`);
  expect(codeAsRun(built, folder)).toBe(built);
  const seen = new Set([built]);
  for (const [name, text] of [
    ["chunk.js", "c"],
    ["chunk.js", "bb"],
    ["added.js", ""],
    ["main.js", ""],
  ]) {
    write(name, text);
    const code = codeAsRun(built, folder);
    expect(code).toMatch(/^[0-9a-f]{16}$/);
    seen.add(code);
  }
  expect(seen.size).toBe(5);
});
