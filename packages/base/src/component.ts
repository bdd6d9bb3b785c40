import type { z } from "zod";
import { type Affects, choice, fieldMeta } from "./fields.ts";
import {
  type ComponentCost,
  type Constant,
  checkDomain,
  checked,
  type Domain,
  deepened,
  type MeasuredClock,
  type Numbers,
  type StaticPower,
  type TechnologyNode,
} from "./price.ts";
import { watts } from "./units.ts";

export {
  type ActionCost,
  type ComponentCost,
  type Constant,
  type Domain,
  free,
  isOutOfDomain,
  type MeasuredClock,
  type Numbers,
  type ScalingClass,
  type StaticPower,
  shared,
  type TechnologyNode,
} from "./price.ts";

/** A model as its author writes it: behaviour and price from the same parameters, in one record. */
export interface Definition<
  Shape extends z.ZodObject,
  Action extends string,
  Behaviour,
  C extends Readonly<Record<string, Constant>>,
> {
  readonly family: string;
  readonly model: string;
  /** Key of references.bib, or `assumed`. */
  readonly source: string;
  /** Nodes for which the model was fitted; others are refused. By default, those of the scaling laws. */
  readonly domain?: Domain;
  readonly params: Shape;
  /** Default of what a parameter affects: `price` for units that no simulation uses; else `behaviour`. */
  readonly affects?: Affects;
  readonly constants: C;
  /** Kind of its static power, if it is not leakage. */
  readonly staticPower?: StaticPower;
  /** Fastest clock at which its numbers hold; above it the parameter `clock` costs more or is refused. */
  readonly measured?: MeasuredClock;
  behave(params: z.output<Shape>): Behaviour;
  cost(params: z.output<Shape>, technology: TechnologyNode, constants: Numbers<C>): ComponentCost<Action>;
}

/** A parameter that no law bounds and that a config has changed. */
export interface StatedParameter {
  readonly key: string;
  readonly value: number;
  /** Null if there is no default. */
  readonly usual: number | null;
  readonly doc: string;
}

/** A component with its parameters bound. */
export interface Instance<Action extends string = string, Behaviour = unknown> {
  readonly family: string;
  readonly model: string;
  readonly source: string;
  readonly domain?: Domain;
  readonly params: Readonly<Record<string, unknown>>;
  readonly constants: Readonly<Record<string, Constant>>;
  readonly measured?: MeasuredClock;
  readonly behaviour: Behaviour;
  /**
   * Cache key of the component: family, model and all parameters except those that affect what is in
   * `without`; empty if nothing else remains.
   */
  keyWithout(...without: readonly Affects[]): string;
  /** Parameters given only by the config that differ from their default. */
  readonly stated: readonly StatedParameter[];
  /** The same model with some parameters replaced, written as in a config. Throws what the schema throws. */
  withParams(changes: Readonly<Record<string, unknown>>): Instance<Action, Behaviour>;
  /**
   * Price at a node and temperature. `overrides` replaces constants by name, for sensitivity studies. Throws
   * InfeasibleError at a node outside the model's domain.
   */
  cost(technology: TechnologyNode, overrides?: Readonly<Record<string, number>>): ComponentCost<Action>;
  /** The same model with some parameters replaced by SI values, as its schema outputs them; unchecked. */
  with(changed: Readonly<Record<string, unknown>>): Instance<Action, Behaviour>;
}

/** A model with its parameter type hidden, for catalogues, parsers and reports. */
export interface Model<Action extends string = string, Behaviour = unknown> {
  readonly family: string;
  readonly model: string;
  readonly source: string;
  readonly domain?: Domain;
  readonly constants: Readonly<Record<string, Constant>>;
  readonly params: z.ZodObject;
  /** What its parameters affect by default. */
  readonly affects: Affects;
  /** Schema of `{ model, …params }` whose output is the bound instance. */
  readonly schema: z.ZodType<Instance<Action, Behaviour>>;
}

const IDENTIFIER = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Hides a definition's parameter type from mapping, simulation and cost. */
export function define<
  Shape extends z.ZodObject,
  Action extends string,
  Behaviour,
  const C extends Readonly<Record<string, Constant>>,
