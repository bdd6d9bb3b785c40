// Constants whose values replace those of their models, by name.

import type { ComponentCost, Constant, Instance } from "#base";
import {
  CLOCK_CONSTANTS,
  type ClockConstants,
  createTechnology,
  isSped,
  LAW_CONSTANTS,
  NOMINAL_LAWS,
  type ScalingConstants,
} from "#technology";
import type { LibraryNumbers } from "../design/component-tables.ts";
import type { Design } from "../design/design.ts";

/** Values by `family:model.constant`. */
export type Overrides = Readonly<Record<string, number>>;

/** A model's name among the constants of a comparison: one model is one set of numbers in every slot. */
export const instanceName = ({ family, model }: Pick<Instance, "family" | "model">): string =>
  `${family}:${model}`;

/** Key of a constant, as `priceList` takes its overrides: `mac:int8.multiply8`. */
export const constantKey = (instance: Pick<Instance, "family" | "model">, constant: string): string =>
  `${instanceName(instance)}.${constant}`;

type Priced = Pick<Instance, "family" | "model" | "constants">;

/**
 * Overrides of one model's constants, with those that a cell library gives; undefined where there are none. The
 * same object for the same set of overrides, by which components remember their price.
 */
export function ownOf(
  overrides: Overrides,
  library?: LibraryNumbers,
): (instance: Priced) => Record<string, number> | undefined {
  const isNominal = Object.keys(overrides).length === 0;
  return (instance) => {
    const drawn = isNominal ? undefined : overridesOf(instance, overrides);
    const given = library === undefined ? undefined : libraryValues(instance, library);
    return given === undefined ? drawn : { ...given, ...drawn };
  };
}

/** Values of a model's constants in a cell library, by their names; undefined if it has none of them. */
function libraryValues(instance: Priced, { values }: LibraryNumbers): Record<string, number> | undefined {
  const own = Object.entries(instance.constants).flatMap(([name, { identity }]) => {
    const value = values[identity ?? constantKey(instance, name)];
    return value === undefined ? [] : [[name, value] as const];
  });
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

/** The instance with the constants of a cell library in the place of its own: they have no range. */
export function inLibrary(instance: Instance, library: LibraryNumbers | undefined): Instance {
  const own = library === undefined ? undefined : libraryValues(instance, library);
  if (library === undefined || own === undefined) return instance;
  const constants = Object.fromEntries(
    Object.entries(instance.constants).map(([name, constant]) =>
      own[name] === undefined ? [name, constant] : [name, inTable(constant, own[name], library.file)],
    ),
  );
  return { ...instance, constants };
}

const inTable = ({ identity, note }: Constant, nominal: number, file: string): Constant => ({
  identity,
  nominal,
  source: file,
  exact: "the config's own table",
  note,
});

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

/** Overrides of one model, by the names of its constants; undefined where it has none. */
function overridesOf(
  instance: Pick<Instance, "family" | "model">,
  overrides: Overrides,
): Record<string, number> | undefined {
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
  return byModel.get(constantKey(instance, ""));
}

/** Prices a part of a design's chip that has no slot: at its logic's node, temperature and laws. */
export function logicPrice(
  design: Design,
  overrides: Overrides = {},
): <Action extends string>(instance: Instance<Action>) => ComponentCost<Action> {
  const laws = lawsOf(overrides);
  const technology = createTechnology(design.logicNode, { temperature: design.temperature, laws });
  const own = ownOf(overrides, design.componentTables?.library);
  return (instance) => instance.cost(technology, own(instance));
}
