import type { z } from "zod";
import { fieldMeta } from "#base";
import { crossPolytope } from "./cross-polytope.ts";
import type { Hash } from "./hash.ts";
import { simHash } from "./simhash.ts";

/** Every hash; the first is the default. */
export const HASHES: readonly Hash[] = [simHash, crossPolytope];

/** Names of the hashes, the default first. */
export const HASH_NAMES = HASHES.map(({ name }) => name) as [string, ...string[]];

/** Returns the hash with this name. Throws RangeError for an unknown name. */
export function hashNamed(name: string): Hash {
  const hash = HASHES.find((candidate) => candidate.name === name);
  if (hash === undefined)
    throw new RangeError(`hash: expected one of ${HASH_NAMES.join(", ")}, received "${name}"`);
  return hash;
}

/**
 * Schema fields of all hashes' parameters: each is documented with its hash's name and applies only if `hash`
 * names that hash. Throws RangeError if two hashes have a parameter of the same name.
 */
export function hashFields(hashes: readonly Hash[] = HASHES): Readonly<Record<string, z.ZodType>> {
  const fields: Record<string, z.ZodType> = {};
  for (const { name, params, stated } of hashes)
    for (const [key, field] of Object.entries(params.shape as Record<string, z.ZodType>)) {
      if (Object.hasOwn(fields, key))
        throw new RangeError(`hash ${name}: another hash has a parameter "${key}"`);
      const meta = fieldMeta(field);
      fields[key] = field.meta({
        ...meta,
        doc: `${name}: ${meta.doc ?? ""}`,
        ...(stated.includes(key) ? {} : { when: { key: "hash", is: [name] } }),
      });
    }
  return fields;
}
