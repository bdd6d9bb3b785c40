import type { z } from "zod";
import type { Located } from "./document.ts";
import {
  ConfigError,
  didYouMean,
  fieldHint,
  type Issue,
  MOST_ISSUES,
  nearest,
  otherWord,
  plainWord,
} from "./errors.ts";
import { describe } from "./fields.ts";
import { type DescribedKey, knownHere, unknownKeyMessage } from "./unknown-key.ts";

type ZodIssue = z.core.$ZodIssue;

/** All keys of a schema. */
export type AllKeys = () => readonly DescribedKey[];

/**
 * Validates a located document. Throws ConfigError with every issue and its position. With `allKeys`, the
 * error for a misplaced key says where keys of that name are.
 */
export function parseLocated<T>(schema: z.ZodType<T>, document: Located, allKeys?: AllKeys): T {
  const result = schema.safeParse(document.value);
  if (result.success) return result.data;
  throw faults(result.error.issues, document, schema, allKeys?.() ?? []);
}

/** Positions are looked up only for issues that are printed: a text can have a fault in every word. */
function faults(
  found: readonly ZodIssue[],
  document: Located,
  schema: z.ZodType,
  all: readonly DescribedKey[],
): ConfigError {
  const issues: Issue[] = [];
  let total = 0;
  for (const issue of found) {
    total += unknownKeys(issue, schema)?.keys.length ?? 1;
    if (issues.length < MOST_ISSUES)
      issues.push(...translate(issue, document, schema, MOST_ISSUES - issues.length, all));
  }
  return new ConfigError(issues, total - issues.length);
}

/** Unknown keys as reported by a schema that chooses its keys at run time. */
export interface UnknownKeys {
  readonly keys: readonly string[];
  readonly known: readonly string[];
  /** Models that could be chosen in the same place and that have a key. */
  readonly owners?: (key: string) => readonly string[];
}

function unknownKeys(issue: ZodIssue, schema: z.ZodType): UnknownKeys | null {
  if (issue.code === "unrecognized_keys") return { keys: issue.keys, known: knownKeys(schema, issue.path) };
  const unknown = issue.code === "custom" ? issue.params?.unknown : undefined;
  return (unknown as UnknownKeys | undefined) ?? null;
}

function translate(
  issue: ZodIssue,
  document: Located,
  schema: z.ZodType,
  most: number,
  all: readonly DescribedKey[],
): Issue[] {
  const unknown = unknownKeys(issue, schema);
  if (unknown !== null) {
    const { keys, known, owners = () => [] } = unknown;
    return keys.slice(0, most).map((key, n) => {
      const place = document.keyPlace([...issue.path, key]);
      const hint = n === 0 ? replaceHint(document, issue.path, place) : "";
      const inner = valueAt(document.value, [...issue.path, key]);
      const isObject = typeof inner === "object";
      const child = isObject && inner !== null ? Object.keys(inner as object)[0] : undefined;
      return {
        place,
        path: [...issue.path, key].map(String).join("."),
        message:
          (hint === "" ? valueAsKey(key, shapeAt(schema, issue.path) ?? {}) : undefined) ??
          unknownKeyMessage(
            { key, isObject, child, here: issue.path.map(String).join("."), all },
            known,
            hint === "" ? owners(key) : undefined,
          ) + hint,
      };
    });
  }
  const path = issue.path.map(String).join(".") || "(root)";
  const input = valueAt(document.value, issue.path);
  const message = messageOf(issue, input, shapeAt(schema, issue.path) ?? {});
  const around = shapeAt(schema, issue.path.slice(0, -1)) ?? {};
  const hint =
    all.length === 0 || path === "(root)"
      ? ""
      : shapeHint(message, input, path) || pairHint(message, input, around, path);
  return [{ place: document.place(issue.path), path, message: `${message}${hint}` }];
}

