// Component costs, the technology properties that they may use, and the checks of both.

import { InfeasibleError } from "./errors.ts";
import { rangeText } from "./fields.ts";
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

/** Energy of one action, latency from start to result, and minimum interval between starts. */
export interface ActionCost {
  readonly energy: Joules;
  readonly latency: Seconds;
  readonly interval: Seconds;
}

/** Kind of idle power that is not silicon leakage: it does not depend on temperature. */
export type StaticPower = "standby" | "board power × time";

/** Price of one instance of a component. */
export interface ComponentCost<Action extends string> {
  readonly area: SquareMetres;
  /** Static power, leakage or other. */
  readonly leakage: Watts;
  /** Absent if the static power is leakage. */
  readonly staticPower?: StaticPower;
  readonly actions: Readonly<Record<Action, ActionCost>>;
}

/** A model's number and its origin: a key of references.bib, or `assumed`. Low and high if sources differ. */
export interface Constant {
  /**
   * Name of the physical number where several models have it, such as `logic.registerBit`: it varies as one,
   * and is counted once. A constant without an identity belongs to its model alone.
   */
  readonly identity?: string;
  /** Whether it is low where others of its identity are high: the two ends of one trade-off. */
  readonly isOpposite?: boolean;
  readonly nominal: number;
  readonly low?: number;
  readonly high?: number;
  readonly source: string;
  /** Why a number with a source has no range. */
  readonly exact?: string;
  /** What the number is, where its source gives it, and what was derived. */
  readonly note: string;
}

/**
 * Constants that several models have: each is one physical number, named after its key. Those that already
 * have an identity keep it.
 */
export const shared = <const C extends Readonly<Record<string, Constant>>>(
  name: string,
  constants: C,
): { readonly [K in keyof C]: C[K] & { readonly identity: string } } =>
  Object.fromEntries(
    Object.entries(constants).map(([key, constant]) => [key, { identity: `${name}.${key}`, ...constant }]),
  ) as { readonly [K in keyof C]: C[K] & { readonly identity: string } };

/**
 * Circuit classes that scale with the node by different laws. `charge`: noise and matching set the
 * capacitors, so only the supply voltage falls; `analog`: converters by the trend of published ones.
 */
export type ScalingClass = "logic" | "sram" | "analog" | "charge" | "wire" | "dram" | "memristor";

/** Properties of the technology in which a component is built, for cost functions. */
export interface TechnologyNode {
  readonly node: Metres;
  readonly temperature: Kelvin;
  /** Leakage relative to 300 K. `define` applies it to every model, so cost functions must not. */
  readonly leakageFactor: number;
  /** Leakage of an area of logic relative to that at 28 nm. */
  readonly leakageDensity: number;
  /** Pitch of the crossbar's lines, m: a cell takes pitch². */
  readonly pitch: Metres;
  /** Resistance of one cell's length of line, Ω. */
  readonly lineResistance: Ohms;
  /** Capacitance of a line, F/m. */
  readonly wireCapacitance: number;
  /** Factor that scales a number published at `base` to this node; exactly 1 at `base`. */
  energyFactor(scaling: ScalingClass, base: Metres): number;
  areaFactor(scaling: ScalingClass, base: Metres): number;
  delayFactor(scaling: ScalingClass, base: Metres): number;
  /** Pipeline stages per single-cycle path: 1, unless a unit runs faster than it was measured. */
  readonly stages: number;
  /**
   * The node for a unit that runs at a clock: logic, wires and memories on its supply scale with the voltage
   * that the clock requires. Throws InfeasibleError for a clock that the node does not reach.
   */
  clocked(unit: string, clock: number, measured: MeasuredClock): TechnologyNode;
}

/** Clock (Hz) and node at which a unit's numbers hold. */
export interface MeasuredClock {
  readonly clock: number;
  readonly node: Metres;
}

export type Numbers<C> = { readonly [K in keyof C]: number };

/** Smallest and largest node for which a model holds. */
export interface Domain {
  readonly min: Metres;
  readonly max: Metres;
}

/** The price with every path cut into stages of one cycle each. */
export function deepened<Action extends string>(
  cost: ComponentCost<Action>,
  stages: number,
): ComponentCost<Action> {
  if (stages === 1) return cost;
  const actions: Partial<Record<Action, ActionCost>> = {};
  for (const name in cost.actions) {
    const action = cost.actions[name];
    actions[name] = { ...action, latency: seconds(action.latency * stages) };
  }
  return { ...cost, actions: actions as Record<Action, ActionCost> };
}

/** Rounded to picometres, so that 32e-9 gives 32. */
const nanometresOf = (node: Metres): number => Math.round(node * 1e12) / 1e3;

/** Whether a model refuses a node. */
export function isOutOfDomain({ domain }: { readonly domain?: Domain }, node: Metres): boolean {
  if (domain === undefined) return false;
  const [min, max, nm] = [domain.min, domain.max, node].map(nanometresOf);
  return nm < min || nm > max;
}

/** Throws InfeasibleError where a model refuses a node. */
export function checkDomain(name: string, node: Metres, domain: Domain | undefined): void {
  if (domain === undefined || !isOutOfDomain({ domain }, node)) return;
  const [min, max, nm] = [domain.min, domain.max, node].map(nanometresOf);
  throw new InfeasibleError(
    `${name}: expected a technology node ${rangeText({ min, max }, "nm")}, received ${nm} nm`,
  );
}

/** Returns the cost. Throws RangeError if a number is NaN, infinite or negative. */
export function checked<Action extends string>(
  model: string,
  cost: ComponentCost<Action>,
): ComponentCost<Action> {
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