>(definition: Definition<Shape, Action, Behaviour, C>): Model<Action, Behaviour> {
  const { family, model, source, domain, params, constants, measured, affects = "behaviour" } = definition;
  if (!IDENTIFIER.test(model))
    throw new RangeError(`define: expected a kebab-case model name, received "${model}"`);
  const nominal = Object.fromEntries(
    Object.entries(constants).map(([name, k]) => [name, k.nominal]),
  ) as Numbers<C>;
  const affectedBy = new Map(
    Object.entries(params.shape as Record<string, z.ZodType>).map(([key, field]) => [
      key,
      (fieldMeta(field).affects as Affects | undefined) ?? affects,
    ]),
  );
  const ownWords = statedFields(params.shape);
  const bind = (values: Record<string, unknown>): Instance<Action, Behaviour> => {
    const bound = values as z.output<Shape>;
    const cost = remembered(pricer(definition, bound), nominal);
    return {
      family,
      model,
      source,
      domain,
      params: values,
      constants,
      measured,
      stated: movedOf(ownWords, values),
      behaviour: definition.behave(bound),
      keyWithout: (...without) => {
        const kept = Object.entries(values).filter(
          ([key]) => !without.includes(affectedBy.get(key) as Affects),
        );
        return kept.length === 0 && without.includes(affects) ? "" : JSON.stringify([family, model, kept]);
      },
      cost,
      with: (changed) => bind({ ...values, ...changed }),
      withParams: (changes) =>
        sealed.parse({ model, ...asWritten(params.shape, values), ...changes }) as Instance<
          Action,
          Behaviour
        >,
    };
  };
  const schema = params
    .extend({ model: choice([model], "name of the model") })
    .strict()
    .transform((input): Instance<Action, Behaviour> => {
      const { model: _, ...values } = input as Record<string, unknown>;
      return bind(values);
    });
  const sealed = schema as z.ZodType;
  return {
    family,
    model,
    source,
    domain,
    constants,
    params,
    affects,
    schema: schema as unknown as Model<Action, Behaviour>["schema"],
  };
}

/** Fields of a model that are marked as stated, with their defaults. */
function statedFields(shape: Readonly<Record<string, z.ZodType>>): Omit<StatedParameter, "value">[] {
  return Object.entries(shape).flatMap(([key, field]) => {
    const { stated, doc } = fieldMeta(field);
    if (stated !== true) return [];
    const usual = field.safeParse(undefined).data;
    return [{ key, usual: typeof usual === "number" ? usual : null, doc: String(doc) }];
  });
}

/** The stated fields that a config has changed. */
const movedOf = (
  fields: readonly Omit<StatedParameter, "value">[],
  values: Readonly<Record<string, unknown>>,
): StatedParameter[] =>
  fields.flatMap((field) => {
    const value = values[field.key];
    return typeof value !== "number" || value === field.usual ? [] : [{ ...field, value }];
  });

/**
 * Prices each set of numbers at each technology once: a comparison needs the same price with every design, a
 * study at thousands of points, and a draw with every design that has the component.
 */
function remembered<Action extends string, N extends Readonly<Record<string, number>>>(
  priced: (technology: TechnologyNode, numbers: N) => ComponentCost<Action>,
  nominal: N,
): Instance<Action>["cost"] {
  const atNominal = new WeakMap<TechnologyNode, ComponentCost<Action>>();
  const drawn = new WeakMap<
    object,
    { readonly technology: TechnologyNode; readonly cost: ComponentCost<Action> }
  >();
  return (technology, overrides) => {
    if (overrides === undefined) {
      const cost = atNominal.get(technology) ?? priced(technology, nominal);
      atNominal.set(technology, cost);
      return cost;
    }
    const known = drawn.get(overrides);
    if (known?.technology === technology) return known.cost;
    const cost = priced(technology, { ...nominal, ...overrides });
    drawn.set(overrides, { technology, cost });
    return cost;
  };
}

/** Cost function of a bound definition: checks domain and numbers, applies clock and leakage. */
function pricer<
  Shape extends z.ZodObject,
  Action extends string,
  Behaviour,
  C extends Readonly<Record<string, Constant>>,
>(definition: Definition<Shape, Action, Behaviour, C>, bound: z.output<Shape>) {
  const { family, model, domain, measured, staticPower } = definition;
  const unit = `${family} ${model}`;
  const { clock } = bound as { readonly clock?: number };
  return (technology: TechnologyNode, numbers: Numbers<C>): ComponentCost<Action> => {
    checkDomain(unit, technology.node, domain);
    const own =
      measured === undefined || clock === undefined ? technology : technology.clocked(unit, clock, measured);
    const cost = deepened(definition.cost(bound, own, numbers), own.stages);
    if (staticPower !== undefined) return checked(model, { ...cost, staticPower });
    return checked(model, { ...cost, leakage: watts(cost.leakage * own.leakageFactor) });
  };
}

/** Parameters as written in a config: quantities with their unit, undefined ones left out. */
function asWritten(
  shape: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const { unit } = fieldMeta(shape[key] as z.ZodType);
    written[key] = unit === undefined ? value : `${String(value)} ${unit}`;
  }
  return written;
}
