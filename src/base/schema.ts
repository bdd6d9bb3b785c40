import type { z } from "zod";
import type { Located } from "./document.ts";
import {
  ConfigError,
  didYouMean,
  editDistance,
  type Issue,
  MOST_ISSUES,
  nearest,
  otherWord,
  partsOf,
  plainWord,
  singular,
  withoutKey,
} from "./errors.ts";
import { describe } from "./fields.ts";

type ZodIssue = z.core.$ZodIssue;

/** Dotted paths of all keys of a schema. */
export type AllPaths = () => readonly string[];

/**
 * Validates a located document. Throws ConfigError with every issue and its position. With `allPaths`, the
 * error for a misplaced key says where keys of that name are.
 */
export function parseLocated<T>(schema: z.ZodType<T>, document: Located, allPaths?: AllPaths): T {
  const result = schema.safeParse(document.value);
  if (result.success) return result.data;
  throw faults(result.error.issues, document, schema, allPaths?.() ?? []);
}

/** Positions are looked up only for issues that are printed: a text can have a fault in every word. */
function faults(
  found: readonly ZodIssue[],
  document: Located,
  schema: z.ZodType,
  paths: readonly string[],
): ConfigError {
  const issues: Issue[] = [];
  let total = 0;
  for (const issue of found) {
    total += unknownKeys(issue, schema)?.keys.length ?? 1;
    if (issues.length < MOST_ISSUES)
      issues.push(...translate(issue, document, schema, MOST_ISSUES - issues.length, paths));
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
  paths: readonly string[],
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
          unknownKey(key) +
          (meantHere(key, known, hint === "" ? owners(key) : []) ||
            (hint === "" ? ownedBy(owners(key)) : "") ||
            nearHere(
              { key, isObject, child, here: issue.path.map(String).join("."), paths },
              known,
              hint !== "",
            ) ||
            (hint === "" ? knownHere(known) : "")) +
          hint,
      };
    });
  }
  const path = issue.path.map(String).join(".") || "(root)";
  const input = valueAt(document.value, issue.path);
  const message = messageOf(issue, input, knownKeys(schema, issue.path));
  const hint = paths.length === 0 || path === "(root)" ? "" : shapeHint(message, input, path);
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

/** The nearest key here, unless it is far and the very name is a key elsewhere. */
function nearHere(wanted: Misplaced, known: readonly string[], isHinted: boolean): string {
  const here = didYouMean(wanted.key, known);
  const { key, child = "" } = wanted;
  if (here === "" && known.includes(child)) return `; write ${child} without ${key} around it`;
  const said = withoutKey(key);
  if (here === "" && said !== "") return said;
  if (here === "") return elsewhere(wanted, isHinted || isShort(known));
  const exact = wanted.isObject ? placesLike(wanted, true) : { places: [], isSame: false };
  // An object of that very name in another section is likelier than another name here.
  if (exact.isSame && exact.places.length === 1) return `; did you mean ${exact.places[0]}?`;
  const plain = plainWord(wanted.key.slice(0, 64));
  const isTypo = known.some((own) => editDistance(plain, plainWord(own)) <= 1);
  return isTypo ? here : elsewhere(wanted, true, true) || here;
}

/** Message for a key that an object does not have. */
const unknownKey = (key: string): string =>
  `expected a known key, received ${JSON.stringify(key.slice(0, 64))}`;

/** The key for one that others call so, with the models that have a key of that very name. */
function meantHere(key: string, known: readonly string[], owners: readonly string[]): string {
  const own = otherWord(key, known);
  return own === undefined
    ? ""
    : `; did you mean "${own}"?${ownedBy(owners.filter((one) => !one.includes(" (as "))).replace(/^; it/, ` "${key}"`)}`;
}

/** Most models that are named. */
const MOST_OWNERS = 3;

/** Names the models that have a key, where the chosen one has not. */
function ownedBy(owners: readonly string[]): string {
  if (owners.length === 0) return "";
  const more = owners.length > MOST_OWNERS ? " and others" : "";
  return `; it is a key of ${owners.slice(0, MOST_OWNERS).join(", ")}${more}`;
}

/** Most suggested places. */
const MOST_PLACES = 2;

/** Of a name that more objects have, so many are named. */
const MOST_NAMED = 6;

/** Whether a line holds all the keys that there are. */
const isShort = (known: readonly string[]): boolean =>
  known.length > 0 && known.join(", ").length <= LONGEST_LIST;

/** The keys that there are, as many as a line holds. */
function knownHere(known: readonly string[]): string {
  if (known.length === 0) return "";
  const list = known.join(", ");
  if (list.length <= LONGEST_LIST) return `; there are ${list}`;
  const shown = list.slice(0, LONGEST_LIST).split(", ").slice(0, -1);
  return `; there are ${shown.join(", ")} and ${known.length - shown.length} more`;
}

/** Longest list of keys, characters: a message ends in a whole word. */
const LONGEST_LIST = 140;

/** A key that an object does not have. */
interface Misplaced {
  readonly key: string;
  readonly isObject: boolean;
  /** The first key inside it. */
  readonly child?: string;
  /** Path of the object; empty for the root. */
  readonly here: string;
  readonly paths: readonly string[];
}

