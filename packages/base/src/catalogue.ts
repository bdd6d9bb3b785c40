import { z } from "zod";
import type { Instance, Model } from "./component.ts";
import { didYouMean, fieldHint, otherWord, plainWord, singular } from "./errors.ts";
import { describe, fieldMeta } from "./fields.ts";
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
      const hint =
        typeof family === "string" ? didYouMean(family, families) || startOfModel(slot, family) : "";
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

/** Characters of an answer that is given without the list of models. */
const LONG_HINT = 60;

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
    return issue(
      [],
      `expected a ${family} such as ${written(slot, family, fallback, input)}, received ${describe(input)}${typeof input === "string" ? fieldHint(input) || modelHint(slot, family, input) : ""}`,
    );
  const { model: name = fallback } = input;
  const models = slot.catalogue.families[family] ?? [];
  const names = models.map(({ model }) => model);
  const model = models.find((candidate) => candidate.model === name);
  if (model === undefined) {
    const hint = typeof name === "string" ? inFamily(slot, family, name) || didYouMean(name, names) : "";
    return issue(
      ["model"],
      // A long answer leaves no room for the list.
      `expected ${/^[aeio]/.test(family) ? "an" : "a"} ${family} model${hint.length > LONG_HINT ? "" : `, one of ${names.join(", ")}`}, received ${describe(name)}${hint}`,
    );
  }
  const named = Object.keys(input).find(
    (key) =>
      otherWord(key, ["model"]) !== undefined &&
      slot.families.includes(String(input[key])) &&
      slot.families.length > 1,
  );
  if (named !== undefined)
    return issue(
      [named],
      `expected a known key, received ${describe(named)}; did you mean family: "${input[named]}"?`,
    );
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

/** The nearest models of a family, for a text that names none of those of a place. */
function modelHint({ catalogue, families }: Slot, family: string, word: string): string {
  const plain = plainWord(word.slice(0, 64));
  const isNamed = families.some((one) =>
    (catalogue.families[one] ?? []).some(({ model }) => plainWord(model) === plain || one === plain),
  );
  const names = (catalogue.families[family] ?? []).map(({ model }) => model);
  return isNamed ? "" : didYouMean(word, names);
}

/** Says of which family a word is a model, or begins one. */
function startOfModel({ catalogue, families }: Slot, word: string): string {
  const plain = plainWord(word.slice(0, 64));
  for (const family of plain.length > 2 ? families : [])
    for (const { model } of catalogue.families[family] ?? [])
      if (plainWord(model).startsWith(plain))
        return `; did you mean { family: "${family}", model: "${model}" }?`;
  return "";
}

/** A component as it is written: of the model that a text names, or else the usual one. */
function written({ catalogue, families }: Slot, family: string, fallback: string, input: unknown): string {
  const word = typeof input === "string" ? plainWord(input.slice(0, 64)) : "";
  for (const one of [family, ...families])
    for (const { model } of catalogue.families[one] ?? [])
      if (plainWord(model) === word || otherWord(word, [model]) !== undefined)
        return one === family ? `{ model: "${model}" }` : `{ family: "${one}", model: "${model}" }`;
  const [, count, of = ""] = /^(\d{1,6})[\s-]*([a-z]+)$/i.exec(word) ?? [];
  const shape = catalogue.families[family]?.find(({ model }) => model === fallback)?.params.shape ?? {};
  const key =
    count === undefined ? undefined : Object.keys(shape).find((one) => singular(one) === singular(of));
  if (key !== undefined) return `{ model: "${fallback}", ${key}: ${count} }`;
  const named = families.find((one) => plainWord(one) === word);
  if (named !== undefined) return `{ family: "${named}" }`;
  const reader = catalogue.families[family]?.find(({ params }) => Object.hasOwn(params.shape, "file"));
  if (reader !== undefined && /\.(?:csv|npy)$/.test(word))
    return `{ model: "${reader.model}", file: ${JSON.stringify(input)} }`;
  // A quantity is of the one parameter that has its unit, a number of the first that takes it.
  const fits = Object.entries(shape as Record<string, z.ZodType>).filter(
    ([, field]) =>
      (typeof input === "number" || (typeof input === "string" && fieldMeta(field).unit !== undefined)) &&
      field.safeParse(input).success,
  );
  const own =
    fits.length === 1 || (fits.length > 0 && typeof input === "number")
      ? `, ${fits[0][0]}: ${JSON.stringify(input)}`
      : "";
  return `{ model: "${fallback}"${own} }`;
}

/** Says of which family a model is, and how to write it where the place takes that family too; or what a word of the field is. */
function inFamily({ catalogue, families }: Slot, chosen: string, name: string): string {
  const word = name.toLowerCase();
  const has = (family: string): boolean =>
    (catalogue.families[family] ?? []).some(({ model }) => model === word);
  const own = families.find(has);
  if (own !== undefined && own !== chosen)
    return `; it is a model of the family ${own}: { family: "${own}", model: "${word}" }`;
  const names = (catalogue.families[chosen] ?? []).map(({ model }) => model);
  if (own !== undefined || otherWord(name, names) !== undefined) return "";
  const field = fieldHint(name);
  if (field !== "") return field;
  const others = Object.keys(catalogue.families).filter(has);
  return others.length === 1 ? `; it is a model of another family, ${others[0]}` : "";
}

/** All unknown keys of a component in one issue: a text can hold thousands, and only a few are printed. */
function unknownIn(slot: Slot, { family, params }: Model, keys: readonly string[]) {
  const unknown: UnknownKeys = {
    keys,
    known: [...(slot.families.length > 1 ? ["family"] : []), "model", ...Object.keys(params.shape)],
    owners: (key) => ownersOf(slot, family, key),
  };
  return { code: "custom" as const, message: "unknown keys", params: { unknown } };
}

/** Models that the place takes and that have a key: "memristor binary", or "memristor binary (as rOn)" if it is spelt otherwise. */
function ownersOf({ catalogue, families }: Slot, chosen: string, key: string): string[] {
  const models = families.flatMap((family) => catalogue.families[family] ?? []);
  const exact = models.filter(({ params }) => Object.hasOwn(params.shape, key));
  const own = new Set(exact.map(({ family }) => family));
  if (own.size === 1 && !own.has(chosen))
    return [...own].map((family) => `the family ${family}: { family: "${family}", ${key}: … }`);
  if (exact.length > 0) return exact.map(({ family, model }) => `${family} ${model}`);
  return models.flatMap(({ family, model, params }) => {
    const own = otherWord(key, Object.keys(params.shape));
    return own === undefined ? [] : [`${family} ${model} (as ${own})`];
  });
}
