// Every regular expression takes time that is linear in a text, or its texts are short: checked by recheck, a program that looks for the worst text
// of an expression. CROSSHASH_RECHECK names its folder; without it this file is skipped.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { ROOT } from "../docs/code-blocks.ts";
import { sourcesIn } from "../sources.ts";

const FOLDER = process.env.CROSSHASH_RECHECK ?? "";

/** Expressions that can take longer, by file, and why their texts are short. */
const SHORT: Readonly<Record<string, readonly [most: number, reason: string]>> = {
  "packages/base/src/fields.ts": [1, "64 characters"],
  "packages/base/src/units.ts": [4, "64 characters, and the program's own sentences"],
  "src/charts/pareto.ts": [1, "titles of the program"],
  "src/commands/budget/run/limits.ts": [1, "200 characters"],
  "src/commands/budget/run/sizing.ts": [1, "a quantity of 64 characters"],
  "src/commands/compare/sources.ts": [1, "one argument of a command line"],
  "src/commands/explain/run/terms.ts": [2, "the glossary"],
  "src/commands/model/run/serving.ts": [1, "64 characters"],
  "src/commands/shared/bibliography.ts": [2, "the bibliography"],
  "src/commands/shared/config-file.ts": [1, "a name of a config, without two hyphens in a row"],
  "packages/table-explorer/src/designs.ts": [1, "one line that is typed into a page"],
  "src/design/override.ts": [1, "200 characters"],
  "src/design/shape-presets.ts": [1, "128 characters"],
  "src/program/other-names.ts": [1, "one argument of a command line"],
  "src/program/program.ts": [2, "a stack trace"],
  "src/runtime/component-tables/rows.ts": [1, "a name that is refused beyond its longest"],
  "packages/local-io/src/input-file.ts": [1, "a path of a command line"],
  "packages/local-io/src/plugin-imports.ts": [1, "200 characters"],
  "packages/local-io/src/synthesis.ts": [1, "the help of yosys"],
  "packages/search/src/expression.ts": [4, "expressions, whose length has a limit"],
  "packages/base/src/number-text.ts": [1, "digits of a number"],
  "packages/cell-library/src/joined-libraries.ts": [
    2,
    "texts that were read before: no comment is left open",
  ],
};

interface Checked {
  readonly status: "safe" | "vulnerable" | "unknown";
  readonly complexity?: { readonly summary: string };
}

const expressions = ["src", "packages"].flatMap((folder) =>
  sourcesIn(join(ROOT, folder))
    .filter(({ name }) => !/(?:^|\/)(?:test|node_modules|generated)\//.test(name))
    .flatMap(({ name, text }) => {
      const found: { file: string; source: string; flags: string }[] = [];
      const visit = (node: ts.Node): void => {
        if (ts.isRegularExpressionLiteral(node)) {
          const end = node.text.lastIndexOf("/");
          found.push({
            file: `${folder}/${name}`,
            source: node.text.slice(1, end),
            flags: node.text.slice(end + 1),
          });
        }
        ts.forEachChild(node, visit);
      };
      visit(ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true));
      return found;
    }),
);

describe.skipIf(FOLDER === "")("regular expressions", async () => {
  const { checkSync } = (
    FOLDER === "" ? {} : await import(pathToFileURL(join(FOLDER, "lib", "main.js")).href)
  ) as { checkSync: (source: string, flags: string, options: object) => Checked };

  it("take linear time, or read short texts", () => {
    expect(expressions.length).toBeGreaterThan(250);
    const slow = expressions.flatMap(({ file, source, flags }) => {
      const { status, complexity } = checkSync(source, flags, { timeout: 10_000 });
      return status === "safe"
        ? []
        : [{ file, said: `${file} /${source}/${flags}: ${complexity?.summary ?? status}` }];
    });
    const exponential = slow.filter(({ said }) => /exponential/.test(said)).map(({ said }) => said);
    expect(exponential).toEqual([]);
    const count = new Map<string, string[]>();
    for (const { file, said } of slow) count.set(file, [...(count.get(file) ?? []), said]);
    const unknown = [...count].filter(([file, said]) => said.length > (SHORT[file]?.[0] ?? 0));
    expect(unknown).toEqual([]);
    expect(Object.keys(SHORT).filter((file) => !count.has(file))).toEqual([]);
  });
});
