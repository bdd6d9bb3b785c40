import { parseDocument } from "#base";
import { EMPTY_PLAN } from "../../../src/commands/budget/run/budget.ts";
import type { FamilyChoice } from "../../../src/commands/budget/run/family.ts";
import { familyChoices } from "../../../src/commands/budget/run/family.ts";
import { sizedChoices, sizedSpace } from "../../../src/commands/budget/run/sizing.ts";
import { measure } from "../../../src/commands/shared/activations.ts";
import { isStudy, readStudy, type Study } from "../../../src/commands/shared/studies/study.ts";
import type { DesignId } from "../../../src/comparison/comparison-design.ts";
import { shippedCatalogue } from "../../../src/design/catalogue.ts";
import { parseConfig } from "../../../src/design/config.ts";
import { loadKernels } from "../../../src/runtime/kernels.ts";
import { rememberedPoints } from "../../../src/simulation/remembered-point.ts";
import { createConfigs } from "../../../src/study/point-configs.ts";

const quiet = { update: () => {}, done: () => {} };

/** Every choice of a study, or of a config with so many points of its sizes. */
export async function familyOf(text: string, points = 0): Promise<Map<DesignId, FamilyChoice[]>> {
  const document = parseDocument(text, "family.json5");
  const study: Study = isStudy(document)
    ? readStudy(document, shippedCatalogue)
    : { plan: EMPTY_PLAN, base: document, config: parseConfig(document, shippedCatalogue) };
  const { activations } = await measure(study.base, study.config, {});
  const pointOf = rememberedPoints(activations, loadKernels());
  const choices = familyChoices(study, shippedCatalogue, false, {}, pointOf, quiet);
  if (points === 0) return choices;
  const plan = { space: sizedSpace(study, shippedCatalogue, false), points, seed: study.config.seed };
  const configAt = createConfigs(study.base, shippedCatalogue, false);
  for (const [contender, sized] of sizedChoices(plan, configAt, pointOf, quiet))
    choices.get(contender)?.push(...sized);
  return choices;
}

const smallWith = (
  design: string,
) => `workload: { heads: 4, length: 1024, attention: { chunk: 16, rounds: 4 } },
  design: { ${design} hashing: { array: { wires: "ideal" } } }, fidelity: { length: 128, arrays: 2, queries: 8 }`;

/** A quick workload. */
export const SMALL = smallWith("");

/** The same, where each point takes the default plan and the stated sizes of units. */
export const SMALL_FIXED = smallWith('mapping: { search: false }, digital: { sizes: "stated" },');
