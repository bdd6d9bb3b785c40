import {
  DOCUMENT_LIMITS,
  FORBIDDEN_KEYS,
  type Located,
  parseDocument,
  parseValue,
} from "../base/document.ts";
import { ConfigError } from "../base/errors.ts";
import { readInputFile } from "../runtime/input-file.ts";

/** Text of a circuit file: a 1024 × 1024 array takes 25 MB. Throws ConfigError as readInputFile does. */
export const readBigText = (file: string): string => readInputFile(file, MOST_CIRCUIT_BYTES);

const MOST_CIRCUIT_BYTES = 1 << 28;

/** A config file with the `--set path=value` of the command line laid over it. */
export function readConfig(file: string, settings: readonly string[]): Located {
  // UTF-8 takes up to three bytes a character of the text's limit.
  const text = readInputFile(file, 3 * DOCUMENT_LIMITS.bytes);
  return settings.reduce(override, parseDocument(text, file));
}

/** `path=value` laid over a document; whatever is wrong with it is reported as `--set path`. */
export function override(document: Located, setting: string): Located {
  const { path, keys, text } = split(setting);
  const place = `--set ${path}`;
  const value = replaced(document.value, keys, parseValue(text, place, path));
  const isInside = (at: readonly PropertyKey[]): boolean => keys.every((key, n) => String(at[n]) === key);
  return {
    file: document.file,
    value,
    place: (at) => (isInside(at) ? place : document.place(at)),
    keyPlace: (at) => (isInside(at) ? place : document.keyPlace(at)),
  };
}

function split(setting: string): { path: string; keys: string[]; text: string } {
  const fail = (path: string, message: string): never => {
    throw new ConfigError([{ place: "--set", path, message }]);
  };
  const equals = setting.indexOf("=");
  const path = setting.slice(0, Math.max(0, equals)).trim();
  const keys = path.split(".");
  if (keys.includes(""))
    fail(setting, 'expected path=value such as "workload.length=1024", received neither or an empty key');
  if (keys.length > DOCUMENT_LIMITS.depth)
    fail(path, `expected at most ${DOCUMENT_LIMITS.depth} levels, received ${keys.length}`);
  for (const key of keys) if (FORBIDDEN_KEYS.has(key)) fail(path, `the key ${key} is not allowed`);
  return { path, keys, text: setting.slice(equals + 1) };
}

function replaced(tree: unknown, keys: readonly string[], value: unknown): unknown {
  if (keys.length === 0) return value;
  const base = typeof tree === "object" && tree !== null && !Array.isArray(tree) ? tree : {};
  const [key, ...rest] = keys;
  const child = Object.hasOwn(base, key) ? (base as Record<string, unknown>)[key] : undefined;
  return { ...base, [key]: replaced(child, rest, value) };
}
