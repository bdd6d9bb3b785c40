import type { z } from "zod";
import { InfeasibleError } from "./errors.ts";
import { type Affects, choice, fieldMeta, rangeText } from "./fields.ts";
import {
  type Joules,
  joules,
  type Kelvin,
  type Metres,
  type Ohms,
  type Seconds,
  type SquareMetres,
  seconds,
  squareMetres,
  type Watts,
  watts,
} from "./units.ts";

/** Energy of one action, time from start to result, and how soon the next one may start. */
export interface ActionCost {
  readonly energy: Joules;
  readonly latency: Seconds;
  readonly interval: Seconds;
}

/** What a component draws without working, where that is not the leakage of its silicon: it knows no temperature. */
export type StaticPower = "standby" | "board power × time";

/** Price of one instance of a component. */
export interface ComponentCost<Action extends string> {
  readonly area: SquareMetres;
  /** Static power, whatever it is. */
  readonly leakage: Watts;
  /** Left out where it is leakage. */
  readonly staticPower?: StaticPower;
  readonly actions: Readonly<Record<Action, ActionCost>>;
}

/** A number of a model with its origin: a key of references.bib, or `assumed`. Low and high where sources differ. */
export interface Constant {
  readonly nominal: number;
  readonly low?: number;
  readonly high?: number;
  readonly source: string;
  /** What the number is, where it stands in its source, and what was derived. */
  readonly note: string;
}

/**
 * Classes of circuits that scale with the node by different laws. `charge`: circuits whose capacitors are set by noise and
 * matching, so that only their supply falls; `analog`: converters by the trend of those published.
 */
export type ScalingClass = "logic" | "sram" | "analog" | "charge" | "wire" | "dram" | "memristor";

/** What a cost function may ask of the technology that its component is built in. */
export interface TechnologyNode {
  readonly node: Metres;
  readonly temperature: Kelvin;
  /** Leakage at this temperature over that at 300 K. `define` applies it to every model: a cost leaves it out. */
  readonly leakageFactor: number;
  /** Pitch of the crossbar's lines, m: a cell takes pitch². */
  readonly pitch: Metres;
  /** Resistance of one cell's length of line, Ω. */
  readonly lineResistance: Ohms;
  /** Capacitance of a line, F/m. */
  readonly wireCapacitance: number;
  /** Factor that carries a number published at `base` to this node; exactly 1 at `base`. */
  energyFactor(scaling: ScalingClass, base: Metres): number;
  areaFactor(scaling: ScalingClass, base: Metres): number;
  delayFactor(scaling: ScalingClass, base: Metres): number;
  /** Stages that a unit's path of one cycle is cut into here: 1, but for a unit that runs faster than it was measured. */
  readonly stages: number;
  /**
   * The node as a unit sees it that runs at a clock: logic, wires and memories on its supply take what the clock asks for.
   * Throws InfeasibleError for a clock that the node does not reach.
   */
  clocked(unit: string, clock: number, measured: MeasuredClock): TechnologyNode;
}

/** Clock (Hz) and node at which the numbers of a unit hold. */
export interface MeasuredClock {
  readonly clock: number;
  readonly node: Metres;
}

export type Numbers<C> = { readonly [K in keyof C]: number };

/** Smallest and largest node of a model. */
export interface Domain {
  readonly min: Metres;
  readonly max: Metres;
}

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
  /** Nodes over which the model was fitted; it refuses others. Without it, those of the scaling laws. */
  readonly domain?: Domain;
  readonly params: Shape;
  /** What a parameter affects that does not say so: `price` for units of which no simulation knows; else `behaviour`. */
  readonly affects?: Affects;
  readonly constants: C;
  /** What its static power is, where that is not leakage. */
  readonly staticPower?: StaticPower;
  /** Fastest clock at which its numbers hold; a larger value of its parameter `clock` has a price or is refused. */
  readonly measured?: MeasuredClock;
  behave(params: z.output<Shape>): Behaviour;
  cost(params: z.output<Shape>, technology: TechnologyNode, constants: Numbers<C>): ComponentCost<Action>;
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
   * What it is as a text, for keys of remembered results: family, model and all parameters but those that affect what is
   * `without`; empty where that is all that can be said of it.
   */
  keyWithout(...without: readonly Affects[]): string;
  /** The same model with some parameters as a config would write them. Throws what the schema throws. */
  withParams(changes: Readonly<Record<string, unknown>>): Instance<Action, Behaviour>;
  /**
   * Price at a node and temperature. `overrides` replaces constants by name, for sensitivity studies. Throws
   * InfeasibleError at a node outside the model's domain.
   */
  cost(technology: TechnologyNode, overrides?: Readonly<Record<string, number>>): ComponentCost<Action>;
  /** The same model with some parameters replaced, SI values as its schema would give them; they are not checked. */
  with(changed: Readonly<Record<string, unknown>>): Instance<Action, Behaviour>;
}

