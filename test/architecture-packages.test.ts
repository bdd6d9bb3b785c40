import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { sourcesIn } from "./sources.ts";

const ROOT = resolve(import.meta.dirname, "..");

/** What outsiders reach of each package, by the name that they import it by. */
const PACKAGES: Readonly<Record<string, { readonly "crosshash-source": string }>> = JSON.parse(
  readFileSync(join(ROOT, "package.json"), "utf8"),
).imports;

/** Packages that are there to reach files, streams and servers. */
const OUTWARD: readonly string[] = ["local-io", "reports", "study-runs", "table-explorer"];

describe("packages", () => {
  const names = readdirSync(join(ROOT, "packages"));
  const folderOf = (name: string): string => join(ROOT, "packages", name);
  /** What a package's own folder and its declared dependencies do not hold. */
  const outsidersOf = (name: string): string[] => {
    const {
      dependencies = {},
      devDependencies = {},
      imports: others = {},
    } = JSON.parse(readFileSync(join(folderOf(name), "package.json"), "utf8"));
    return sourcesIn(folderOf(name)).flatMap(({ name: file, imports }) => {
      const known = file.startsWith("test/") ? { ...dependencies, ...devDependencies } : dependencies;
      const isOwn = (specifier: string): boolean => {
        if (specifier.startsWith(".")) return !join(dirname(file), specifier).startsWith("..");
        if (specifier.startsWith("node:")) return file.startsWith("test/") || OUTWARD.includes(name);
        // Another package, by the name that the product has for it.
        if (specifier.startsWith("#"))
          return (
            others[specifier] === `@crosshash/${specifier.slice(1)}` && others[specifier] in dependencies
          );
        return Object.keys(known).some((one) => specifier === one || specifier.startsWith(`${one}/`));
      };
      return imports.filter((specifier) => !isOwn(specifier)).map((specifier) => `${file} → ${specifier}`);
    });
  };

  it.each(names)("%s imports itself and what it declares, nothing of the product", (name) => {
    expect(sourcesIn(folderOf(name)).length).toBeGreaterThan(6);
    expect(outsidersOf(name)).toEqual([]);
  });

  it.each(names)("%s declares versions that the product has", (name) => {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(
      readFileSync(join(folderOf(name), "package.json"), "utf8"),
    );
    const whole = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const own = Object.fromEntries(names.map((one) => [`@crosshash/${one}`, whole.version]));
    expect({ ...own, ...whole.dependencies }).toMatchObject(dependencies);
    expect({ ...whole.dependencies, ...whole.devDependencies }).toMatchObject(devDependencies);
  });

  it("are each reached through one file", () => {
    expect(Object.keys(PACKAGES).sort()).toEqual(names.map((name) => `#${name}`).sort());
    for (const name of names)
      expect(PACKAGES[`#${name}`]["crosshash-source"]).toBe(`./packages/${name}/index.ts`);
    const broken = [...sourcesIn(join(ROOT, "src")), ...sourcesIn(join(ROOT, "evidence"))].flatMap(
      ({ name, imports }) =>
        imports
          .filter((specifier) =>
            specifier.startsWith("#") ? !(specifier in PACKAGES) : /\bpackages\//.test(specifier),
          )
          .map((specifier) => `${name} → ${specifier}`),
    );
    expect(broken).toEqual([]);
  });

  it("export what somebody outside uses", () => {
    const users = ["src", "evidence", "test", "bench", "scripts", "packages"].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => /\.m?[tj]s$/.test(file) && !file.includes("node_modules"))
        .map((file) => readFileSync(join(ROOT, folder, file), "utf8")),
    );
    for (const name of names) {
      const imported = new RegExp(
        `\\{([^{}]*)\\}\\s*(?:from|=\\s*await import\\()\\s*"(?:#${name}|[./]*/dist/packages/${name}/index\\.js)"`,
        "g",
      );
      const used = new Set(
        users.flatMap((text) => [...text.matchAll(imported)].flatMap(([, list]) => namesOf(list))),
      );
      const index = readFileSync(join(folderOf(name), "index.ts"), "utf8");
      const exported = [...index.matchAll(/\{([^}]*)\}/g)].flatMap(([, list]) => namesOf(list));
      expect(exported.length).toBeGreaterThan(10);
      expect(exported.filter((one) => !used.has(one))).toEqual([]);
    }
  });
});

/** Names of a list between braces, without "type" and what they are called here. */
const namesOf = (list: string): string[] =>
  list
    .split(",")
    .map(
      (one) =>
        one
          .trim()
          .replace(/^type /, "")
          .split(" as ")[0],
    )
    .filter((one) => one !== "");
