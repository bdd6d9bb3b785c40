import { z } from "zod";
import {
  type Catalogue,
  ConfigError,
  choice,
  define,
  describe,
  didYouMean,
  fault,
  flag,
  fraction,
  type Instance,
  integer,
  type Metres,
  type Model,
  quantity,
  real,
  units,
} from "#base";
import {
  defineAdder,
  defineBurstDram,
  defineClock,
  defineControl,
  defineDac,
  defineDecoder,
  defineDivider,
  defineGather,
  defineInputStage,
  defineLevelShifter,
  defineLink,
  defineMemory,
  defineMux,
  definePads,
  definePopcount,
  defineRegister,
  defineRowDriver,
  defineSampleHold,
  defineShiftAdd,
  defineTileSwitch,
  defineWhiteSpace,
} from "#circuits";
import { defineMemristor, linearCells, memristorOf, nonIdealityFields } from "#memristors";
import { createTechnology } from "#technology";
import { defineDynamicArray } from "../arrays/dynamic/dynamic-array.ts";
import { defineSelector, type Selector } from "../attention/selectors/selector.ts";
import { converter, defineAdc, ENOB_LOSS, OFFSET_PARAMS, trimmedOffsets } from "../peripherals/adc/adc.ts";
import { defineGpu } from "../peripherals/gpu.ts";
import { defineMac } from "../peripherals/mac/mac.ts";
import { defineArgmax } from "../peripherals/parts/argmax.ts";
import { defineCombine } from "../peripherals/parts/combine.ts";
import { defineProjection } from "../peripherals/projection/projection.ts";
import { COMPARATOR, defineComparator, defineWta } from "../peripherals/readout/readout.ts";
import { defineSearch } from "../peripherals/search/search.ts";
import { defineSoftmax } from "../peripherals/softmax/softmax.ts";
import { defineSorter } from "../peripherals/sorter/sorter.ts";
import { defineTopK } from "../peripherals/top-k/top-k.ts";

/** A part that a plugin may add: a component's model, or a selector of keys. */
export type PluginPart = Model | Selector;

/** Export of a plugin file: parts, or a function that makes them from the authoring kit. */
export type PluginExport<Kit> =
  | PluginPart
  | readonly PluginPart[]
  | ((kit: Kit) => PluginPart | readonly PluginPart[]);

/** What is known before a plugin. */
interface Known {
  readonly catalogue: Catalogue;
  readonly selectors: readonly Selector[];
}

/**
 * A plugin's models and selectors. Each model is checked against its family's contract as shipped members
 * define it: a known family, a new name, and the actions and behaviour that all members have; a selector needs
 * a new name. Throws ConfigError at `place`.
 */
export function pluginParts<Kit>(
  exported: unknown,
  kit: Kit,
  { catalogue, selectors: known }: Known,
  place: string,
): { readonly models: readonly Model[]; readonly selectors: readonly Selector[] } {
  const made = typeof exported === "function" ? (exported as (kit: Kit) => unknown)(kit) : exported;
  const parts: unknown[] = Array.isArray(made) ? made : [made];
  if (parts.length === 0) throw fault(place, "(models)", "expected a model or a selector, received none");
  const selectors: Selector[] = [];
  for (const part of parts.filter(isSelector)) {
    if ([...known, ...selectors].some(({ name }) => name === part.name))
      throw fault(
        place,
        "(selector)",
        `expected a name of its own, received that of the known selector ${part.name}`,
      );
    selectors.push(part);
  }
  return {
    models: pluginModels(
      parts.filter((part) => !isSelector(part)),
      catalogue,
      place,
    ),
    selectors,
  };
}

/** Whether a part was made by `defineSelector`. */
function isSelector(given: unknown): given is Selector {
  if (typeof given !== "object" || given === null) return false;
  const { name, budgets, params, prepare, keyWords } = given as Partial<Record<keyof Selector, unknown>>;
  return (
    typeof name === "string" &&
    Array.isArray(budgets) &&
    typeof (params as { safeParse?: unknown } | undefined)?.safeParse === "function" &&
    typeof prepare === "function" &&
    typeof keyWords === "function"
  );
}

function pluginModels(models: readonly unknown[], catalogue: Catalogue, place: string): readonly Model[] {
  const issues = models.flatMap((model, n) =>
    faultsOf(model, catalogue).map((message) => ({
      place,
      path: models.length === 1 ? "(model)" : `model ${n}`,
      message,
    })),
  );
  const named = models as readonly Model[];
  const twice = named.find((model, n) =>
    named.slice(0, n).some((other) => other?.family === model?.family && other?.model === model?.model),
  );
  if (issues.length === 0 && twice !== undefined)
    issues.push({
      place,
      path: "(models)",
      message: `expected each model once, received ${nameOf(twice)} twice`,
    });
  if (issues.length > 0) throw new ConfigError(issues);
  return named;
}

