import type { Parameter } from "../../base/parameter.ts";
import { withImplied } from "../../design/implied.ts";
import { applicable } from "../../design/resolved.ts";
import { presetOf, withOtherPreset } from "../../design/shape-presets.ts";
import type { Changes, Setting } from "./live-data.ts";

type Tree = Readonly<Record<string, unknown>>;

/** Path of the workload's preset, which says for what shape the workload's other keys were written. */
const PRESET = "workload.preset";

/**
 * A config with changes laid over it. Another preset or another model takes with it what the config said for the old one,
 * and changes of keys that do not apply then are left out. What no change touches stays the same objects.
 */
export function laidOver(base: unknown, changes: Changes, parameters: readonly Parameter[]): unknown {
  const choosers = new Set(parameters.filter(({ kind }) => kind === "model").map(({ path }) => path));
  const isChooser = (path: string): boolean => path.endsWith(".family") || choosers.has(path);
  const entries = Object.entries(changes);
  const preset = presetOf(changes[PRESET]);
  let tree = preset === undefined ? base : withOtherPreset(base, preset);
  // Families before the models of them, both before keys of a model.
  const rank = (path: string): number => (path.endsWith(".family") ? 0 : isChooser(path) ? 1 : 2);
  for (const [path, value] of [...entries].sort(([a], [b]) => rank(a) - rank(b))) {
    if (rank(path) === 2) break;
    tree = withModel(tree, path.split("."), value, parameters);
  }
  const applies = new Set(applicable(withImplied(tree), parameters).map(({ path }) => path));
  for (const [path, value] of entries)
    if (rank(path) === 2 && applies.has(path)) tree = replaced(tree, path.split("."), value);
  return tree;
}

/** The tree with another family or model, and of the keys around it those alone that the new model has too. */
function withModel(
  tree: unknown,
  keys: readonly string[],
  value: Setting,
  parameters: readonly Parameter[],
): unknown {
  const parent = keys.slice(0, -1);
  const own = parent.reduce<unknown>(childOf, tree);
  const key = keys[keys.length - 1];
  if (!isTree(own) || own[key] === value) return replaced(tree, keys, value);
  const path = parent.join(".");
  const known = new Set(
    parameters.filter(({ models }) => models.includes(String(value))).map((parameter) => parameter.path),
  );
  const kept = Object.entries(own).filter(
    ([name]) => (key === "model" && name === "family") || known.has(`${path}.${name}`),
  );
  return replaced(tree, parent, { ...Object.fromEntries(kept), [key]: value });
}

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const childOf = (tree: unknown, key: string): unknown =>
  isTree(tree) && Object.hasOwn(tree, key) ? tree[key] : undefined;

/** The tree with a value at a path; what is next to the path stays the same objects. */
function replaced(tree: unknown, keys: readonly string[], value: unknown): unknown {
  if (keys.length === 0) return value;
  const [key, ...rest] = keys;
  return { ...(isTree(tree) ? tree : {}), [key]: replaced(childOf(tree, key), rest, value) };
}
