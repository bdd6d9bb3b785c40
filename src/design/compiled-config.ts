import type { z } from "zod";
import { type Catalogue, ConfigError } from "#base";
import { assembleConfig, type Config, configSchema } from "./config.ts";
import { withImplied } from "./implied.ts";

/** Reads a config's value; null for one that is at fault, which `parseConfig` then explains. */
export type CompiledConfig = (value: unknown) => Config | null;

const FAILED = Symbol("at fault");

type Parse = (input: unknown) => unknown;

/** Cached results of one leaf of the schema; a continuous axis would otherwise fill the memory. */
const MOST_KEPT = 4096;

/**
 * `parseConfig` without its messages, for thousands of configs that differ in few keys. Implied values are
 * computed for every config; then each leaf of the schema (a number, a component) is parsed once per distinct
 * value, and equal components are one object, which caches its prices.
 */
export function compileConfig(catalogue: Catalogue): CompiledConfig {
  const parse = compile(configSchema(catalogue));
  return (value) => {
    const parsed = parse(withImplied(value));
    if (parsed === FAILED) return null;
    try {
      return assembleConfig(parsed as z.output<ReturnType<typeof configSchema>>, NOWHERE);
    } catch (error) {
      if (error instanceof ConfigError) return null;
      throw error;
    }
  };
}

const NOWHERE = { file: "", value: null, place: () => "", keyPlace: () => "" };

interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly defaultValue?: unknown;
  readonly checks?: readonly unknown[];
  readonly catchall?: z.ZodType;
}

const definitionOf = (schema: z.ZodType): Definition => schema.def as unknown as Definition;

function compile(schema: z.ZodType): Parse {
  const { type, innerType, defaultValue, checks = [], catchall } = definitionOf(schema);
  if (type === "optional" && innerType !== undefined) {
    const inner = compile(innerType);
    return (input) => (input === undefined ? undefined : inner(input));
  }
  if (type === "prefault" && innerType !== undefined) {
    const inner = compile(innerType);
    return (input) => inner(input === undefined ? defaultValue : input);
  }
  const { shape } = schema as z.ZodType & { readonly shape?: Readonly<Record<string, z.ZodType>> };
  const isStrict = catchall !== undefined && definitionOf(catchall).type === "never";
  return shape !== undefined && isStrict && checks.length === 0 ? compileObject(shape) : compileLeaf(schema);
}

function compileObject(shape: Readonly<Record<string, z.ZodType>>): Parse {
  const names = Object.keys(shape);
  const fields = names.map((name) => compile(shape[name]));
  // A part of the base that no axis changes is the same object in every config.
  const known = new WeakMap<object, unknown>();
  return (input) => {
    if (typeof input !== "object" || input === null || Array.isArray(input)) return FAILED;
    const found = known.get(input);
    if (found !== undefined) return found;
    const parsed = parseFields(input as Record<string, unknown>, shape, names, fields);
    known.set(input, parsed);
    return parsed;
  };
}

function parseFields(
  input: Record<string, unknown>,
  shape: Readonly<Record<string, z.ZodType>>,
  names: readonly string[],
  fields: readonly Parse[],
): unknown {
  for (const name in input) if (!Object.hasOwn(shape, name)) return FAILED;
  const output: Record<string, unknown> = {};
  for (let n = 0; n < names.length; n++) {
    const value = fields[n](Object.hasOwn(input, names[n]) ? input[names[n]] : undefined);
    if (value === FAILED) return FAILED;
    if (value !== undefined) output[names[n]] = value;
  }
  return output;
}

/** Parses anything but a plain object of fields by its schema, once for each value. */
function compileLeaf(schema: z.ZodType): Parse {
  const plain = new Map<unknown, unknown>();
  const structured = new Map<string, unknown>();
  return (input) => {
    const isStructured = typeof input === "object" && input !== null;
    const known: Map<unknown, unknown> = isStructured ? structured : plain;
    const key = isStructured ? JSON.stringify(input) : input;
    const found = known.get(key);
    if (found !== undefined) return found;
    const result = schema.safeParse(input);
    const parsed = result.success ? result.data : FAILED;
    if (known.size >= MOST_KEPT) known.clear();
    if (parsed !== undefined) known.set(key, parsed);
    return parsed;
  };
}
