import type { z } from "zod";
import type { Catalogue } from "./catalogue.ts";
import { didYouMean, fieldHint } from "./errors.ts";
import {
  type Affects,
  describe,
  type FieldMeta,
  fieldMeta,
  quantityExpectation,
  rangeText,
} from "./fields.ts";
import { quantityText } from "./quantity-text.ts";
import { unwrap } from "./schema.ts";
import { parseConfigQuantity, type UnitName } from "./units.ts";

/** One config key: what `--set`, study axes, CSV columns and the documentation know about it. */
export interface Parameter {
  /** Dotted config path, e.g. `design.hashing.dac.bits`. */
  readonly path: string;
  /** Component models that have the key; empty for keys of the config itself. */
  readonly models: readonly string[];
  /** Family of the model that has the key, or whose models are its values. */
  readonly family?: string;
  /** `rule`: a text that matches `pattern`, or a number in the range. */
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
  /** Path of the key that decides whether this one has an effect, and the values for which it has. */
  readonly when?: { readonly key: string; readonly is: readonly string[] };
  readonly affects: Affects;
  /** Only the config gives its value: no law determines it and it has no price. */
  readonly stated?: boolean;
  /** The default as written in a config; undefined for a required key. */
  readonly default?: unknown;
  readonly doc: string;
}

/** Placeholder in a path for a name that a config chooses. */
export const ANY_NAME = "<name>";

/** Repeats parameters with a name placeholder for each name in the config's value; keeps the others. */
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

/** Parameters without and with a name placeholder; cached, as they are needed for each config. */
function byName(parameters: readonly Parameter[]): readonly [readonly Parameter[], readonly Parameter[]] {
  const isNamed = ({ path }: Parameter): boolean => path.includes(ANY_NAME);
  const known = parted.get(parameters) ?? [
    parameters.filter((parameter) => !isNamed(parameter)),
    parameters.filter(isNamed),
  ];
  parted.set(parameters, known as [Parameter[], Parameter[]]);
  return known;
}

/** The range in words, such as "in (0 s, 1 s]"; empty if there is none. */
export function acceptedRange({ kind, unit, minimum, maximum, exclusiveMinimum }: Parameter): string {
  if (kind === "rule") return "";
  const range = { min: minimum, max: maximum, above: exclusiveMinimum };
  return rangeText(range, unit);
}

/** Why a config key refuses a value; null where it may accept it: rules and texts are left to the config. */
export function refusal(parameter: Parameter, value: unknown): string | null {
  const { kind, unit, choices } = parameter;
  switch (kind) {
    case "quantity": {
      const number = typeof value === "string" ? parseConfigQuantity(value, unit as UnitName) : null;
      if (number === null) {
        const { minimum: min, maximum: max, exclusiveMinimum: above } = parameter;
        return quantityExpectation(unit as UnitName, value, { min, max, above });
      }
      return typeof number === "string" ? number : inRange(parameter, number, "a quantity", value);
    }
    case "integer":
    case "number": {
      const isNumber = typeof value === "number" && (kind === "number" || Number.isInteger(value));
      const what = kind === "integer" ? "an integer" : "a number";
      return isNumber
        ? inRange(parameter, value, what, value)
        : `expected ${what}, received ${describe(value)}${typeof value === "string" && Number(value) > 0 ? ` (write ${Number(value)})` : ""}`;
    }
    case "choice":
    case "model":
      return choices?.includes(value as string) === false
        ? `expected one of ${choices.join(", ")}, received ${describe(value)}${typeof value === "string" ? didYouMean(value, choices) || fieldHint(value) : ""}`
        : null;
    case "flag":
      return typeof value === "boolean" ? null : `expected true or false, received ${describe(value)}`;
    default:
      return null;
  }
}

function inRange(parameter: Parameter, number: number, what: string, value: unknown): string | null {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = parameter;
  const { exclusiveMinimum = Number.NEGATIVE_INFINITY, multipleOf = 0 } = parameter;
  const isMultiple = multipleOf === 0 || Number.isInteger(number / multipleOf);
  if (number >= minimum && number <= maximum && number > exclusiveMinimum && isMultiple) return null;
  const multiple = isMultiple ? "" : `, a multiple of ${multipleOf}`;
  return `expected ${what} ${acceptedRange(parameter)}${multiple}, received ${describe(value)}`;
}

/** Every leaf of a config schema, in the schema's order. */
export function parameterTable(schema: z.ZodType, catalogue: Catalogue): Parameter[] {
  return walk(schema, "", [], catalogue, "behaviour");
}

/** `affects` applies to fields that do not state it themselves. */
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
    when: when && { ...when, key: path.slice(0, path.lastIndexOf(".") + 1) + when.key },
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
    // Without further statement, models of a family differ in behaviour.
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

/** Parameters of a key that takes one of several families: the family, then each family's models and keys. */
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

/** Metadata and default of a field, found through its wrappers. */
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

/** A number of a parameter as in a config: SI numbers of a quantity with their unit. */
export const settingText = ({ kind, unit = "" }: Parameter, value: number): string | number =>
  kind === "quantity" ? quantityText(value, unit) : value;
