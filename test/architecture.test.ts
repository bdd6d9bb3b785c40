import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { COMPARISON_DESIGNS } from "../src/comparison/comparison-designs.ts";
import { METRICS } from "../src/comparison/metrics/index.ts";
import { shippedCatalogue } from "../src/design/catalogue.ts";
import { sourcesIn } from "./sources.ts";

const ROOT = resolve(import.meta.dirname, "..");
const SRC = join(ROOT, "src");

/** A file imports its own layer or one to its left. Layers of one entry do not import each other. */
const LAYERS: readonly (readonly string[])[] = [
  ["arrays"],
  ["peripherals"],
  ["attention"],
  ["design"],
  ["mapping"],
  ["simulation", "cost"],
  ["evaluate.ts"],
  ["comparison"],
  ["study"],
  ["language-model"],
  ["text"],
  ["runtime"],
  ["report"],
  ["charts"],
  ["cli"],
  ["commands"],
  ["library"],
  ["program"],
  ["index.ts"],
];
/** The last entry whose files may not touch the outside world. */
const LAST_PURE = "text";
/** Packages that are there to touch it. */
const OUTWARD: readonly string[] = ["#local-io", "#reports", "#study-runs", "#table-explorer"];

/** Debts: imports that break the law above, each with a reason. None now. */
const DEBTS: readonly string[] = [];

const MOST_LINES = 400;
/**
 * Files whose one importer is next to them: each is a page of its importer, kept apart for its length. Records of a list are
 * not counted. A new one needs a reason; without one it belongs into the file that uses it.
 */
const MOST_SINGLE_USES = 80;

/** Files that list records, each of which is used by its list alone. */
const LISTS = /(?:^|\/)(?:index|models|library|comparison-designs)\.ts$/;

/** Files that may name what the records of a folder declare: the records themselves. */
const RECORDS = ["comparison/designs", "comparison/metrics"] as const;

const sources = sourcesIn(SRC);
/** Sources of the packages, by names such as #pareto/front.ts. */
const packaged = readdirSync(join(ROOT, "packages")).flatMap((name) =>
  sourcesIn(join(ROOT, "packages", name, "src")).map((one) => ({ ...one, name: `#${name}/${one.name}` })),
);
const all = [...sources, ...packaged];

const isIn = (layer: string) => (name: string) => name === layer || name.startsWith(`${layer}/`);
const rankOf = (name: string): number =>
  LAYERS.findIndex((group) => group.some((layer) => isIn(layer)(name)));
const layerOf = (name: string): string => LAYERS.flat().find((layer) => isIn(layer)(name)) ?? "none";
const target = (from: string, specifier: string): string =>
  relative(SRC, resolve(SRC, dirname(from), specifier)).replaceAll("\\", "/");

describe("layers", () => {
  it("know every source file", () => {
    expect(sources.length).toBeGreaterThan(60);
    expect(sources.filter(({ name }) => rankOf(name) < 0).map(({ name }) => name)).toEqual([]);
  });

  it("import leftwards only", () => {
    const broken = sources.flatMap(({ name, imports }) =>
      imports
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => target(name, specifier))
        .filter(
          (to) => rankOf(to) > rankOf(name) || (rankOf(to) === rankOf(name) && layerOf(to) !== layerOf(name)),
        )
        .map((to) => `${name} → ${to}`),
    );
    expect(broken.filter((line) => !DEBTS.includes(line))).toEqual([]);
    expect(DEBTS.filter((line) => !broken.includes(line))).toEqual([]);
  });

  it("have no import cycles", () => {
    const edges = new Map(
      sources.map(({ name, imports }) => [
        name,
        imports.filter((s) => s.startsWith(".")).map((s) => target(name, s)),
      ]),
    );
    const done = new Set<string>();
    const visit = (name: string, path: readonly string[]): string[] => {
      if (path.includes(name)) return [[...path.slice(path.indexOf(name)), name].join(" → ")];
      if (done.has(name)) return [];
      const found = (edges.get(name) ?? []).flatMap((next) => visit(next, [...path, name]));
      done.add(name);
      return found;
    };
    expect([...edges.keys()].flatMap((name) => visit(name, []))).toEqual([]);
  });
});

/** Parts of a command's folder, each of which imports itself and those to its left. */
const PARTS: readonly string[] = ["run", "report", "command"];

/** The command that a file belongs to, and its part: whatever is in neither `run` nor `report` reads arguments. */
function commandOf(name: string): { readonly command: string; readonly part: number } | null {
  const [, command, within] = /^commands\/([^/]+)\/(\w+)/.exec(name) ?? [];
  if (command === undefined) return null;
  const part = PARTS.indexOf(within);
  return { command, part: part < 0 ? PARTS.length - 1 : part };
}

