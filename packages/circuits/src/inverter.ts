// Chains of inverters that drive lines: how large, and what they add to the line.

import { type Numbers, nanometres, shared, type TechnologyNode } from "#base";

/**
 * Inverters by the gate capacitance that they have. The first two from the delays of an inverter that drives
 * 1, 2, 4 and 8 like it, t = ln 2 · τ · (p + n): cells of two libraries at their own slopes, and transistors of
 * a third process in a circuit simulator.
 */
export const INVERTER = shared("inverter", {
  parasitic: {
    nominal: 0.83,
    low: 0.6,
    high: 1.04,
    source: "skywater-2020",
    note: "p, capacitance of an inverter's output over that of its input: inv_8 of sky130hd, between INVx8 of [asap7-2016], .60, and [freepdk45-run-2026], 1.04",
  },
  gateArea: {
    nominal: 132,
    low: 126,
    high: 138,
    source: "asap7-2016",
    note: "m² a farad of gates at 28 nm, linear in the node: INVx8 has .0316 µm²/fF at 7 nm, which is .126 at 28 nm; inv_8 of [skywater-2020] .638 at 130 nm, which is .137",
  },
});

/** τ, resistance times input capacitance of an inverter; delays of wires follow it. */
export const INVERTER_TIME = shared("inverter", {
  time: {
    nominal: 4.25e-12,
    low: 4.25e-12,
    high: 38e-12,
    source: "freepdk45-run-2026",
    note: "s at 45 nm, linear in the node: its transistors alone, so that there is no less; 28.6 ps of inv_8 at 130 nm [skywater-2020] would be 9.9 ps; high: 5.9 ps of INVx8 at 7 nm [asap7-2016]",
  },
});

type InverterNumbers = Numbers<typeof INVERTER>;

/** Where a function has its least value in an interval in which it first falls, then rises. */
function leastAt(value: (x: number) => number, low: number, high: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [from, to] = [low, high];
  for (let step = 0; step < 60; step++) {
    const [left, right] = [to - golden * (to - from), from + golden * (to - from)];
    if (value(left) < value(right)) to = right;
    else from = left;
  }
  return (from + to) / 2;
}

/** Repeaters of a long wire: its capacitance with them over its own, and its delay over √(τ · R · C). */
export interface RepeatedWire {
  readonly capacitance: number;
  readonly delay: number;
}

/**
 * Repeaters for the least product of energy and delay. With inverters η times √(R₀·C / (R·C₀)) large at
 * distances λ times √(τ / (R·C)), a wire of R and C a metre takes, by the delays of its lumped and distributed
 * parts, √(τ·R·C) · (ln 2 · ((1 + p)/λ + 1/η + η) + .38 λ) a metre and charges C · (1 + (1 + p) · η/λ).
 */
export function repeatedWire({ parasitic }: Pick<InverterNumbers, "parasitic">): RepeatedWire {
  const delay = (size: number, distance: number): number =>
    Math.LN2 * ((1 + parasitic) / distance + 1 / size + size) + 0.38 * distance;
  const capacitance = (size: number, distance: number): number => 1 + ((1 + parasitic) * size) / distance;
  const product = (size: number, distance: number): number =>
    delay(size, distance) * capacitance(size, distance);
  const sizeFor = (distance: number): number => leastAt((size) => product(size, distance), 0.05, 1.5);
  const distance = leastAt((at) => product(sizeFor(at), at), 0.5, 12);
  const size = sizeFor(distance);
  return { capacitance: capacitance(size, distance), delay: delay(size, distance) };
}

/**
 * Fan-out of the inverters of a chain for the least product of energy and delay: each further inverter is so
 * many times larger than the one before it, in all (n + p) / ln n a decade and 1 + (1 + p)/(n − 1) of the load.
 */
export const fanOut = ({ parasitic }: Pick<InverterNumbers, "parasitic">): number =>
  leastAt((n) => ((n + parasitic) / Math.log(n)) * (1 + (1 + parasitic) / (n - 1)), 2, 30);

/** Energy of a line with the chain that drives it over that of the line alone: 1 + (1 + p)/(n − 1). */
export const driven = (k: Pick<InverterNumbers, "parasitic">): number =>
  1 + (1 + k.parasitic) / (fanOut(k) - 1);

/** Area (m²) of inverters with so much capacitance at their inputs (F). */
export const inverterArea = (
  capacitance: number,
  { node }: TechnologyNode,
  k: Pick<InverterNumbers, "gateArea">,
): number => (capacitance * k.gateArea * node) / nanometres(28);