/** A model with its parameter type sealed in: what catalogues, parsers and reports handle. */
export interface Model<Action extends string = string, Behaviour = unknown> {
  readonly family: string;
  readonly model: string;
  readonly source: string;
  readonly domain?: Domain;
  readonly constants: Readonly<Record<string, Constant>>;
  readonly params: z.ZodObject;
  /** What its parameters affect unless they say. */
  readonly affects: Affects;
  /** Schema of `{ model, …params }` whose output is the bound instance. */
  readonly schema: z.ZodType<Instance<Action, Behaviour>>;
}

const IDENTIFIER = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Seals a definition's parameter type, so that mapping, simulation and cost never see it. */
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
  const bind = (values: Record<string, unknown>): Instance<Action, Behaviour> => {
    const bound = values as z.output<Shape>;
    const priced = pricer(definition, bound);
    // A ladder asks for the same price on every rung, and a study at thousands of points.
    const known = new WeakMap<TechnologyNode, ComponentCost<Action>>();
    return {
      family,
      model,
      source,
      ...(domain === undefined ? {} : { domain }),
      params: values,
      constants,
      ...(measured === undefined ? {} : { measured }),
      behaviour: definition.behave(bound),
      keyWithout: (...without) => {
        const kept = Object.entries(values).filter(
          ([key]) => !without.includes(affectedBy.get(key) as Affects),
        );
        return kept.length === 0 && without.includes(affects) ? "" : JSON.stringify([family, model, kept]);
      },
      cost: (technology, overrides) => {
        if (overrides !== undefined) return priced(technology, { ...nominal, ...overrides });
        const cost = known.get(technology) ?? priced(technology, nominal);
        known.set(technology, cost);
        return cost;
      },
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
    ...(domain === undefined ? {} : { domain }),
    constants,
    params,
    affects,
    schema: schema as unknown as Model<Action, Behaviour>["schema"],
  };
}

/** Price of a definition with its parameters bound: within its domain, at its clock and temperature, and checked. */
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
    inDomain(unit, technology.node, domain);
    const own =
      measured === undefined || clock === undefined ? technology : technology.clocked(unit, clock, measured);
    const cost = deepened(definition.cost(bound, own, numbers), own.stages);
    if (staticPower !== undefined) return checked(model, { ...cost, staticPower });
    return checked(model, { ...cost, leakage: watts(cost.leakage * own.leakageFactor) });
  };
}

/** The price with every path cut into stages, each of which takes a cycle. */
function deepened<Action extends string>(cost: ComponentCost<Action>, stages: number): ComponentCost<Action> {
  if (stages === 1) return cost;
  const actions: Partial<Record<Action, ActionCost>> = {};
  for (const name in cost.actions) {
    const action = cost.actions[name];
    actions[name] = { ...action, latency: seconds(action.latency * stages) };
  }
  return { ...cost, actions: actions as Record<Action, ActionCost> };
}

/** Parameters as a config writes them: quantities with their unit, nothing for what is left out. */
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

/** Rounded to picometres, so that 32e-9 is 32. */
const nanometresOf = (node: Metres): number => Math.round(node * 1e12) / 1e3;

/** Whether a model refuses a node. */
export function isOutOfDomain({ domain }: Pick<Instance, "domain">, node: Metres): boolean {
  if (domain === undefined) return false;
  const [min, max, nm] = [domain.min, domain.max, node].map(nanometresOf);
  return nm < min || nm > max;
}

function inDomain(name: string, node: Metres, domain: Domain | undefined): void {
  if (domain === undefined || !isOutOfDomain({ domain }, node)) return;
  const [min, max, nm] = [domain.min, domain.max, node].map(nanometresOf);
  throw new InfeasibleError(
    `${name}: expected a technology node ${rangeText({ min, max }, " nm")}, received ${nm} nm`,
  );
}

/** No price leaves a model as NaN, infinite or negative. */
function checked<Action extends string>(model: string, cost: ComponentCost<Action>): ComponentCost<Action> {
  const check = (name: string, value: number): void => {
    if (!(Number.isFinite(value) && value >= 0))
      throw new RangeError(`${model}: expected a finite ${name} of at least 0, received ${value}`);
  };
  check("area", cost.area);
  check("leakage", cost.leakage);
  for (const action in cost.actions) {
    const { energy, latency, interval } = cost.actions[action];
    if (
      energy >= 0 &&
      latency >= 0 &&
      interval >= 0 &&
      energy + latency + interval < Number.POSITIVE_INFINITY
    )
      continue;
    check(`${action}.energy`, energy);
    check(`${action}.latency`, latency);
    check(`${action}.interval`, interval);
  }
  return cost;
}

const FREE_ACTION: ActionCost = { energy: joules(0), latency: seconds(0), interval: seconds(0) };

/** Price of an ideal component: no area, no energy, no time. */
export const free = <Action extends string>(actions: readonly Action[]): ComponentCost<Action> => ({
  area: squareMetres(0),
  leakage: watts(0),
  actions: Object.fromEntries(actions.map((action) => [action, FREE_ACTION])) as Record<Action, ActionCost>,
});