describe("commands", () => {
  const arrows = sources.flatMap(({ name, imports }) => {
    const from = commandOf(name);
    return imports
      .filter((specifier) => specifier.startsWith("."))
      .flatMap((specifier) => {
        const to = commandOf(target(name, specifier));
        return to === null ? [] : [{ name, specifier, from, to }];
      });
  });
  const isShared = ({ command }: { readonly command: string }): boolean => command === "shared";

  it("compute without their reports, and report without their arguments", () => {
    expect(arrows.length).toBeGreaterThan(300);
    const broken = arrows
      .filter(({ from, to }) => from !== null && !isShared(to) && to.part > from.part)
      .map(({ name, specifier }) => `${name} → ${specifier}`);
    expect(broken).toEqual([]);
  });

  it("import one another in one direction", () => {
    const others = new Map<string, Set<string>>();
    for (const { from, to } of arrows)
      if (from !== null && from.command !== to.command)
        others.set(from.command, (others.get(from.command) ?? new Set()).add(to.command));
    const circle = (command: string, path: readonly string[]): string[] =>
      path.includes(command)
        ? [[...path, command].join(" → ")]
        : [...(others.get(command) ?? [])].flatMap((next) => circle(next, [...path, command]));
    expect(others.size).toBeGreaterThan(10);
    expect([...others.keys()].flatMap((command) => circle(command, []))).toEqual([]);
  });

  it("are reached by the program and the library alone", () => {
    const outside = arrows
      .filter(({ from, name }) => from === null && !/^(?:library|program)\/|^index\.ts$/.test(name))
      .map(({ name, specifier }) => `${name} → ${specifier}`);
    expect(outside).toEqual([]);
  });
});

