import { z } from "zod";
import { type ConfigError, describe, fault, type Located, parseLocated } from "#base";
import { LARGEST } from "../dimensions.ts";

/** An integer of [1, most]. */
export const count = (most: number) =>
  z
    .number({ error: (issue) => `expected an integer in [1, ${most}], received ${describe(issue.input)}` })
    .refine((n) => Number.isInteger(n) && n >= 1 && n <= most, {
      error: (issue) => `expected an integer in [1, ${most}], received ${describe(issue.input)}`,
    });

/** ε of a normalisation. */
export const epsilon = z.number().min(1e-12).max(1);

/** A setting that changes the arithmetic and is supported at one value only. */
export const only = <T extends string | number | boolean>(value: T) => z.literal(value).nullish();

/** Sizes of every family, whose keys differ. */
export const SIZES = {
  width: count(LARGEST.width),
  hidden: count(LARGEST.hidden),
  layers: count(LARGEST.layers),
  heads: count(LARGEST.heads),
  vocabulary: count(LARGEST.vocabulary),
  context: count(LARGEST.context),
};

const family = z.object({ model_type: z.string() });

/** `model_type` of a config.json. Throws ConfigError for a family not in `known`. */
export function familyOf<K extends string>(document: Located, known: readonly K[]): K {
  const { model_type } = parseLocated(family, document);
  const found = known.find((name) => name === model_type);
  if (found === undefined)
    throw fault(
      document.place(["model_type"]),
      "model_type",
      `expected one of ${known.map((name) => JSON.stringify(name)).join(", ")}, received ${describe(model_type)}`,
    );
  return found;
}

/** A ConfigError about a key of a config.json. */
export const configFault = (document: Located, key: string, message: string): ConfigError =>
  fault(document.place([key]), key, message);
