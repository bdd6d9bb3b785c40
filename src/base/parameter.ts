import type { z } from "zod";
import type { Catalogue } from "./catalogue.ts";
import { type Affects, type FieldMeta, fieldMeta, rangeText } from "./fields.ts";
import { unwrap } from "./schema.ts";

/** One config key: what `--set`, study axes, CSV columns and the documentation know about it. */
export interface Parameter {
  /** Dotted config path, e.g. `design.hashing.dac.bits`. */
  readonly path: string;
  /** Component models that have the key; empty for keys of the config itself. */
  readonly models: readonly string[];
  /** Family of the model that has the key, or whose models the key names. */
  readonly family?: string;
  /** `rule`: a text of `pattern`, or a number of the range. */
  readonly kind: "quantity" | "integer" | "number" | "choice" | "flag" | "text" | "rule" | "model";
  readonly unit?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly choices?: readonly string[];
  readonly pattern?: string;
  readonly examples?: readonly string[];
  readonly multipleOf?: number;
  readonly maxLength?: number;
  readonly mostItems?: number;
  /** Path of the key that decides whether this one says anything, and the words with which it does. */
  readonly when?: { readonly key: string; readonly is: readonly string[] };
  readonly affects: Affects;
  /** Its value is the config's word: no law gives it and it has no price of its own. */
  readonly stated?: boolean;
  /** The default as a config would write it; undefined for a required key. */
  readonly default?: unknown;
  readonly doc: string;
}

/** In a path, in place of a name that a config gives itself. */
export const ANY_NAME = "<name>";

/** Parameters of named things, one for each name that a config's value has; the others as they are. */
export function withNames(value: unknown, parameters: readonly Parameter[]): readonly Parameter[] {
  const [plain, named] = byName(parameters);
  if (named.length === 0) return parameters;
  const own = named.flatMap((parameter) => {
    const at = parameter.path.split(".");
    const tree = at
      .slice(0, at.indexOf(ANY_NAME))
      .reduce<unknown>(
        (node, key) => (isTree(node) && Object.hasOwn(node, key) ? node[key] : undefined),
        value,
      );
    const names = isTree(tree) ? Object.keys(tree) : [];
    return names.map((name) => ({ ...parameter, path: parameter.path.replace(ANY_NAME, name) }));
  });
  return own.length === 0 ? plain : [...plain, ...own];
}

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const parted = new WeakMap<readonly Parameter[], readonly [Parameter[], Parameter[]]>();

/** Parameters without a name to fill in, and those with one; remembered, as they are asked for config after config. */
function byName(parameters: readonly Parameter[]): readonly [readonly Parameter[], readonly Parameter[]] {
  const isNamed = ({ path }: Parameter): boolean => path.includes(ANY_NAME);
  const known = parted.get(parameters) ?? [
    parameters.filter((parameter) => !isNamed(parameter)),
    parameters.filter(isNamed),
  ];
  parted.set(parameters, known as [Parameter[], Parameter[]]);
  return known;
}

/** The range in words, such as "in (0 s, 1 s]"; empty where there is none. */
export function acceptedRange({ kind, unit, minimum, maximum, exclusiveMinimum }: Parameter): string {
  if (kind === "rule") return "";
  const range = { min: minimum, max: maximum, above: exclusiveMinimum };
  return rangeText(range, unit === undefined ? "" : ` ${unit}`);
}

/** Every leaf of a config schema, in the order in which it is written down. */
export function parameterTable(schema: z.ZodType, catalogue: Catalogue): Parameter[] {
  return walk(schema, "", [], catalogue, "behaviour");
}