describe("a comparison", () => {
  /** Most source files that its question imports by statements; types alone, and records that a list alone imports, are left out. */
  const MOST_FILES = 311;

  it(`reaches ${MOST_FILES} files at most but for records, and no store of a study`, () => {
    const values = new Map(
      sources.map(({ name, text }) => [
        name,
        ts
          .createSourceFile(name, text, ts.ScriptTarget.Latest)
          .statements.flatMap((statement) => importedFrom(statement) ?? [])
          .filter((specifier) => specifier.startsWith("."))
          .map((specifier) => target(name, specifier)),
      ]),
    );
    const reached = new Set(["commands/compare/run/compare.ts"]);
    // A set goes on to what is added while it is gone through.
    for (const name of reached) for (const next of values.get(name) ?? []) reached.add(next);
    const records = [...reached].filter((name) => {
      const from = sources.filter(({ name: other }) => values.get(other)?.includes(name));
      return from.length > 0 && from.every(({ name: other }) => LISTS.test(other));
    });
    expect(reached.size - records.length).toBeGreaterThan(100);
    expect(reached.size - records.length).toBeLessThanOrEqual(MOST_FILES);
    expect([...reached].filter((name) => /^study\/|^runtime\/(?:store|study)\//.test(name))).toEqual([]);
  });
});

describe("the evidence", () => {
  it("is imported by no source: the product works without it", () => {
    const broken = sources.flatMap(({ name, imports }) =>
      imports
        .filter((specifier) => target(name, specifier).startsWith("../evidence"))
        .map((specifier) => `${name} → ${specifier}`),
    );
    expect(broken).toEqual([]);
  });
});

describe("files", () => {
  it(`are used from more than one place, but for ${MOST_SINGLE_USES}`, () => {
    const users = new Map<string, Set<string>>();
    for (const { name, imports } of sources)
      for (const specifier of imports.filter((own) => own.startsWith("."))) {
        const to = target(name, specifier);
        users.set(to, (users.get(to) ?? new Set()).add(name));
      }
    const single = [...users]
      .filter(([to, from]) => from.size === 1 && dirname([...from][0]) === dirname(to))
      .filter(([, from]) => !LISTS.test([...from][0]))
      .map(([to, from]) => `${to}, used by ${[...from][0]} alone`)
      .filter((line) => !line.includes("generated/"));
    expect(single.length, single.join("\n")).toBeLessThanOrEqual(MOST_SINGLE_USES);
  });
});

describe("pure layers", () => {
  const lastPure = LAYERS.findIndex((group) => group.includes(LAST_PURE));
  const pure = [
    ...sources.filter(({ name }) => rankOf(name) <= lastPure),
    ...packaged.filter(({ name }) => !OUTWARD.some((own) => name.startsWith(`${own}/`))),
  ];
  const FORBIDDEN = [
    /\bMath\.random\b/,
    /\bDate\b\s*[.(]/,
    /\bnew Date\b/,
    /\bconsole\./,
    /\bprocess\./,
    /\bperformance\./,
  ];

  it("import nothing of Node, nor packages that do", () => {
    const broken = pure.flatMap(({ name, imports }) =>
      imports
        .filter((specifier) => specifier.startsWith("node:") || OUTWARD.includes(specifier))
        .map((specifier) => `${name}: ${specifier}`),
    );
    expect(broken).toEqual([]);
  });

  it("have no clock, console, environment or ambient randomness", () => {
    const broken = pure.flatMap(({ name, text }) =>
      FORBIDDEN.filter((pattern) => pattern.test(stripComments(text))).map(
        (pattern) => `${name}: ${pattern}`,
      ),
    );
    expect(broken).toEqual([]);
  });

  it("are all compiled without Node's types", () => {
    const include: string[] = JSON.parse(readFileSync(join(ROOT, "tsconfig.pure.json"), "utf8")).include;
    const compiled = (name: string): boolean =>
      include.some((entry) => isIn(entry.replace(/^src\//, ""))(name));
    expect(
      pure.filter(({ name }) => !name.startsWith("#") && !compiled(name)).map(({ name }) => name),
    ).toEqual([]);
  });
});

describe("source files", () => {
  it("use no any", () => {
    expect(
      all.filter(({ text }) => /(:|<|as|\|)\s*any\b/.test(stripComments(text))).map(({ name }) => name),
    ).toEqual([]);
  });

  it(`have at most ${MOST_LINES} lines`, () => {
    expect(all.filter(({ text }) => text.split("\n").length > MOST_LINES).map(({ name }) => name)).toEqual(
      [],
    );
  });

  it("put no unit into a name: a brand carries it", () => {
    const suffixed = /\b[a-z]\w*(?:_pJ|_fJ|_ns|_um2|_mm2|Picojoules|Nanoseconds)\b\s*[:=]/;
    expect(all.filter(({ text }) => suffixed.test(stripComments(text))).map(({ name }) => name)).toEqual([]);
  });
});

describe("records", () => {
  const HASH_NAMES = readdirSync(join(SRC, "attention/hashes"))
    .map(
      (file) => /name: "([a-z0-9-]+)"/.exec(readFileSync(join(SRC, "attention/hashes", file), "utf8"))?.[1],
    )
    .filter((name) => name !== undefined);

  it("of hashes alone say the names of hashes: no other file asks which one it is", () => {
    expect(HASH_NAMES.length).toBeGreaterThanOrEqual(2);
    const broken = sources
      .filter(({ name }) => !name.startsWith("attention/hashes/"))
      .flatMap(({ name, text }) => literals(name, text).map((literal) => ({ name, literal })))
      .filter(({ literal }) => HASH_NAMES.includes(literal))
      .map(({ name, literal }) => `${name}: "${literal}"`);
    expect(broken).toEqual([]);
  });

  const names = new Set([...COMPARISON_DESIGNS.map(({ id }) => id), ...METRICS.map(({ key }) => key)]);
  // A plain word: language models recall values, and a table of changes has a field of that name.
  names.delete("recall");
  const comparison = LAYERS.findIndex((group) => group.includes("comparison"));

  it("alone name a comparison design or a metric: from the comparison on no other text literal is one of their names", () => {
    const found = sources
      .filter(({ name }) => rankOf(name) >= comparison && !RECORDS.some((folder) => isIn(folder)(name)))
      // The table of JSON keys has one for every field of an answer, a metric's or not.
      .filter(({ name }) => name !== "report/outward.ts")
      .flatMap(({ name, text }) =>
        literals(name, text)
          .filter((literal) => names.has(literal))
          .map((literal) => `${name}: ${literal}`),
      );
    expect(names.size).toBeGreaterThan(15);
    expect([...new Set(found)]).toEqual([]);
  });

  it("of components are not asked for their family: no text in quotes is compared with one", () => {
    const families = Object.keys(shippedCatalogue.families);
    expect(families.length).toBeGreaterThan(20);
    const asked = sources.flatMap(({ name, text }) =>
      [...text.matchAll(/family [!=]== "([a-z-]+)"|"([a-z-]+)" [!=]== \S*family/g)]
        .map(([, right, left]) => right ?? left)
        .filter((family) => families.includes(family))
        .map((family) => `${name}: ${family}`),
    );
    expect(asked).toEqual([]);
  });
});

describe("the bundle", () => {
  const script = readFileSync("scripts/build-bundle.mjs", "utf8");
  const entries = [...script.matchAll(/^ {2}"([\w/-]+)",$/gm)].map(([, entry]) => entry);

  it("has each module that another one names by a URL next to it, so that a thread finds it", () => {
    const named = all.flatMap(({ name, text }) => {
      const folder = dirname(name.replace(/^#([\w-]+)\//, "packages/$1/src/"));
      return [...text.matchAll(/new URL\(["`]\.\/([\w-]+)\./g)].map(([, own]) => join(folder, own));
    });
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((own) => !entries.includes(own.replaceAll("\\", "/")))).toEqual([]);
  });

  it("has no two entries of one name, and no source that asks for a file by its own place", () => {
    const names = entries.map((entry) => entry.slice(entry.lastIndexOf("/") + 1));
    expect(new Set(names).size).toBe(names.length);
    const asked = sources.filter(({ text }) => /\brequire\(\s*["'`]\./.test(text)).map(({ name }) => name);
    expect(asked).toEqual([]);
  });
});

/** The file that a statement brings a value in from; null where it brings in none. */
function importedFrom(statement: ts.Statement): string | null {
  if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return null;
  const { moduleSpecifier } = statement;
  if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return null;
  const isType = ts.isImportDeclaration(statement)
    ? statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
    : statement.isTypeOnly;
  return isType ? null : moduleSpecifier.text;
}

/** Texts in quotes, those with nothing to fill in. */
function literals(name: string, text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, text, ts.ScriptTarget.Latest, false));
  return found;
}

function stripComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:])\/\/.*$/gm, "$1");
}
