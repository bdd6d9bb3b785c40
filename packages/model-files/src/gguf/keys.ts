import { fault } from "#base";
import { byteFault } from "../stored/byte-source.ts";
import type { Gguf, MetadataValue } from "./header.ts";

/** Typed values of a GGUF header. Each throws ConfigError with key and byte if missing or invalid. */
export interface Keys {
  has(key: string): boolean;
  /** An integer of [1, most]. */
  count(key: string, most: number, otherwise?: number): number;
  real(key: string, least: number, most: number, otherwise?: number): number;
  text(key: string, otherwise?: string): string;
  flag(key: string, otherwise: boolean): boolean;
  /** A list of `elements`, at most `most`. */
  list(key: string, elements: readonly string[], most: number): ListPlace;
  fail(key: string, message: string): never;
}

export type ListPlace = Extract<MetadataValue, { count: number }>;

export function keysOf({ source, metadata }: Gguf): Keys {
  const fail = (key: string, message: string): never => {
    const at = metadata.get(key)?.at;
    if (at !== undefined) throw byteFault(source.file, at, key, message);
    throw fault(source.file, key, message);
  };
  const scalar = <T extends number | boolean | string>(
    key: string,
    expected: string,
    admits: (value: unknown) => boolean,
    otherwise: T | undefined,
  ): T => {
    const given = metadata.get(key);
    if (given === undefined) return otherwise ?? fail(key, `expected ${expected}, received no such key`);
    if ("value" in given && admits(given.value)) return given.value as T;
    return fail(key, `expected ${expected}, received ${said(given)}`);
  };
  return {
    has: (key) => metadata.has(key),
    count: (key, most, otherwise) =>
      scalar(
        key,
        `an integer in [1, ${most}]`,
        (n) => Number.isInteger(n) && (n as number) >= 1 && (n as number) <= most,
        otherwise,
      ),
    real: (key, least, most, otherwise) =>
      scalar(
        key,
        `a number in [${least}, ${most}]`,
        (n) => typeof n === "number" && n >= least && n <= most,
        otherwise,
      ),
    text: (key, otherwise) => scalar(key, "a text", (value) => typeof value === "string", otherwise),
    flag: (key, otherwise) => scalar(key, "true or false", (value) => typeof value === "boolean", otherwise),
    list: (key, elements, most) => {
      const given = metadata.get(key);
      const expected = `a list of at most ${most} ${elements.join(" or ")} values`;
      if (given === undefined) return fail(key, `expected ${expected}, received no such key`);
      if ("value" in given || !elements.includes(given.elements) || given.count > most)
        return fail(key, `expected ${expected}, received ${said(given)}`);
      return given;
    },
    fail,
  };
}

/** A value as shown in errors. */
const said = (given: MetadataValue): string =>
  "value" in given ? JSON.stringify(given.value) : `a list of ${given.count} ${given.elements} values`;
