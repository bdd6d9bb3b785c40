import { anyOf, type Instance, parseDocument, parseLocated } from "#base";
import { shippedCatalogue } from "../../src/design/catalogue.ts";

/** A model with the given parameters, as a config would write them, and its defaults. */
export const instanceOf = (
  family: string,
  model: string,
  params: Readonly<Record<string, unknown>> = {},
): Instance =>
  parseLocated(
    anyOf<Instance>(shippedCatalogue, family, model, ""),
    parseDocument(JSON.stringify({ model, ...params }), "test"),
  );

export const members = (family: string): string[] =>
  shippedCatalogue.families[family].map(({ model }) => model);

/** Nodes in nm at which a model answers. */
export function nodesOf({ domain }: Pick<Instance, "domain">): number[] {
  const nodes = [7, 10, 14, 16, 22, 28, 32, 45, 65];
  if (domain === undefined) return nodes;
  return nodes.filter((nm) => nm >= domain.min * 1e9 - 1e-6 && nm <= domain.max * 1e9 + 1e-6);
}
