import type { z } from "zod";
import { type Affects, catalogueOf, type FieldMeta, fieldMeta, type Instance, unwrap } from "#base";
import type { Config } from "./config.ts";
import { type Design, designSchema } from "./design.ts";
import { type Workload, workloadSchema } from "./workload.ts";

/** Part of a value in a key: nothing (undefined), a plain value, or a tree of them. */
type Told = (value: unknown, without: readonly Affects[]) => unknown;

/**
 * Key of a value under its schema: every field but those that affect only what is in `without`, and
 * components by their own parameters. Undeclared fields affect behaviour, so new ones are part of every key.
 */
function toldBy(schema: z.ZodType, inherited: Affects = "behaviour"): Told {
  const meta = fieldMeta(schema) as Partial<FieldMeta> & {
    readonly family?: string;
    readonly families?: unknown;
  };
  const affects = meta.affects ?? inherited;
  if (meta.family !== undefined || meta.families !== undefined)
    return (value, without) => (value as Instance).keyWithout(...without) || undefined;
  const { shape } = unwrap(schema) as z.ZodType & { readonly shape?: Readonly<Record<string, z.ZodType>> };
  if (shape === undefined) return (value, without) => (without.includes(affects) ? undefined : value);
  const fields = Object.entries(shape).map(([key, field]) => [key, toldBy(field, affects)] as const);
  // An object that a config may leave out has no fields.
  return (value, without) =>
    value === undefined
      ? undefined
      : Object.fromEntries(
          fields.map(([key, part]) => [
            key,
            part((value as Readonly<Record<string, unknown>>)[key], without),
          ]),
        );
}

/** The catalogue of models does not affect the fields of a design. */
const NO_MODELS = catalogueOf([]);

let known: { readonly design: Told; readonly workload: Told } | undefined;
const tellers = () => {
  known ??= { design: toldBy(designSchema(NO_MODELS)), workload: toldBy(workloadSchema) };
  return known;
};

/** Fields of a design that affect more than `without` (by default only price), components as texts. */
export const toldDesign = (design: Design, ...without: Affects[]) =>
  tellers().design(design, without.length === 0 ? ["price"] : without) as {
    readonly [K in keyof Design]: unknown;
  };

/** The same for a workload. */
const toldWorkload = (workload: Workload) =>
  tellers().workload(workload, ["price"]) as { readonly [K in keyof Workload]: unknown };

/**
 * Text of everything in a config that simulated results on given activations depend on. Configs with the same
 * text attend alike: they differ only in price.
 */
export const behaviourKey = ({
  design,
  workload,
  fidelity,
}: Pick<Config, "design" | "workload" | "fidelity">): string =>
  JSON.stringify([toldDesign(design), toldWorkload(workload), workload.agreement, fidelity]);

/** A tree without some of its keys. */
export const without = <T extends object, K extends keyof T>(tree: T, keys: readonly K[]): Omit<T, K> =>
  Object.fromEntries(
    Object.entries(tree).filter(([key]) => !(keys as readonly string[]).includes(key)),
  ) as Omit<T, K>;
