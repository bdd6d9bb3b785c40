import { z } from "zod";
import type { Instance, Model } from "./component.ts";
import { didYouMean } from "./did-you-mean.ts";
import { describe } from "./fields.ts";
import { unknownKey } from "./schema.ts";

/** The models of each family, by explicit list. A value: plugins make a new one, nothing is registered globally. */
export interface Catalogue {
  readonly families: Readonly<Record<string, readonly Model[]>>;
}

/** Catalogue of the given models. Throws RangeError when a name stands twice in a family. */
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

/**
 * Schema of a family: picks the model by its `model` key, or the fallback where that is left out; an unknown
 * name lists the known ones.
 */
export function anyOf<I extends Instance>(
  catalogue: Catalogue,
  family: string,
  fallback: string,
  doc: string,
) {
  const models = catalogue.families[family] ?? [];
  const names = models.map(({ model }) => model);
  return z
    .any()
    .transform((input: unknown, context): I => {
      const issue = (path: string[], message: string, at: "key" | "value" = "value"): never => {
        context.addIssue({ code: "custom", path, message, params: { at } });
        return z.NEVER;
      };
      if (typeof input !== "object" || input === null || Array.isArray(input))
        return issue(
          [],
          `expected a ${family} such as { model: "${fallback}" }, received ${describe(input)}`,
        );
      const { model: name = fallback } = input as { model?: unknown };
      const model = models.find((candidate) => candidate.model === name);
      if (model === undefined)
        return issue(
          ["model"],
          `expected a ${family} model, one of ${names.join(", ")}, received ${describe(name)}${
            typeof name === "string" ? didYouMean(name, names) : ""
          }`,
        );
      const parsed = model.schema.safeParse({ ...input, model: name });
      if (parsed.success) return parsed.data as I;
      for (const inner of parsed.error.issues) {
        if (inner.code !== "unrecognized_keys")
          context.addIssue(inner as Parameters<typeof context.addIssue>[0]);
        else
          for (const key of inner.keys) issue([key], unknownKey(key, Object.keys(model.params.shape)), "key");
      }
      return z.NEVER;
    })
    .meta({ doc, family, fallback })
    .prefault({});
}