/** `affects` is what a field changes that does not say so itself. */
function walk(
  schema: z.ZodType,
  path: string,
  models: readonly string[],
  catalogue: Catalogue,
  affects: Affects,
): Parameter[] {
  const { meta, fallback } = describeField(schema);
  if (meta.family !== undefined) return walkFamily(meta.family, path, meta.fallback, meta.doc, catalogue);
  if (meta.families !== undefined) return walkFamilies(meta.families, path, meta.doc, catalogue);
  const inner = unwrap(schema) as z.ZodType & { shape?: Record<string, z.ZodType> };
  if (inner.shape !== undefined)
    return Object.entries(inner.shape).flatMap(([key, field]) =>
      walk(field, path === "" ? key : `${path}.${key}`, models, catalogue, meta.affects ?? affects),
    );
  const { valueType } = (inner as unknown as { def: { valueType?: z.ZodType } }).def;
  if (valueType !== undefined)
    return walk(valueType, `${path}.${ANY_NAME}`, models, catalogue, meta.affects ?? affects);
  const options = (inner as unknown as { options?: readonly string[] }).options;
  const { type } = (inner as unknown as { def: { type: string } }).def;
  const { integer, doc = "", when, ...limits } = meta;
  const base = {
    path,
    models,
    doc,
    affects,
    ...limits,
    when: when && { ...when, key: path.replace(/[^.]*$/, when.key) },
    default: fallback,
  };
  if (options !== undefined) return [{ ...base, kind: "choice", choices: options }];
  return [{ ...base, kind: kindOf(limits, type, integer === true) }];
}

function kindOf({ unit, maxLength, pattern }: Partial<FieldMeta>, type: string, integer: boolean) {
  if (unit !== undefined) return "quantity";
  if (maxLength !== undefined) return "text";
  if (pattern !== undefined) return "rule";
  if (type === "boolean") return "flag";
  return integer ? "integer" : "number";
}

function walkFamily(
  family: string,
  path: string,
  fallback: string | undefined,
  doc: string | undefined,
  catalogue: Catalogue,
): Parameter[] {
  const models = catalogue.families[family] ?? [];
  const own: Parameter = {
    path: `${path}.model`,
    models: [],
    family,
    kind: "model",
    // The models of a family that says nothing else differ by what they do.
    affects: models.every((model) => model.affects === "price") ? "price" : "behaviour",
    choices: models.map((model) => model.model),
    default: fallback,
    doc: doc ?? "",
  };
  const leaves = models.flatMap((model) =>
    Object.entries(model.params.shape as Record<string, z.ZodType>).flatMap(([key, field]) =>
      walk(field, `${path}.${key}`, [model.model], catalogue, model.affects).map((leaf) => ({
        ...leaf,
        family,
      })),
    ),
  );
  return [own, ...leaves];
}

/** A key that takes one of several families: the family, then each family's models and their keys. */
function walkFamilies(
  fallbacks: Readonly<Record<string, string>>,
  path: string,
  doc: string | undefined,
  catalogue: Catalogue,
): Parameter[] {
  const families = Object.keys(fallbacks);
  return [
    {
      path: `${path}.family`,
      models: [],
      kind: "choice",
      affects: "behaviour",
      choices: families,
      default: families[0],
      doc: doc ?? "",
    },
    ...families.flatMap((family) => walkFamily(family, path, fallbacks[family], doc, catalogue)),
  ];
}

interface Described {
  readonly meta: Partial<FieldMeta> & {
    family?: string;
    fallback?: string;
    families?: Readonly<Record<string, string>>;
  };
  readonly fallback: unknown;
}

/** The field's own words and its default, through whatever wraps it. */
function describeField(schema: z.ZodType): Described {
  const meta = fieldMeta(schema) as Described["meta"];
  let current = schema as z.ZodType & {
    readonly def: { readonly innerType?: z.ZodType; readonly type: string; readonly defaultValue?: unknown };
  };
  while (true) {
    const { type, innerType, defaultValue } = current.def;
    if (type === "prefault" || type === "default") return { meta, fallback: defaultValue };
    if (innerType === undefined) return { meta, fallback: undefined };
    current = innerType as typeof current;
  }
}
