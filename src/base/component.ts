import type { z } from "zod";
import { choice } from "./fields.ts";
import type { Joules, Metres, Ohms, Seconds, SquareMetres, Watts } from "./units.ts";

/** Energy of one action, time from start to result, and how soon the next one may start. */
export interface ActionCost {
  readonly energy: Joules;
  readonly latency: Seconds;
  readonly interval: Seconds;
}

/** Price of one instance of a component. */
export interface ComponentCost<Action extends string> {
  readonly area: SquareMetres;
  readonly leakage: Watts;
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

/** Classes of circuits that scale with the node by different laws. */
export type ScalingClass = "logic" | "sram" | "analog" | "wire" | "dram" | "memristor";

/** What a cost function may ask of the technology that its component is built in. */
export interface TechnologyNode {
  readonly node: Metres;
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
}

export type Numbers<C> = { readonly [K in keyof C]: number };

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
  readonly params: Shape;
  readonly constants: C;
  behave(params: z.output<Shape>): Behaviour;
  cost(params: z.output<Shape>, technology: TechnologyNode, constants: Numbers<C>): ComponentCost<Action>;
}

/** A component with its parameters bound. */
export interface Instance<Action extends string = string, Behaviour = unknown> {
  readonly family: string;
  readonly model: string;
  readonly source: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly constants: Readonly<Record<string, Constant>>;
  readonly behaviour: Behaviour;
  /** `overrides` replaces constants by name, for sensitivity studies. */
  cost(technology: TechnologyNode, overrides?: Readonly<Record<string, number>>): ComponentCost<Action>;
}

/** A model with its parameter type sealed in: what catalogues, parsers and reports handle. */
export interface Model<Action extends string = string, Behaviour = unknown> {
  readonly family: string;
  readonly model: string;
  readonly source: string;
  readonly constants: Readonly<Record<string, Constant>>;
  readonly params: z.ZodObject;
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
  const { family, model, source, params, constants } = definition;
  if (!IDENTIFIER.test(model))
    throw new RangeError(`define: expected a kebab-case model name, received "${model}"`);
  const nominal = Object.fromEntries(
    Object.entries(constants).map(([name, k]) => [name, k.nominal]),
  ) as Numbers<C>;
  const schema = params
    .extend({ model: choice([model], "name of the model") })
    .strict()
    .transform((input): Instance<Action, Behaviour> => {
      const { model: _, ...values } = input as Record<string, unknown>;
      const bound = values as z.output<Shape>;
      return {
        family,
        model,
        source,
        params: values,
        constants,
        behaviour: definition.behave(bound),
        cost: (technology, overrides) =>
          checked(model, definition.cost(bound, technology, { ...nominal, ...overrides })),
      };
    });
  return {
    family,
    model,
    source,
    constants,
    params,
    schema: schema as unknown as Model<Action, Behaviour>["schema"],
  };
}

/** No price leaves a model as NaN, infinite or negative. */
function checked<Action extends string>(model: string, cost: ComponentCost<Action>): ComponentCost<Action> {
  const numbers: [string, number][] = [
    ["area", cost.area],
    ["leakage", cost.leakage],
    ...Object.entries<ActionCost>(cost.actions).flatMap(([action, c]): [string, number][] => [
      [`${action}.energy`, c.energy],
      [`${action}.latency`, c.latency],
      [`${action}.interval`, c.interval],
    ]),
  ];
  for (const [name, value] of numbers)
    if (!(Number.isFinite(value) && value >= 0))
      throw new RangeError(`${model}: expected a finite ${name} of at least 0, received ${value}`);
  return cost;
}
