import JSON5 from "json5";
import type { Catalogue } from "../base/catalogue.ts";
import { acceptedRange, type Parameter } from "../base/parameter.ts";
import { applicable, configParameters, resolveConfig } from "./resolved.ts";

type Tree = { readonly [key: string]: unknown };

/**
 * A config as JSON5 with every key written out and told what it is and what it accepts. `head` is a comment's
 * text for the top; `extra` holds keys that are no parameters, such as a study's `space`.
 */
export function startConfig(value: unknown, catalogue: Catalogue, head: string, extra: Tree = {}): string {
  const parameters = applicable(value, configParameters(catalogue));
  const notes = new Map(parameters.map((parameter) => [parameter.path, noteOf(parameter)]));
  const lines = [
    ...head.split("\n").map((line) => `// ${line}`.trimEnd()),
    "{",
    ...body(resolveConfig(value, catalogue), "", "  ", notes),
    ...Object.entries(extra).map(([key, own]) => `  ${key}: ${JSON5.stringify(own)},`),
    "}",
    "",
  ];
  return lines.join("\n");
}

function body(tree: Tree, path: string, indent: string, notes: ReadonlyMap<string, string>): string[] {
  const written = Object.entries(tree).flatMap(([key, value]) => {
    const own = `${path}${key}`;
    if (typeof value === "object" && value !== null)
      return [`${indent}${key}: {`, ...body(value as Tree, `${own}.`, `${indent}  `, notes), `${indent}},`];
    return [`${indent}${key}: ${JSON5.stringify(value)}, // ${notes.get(own) ?? ""}`.trimEnd()];
  });
  return [...written, ...absent(tree, path, notes).map((line) => `${indent}${line}`)];
}

/** Keys without a default, as comments to be uncommented. */
const absent = (tree: Tree, path: string, notes: ReadonlyMap<string, string>): string[] =>
  [...notes]
    .map(([own, note]) => ({ key: own.slice(path.length), own, note }))
    .filter(({ key, own }) => own.startsWith(path) && !key.includes(".") && !Object.hasOwn(tree, key))
    .map(({ key, note }) => `// ${key}: …, // ${note}`);

/** "resolution; in [1, 12]", or the words to choose from. */
function noteOf(parameter: Parameter): string {
  const accepted = parameter.choices?.join(" | ") ?? acceptedRange(parameter);
  return accepted === "" ? parameter.doc : `${parameter.doc}; ${accepted}`;
}
