// The cost of a clock: pipeline registers, then a higher supply, then a limit.

import { type Constant, InfeasibleError, type MeasuredClock, type Metres, type Numbers, power } from "#base";

/** Physical gate length by node, nm: low-power cards of [neurosim-v14], Technology.cpp. */
const GATE_LENGTH = [
  [7, 22],
  [10, 22],
  [14, 26],
  [22, 26],
  [32, 28],
  [45, 30],
  [65, 35],
] as const;

/**
 * Constants of the clock law. They only affect a unit that runs faster than published. Those that determine
 * the limit have no range, so that a draw never refuses a legal config.
 */
export const CLOCK_CONSTANTS = {
  inverter: {
    nominal: 0.36e-3,
    source: "assumed",
    note: "s a metre of gate length: delay of an inverter that drives four like it; the rule of thumb of 0.36 to 0.5 ns a µm, remembered",
  },
  registerDelay: {
    nominal: 5,
    low: 3,
    high: 8,
    source: "assumed",
    note: "delay of a register with its set-up and skew, in inverters that drive four",
  },
  shortestCycle: {
    nominal: 25,
    source: "assumed",
    note: "least cycle of synthesised logic at the usual supply, in inverters that drive four",
  },
  stageEnergy: {
    nominal: 0.6,
    low: 0.3,
    high: 1,
    source: "assumed",
    note: "energy of a further stage's registers over that of the unit; a cut of 32 bits of [aladdin-2014] through the int8 multiply-accumulate takes .85",
  },
  stageArea: {
    nominal: 0.25,
    low: 0.1,
    high: 0.5,
    source: "assumed",
    note: "area of the same over that of the unit; the same cut takes .23",
  },
  highestSupply: {
    nominal: 1.2,
    source: "assumed",
    note: "highest supply over the node's usual one",
  },
  threshold: {
    nominal: 0.47,
    source: "neurosim-v14",
    note: "threshold over supply: .456 at 65 nm, .491 at 32 nm, .494 at 22 nm, low-power cards",
  },
  alpha: {
    nominal: 1.3,
    source: "assumed",
    note: "exponent of the alpha-power law: current ∝ (V − Vt)^α, so that delay ∝ V / (V − Vt)^α; remembered",
  },
  leakageBySupply: {
    nominal: 3,
    low: 2,
    high: 5,
    source: "assumed",
    note: "exponent of static power by the supply",
  },
} as const satisfies Readonly<Record<string, Constant>>;

export type ClockConstants = Numbers<typeof CLOCK_CONSTANTS>;

export const NOMINAL_CLOCKS = Object.fromEntries(
  Object.entries(CLOCK_CONSTANTS).map(([name, { nominal }]) => [name, nominal]),
) as ClockConstants;

/** How a unit reaches its clock. */
export interface Clocking {
  /** Pipeline stages per published cycle, a real number of at least 1. */
  readonly stages: number;
  /** Supply relative to the node's nominal one, at least 1. */
  readonly supply: number;
}

/** Physical gate length, m; linear in the node between table entries. */
function gateLength(node: Metres): number {
  const nm = node * 1e9;
  const upper = GATE_LENGTH.findIndex(([x]) => x >= nm - 1e-6);
  const [x1, y1] = GATE_LENGTH[upper < 0 ? GATE_LENGTH.length - 1 : upper];
  if (upper <= 0) return y1 * 1e-9;
  const [x0, y0] = GATE_LENGTH[upper - 1];
  return (y0 + ((y1 - y0) * (nm - x0)) / (x1 - x0)) * 1e-9;
}

/** Delay of an inverter with a fan-out of four (FO4), s: a node-independent measure of cycles. */
export const inverterDelay = (node: Metres, k: ClockConstants = NOMINAL_CLOCKS): number =>
  k.inverter * gateLength(node);

/** Speed of logic relative to that at nominal supply, by the alpha-power law. */
const speedAt = (supply: number, { threshold, alpha }: ClockConstants): number =>
  power((supply - threshold) / (1 - threshold), alpha) / supply;

/** Whether a unit runs faster than it was measured, so that its price depends on this law. */
export const isSped = (clock: number, measured: MeasuredClock, node: Metres): boolean =>
  clock * inverterDelay(node) > measured.clock * inverterDelay(measured.node) * (1 + 1e-12);

/** Largest clock of a unit measured at some clock, Hz. */
export function largestClock(
  measured: MeasuredClock,
  node: Metres,
  k: ClockConstants = NOMINAL_CLOCKS,
): number {
  const cycle = Math.min(pathOf(measured, k), k.shortestCycle) * inverterDelay(node, k);
  return speedAt(k.highestSupply, k) / cycle;
}

/** A published cycle in FO4 delays. */
const pathOf = ({ clock, node }: MeasuredClock, k: ClockConstants): number =>
  1 / (clock * inverterDelay(node, k));

/**
 * How a unit reaches a clock at a node. Its one-cycle path has as many inverter delays (FO4) as when it was
 * measured; a slower clock changes nothing. A faster one adds registers that cut the path, each with its own
 * delay, until a stage is as short as logic allows; then a higher supply, by the alpha-power law. Continuous
 * and monotone in clock and node. Throws InfeasibleError above the highest supply.
 */
export function clockingOf(
  unit: string,
  clock: number,
  measured: MeasuredClock,
  node: Metres,
  k: ClockConstants = NOMINAL_CLOCKS,
): Clocking {
  const path = pathOf(measured, k);
  const cycle = 1 / (clock * inverterDelay(node, k));
  // At the source's clock and node both are equal up to rounding.
  if (cycle >= path * (1 - 1e-12)) return { stages: 1, supply: 1 };
  const shortest = Math.min(path, k.shortestCycle);
  const stages = (path - k.registerDelay) / (Math.max(cycle, shortest) - k.registerDelay);
  if (cycle >= shortest) return { stages, supply: 1 };
  const speed = shortest / cycle;
  if (speed > speedAt(k.highestSupply, k) * (1 + 1e-9)) {
    const ghz = (hertz: number): string => `${Number((hertz / 1e9).toPrecision(3))} GHz`;
    throw new InfeasibleError(
      `${unit}: expected a clock of at most ${ghz(largestClock(measured, node, k))} at ${Number((node * 1e9).toFixed(3))} nm ` +
        `(a cycle of ${shortest} inverter delays, FO4, at ${k.highestSupply} times the usual supply), received ${ghz(clock)}`,
    );
  }
  return { stages, supply: supplyFor(speed, k) };
}

/** Supply at which logic reaches a speed of at least 1, by bisection. */
function supplyFor(speed: number, k: ClockConstants): number {
  let low = 1;
  let high = k.highestSupply;
  for (let n = 0; n < 60; n++) {
    const middle = (low + high) / 2;
    if (speedAt(middle, k) < speed) low = middle;
    else high = middle;
  }
  return high;
}

/** Factors over the measured clock: energy of logic and of memory on its supply, area and leakage. */
export const clockFactors = ({ stages, supply }: Clocking, k: ClockConstants = NOMINAL_CLOCKS) => ({
  logic: (1 + k.stageEnergy * (stages - 1)) * supply ** 2,
  memory: supply ** 2,
  area: 1 + k.stageArea * (stages - 1),
  leakage: power(supply, k.leakageBySupply),
});
