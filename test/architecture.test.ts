import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const SRC = join(ROOT, "src");

/** A file imports its own layer or one to its left. Layers of one entry do not import each other. */
const LAYERS: readonly (readonly string[])[] = [
  ["base"],
  ["technology"],
  ["devices"],
  ["arrays"],
  ["peripherals/converters", "peripherals/digital"],
  ["attention"],
  ["design"],
  ["mapping"],
  ["simulation", "cost"],
  ["evaluate.ts"],
  ["ladder"],
  ["explore", "language-model"],
  ["validation"],
  ["report", "runtime"],
  ["cli"],
  ["signature-types.ts"],
  ["index.ts"],
];
/** The last entry whose files may not touch the outside world. */
const LAST_PURE = "validation";

/** Debts: imports that break the law above, each with a reason. None now. */
const DEBTS: readonly string[] = [];

const MOST_LINES = 300;

interface Source {
  readonly name: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources: Source[] = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .sort()
  .map((name) => {
    const text = readFileSync(join(SRC, name), "utf8");
    const imports = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
    return { name, text, imports };
  });

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

describe("pure layers", () => {
  const lastPure = LAYERS.findIndex((group) => group.includes(LAST_PURE));
  const pure = sources.filter(({ name }) => rankOf(name) <= lastPure);
  const FORBIDDEN = [
    /\bMath\.random\b/,
    /\bDate\b\s*[.(]/,
    /\bnew Date\b/,
    /\bconsole\./,
    /\bprocess\./,
    /\bperformance\./,
  ];

  it("import nothing of Node", () => {
    const broken = pure.flatMap(({ name, imports }) =>
      imports
        .filter((specifier) => specifier.startsWith("node:"))
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
    expect(pure.filter(({ name }) => !compiled(name)).map(({ name }) => name)).toEqual([]);
  });
});

describe("source files", () => {
  it("use no any", () => {
    expect(
      sources.filter(({ text }) => /(:|<|as|\|)\s*any\b/.test(stripComments(text))).map(({ name }) => name),
    ).toEqual([]);
  });

  it(`have at most ${MOST_LINES} lines`, () => {
    expect(
      sources.filter(({ text }) => text.split("\n").length > MOST_LINES).map(({ name }) => name),
    ).toEqual([]);
  });

  it("put no unit into a name: a brand carries it", () => {
    const suffixed = /\b[a-z]\w*(?:_pJ|_fJ|_ns|_um2|_mm2|Picojoules|Nanoseconds)\b\s*[:=]/;
    expect(sources.filter(({ text }) => suffixed.test(stripComments(text))).map(({ name }) => name)).toEqual(
      [],
    );
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
      .flatMap(({ name, text }) => literalsOf(text).map((literal) => ({ name, literal })))
      .filter(({ literal }) => HASH_NAMES.includes(literal))
      .map(({ name, literal }) => `${name}: "${literal}"`);
    expect(broken).toEqual([]);
  });
});

/** Texts of all string literals of a file. */
function literalsOf(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest));
  return found;
}

function stripComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:])\/\/.*$/gm, "$1");
}