/** What to write for a list where one value is due, and for null; else nothing. */
function shapeHint(message: string, input: unknown, path: string): string {
  const { value, unit } = (input ?? {}) as { readonly value?: unknown; readonly unit?: unknown };
  if (message.endsWith("received an object") && typeof value === "number" && typeof unit === "string")
    return ` (write ${JSON.stringify(`${value} ${unit.slice(0, 20)}`)})`;
  if (message.endsWith("received null")) return "; leave the key out for its default";
  if (!message.endsWith("received an array") || !Array.isArray(input)) return "";
  const text = JSON.stringify(input);
  if (input.length === 0 || text.length > 60 || input.some((one) => typeof one === "object")) return "";
  if (input.length === 1) return ` (write ${JSON.stringify(input[0])}, without brackets)`;
  return `; several values are an axis of a study: space: { ${JSON.stringify(path)}: ${text} }`;
}

/** Keys that determine which other keys an object has. */
const CHOOSING = ["model", "family"];

/**
 * Suggests replacing the whole object where `--set` chose another model (or family) and the unknown key
 * belongs to the model that the file chose. Otherwise empty.
 */
function replaceHint(document: Located, path: readonly PropertyKey[], place: string): string {
  const name = path.map(String).join(".");
  const value = valueAt(document.value, path) as Record<string, unknown>;
  const isSet = (key: string): boolean =>
    Object.hasOwn(value, key) && document.place([...path, key]) === `--set ${name}.${key}`;
  const chosen = CHOOSING.filter(isSet);
  if (chosen.length === 0 || place.startsWith("--set ")) return "";
  const parts = chosen.map((key) => `${key}: ${JSON.stringify(value[key])}`);
  return `; the file has it for another ${chosen[0]}: to replace the object, --set '${name}={ ${parts.join(", ")} }'`;
}

function messageOf(issue: ZodIssue, input: unknown, shape: Shape): string {
  const known = Object.keys(shape);
  switch (issue.code) {
    case "custom":
      return issue.message;
    case "invalid_type":
    case "invalid_union":
      // The project's own fields state their expectation; zod's plain types get one here.
      if (issue.message.startsWith("expected")) return issue.message;
      if (issue.code === "invalid_type" && issue.expected === "object" && known.length > 1 && input !== null)
        return `expected an object such as { ${known[0]}: …, ${known[1]}: … }, received ${describe(input)}${objectHint(shape, input) || knownHere(known)}`;
      return issue.code === "invalid_type"
        ? `expected ${article(issue.expected)}, received ${describe(input)}${issue.expected === "boolean" ? flagHint(input) : ""}`
        : `expected a valid value, received ${describe(input)}`;
    case "invalid_format":
      return issue.message;
    case "invalid_value": {
      if (issue.message.startsWith("expected")) return issue.message;
      const words = listed(issue.values, input).map((value) => JSON.stringify(value));
      const more =
        issue.values.length > words.length ? `one of ${issue.values.length} words, such as ` : "one of ";
      const hint =
        typeof input === "string" ? didYouMean(input, issue.values.map(String)) || fieldHint(input) : "";
      return `expected ${words.length === 1 ? "" : more}${words.join(", ")}, received ${describe(input)}${hint}`;
    }
    case "too_big":
      return `expected at most ${issue.maximum}${counted(issue.origin)}, received ${describe(input)}`;
    case "too_small":
      return `expected at least ${issue.minimum}${counted(issue.origin)}, received ${describe(input)}`;
    default:
      return `expected a valid value, received ${describe(input)}`;
  }
}

/** ' (write true)' for "yes". */
function flagHint(input: unknown): string {
  const word = String(input).toLowerCase();
  const is = ["true", "yes", "on", "1"].includes(word) ? true : null;
  const own = is ?? (["false", "no", "off", "0"].includes(word) ? false : null);
  return own === null ? " (write true or false)" : ` (write ${own})`;
}

const MOST_LISTED = 12;

/** Words to list in a message; of a long list only those nearest to the input, to keep it on one line. */
const listed = (values: readonly unknown[], input: unknown): readonly unknown[] =>
  values.length <= MOST_LISTED
    ? values
    : nearest(typeof input === "string" ? input.slice(0, 64) : "", values.map(String)).slice(
        0,
        MOST_LISTED / 2,
      );

const counted = (origin: string): string => (origin === "string" ? " characters" : "");

const article = (word: string): string => (/^[aeio]/.test(word) ? `an ${word}` : `a ${word}`);

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = Object.hasOwn(current, step) ? (current as Record<PropertyKey, unknown>)[step] : undefined;
  }
  return current;
}