const nameOf = ({ family, model }: Model): string => `${family} ${model}`;

function faultsOf(given: unknown, catalogue: Catalogue): string[] {
  if (!isModel(given))
    return [
      `expected a model made by define or a selector made by defineSelector, received ${describe(given)}`,
    ];
  const families = Object.keys(catalogue.families);
  const { family, model } = given;
  if (!families.includes(family))
    return [
      `expected a known family, received ${describe(family)}${didYouMean(family, families) || `; one of ${families.join(", ")}`}`,
    ];
  const members = catalogue.families[family];
  if (members.some((known) => known.model === model))
    return [`expected a name of its own in the family ${family}, received that of the known model ${model}`];
  return contractFaults(given, members);
}

function isModel(given: unknown): given is Model {
  if (typeof given !== "object" || given === null) return false;
  const { family, model, source, constants, params, schema } = given as Partial<Record<keyof Model, unknown>>;
  return (
    [family, model, source].every((text) => typeof text === "string") &&
    [constants, params, schema].every((part) => typeof part === "object" && part !== null) &&
    typeof (schema as { safeParse?: unknown }).safeParse === "function"
  );
}

/** Faults against what the family's members share; none are found for a model without defaults. */
function contractFaults(given: Model, members: readonly Model[]): string[] {
  const own = defaultInstance(given);
  const known = members.map(defaultInstance).filter((instance) => instance !== null);
  if (own === null || known.length === 0) return [];
  const name = nameOf(given);
  const actions = shared(known.map(actionsOf));
  const missing = actions.filter((action) => !actionsOf(own).includes(action));
  const faults = missing.map(
    (action) => `${name}: expected a price of the action ${action}, as every ${given.family} has`,
  );
  const kinds = shared(known.map((instance) => kindsOf(instance.behaviour)));
  const ownKinds = kindsOf(own.behaviour);
  for (const kind of kinds)
    if (!ownKinds.includes(kind)) {
      const [type, key] = kind.split(" ");
      faults.push(
        `${name}: expected ${type === "function" ? "a function" : `a ${type}`} ${key} in its behaviour, as every ${given.family} has`,
      );
    }
  return faults;
}

function defaultInstance(model: Model): Instance | null {
  const parsed = model.schema.safeParse({ model: model.model });
  return parsed.success ? parsed.data : null;
}

/** Actions at the allowed node nearest to 28 nm: a family's members price the same ones at every node. */
function actionsOf(instance: Instance): string[] {
  const { min = 28e-9, max = 28e-9 } = instance.domain ?? {};
  const node = Math.min(max, Math.max(min, 28e-9)) as Metres;
  return Object.keys(instance.cost(createTechnology(node)).actions);
}

/** `type key` for each key of a behaviour. */
const kindsOf = (behaviour: unknown): string[] =>
  typeof behaviour === "object" && behaviour !== null
    ? Object.entries(behaviour).map(([key, value]) => `${typeof value} ${key}`)
    : [];

const shared = (lists: readonly (readonly string[])[]): string[] =>
  lists[0].filter((item) => lists.every((list) => list.includes(item)));

/**
 * The kit for models outside the package: zod, the fields of schemas, unit constructors, a `define…` per
 * family and for selectors, and the shared behaviour of families that have some. A plugin receives this record, so it need not
 * import a package.
 */
export const authoring = {
  z,
  quantity,
  integer,
  real,
  fraction,
  choice,
  flag,
  ...units,
  define,
  defineSelector,
  defineMemristor,
  linearCells,
  memristorOf,
  nonIdealityFields,
  defineDynamicArray,
  defineAdc,
  converter,
  ENOB_LOSS,
  OFFSET_PARAMS,
  defineComparator,
  COMPARATOR,
  trimmedOffsets,
  defineDac,
  defineDecoder,
  defineInputStage,
  defineLevelShifter,
  defineMux,
  defineRowDriver,
  defineSampleHold,
  defineTileSwitch,
  defineWta,
  defineAdder,
  defineArgmax,
  defineBurstDram,
  defineCombine,
  defineDivider,
  defineGather,
  defineGpu,
  defineLink,
  defineMac,
  defineMemory,
  definePopcount,
  defineProjection,
  defineRegister,
  defineSearch,
  defineShiftAdd,
  defineSoftmax,
  defineSorter,
  defineTopK,
  defineWhiteSpace,
  defineClock,
  defineControl,
  definePads,
};

export type Authoring = typeof authoring;
