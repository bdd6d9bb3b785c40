import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { SCALING_LAWS } from "#technology";
import { REMEMBERED } from "../evidence/published/fact.ts";
import { validationFacts } from "../evidence/published/facts.ts";
import { pricing } from "../evidence/published/pricing.ts";
import { shippedCatalogue } from "../src/design/catalogue.ts";
import { SHAPE_PRESETS } from "../src/design/shape-presets.ts";

const ROOT = resolve(import.meta.dirname, "..");
const bibliography = new Set(
  [...readFileSync(join(ROOT, "references.bib"), "utf8").matchAll(/^@\w+\{([^,]+),/gm)].map(
    (match) => match[1],
  ),
);

const models = Object.values(shippedCatalogue.families).flat();
const sources: [place: string, key: string][] = [
  ...models.map((model): [string, string] => [`${model.family} ${model.model}`, model.source]),
  ...models.flatMap((model) =>
    Object.entries(model.constants).map(([name, k]): [string, string] => [
      `${model.family} ${model.model} ${name}`,
      k.source,
    ]),
  ),
  ...Object.entries(SCALING_LAWS).map(([name, law]): [string, string] => [`law ${name}`, law.source]),
  ...Object.entries(SHAPE_PRESETS).map(([name, preset]): [string, string] => [
    `preset ${name}`,
    preset.source,
  ]),
  ...validationFacts(shippedCatalogue, pricing(shippedCatalogue), { quick: true })
    .filter(({ source }) => source !== REMEMBERED)
    .map(({ topic, quantity, source }): [string, string] => [`${topic}, ${quantity}`, source]),
];

function texts(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs|js|json5|md)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** `[key]` in comments and prose, the form that ends in a year or version. */
const mentions = [
  ...["src", "packages", "evidence", "configs", "docs", "examples", "models"].flatMap(texts),
  ...["README.md", "CONTRIBUTING.md"].map((f) => join(ROOT, f)),
].flatMap((file) =>
  [...readFileSync(file, "utf8").matchAll(/\[([^[\]\n]+)\]/g)]
    .flatMap(([, inside]) => inside.split(/[,;] /))
    .filter((word) => /^[a-z]+(?:-[a-z0-9]+)*-(?:\d{4}|v\d+)$/.test(word))
    .map((key): [string, string] => [file.slice(ROOT.length + 1), key]),
);

describe("references.bib", () => {
  it("has the source of every model, constant, law, preset and fact", () => {
    const cited = sources.filter(([, key]) => key !== "assumed");
    const missing = cited.filter(([, key]) => !bibliography.has(key));
    expect(missing.map(([place, key]) => `${place}: ${key}`)).toEqual([]);
    expect(cited.length).toBeGreaterThanOrEqual(570);
  });

  it("has every key that a comment or a document mentions", () => {
    expect(mentions.length).toBeGreaterThan(10);
    expect(mentions.filter(([, key]) => !bibliography.has(key))).toEqual([]);
  });

  it("has no entry that nothing uses", () => {
    const used = new Set([...sources, ...mentions].map(([, key]) => key));
    expect([...bibliography].filter((key) => !used.has(key))).toEqual([]);
  });
});
