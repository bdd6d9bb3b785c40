import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** JSON with sorted object keys: equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const tree = value as Readonly<Record<string, unknown>>;
  const members = Object.keys(tree)
    .filter((key) => tree[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(tree[key])}`);
  return `{${members.join(",")}}`;
}

/** SHA-256 of the canonical text, hexadecimal. */
export const canonicalHash = (value: unknown): string =>
  bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));

/** Sorted dotted paths at which two values differ; lists are compared as a whole. */
export function changedKeys(before: unknown, after: unknown, path = ""): string[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  if (!isTree(before) || !isTree(after)) return [path || "(root)"];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => changedKeys(before[key], after[key], path === "" ? key : `${path}.${key}`));
}

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Caches the results of a pure function that is called often with few different arguments. `keyOf` gives the
 * cache key; above `most` results the oldest is dropped.
 */
export function memoised<Arguments extends readonly unknown[], Result>(
  compute: (...args: Arguments) => Result,
  keyOf: (...args: Arguments) => unknown,
  most = 256,
): (...args: Arguments) => Result {
  const known = new Map<unknown, Result>();
  return (...args) => {
    const key = keyOf(...args);
    const found = known.get(key);
    if (found !== undefined) return found;
    const result = compute(...args);
    if (known.size >= most) known.delete(known.keys().next().value);
    known.set(key, result);
    return result;
  };
}
