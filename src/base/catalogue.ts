import { z } from "zod";
import type { Instance, Model } from "./component.ts";
import { didYouMean } from "./did-you-mean.ts";
import { describe } from "./fields.ts";
import type { UnknownKeys } from "./schema.ts";

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

/** The nearest model name, or, where the key `model` itself is missing, the key that was meant for it. */
function hintOf(input: object, name: unknown, names: readonly string[]): string {
  if (typeof name === "string") return didYouMean(name, names);
  const meant = name === undefined ? Object.keys(input).slice(0, 20) : [];
  const near = meant.find((key) => didYouMean(key, ["model"]) !== "");
  return near === undefined ? "" : `; did you mean "model" by ${describe(near)}?`;
}

function unknownIn({ family, model, params }: Model, keys: readonly string[]) {
  const unknown: UnknownKeys = {
    keys,
    known: Object.keys(params.shape),
    owner: ` of the ${family} model ${model}`,
  };
  return { code: "custom" as const, message: "unknown key", params: { unknown } };
}

/** Schema of a family: picks the model by its `model` key; an unknown name lists the known ones. */
export function anyOf<I extends Instance>(catalogue: Catalogue, family: string, doc: string) {
  const models = catalogue.families[family] ?? [];
  const byName = new Map(models.map((model) => [model.model, model]));
  const names = [...byName.keys()];
  return z
    .unknown()
    .transform((input, context): I => {
      const issue = (path: string[], message: string): never => {
        context.addIssue({ code: "custom", path, message });
        return z.NEVER;
      };
      if (typeof input !== "object" || input === null || Array.isArray(input))
        return issue(
          [],
          `expected a ${family} such as { model: "${names[0]}" }, received ${describe(input)}`,
        );
      const name = (input as { model?: unknown }).model;
      const model = typeof name === "string" ? byName.get(name) : undefined;
      if (model === undefined)
        return issue(
          name === undefined ? [] : ["model"],
          `expected a ${family} model, one of ${names.join(", ")}, received ${describe(name)}${hintOf(input, name, names)}`,
        );
      const parsed = model.schema.safeParse(input);
      if (parsed.success) return parsed.data as I;
      for (const inner of parsed.error.issues)
        context.addIssue(
          inner.code === "unrecognized_keys"
            ? unknownIn(model, inner.keys)
            : (inner as Parameters<typeof context.addIssue>[0]),
        );
      return z.NEVER;
    })
    .meta({ doc, family });
}
