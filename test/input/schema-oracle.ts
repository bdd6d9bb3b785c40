import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { type PresetName, SHAPE_PRESETS, type ShapePreset } from "../../src/design/shape-presets.ts";
// What a config may say, decided from the printed JSON Schema alone. Nothing of the parser under test is used:
// this is the other side of "accepted exactly when inside the stated range".

export type Schema = { readonly [keyword: string]: unknown };

const FORBIDDEN = ["__proto__", "constructor", "prototype"];

/** Whether a value fits a schema, with our `x-` ranges of quantities. */
export function fits(schema: Schema, value: unknown): boolean {
  return Object.entries(schema).every(([keyword, argument]) => holds(keyword, argument, value, schema));
}

function holds(keyword: string, argument: unknown, value: unknown, schema: Schema): boolean {
  switch (keyword) {
    case "type":
      return [argument].flat().some((type) => hasType(String(type), value));
    case "enum":
      return (argument as unknown[]).includes(value);
    case "const":
      return value === argument;
    case "oneOf":
      return (argument as Schema[]).filter((alternative) => fits(alternative, value)).length === 1;
    case "anyOf":
      return (argument as Schema[]).some((alternative) => fits(alternative, value));
    case "multipleOf":
      return typeof value !== "number" || value % Number(argument) === 0;
    case "pattern":
      return typeof value !== "string" || new RegExp(String(argument), "u").test(value);
    case "minLength":
      return typeof value !== "string" || [...value].length >= Number(argument);
    case "maxLength":
      return typeof value !== "string" || [...value].length <= Number(argument);
    case "minimum":
      return typeof value !== "number" || value >= Number(argument);
    case "maximum":
      return typeof value !== "number" || value <= Number(argument);
    case "exclusiveMinimum":
      return typeof value !== "number" || value > Number(argument);
    case "x-unit":
      return typeof value !== "string" || quantityFits(schema, value);
    case "required":
      return !isObject(value) || (argument as string[]).every((key) => Object.hasOwn(value, key));
    case "properties":
      return !isObject(value) || propertiesFit(argument as Record<string, Schema>, value);
    case "additionalProperties":
      return !isObject(value) || othersFit(schema, argument as Schema | false, value);
    case "propertyNames":
      return !isObject(value) || Object.keys(value).every((key) => fits(argument as Schema, key));
    case "items":
      return !Array.isArray(value) || value.every((item) => fits(argument as Schema, item));
    case "minItems":
      return !Array.isArray(value) || value.length >= Number(argument);
    case "maxItems":
      return !Array.isArray(value) || value.length <= Number(argument);
    case "minProperties":
      return !isObject(value) || Object.keys(value).length >= Number(argument);
    case "$schema":
    case "title":
    case "description":
    case "default":
    case "examples":
    case "x-minimum":
    case "x-maximum":
    case "x-exclusiveMinimum":
      return true;
    default:
      throw new Error(`schema oracle: the keyword ${keyword} is not known`);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function hasType(type: string, value: unknown): boolean {
  if (type === "integer") return Number.isSafeInteger(value);
  if (type === "number") return typeof value === "number" && Number.isFinite(value);
  if (type === "object") return isObject(value);
  if (type === "array") return Array.isArray(value);
  return ["string", "boolean"].includes(type) && typeof value === type;
}

const propertiesFit = (properties: Record<string, Schema>, value: Record<string, unknown>): boolean =>
  Object.entries(properties).every(([key, schema]) => !Object.hasOwn(value, key) || fits(schema, value[key]));

function othersFit(schema: Schema, others: Schema | false, value: Record<string, unknown>): boolean {
  const known = (schema.properties ?? {}) as Record<string, Schema>;
  return Object.keys(value)
    .filter((key) => !Object.hasOwn(known, key))
    .every((key) => others !== false && fits(others, value[key]));
}

const TENS: Record<string, number> = { a: -18, f: -15, p: -12, n: -9, u: -6, µ: -6, μ: -6, m: -3, "": 0 };
Object.assign(TENS, { k: 3, M: 6, G: 9, T: 12 });
const TWOS: Record<string, number> = { Ki: 10, Mi: 20, Gi: 30 };

/** SI value of a quantity by its written decimal, and whether it lies in the schema's range. */
function quantityFits(schema: Schema, text: string): boolean {
  const unit = String(schema["x-unit"]);
  const spelling = unit === "ohm" ? "(?:ohm|Ω|Ω)" : unit === "m2" ? "(?:m2|m²)" : unit;
  const shape = new RegExp(
    `^\\s*([+-]?[0-9]*[.]?[0-9]*)(?:[eE]([+-]?[0-9]+))?\\s*([KMG]i|[afpnuµμmkMGT]|)${spelling}\\s*$`,
    "u",
  ).exec(text);
  if (shape === null || !/[0-9]/.test(shape[1]) || text.length > 64) return false;
  const [, digits, exponent = "0", prefix] = shape;
  const square = unit === "m2" ? 2 : 1;
  const value =
    prefix in TWOS
      ? Number(`${digits}e${exponent}`) * 2 ** TWOS[prefix]
      : Number(`${digits}e${Number(exponent) + square * TENS[prefix]}`);
  const { "x-minimum": least, "x-maximum": most, "x-exclusiveMinimum": above } = schema;
  return (
    Number.isFinite(value) &&
    (least === undefined || value >= Number(least)) &&
    (most === undefined || value <= Number(most)) &&
    (above === undefined || value > Number(above))
  );
}

/** The schema, plus what it says in words: no key reaches a prototype, kvHeads divides heads, shared QK shares heads, no key collides in more rounds than there are, a decode is causal, folding centres no key, and hardware selects by buckets or by stored codes. */
export function accepts(schema: Schema, value: unknown): boolean {
  return (
    !reachesPrototype(value) &&
    fits(schema, value) &&
    headsAgree(value as Tree) &&
    decodeAgrees(value as Tree) &&
    foldingAgrees(value as Tree) &&
    memoryHolds(value as Tree) &&
    readoutAgrees(value as Tree) &&
    selectorAgrees(value as Tree)
  );
}

interface Attention {
  readonly sharedQK?: boolean;
  readonly hash?: string;
  readonly select?: string;
  readonly rounds?: number;
  readonly collisions?: number;
  readonly causal?: boolean;
  readonly centreKeys?: boolean;
}

interface Tree {
  readonly workload?: {
    readonly preset?: string;
    readonly heads?: number;
    readonly kvHeads?: number;
    readonly phase?: string;
    readonly layers?: number;
    readonly headWidth?: number;
    readonly attention?: Attention;
  };
  readonly design?: {
    readonly memory?: { readonly capacity?: string };
    readonly digital?: { readonly mac?: { readonly model?: string } };
    readonly hashing?: {
      readonly folding?: string;
      readonly readout?: { readonly family?: string; readonly model?: string };
    };
  };
}

/** What the named preset says where the config is silent. */
function presetOf({ workload = {} }: Tree) {
  const preset = SHAPE_PRESETS[(workload.preset ?? "recall-lm") as PresetName] as ShapePreset;
  const implied = (workload.preset === undefined ? undefined : preset.implies) ?? {};
  const causal = workload.preset === undefined || preset.causal;
  return { ...preset, phase: implied.phase, attention: { causal, ...implied.attention } as Attention };
}

function headsAgree(tree: Tree): boolean {
  const { workload = {} } = tree;
  const { heads, kvHeads, attention } = presetOf(tree);
  const { sharedQK } = { ...attention, ...workload.attention };
  const queries = workload.heads ?? heads;
  const keys = workload.kvHeads ?? workload.heads ?? kvHeads;
  return queries % keys === 0 && !(sharedQK === true && queries !== keys);
}

function decodeAgrees(tree: Tree): boolean {
  const { workload = {} } = tree;
  const implied = presetOf(tree);
  const { rounds = 8, collisions = 1, causal = true } = { ...implied.attention, ...workload.attention };
  return collisions <= rounds && (causal || (workload.phase ?? implied.phase) !== "decode");
}

/** Controls of a language model have no hardware. */
const selectorAgrees = ({ workload = {} }: Tree): boolean =>
  ["buckets", "score", "hadamard", "low-bit-keys"].includes(workload.attention?.select ?? "buckets");
/** A memory that states a capacity holds the weights of the model, a word of the multipliers each; a changed shape has no weights. */
function memoryHolds(tree: Tree): boolean {
  const { workload = {}, design = {} } = tree;
  const stated = /^\s*([\d.]+(?:[eE][+-]?\d+)?)\s*([KMG]i|[kMGT]|)B\s*$/.exec(
    design.memory?.capacity ?? "1 TB",
  );
  if (stated === null) return true;
  const [, digits, prefix] = stated;
  const capacity = Number(digits) * (prefix in TWOS ? 2 ** TWOS[prefix] : 10 ** TENS[prefix]);
  if (workload.heads !== undefined || workload.kvHeads !== undefined || workload.headWidth !== undefined)
    return true;
  const { layers, heads, kvHeads, headWidth, modelWidth, hiddenWidth, gated } = presetOf(tree);
  const layer = modelWidth * headWidth * 2 * (heads + kvHeads) + modelWidth * hiddenWidth * (gated ? 3 : 2);
  const wordBytes = design.digital?.mac?.model === "bf16" ? 2 : 1;
  return capacity >= wordBytes * layer * (workload.layers ?? layers);
}

/** There is no key to centre where a layer's input is hashed. */
const foldingAgrees = ({ workload = {}, design = {} }: Tree): boolean =>
  (design.hashing?.folding ?? "none") === "none" || workload.attention?.centreKeys !== true;

const READOUTS: Record<string, readonly string[]> = Object.fromEntries(
  ["comparator", "wta", "adc"].map((family) => [
    family,
    shippedCatalogue.families[family].map(({ model }) => model),
  ]),
);

/** A SimHash is read by comparators, a cross-polytope hash by a winner-take-all; without its family so too. */
function readoutAgrees(tree: Tree): boolean {
  const { workload = {}, design = {} } = tree;
  const { hash } = { ...presetOf(tree).attention, ...workload.attention };
  const wanted = hash === "cross-polytope" ? "wta" : "comparator";
  const { family = wanted, model } = design.hashing?.readout ?? {};
  return (
    (family === wanted || family === "adc") &&
    (model === undefined || (READOUTS[family] ?? []).includes(model))
  );
}

const reachesPrototype = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  Object.keys(value).some(
    (key) => FORBIDDEN.includes(key) || reachesPrototype((value as Record<string, unknown>)[key]),
  );
