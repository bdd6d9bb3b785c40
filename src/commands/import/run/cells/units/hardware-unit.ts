// A digital unit in Verilog, with data to run it on and the results that the models of components give.

import type { Instance, Model, Rng } from "#base";

/** Values of ports by name, as whole numbers of the port's bits. */
export type PortValues = Readonly<Record<string, bigint>>;

/** Inputs of one cycle, and the outputs that follow `latency` clock edges later; null where they are not defined. */
export interface Vector {
  readonly inputs: PortValues;
  readonly outputs: PortValues | null;
}

/** Verilog parameters of a unit. */
export type Sizes = Readonly<Record<string, number>>;

/**
 * "energy": the unit at work in every cycle on typical data, weights and queries held. "function": with idle
 * cycles and rare cases as well.
 */
export type Purpose = "energy" | "function";

export interface HardwareUnit {
  /** Name of the Verilog module and of its file in rtl/. */
  readonly name: string;
  /** Models of components that price with it, family and model. */
  readonly models: readonly string[];
  /** Work of one cycle of the data for energy. */
  readonly cycle: string;
  /** Files of the modules that it contains. */
  readonly parts: readonly string[];
  /** Sizes that a table has. */
  readonly sizes: readonly Sizes[];
  /** Clock edges between inputs and outputs; 0 without registers. */
  readonly latency: (sizes: Sizes) => number;
  /** Endless vectors; their results are those of the components' `behave`. */
  readonly vectors: (sizes: Sizes, rng: Rng, purpose: Purpose) => Iterator<Vector, never>;
  /** Files that the module reads, by name. */
  readonly files?: (sizes: Sizes) => Readonly<Record<string, string>>;
}

/** Cycles for which a weight, a query or a stored code stays the same. */
export const HELD = 64;

export const noEdge = (): number => 0;
export const oneEdge = (): number => 1;

/** A model with some parameters: what its `behave` returns. */
export const behaviourOf = <Behaviour>(
  model: Model<string, Behaviour>,
  params: Readonly<Record<string, unknown>> = {},
): Behaviour => {
  const { behaviour }: Instance<string, Behaviour> = model.schema.parse({ model: model.model, ...params });
  return behaviour;
};

/** A random word of so many bits. */
export function randomWord(rng: Rng, bits: number): bigint {
  let word = 0n;
  for (let left = bits; left > 0; left -= 32)
    word = (word << BigInt(Math.min(32, left))) | BigInt(rng.integer(2 ** Math.min(32, left)));
  return word;
}

/** Two's complement of an integer in so many bits. */
export const wordOf = (value: number, bits: number): bigint => BigInt.asUintN(bits, BigInt(value));

/** Words of so many bits side by side, the first one lowest. */
export function packed(values: ArrayLike<number>, bits: number): bigint {
  let text = "";
  // Through text: shifting a number of thousands of bits once a word would be quadratic.
  for (let n = values.length - 1; n >= 0; n--)
    text += wordOf(values[n], bits).toString(2).padStart(bits, "0");
  return BigInt(`0b${text === "" ? "0" : text}`);
}

/** int8 of a normal distribution with three standard deviations at ±127, clipped. */
export const gaussianInt8 = (rng: Rng): number =>
  Math.max(-127, Math.min(127, Math.round((rng.normal() * 127) / 3)));
