import { z } from "zod";
import type { Instance, Model } from "./component.ts";
import { didYouMean } from "./errors.ts";
import { describe } from "./fields.ts";
import type { UnknownKeys } from "./schema.ts";

/** The models of each family, as a list. It is a value: plugins make a new one, none registers globally. */
export interface Catalogue {
  readonly families: Readonly<Record<string, readonly Model[]>>;
}

/** Catalogue of the given models. Throws RangeError for a duplicate name in a family. */
export function catalogueOf(models: readonly Model[]): Catalogue {
  const families: Record<string, Model[]> = {};
  for (const model of models) {
    families[model.family] ??= [];
    const family = families[model.family];
    if (family.some((known) => known.model === model.model))
      throw new RangeError(`catalogue: the family ${model.family} has two models named ${model.model}`);
    family.push(model);
  }
  return { families };
}

/** The catalogue with private models added; a private model may not take a known name. */
export const extendCatalogue = (catalogue: Catalogue, models: readonly Model[]): Catalogue =>
  catalogueOf([...Object.values(catalogue.families).flat(), ...models]);

/** A component as written in a config: its model's name and the parameters that are not defaults. */
export interface ComponentInput {
  readonly model?: string;
  readonly [parameter: string]: unknown;
}

/** Accepts any input, so that every fault is reported in the same way. */
const componentInput = () => z.any() as z.ZodType<unknown, ComponentInput>;

/**
 * Schema of a family: selects the model by the `model` key, or `fallback` if the key is missing; the error
 * for an unknown name lists the known ones.
 */
export function anyOf<I extends Instance>(
  catalogue: Catalogue,
  family: string,
  fallback: string,
  doc: string,
) {
  return componentInput()
    .transform(
      (input: unknown, context): I =>
        pick<I>({ catalogue, families: [family] }, family, fallback, input, context),
    )
    .meta({ doc, family, fallback })
    .prefault({});
}

/** `anyOf` over several families, selected by the `family` key; `fallbacks` is family → default model. */
export function anyFamilyOf<I extends Instance>(
  catalogue: Catalogue,
  fallbacks: Readonly<Record<string, string>>,
  doc: string,
) {
  const families = Object.keys(fallbacks);
  return componentInput()
    .transform((input: unknown, context): I => {
      const slot = { catalogue, families };
      if (!isObject(input)) return pick<I>(slot, families[0], fallbacks[families[0]], input, context);
      const { family = families[0], ...rest } = input;
      if (typeof family === "string" && families.includes(family))
        return pick<I>(slot, family, fallbacks[family], rest, context);
      const hint = typeof family === "string" ? didYouMean(family, families) : "";
      const message = `expected a family, one of ${families.join(", ")}, received ${describe(family)}${hint}`;
      context.addIssue({ code: "custom", path: ["family"], message });
      return z.NEVER;
    })
    .meta({ doc, families: fallbacks })
    .prefault({});
}

const isObject = (input: unknown): input is Record<string, unknown> =>
  typeof input === "object" && input !== null && !Array.isArray(input);

/** A place for a component, and the families that it takes. */
interface Slot {
  readonly catalogue: Catalogue;
  readonly families: readonly string[];
}

/** Returns the bound instance of the model that an input names; adds its issues to the context. */
function pick<I extends Instance>(
  slot: Slot,
  family: string,
  fallback: string,
  input: unknown,
  context: z.RefinementCtx,
): I {
  const issue = (path: string[], message: string): never => {
    context.addIssue({ code: "custom", path, message });
    return z.NEVER;
  };
  if (!isObject(input))
    return issue([], `expected a ${family} such as { model: "${fallback}" }, received ${describe(input)}`);
  const { model: name = fallback } = input;
  const models = slot.catalogue.families[family] ?? [];
  const names = models.map(({ model }) => model);
  const model = models.find((candidate) => candidate.model === name);
  if (model === undefined) {
    const hint = typeof name === "string" ? inFamily(slot, name) || didYouMean(name, names) : "";
    return issue(
      ["model"],
      `expected a ${family} model, one of ${names.join(", ")}, received ${describe(name)}${hint}`,
    );
  }
  const parsed = model.schema.safeParse({ ...input, model: name });
  if (parsed.success) return parsed.data as I;
  for (const inner of parsed.error.issues)
    context.addIssue(
      inner.code === "unrecognized_keys"
        ? unknownIn(slot, model, inner.keys)
        : (inner as Parameters<typeof context.addIssue>[0]),
    );
  return z.NEVER;
}

/** Says that a model is one of another family which the place takes too. */
function inFamily({ catalogue, families }: Slot, name: string): string {
  const word = name.toLowerCase();
  const own = families.find((family) =>
    (catalogue.families[family] ?? []).some(({ model }) => model === word),
  );
  return own === undefined || families.length === 1
    ? ""
    : `; it is a model of the family ${own}: { family: "${own}", model: "${word}" }`;
}

/** All unknown keys of a component in one issue: a text can hold thousands, and only a few are printed. */
function unknownIn(slot: Slot, { params }: Model, keys: readonly string[]) {
  const unknown: UnknownKeys = {
    keys,
    known: Object.keys(params.shape),
    owners: (key) => ownersOf(slot, key),
  };
  return { code: "custom" as const, message: "unknown keys", params: { unknown } };
}

/** Models that the place takes and that have a key: "memristor binary". */
const ownersOf = ({ catalogue, families }: Slot, key: string): string[] =>
  families.flatMap((family) =>
    (catalogue.families[family] ?? [])
      .filter(({ params }) => Object.hasOwn(params.shape, key))
      .map(({ model }) => `${family} ${model}`),
  );
