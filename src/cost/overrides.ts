// Constants whose values replace those of their models, by name.

import type { ComponentCost, Instance } from "../base/component.ts";
import type { Design } from "../design/design.ts";
import { CLOCK_CONSTANTS, type ClockConstants, isSped } from "../technology/clocking.ts";
import { LAW_CONSTANTS, NOMINAL_LAWS, type ScalingConstants } from "../technology/scaling.ts";
import { createTechnology } from "../technology/technology.ts";

/** Values by `family:model.constant`. */
export type Overrides = Readonly<Record<string, number>>;

/** A model's name among the constants of a comparison: one model is one set of numbers in every slot. */
export const instanceName = ({ family, model }: Pick<Instance, "family" | "model">): string =>
  `${family}:${model}`;

/** Key of a constant, as `priceList` takes its overrides: `mac:int8.multiply8`. */
export const constantKey = (instance: Pick<Instance, "family" | "model">, constant: string): string =>
  `${instanceName(instance)}.${constant}`;

/** Overrides of one model's constants; undefined where there are no overrides at all. */
export const ownOf =
  (overrides: Overrides) =>
  (instance: Pick<Instance, "family" | "model">): Record<string, number> | undefined =>
    Object.keys(overrides).length === 0 ? undefined : overridesOf(instance, overrides);

/** The numbers of the scaling laws in the form of a component's constants, with what a draw may vary. */
export const LAWS = {
  stated: [],
  family: "technology",
  model: "laws",
  source: "assumed",
  constants: LAW_CONSTANTS,
} as unknown as Instance;

/** The numbers of the clock law in the same form. */
export const CLOCKING = { ...LAWS, model: "clocking", constants: CLOCK_CONSTANTS } as unknown as Instance;

/** The laws with their own overrides; undefined where there are none. */
export function lawsOf(overrides: Overrides): (ScalingConstants & Partial<ClockConstants>) | undefined {
  const own = { ...overridesOf(LAWS, overrides), ...overridesOf(CLOCKING, overrides) };
  return Object.keys(own).length === 0 ? undefined : { ...NOMINAL_LAWS, ...own };
}

/** Whether a unit of a design's logic runs faster than it was measured. */
export const isSpedUp = ({ measured, params }: Instance, { logicNode }: Pick<Design, "logicNode">): boolean =>
  measured !== undefined && isSped(Number(params.clock), measured, logicNode);

/** Overrides by model, sorted once for each set: every component of a draw looks them up. */
const sorted = new WeakMap<Overrides, Map<string, Record<string, number>>>();

/** Overrides of one model, by the names of its constants. */
function overridesOf(
  instance: Pick<Instance, "family" | "model">,
  overrides: Overrides,
): Record<string, number> {
  let byModel = sorted.get(overrides);
  if (byModel === undefined) {
    byModel = new Map();
    for (const [key, value] of Object.entries(overrides)) {
      // A constant's name has no dot; a model's may.
      const end = key.lastIndexOf(".") + 1;
      const own = byModel.get(key.slice(0, end)) ?? {};
      own[key.slice(end)] = value;
      byModel.set(key.slice(0, end), own);
    }
    sorted.set(overrides, byModel);
  }
  return byModel.get(constantKey(instance, "")) ?? {};
}

/** Prices a part of a design's chip that has no slot: at its logic's node, temperature and laws. */
export function logicPrice(
  design: Design,
  overrides: Overrides = {},
): <Action extends string>(instance: Instance<Action>) => ComponentCost<Action> {
  const laws = lawsOf(overrides);
  const technology = createTechnology(design.logicNode, { temperature: design.temperature, laws });
  const own = ownOf(overrides);
  return (instance) => instance.cost(technology, own(instance));
}
