import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { blocksOf, ROOT } from "./code-blocks.ts";

it.each(readdirSync(join(ROOT, "packages")))(
  "the example in packages/%s/README.md prints what its comments say",
  async (name) => {
    const examples = blocksOf(`packages/${name}/README.md`);
    expect(examples).toHaveLength(1);
    const [{ code }] = examples;
    const { outputFiles } = await build({
      stdin: { contents: code, resolveDir: ROOT },
      alias: { [`@crosshash/${name}`]: join(ROOT, "packages", name, "index.ts") },
      bundle: true,
      platform: "node",
      write: false,
    });
    const expected = [...code.matchAll(/\/\/ (.*)$/gm)].map(([, text]) => `${text}\n`).join("");
    expect(expected).not.toBe("");
    const [{ text }] = outputFiles;
    expect(execFileSync(process.execPath, ["-"], { input: text, encoding: "utf8" })).toBe(expected);
  },
);
