import { anyOf, type Instance, parseDocument, parseLocated } from "#base";
import { shippedCatalogue } from "../../src/design/catalogue.ts";

/** A shipped model with parameters as a config writes them. */
export const bind = <Action extends string = string, Behaviour = unknown>(
  family: string,
  model: string,
  params: Readonly<Record<string, unknown>> = {},
): Instance<Action, Behaviour> =>
  parseLocated(
    anyOf<Instance<Action, Behaviour>>(shippedCatalogue, family, model, ""),
    parseDocument(JSON.stringify({ model, ...params }), "test"),
  );
