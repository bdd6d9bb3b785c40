import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pluginHash } from "../src/plugin-imports.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-imports-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const hashOf = (text: string): string => pluginHash(join(folder, "plugin.js"), text);

describe("the hash of a plugin", () => {
  it("is that of its text where it names no other file", () => {
    const text = 'import fs from "node:fs"; import "./none.js"; export default [];';
    expect(hashOf(text)).toBe(createHash("sha256").update(text).digest("hex"));
  });

  it("changes with every file that it imports or names, however deep, and with its packages", () => {
    const ways: readonly (readonly [string, string])[] = [
      ['import { a } from "./a.js";', "a.js"],
      ["import './a.js'", "a.js"],
      ['export * from "./sub/a.mjs"', "sub/a.mjs"],
      ["await import(`./a.js`)", "a.js"],
      ['import a from "./a.js?version=2"', "a.js"],
      ['require("./a")', "a.js"],
      ['require("./a")', "a.cjs"],
      ['require("./sub")', "sub/index.js"],
      ['readFileSync(new URL("./a.json", import.meta.url))', "a.json"],
      ['import "./first.js"', "deep/last.js"],
      ['import "bare"', "node_modules/bare/index.js"],
      ['import x from "bare/part.js"', "node_modules/bare/part.js"],
      ['import "@scope/name"', "node_modules/@scope/name/package.json"],
    ];
    let cases = 0;
    for (const [source, file] of ways) {
      rmSync(folder, { recursive: true });
      write("first.js", 'import "./second.js"');
      write("second.js", 'import "./deep/last.js"');
      write("node_modules/bare/package.json", '{"name":"bare","version":"1.0.0","main":"index.js"}');
      write("node_modules/bare/index.js", "");
      write(file, '{"version":"1.0.0"}');
      const before = hashOf(source);
      expect(hashOf(source)).toBe(before);
      write(file, '{"version":"1.0.1"}');
      expect(hashOf(source), source).not.toBe(before);
      cases++;
    }
    expect(cases).toBe(13);
  });

  it("ends where files import one another, and is bounded", () => {
    write("first.js", 'import "./second.js"');
    write("second.js", 'import "./first.js"');
    expect(hashOf('import "./first.js"')).toMatch(/^[0-9a-f]{64}$/);
    const many = Array.from({ length: 1001 }, (_, n) => {
      write(`many/${n}.js`, "");
      return `import "./many/${n}.js";`;
    });
    expect(() => hashOf(many.join("\n"))).toThrow("expected imports of at most 1000 files");
  });
});
