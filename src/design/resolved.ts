import type { Catalogue } from "../base/catalogue.ts";
import type { Parameter } from "../base/parameter.ts";
import { parameterTable } from "../base/parameter.ts";
import { parseQuantity, type UnitName } from "../base/units.ts";
import { configSchema } from "./config.ts";
import { withImplied } from "./implied.ts";
import { type PresetName, SHAPE_PRESETS, type ShapePreset } from "./shape-presets.ts";

type Tree = { [key: string]: unknown };

/** The parameters of a config, from its schema. */
export const configParameters = (catalogue: Catalogue): Parameter[] =>
  parameterTable(configSchema(catalogue), catalogue);

/** The parameters that apply to a config: those of other models than the chosen ones fall away. */
export function applicable(value: unknown, parameters: readonly Parameter[]): Parameter[] {
  const chosen = (path: string): unknown =>
    at(value, path) ?? parameters.find((parameter) => parameter.path === path)?.default;
  return parameters.filter(
    ({ path, models, when }) =>
      (models.length === 0 ||
        models.includes(String(chosen(`${path.slice(0, path.lastIndexOf("."))}.model`)))) &&
      (when === undefined || when.is.includes(String(chosen(when.key)))),
  );
}

/** The config with every default filled in, in the spelling of the user or of the schema. */
export function resolveConfig(value: unknown, catalogue: Catalogue): Tree {
  const resolved: Tree = {};
  const full = withImplied(value);
  for (const { path, default: fallback } of applicable(full, configParameters(catalogue))) {
    const own = at(full, path) ?? fallback ?? presetValue(value, path);
    if (own !== undefined) put(resolved, path, own);
  }
  return resolved;
}

/** What the workload's preset says about its own shape, where the config does not override it. */
function presetValue(value: unknown, path: string): unknown {
  const key = /^workload\.(layers|heads|kvHeads|headWidth)$/.exec(path)?.[1] as keyof ShapePreset | undefined;
  if (key === undefined) return undefined;
  const shape: ShapePreset = SHAPE_PRESETS[(at(value, "workload.preset") ?? "recall-lm") as PresetName];
  // As resolveWorkload: other query heads bring as many key heads.
  return key === "kvHeads" ? (at(value, "workload.heads") ?? shape.kvHeads) : shape[key];
}

/** The resolved config in SI numbers with the unit in the key: `readTime: "10 ns"` → `readTime_s: 1e-8`. */
export function resolveInSi(value: unknown, catalogue: Catalogue): Tree {
  const resolved: Tree = {};
  const full = withImplied(value);
  for (const { path, unit, default: fallback } of applicable(full, configParameters(catalogue))) {
    const own = at(full, path) ?? fallback;
    if (own === undefined) continue;
    if (unit === undefined) put(resolved, path, own);
    else put(resolved, `${path}_${unit.replace("/", "_per_")}`, parseQuantity(String(own), unit as UnitName));
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