/** Suggests where keys of this name are (objects, if an object was given) or, unless `isExact`, of one like it; empty if none or many. */
function elsewhere(wanted: Misplaced, isListed: boolean, isExact = false): string {
  const { key, here, paths } = wanted;
  // A letter is a key of many things.
  if (key.length < 3 && here !== "") return "";
  if (key.includes(".") && paths.includes(here === "" ? key : `${here}.${key}`))
    return `; write it nested: ${nestedText(key)}`;
  const { places: all, isSame } = placesLike(wanted, isExact);
  const inside =
    here === "" || all.length <= MOST_PLACES
      ? []
      : all.filter(
          (place) => place.startsWith(`${here}.`) && place.split(".").length - here.split(".").length === 2,
        );
  const places = inside.length > 0 ? inside : all;
  if (places.length === 0) return parted(wanted);
  if (places.length <= MOST_PLACES) return `; did you mean ${places.join(" or ")}?`;
  // A name that is only similar may match many keys; a long list of them would not help.
  if ((isListed && here !== "" && inside.length === 0) || (!isSame && places.length > MOST_NAMED)) return "";
  const more = places.length > MOST_NAMED ? ` and ${places.length - MOST_NAMED} more` : "";
  const which = isSame ? "keys of that name are" : "keys of such a name are";
  return `; ${which} ${places.slice(0, MOST_NAMED).join(", ")}${more}`;
}

/** Where a key and the only one inside it are one word: "tile: { rows }" is tileRows. */
function parted({ key, child, here, paths }: Misplaced): string {
  if (child === undefined) return "";
  const whole = plainWord(`${key}${child}`);
  const own = paths.filter((path) => plainWord(lastOf(path)) === whole);
  const [place = ""] = own.filter((path) => path.startsWith(here));
  return place === "" ? "" : `; did you mean ${place}?`;
}

const lastOf = (place: string): string => place.slice(place.lastIndexOf(".") + 1);

/** Places, the nearest first, whose key is of a name, or else of one that is spelt like it, that others call so, or nearly the same. */
function placesLike(
  { key, isObject, here, paths }: Misplaced,
  isExact: boolean,
): { readonly places: readonly string[]; readonly isSame: boolean } {
  const known = new Map<string, boolean>();
  for (const path of paths)
    for (let at = path.indexOf("."); at >= 0; at = path.indexOf(".", at + 1))
      known.set(path.slice(0, at), true);
  for (const path of paths) known.set(path, false);
  const own = here === "" ? key : `${here}.${key}`;
  known.delete(own);
  const all = [...known.keys()].sort((a, b) => stepsBetween(own, a) - stepsBetween(own, b));
  const tests = key.length > 64 ? [] : likenesses(key, here).slice(0, isExact ? 4 : undefined);
  for (const [n, isLike] of tests.entries()) {
    const alike = all.filter(isLike);
    const same = alike.filter((place) => known.get(place) === isObject);
    // An object cannot be what is one value elsewhere, but a value may be of an object there.
    const places = same.length > 0 || n === 0 || isObject ? same : alike;
    if (places.length > 0) return { places, isSame: n === 0 };
  }
  return { places: [], isSame: false };
}

/** In which ways a place may be meant by a key, the surest first. */
function likenesses(key: string, here: string): readonly ((place: string) => boolean)[] {
  const plain = plainWord(key);
  const parts = partsOf(key);
  const around = here.includes(".") ? `${here}.` : here;
  const isPart = (step: string | undefined, part: string): boolean =>
    step !== undefined && (plainWord(step) === plainWord(part) || otherWord(part, [step]) !== undefined);
  const most = plain.length > 8 ? 2 : 1;
  return [
    (place) => lastOf(place) === key,
    (place) =>
      plainWord(lastOf(place)) === plain ||
      (`${here}.`.startsWith(place.slice(0, place.lastIndexOf(".") + 1)) &&
        singular(plainWord(lastOf(place))) === singular(plain)),
    (place) => plain.length > 4 && plainWord(place.replaceAll(".", "")).endsWith(plain),
    (place) => {
      const steps = place.split(".").slice(-parts.length);
      return parts.length > 1 && parts.every((part, n) => isPart(steps[n], part));
    },
    // What others call so is looked for near by: "size" is the capacity of a memory, not of an array.
    (place) => place.startsWith(around) && otherWord(key, [lastOf(place)]) !== undefined,
    (place) => plain.length > 4 && editDistance(plain, plainWord(lastOf(place))) <= most,
  ];
}

/** Objects that are left and entered on the way from one place to another. */
function stepsBetween(from: string, to: string): number {
  const [mine, its] = [from.split("."), to.split(".")];
  const other = mine.findIndex((step, n) => step !== its[n]);
  return its.length - 2 * (other < 0 ? mine.length : other);
}

/** "workload: { length: … }" for "workload.length". */
const nestedText = (path: string): string =>
  path
    .split(".")
    .reverse()
    .reduce((inner, key) => (inner === "" ? `${key}: …` : `${key}: { ${inner} }`), "");

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

function messageOf(issue: ZodIssue, input: unknown, known: readonly string[]): string {
  switch (issue.code) {
    case "custom":
      return issue.message;
    case "invalid_type":
    case "invalid_union":
      // The project's own fields state their expectation; zod's plain types get one here.
      if (issue.message.startsWith("expected")) return issue.message;
      if (issue.code === "invalid_type" && issue.expected === "object" && known.length > 1 && input !== null)
        return `expected an object such as { ${known[0]}: …, ${known[1]}: … }, received ${describe(input)}${knownHere(known)}`;
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
      const hint = typeof input === "string" ? didYouMean(input, issue.values.map(String)) : "";
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

/** Keys of the object schema at `path`; empty if the schema cannot tell. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current = unwrap(schema);
  for (const step of path) {
    // Entries that a config names itself share one schema.
    const { valueType } = (current as unknown as { def: { valueType?: z.ZodType } }).def;
    if (valueType !== undefined) {
      current = unwrap(valueType);
      continue;
    }
    const shape = (current as { shape?: Record<PropertyKey, z.ZodType> }).shape;
    if (shape === undefined || !Object.hasOwn(shape, step)) return [];
    current = unwrap(shape[step]);
  }
  return Object.keys((current as { shape?: Record<string, unknown> }).shape ?? {});
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
