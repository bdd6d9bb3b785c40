import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");

/** What opens, reads, makes, moves or removes a file, by its name without Sync. What looks at a name alone is free. */
const CALLS =
  /^(?:open|openAsBlob|opendir|read|readFile|readv|createReadStream|createWriteStream|write|writev|writeFile|appendFile|copyFile|cp|rename|link|symlink|mkdir|mkdtemp|rm|rmdir|unlink|truncate|ftruncate|watch|watchFile|promises|default)$/;

/** Modules that may, and with what: the two doors, the primitives of a store, and what has no file of a user. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  // In: everything is opened by the first, which the others ask for a descriptor.
  "packages/local-io/src/input-file.ts": ["open", "read"],
  "packages/local-io/src/byte-source.ts": ["read"],
  // Out.
  "packages/local-io/src/output-checks.ts": ["mkdir", "open", "rm"],
  "packages/local-io/src/atomic-write.ts": ["link", "open", "rename", "rm", "write"],
  // A store, and what is kept beside it.
  "packages/local-io/src/store-file.ts": ["open", "read"],
  "packages/study-runs/src/store/record-scan.ts": ["read"],
  "packages/local-io/src/record-log.ts": ["ftruncate", "write"],
  "packages/local-io/src/damaged-tail.ts": ["open", "read", "rename", "rm", "write"],
  "packages/study-runs/src/store/study-rows.ts": ["read"],
  "packages/study-runs/src/store/study-store.ts": ["rm"],
  "packages/study-runs/src/store/point-cache.ts": ["mkdir", "read", "rm", "write"],
  "packages/local-io/src/lock.ts": ["ftruncate", "link", "readFile", "rm", "writeFile"],
  // Standard output and error, and the kernel's numbers of this process.
  "packages/local-io/src/standard-streams.ts": ["write"],
  "packages/local-io/src/plugin-load.ts": ["write"],
  "packages/study-runs/src/run/point-clock.ts": ["readFile"],
};

/** Modules of the program and of its packages. */
function modules(): string[] {
  const packages = readdirSync(join(ROOT, "packages")).map((name) => join("packages", name, "src"));
  return ["src", ...packages]
    .flatMap((folder) => readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
}

/** Names of node:fs that a module imports, without Sync; `*` for the whole of it. */
function filesOf(text: string): string[] {
  const found: string[] = [];
  for (const statement of ts.createSourceFile("m.ts", text, ts.ScriptTarget.Latest).statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    if (!/^(?:node:)?fs(?:\/promises)?$/.test(statement.moduleSpecifier.text)) continue;
    const { importClause } = statement;
    if (importClause?.name !== undefined) found.push("*");
    const bindings = importClause?.namedBindings;
    if (bindings !== undefined && ts.isNamespaceImport(bindings)) found.push("*");
    if (bindings !== undefined && ts.isNamedImports(bindings))
      for (const { name, propertyName } of bindings.elements)
        found.push((propertyName ?? name).text.replace(/Sync$/, ""));
  }
  if (/(?:require|import|getBuiltinModule)\(\s*["'`](?:node:)?fs\b/.test(text)) found.push("*");
  return found;
}

it("files are opened and written by the doors alone", () => {
  const faults = modules().flatMap((name) => {
    if (name.includes("/generated/")) return [];
    const allowed = DOORS[name] ?? [];
    return filesOf(readFileSync(join(ROOT, name), "utf8"))
      .filter((call) => call === "*" || CALLS.test(call))
      .filter(
        (call) =>
          !allowed.includes(call) && !(call === "*" && name === "packages/local-io/src/plugin-load.ts"),
      )
      .map((call) => `${name}: ${call}`);
  });
  expect(faults).toEqual([]);
});

it("each door uses what it is allowed", () => {
  for (const [name, allowed] of Object.entries(DOORS)) {
    const used = new Set(filesOf(readFileSync(join(ROOT, name), "utf8")));
    expect(
      allowed.filter((call) => !used.has(call)),
      name,
    ).toEqual([]);
  }
});

it("the law sees what it forbids", () => {
  expect(filesOf('import { readFileSync as r } from "node:fs"; import * as f from "fs/promises";')).toEqual([
    "readFile",
    "*",
  ]);
  expect(filesOf('const { openSync } = require("node:fs");')).toEqual(["*"]);
});
