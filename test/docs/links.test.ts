import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { documents, ROOT, readDocument } from "./code-blocks.ts";

interface Link {
  /** Path from the project's root. */
  readonly target: string;
  /** Without the #; empty without one. */
  readonly anchor: string;
}

/** A document without its code, in which brackets mean other things. */
const prose = (text: string): string =>
  text.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, (span) => "x".repeat(span.length));

/** The links to files of the project: absolute addresses are left out. */
const linksOf = (name: string, text = readDocument(name)): Link[] =>
  [...prose(text).matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)]
    .map((match) => match[1])
    .filter((address) => !/^[a-z]+:/.test(address))
    .map((address) => {
      const [path, anchor = ""] = address.split("#");
      return { target: path === "" ? name : normalize(join(dirname(name), path)), anchor };
    });

/** Anchors of a document's headings, as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  const seen = new Map<string, number>();
  return new Set(
    [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^#+ (.+)$/gm)].map(([, heading]) => {
      const slug = heading
        .trim()
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-");
      const before = seen.get(slug) ?? 0;
      seen.set(slug, before + 1);
      return before === 0 ? slug : `${slug}-${before}`;
    }),
  );
}

const isDead = ({ target, anchor }: Link): boolean => {
  const file = join(ROOT, target);
  if (!existsSync(file)) return true;
  if (anchor === "") return false;
  return !statSync(file).isFile() || !target.endsWith(".md") || !anchorsOf(readDocument(target)).has(anchor);
};

/** Source files that a document names in its text, as paths or by their last part; tests also without `.test.ts`. */
const namedSources = (text: string): string[] => {
  const bare = text.replace(/^```[\s\S]*?^```$/gm, "");
  const files = bare.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\.(?:ts|mjs))`/g);
  const tests = bare.matchAll(/`((?:packages\/[\w-]+\/)?test\/[\w/-]+)`/g);
  return [...[...files].map(([, name]) => name), ...[...tests].map(([, name]) => `${name}.test.ts`)];
};

const SOURCES = [
  ...readdirSync(ROOT).map((name) => `/${name}`),
  ...["src", "packages", "evidence", "test", "bench", "scripts", "assembly"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map(
      (name) => `/${folder}/${name}`,
    ),
  ),
];

/** Whether some file of the project ends with this path: a README may leave out its own folder. */
const isSource = (name: string): boolean =>
  SOURCES.some((file) => file.endsWith(`/${name}`)) ||
  existsSync(join(ROOT, name.replace(/\.test\.ts$/, "")));

describe("sources named in a document", () => {
  // The changelog, the diary and decisions name files that were; examples name those of a user.
  const ofNow = documents().filter(
    (name) => !/CHANGELOG|evidence\/diary|docs\/decisions|examples/.test(name),
  );
  it.each(ofNow)("of %s are there", (name) => {
    const text = readDocument(name);
    expect(namedSources(text).filter((source) => !isSource(source.replace(/^(\.\.\/)+/, "")))).toEqual([]);
  });

  it("are found, and a missing one is seen", () => {
    expect(namedSources("`cost/heat.ts`, `no.ts` and `x.json`\n```\n`y.ts`\n```\n")).toEqual([
      "cost/heat.ts",
      "no.ts",
    ]);
    expect([isSource("cost/heat.ts"), isSource("no.ts"), isSource("eat.ts")]).toEqual([true, false, false]);
  });
});

describe("links", () => {
  it.each(documents())("%s links to files and headings that are there", (name) => {
    expect(linksOf(name).filter(isDead)).toEqual([]);
  });

  it("are found, and a dead one is seen", () => {
    const text =
      "[a](b.md), `[no](no.md)` [c](#some-heading) [d](https://x.example) ![e](docs/tutorial-pareto.png)";
    const links = linksOf("README.md", text);
    expect(links).toEqual([
      { target: "b.md", anchor: "" },
      { target: "README.md", anchor: "some-heading" },
      { target: "docs/tutorial-pareto.png", anchor: "" },
    ]);
    expect(links.map(isDead)).toEqual([true, true, false]);
    expect([...anchorsOf("# Two words\n## Two words\n### O(L²), a `b`?\n")]).toEqual([
      "two-words",
      "two-words-1",
      "ol²-a-b",
    ]);
  });

  it("every page of docs is reached from README", () => {
    const reached = new Set(["README.md"]);
    for (const name of reached)
      for (const { target } of linksOf(name))
        if (target.endsWith(".md") && existsSync(join(ROOT, target))) reached.add(target);
    const pages = documents().filter((name) => name.startsWith("docs/"));
    expect(pages.filter((name) => !reached.has(name))).toEqual([]);
  });
});