type Shape = Readonly<Record<string, z.ZodType>>;

/** Fields of the object schema at `path`; undefined if the schema cannot tell. */
function shapeAt(schema: z.ZodType, path: readonly PropertyKey[]): Shape | undefined {
  let current = unwrap(schema);
  for (const step of path) {
    // Entries that a config names itself share one schema.
    const { valueType } = (current as unknown as { def: { valueType?: z.ZodType } }).def;
    const shape = (current as { shape?: Record<PropertyKey, z.ZodType> }).shape;
    if (valueType === undefined && (shape === undefined || !Object.hasOwn(shape, step))) return undefined;
    current = unwrap(valueType ?? (shape as Record<PropertyKey, z.ZodType>)[step]);
  }
  return (current as { shape?: Shape }).shape;
}

/** Keys of the object schema at `path`; empty if the schema cannot tell. */
const knownKeys = (schema: z.ZodType, path: readonly PropertyKey[]): string[] =>
  Object.keys(shapeAt(schema, path) ?? {});

/** Message for a key that is a value of another: "training: true" for pass: "training"; undefined for any other. */
function valueAsKey(key: string, shape: Shape): string | undefined {
  for (const [own, field] of Object.entries(shape))
    if (optionsOf(field).includes(key))
      return `expected a known key, received ${JSON.stringify(key)}; did you mean ${own}: ${JSON.stringify(key)}?`;
  return undefined;
}

const optionsOf = (field: z.ZodType): readonly string[] =>
  (unwrap(field) as unknown as { options?: readonly string[] }).options ?? [];

/** Numbers of "64x128", "32/8" and [64, 128]; none of another value. */
function numbersIn(input: unknown): readonly number[] {
  if (Array.isArray(input))
    return input.length < 4 && input.every((one) => typeof one === "number") ? input : [];
  const text = typeof input === "string" && input.length <= 40 ? input.trim() : "";
  return /^\d+(?:\s*[x×/:;]\s*\d+){1,2}$/i.test(text) ? text.split(/[^\d]+/).map(Number) : [];
}

const takes = (field: z.ZodType | undefined, value: unknown): boolean =>
  field?.safeParse(value).success === true;

/** ' (write { kind: "exact" })' for a value in the place of the object that has it; else nothing. */
function objectHint(shape: Shape, input: unknown): string {
  const entries = Object.entries(shape);
  const numbers = numbersIn(input);
  const first = entries.slice(0, numbers.length);
  if (numbers.length > 1 && first.every(([, field], n) => takes(field, numbers[n])))
    return ` (write { ${first.map(([key], n) => `${key}: ${numbers[n]}`).join(", ")} })`;
  if (typeof input !== "string" || input.length > 64) return "";
  for (const [key, field] of entries) {
    const words = optionsOf(field);
    const own = words.find((word) => plainWord(word) === plainWord(input)) ?? otherWord(input, words);
    if (own !== undefined) return ` (write { ${key}: ${JSON.stringify(own)} })`;
  }
  return "";
}

/** "; one number a key: heads: 32, kvHeads: 8" for several in the place of the first; else nothing. */
function pairHint(message: string, input: unknown, shape: Shape, path: string): string {
  const numbers = Array.isArray(input) || /\(write|; /.test(message) ? [] : numbersIn(input);
  const keys = Object.keys(shape);
  const from = keys.indexOf(path.slice(path.lastIndexOf(".") + 1));
  const own = keys.slice(from, from + numbers.length);
  return from >= 0 && numbers.length > 1 && own.every((key, n) => takes(shape[key], numbers[n]))
    ? `; one number a key: ${own.map((key, n) => `${key}: ${numbers[n]}`).join(", ")}`
    : "";
}

/** The schema inside optional, default, prefault and transform wrappers. */
export function unwrap(schema: z.ZodType): z.ZodType {
  let current = schema as unknown as { def: { innerType?: z.ZodType; in?: z.ZodType; type: string } };
  while (true) {
    const inner = current.def.innerType ?? (current.def.type === "pipe" ? current.def.in : undefined);
    if (inner === undefined) return current as unknown as z.ZodType;
    current = inner as unknown as typeof current;
  }
}
