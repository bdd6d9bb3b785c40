import JSON5 from "json5";
import {
  acceptedRange,
  type Catalogue,
  type Parameter,
  parameterTable,
  parseConfigQuantity,
  type UnitName,
  withNames,
} from "#base";
import { configSchema } from "./config.ts";
import { LOGIC_NODE } from "./design.ts";
import { withImplied } from "./implied.ts";
import { type Indexer, indexerOf } from "./indexer.ts";
import { type PresetName, SHAPE_PRESETS, type ShapePreset } from "./shape-presets.ts";

type Tree = { [key: string]: unknown };

/** The parameters of a config, from its schema. */
export const configParameters = (catalogue: Catalogue): Parameter[] =>
  parameterTable(configSchema(catalogue), catalogue);

/** The parameters that apply to a config, without those of models that are not chosen. */
export function applicable(value: unknown, listed: readonly Parameter[]): Parameter[] {
  const parameters = withNames(value, listed);
  const defaults = defaultsOf(parameters);
  // Many parameters look up the same model.
  const known = new Map<string, string>();
  const chosen = (path: string): string => {
    const own = known.get(path) ?? String(at(value, path) ?? defaults.get(path));
    known.set(path, own);
    return own;
  };
  return parameters.filter(
    ({ path, models, when }) =>
      (models.length === 0 || models.includes(chosen(`${path.slice(0, path.lastIndexOf("."))}.model`))) &&
      (when === undefined || when.is.includes(chosen(when.key))),
  );
}

/** The default of each path, of the first parameter if several; cached, as a page asks at every move. */
function defaultsOf(parameters: readonly Parameter[]): ReadonlyMap<string, unknown> {
  const found = KNOWN_DEFAULTS.get(parameters);
  if (found !== undefined) return found;
  const made = new Map<string, unknown>();
  for (const { path, default: own } of parameters) if (!made.has(path)) made.set(path, own);
  KNOWN_DEFAULTS.set(parameters, made);
  return made;
}

const KNOWN_DEFAULTS = new WeakMap<readonly Parameter[], ReadonlyMap<string, unknown>>();

/** The config with every default filled in, in the spelling of the user or of the schema. */
export const resolveConfig = (value: unknown, catalogue: Catalogue): Tree => {
  const resolved: Tree = {};
  for (const [{ path }, own] of settingsOf(value, configParameters(catalogue))) put(resolved, path, own);
  return resolved;
};

/** Every applicable parameter with its value, as the user or the schema spells it, without valueless ones. */
export function settingsOf(
  value: unknown,
  parameters: readonly Parameter[],
): (readonly [Parameter, unknown])[] {
  const full = withImplied(value);
  return applicable(full, parameters).flatMap((parameter) => {
    const { path, default: fallback } = parameter;
    const own = at(full, path) ?? fallback ?? presetValue(value, path) ?? followed(full, path);
    return own === undefined ? [] : [[parameter, own] as const];
  });
}

/** The preset's own shape value, where the config does not override it. */
function presetValue(value: unknown, path: string): unknown {
  const preset = at(value, "workload.preset") ?? "recall-lm";
  const own = /^workload\.indexer\.(\w+)$/.exec(path)?.[1] as keyof Indexer | undefined;
  if (own !== undefined) return indexerOf(String(preset), undefined)?.[own];
  const key = /^workload\.(layers|heads|kvHeads|headWidth)$/.exec(path)?.[1] as keyof ShapePreset | undefined;
  if (key === undefined) return undefined;
  const shape: ShapePreset = SHAPE_PRESETS[preset as PresetName];
  // As in resolveWorkload: other query heads imply as many key heads.
  return key === "kvHeads" ? (at(value, "workload.heads") ?? shape.kvHeads) : shape[key];
}

/** The value that a key without a default follows: arrays are at the logic's node. */
const followed = (value: unknown, path: string): unknown =>
  path === "design.hashNode" ? (at(value, "design.logicNode") ?? LOGIC_NODE) : undefined;

/** The resolved config in SI numbers with the unit in the key: `readTime: "10 ns"` → `readTime_s: 1e-8`. */
export function resolveInSi(value: unknown, catalogue: Catalogue): Tree {
  const resolved: Tree = {};
  const full = withImplied(value);
  for (const { path, unit, default: fallback } of applicable(full, configParameters(catalogue))) {
    const own = at(full, path) ?? fallback ?? followed(full, path);
    if (own === undefined) continue;
    if (unit === undefined) put(resolved, path, own);
    else
      put(
        resolved,
        `${path}_${unit.replace("/", "_per_")}`,
        parseConfigQuantity(String(own), unit as UnitName),
      );
  }
  return resolved;
}

function at(value: unknown, path: string): unknown {
  let current = value;
  for (const key of path.split(".")) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Tree)[key];
  }
  return current;
}

function put(tree: Tree, path: string, value: unknown): void {
  const keys = path.split(".");
  let node = tree;
  for (const key of keys.slice(0, -1)) {
    node[key] ??= {};
    node = node[key] as Tree;
  }
  node[keys[keys.length - 1]] = value;
}

type ReadonlyTree = { readonly [key: string]: unknown };

/**
 * A config as JSON5 with every key written out, its description and its accepted values. `head` is the text
 * of a comment at the top; `extra` holds keys that are no parameters, such as a study's `space`.
 */
export function startConfig(
  value: unknown,
  catalogue: Catalogue,
  head: string,
  extra: ReadonlyTree = {},
): string {
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

function body(
  tree: ReadonlyTree,
  path: string,
  indent: string,
  notes: ReadonlyMap<string, string>,
): string[] {
  const written = Object.entries(tree).flatMap(([key, value]) => {
    const own = `${path}${key}`;
    if (typeof value === "object" && value !== null)
      return [
        `${indent}${key}: {`,
        ...body(value as ReadonlyTree, `${own}.`, `${indent}  `, notes),
        `${indent}},`,
      ];
    return [`${indent}${key}: ${JSON5.stringify(value)}, // ${notes.get(own) ?? ""}`.trimEnd()];
  });
  return [...written, ...absent(tree, path, notes).map((line) => `${indent}${line}`)];
}

/** Keys without a default, commented out. */
const absent = (tree: ReadonlyTree, path: string, notes: ReadonlyMap<string, string>): string[] =>
  [...notes]
    .map(([own, note]) => ({ key: own.slice(path.length), own, note }))
    .filter(({ key, own }) => own.startsWith(path) && !key.includes(".") && !Object.hasOwn(tree, key))
    .map(({ key, note }) => `// ${key}: …, // ${note}`);

/** "resolution; in [1, 12]", or the words to choose from. */
function noteOf(parameter: Parameter): string {
  const accepted = parameter.choices?.join(" | ") ?? acceptedRange(parameter);
  return accepted === "" ? parameter.doc : `${parameter.doc}; ${accepted}`;
}
