// A design that does not work all the time.

import { area, energy, latency, power, powerDensity, throughput } from "./metrics/prices.ts";

/** SI amounts of metrics, by quantity. */
export type Amounts = Readonly<Record<string, number>>;

/**
 * Amounts of a design whose workloads follow each other without a pause. Prices cover one workload from start
 * to last result; with one every `interval` τ seconds, average power is
 *
 *     P = I + (E − I · T) / τ,  and a workload takes P · τ
 *
 * for energy E, latency T and idle power `idle` I, all SI: tokens a second times energy a token is power.
 */
export function sustained(uses: Amounts, idle: number, interval: number): Amounts {
  if (!(interval > 0)) return uses;
  const dynamic = uses[energy.quantity] - idle * uses[latency.quantity];
  return drawing(uses, idle + dynamic / interval, interval);
}

/** The amounts at an average power, W, with its energy over a period, s. */
function drawing(uses: Amounts, watts: number, period: number): Amounts {
  const squareMetres = uses[area.quantity];
  return {
    ...uses,
    [power.quantity]: watts,
    [powerDensity.quantity]: squareMetres > 0 ? watts / squareMetres : 0,
    [energy.quantity]: watts * period,
  };
}

/** Time from the start of one sustained workload to that of the next, s. */
const periodOf = (full: Amounts): number => full[energy.quantity] / full[power.quantity];

/**
 * Sustained amounts of a design that works for a share `duty`, in (0, 1], of the time, head after head:
 *
 *     tokens/s = d · R,  latency = T / d,  P = I + d · (P₁ − I),  energy = P · τ / d
 *
 * for R tokens a second, latency T, average power P₁ and period τ at full speed and idle power `idle` I. Peak
 * power and area stay. Idle power is that at full speed: a slower chip is cooler and leaks less, so the power
 * is an upper bound. A duty of 1 returns `full`.
 */
export function slowed(full: Amounts, idle: number, duty: number): Amounts {
  if (duty === 1) return full;
  const watts = idle + duty * (full[power.quantity] - idle);
  return {
    ...drawing(full, watts, periodOf(full) / duty),
    [throughput.quantity]: duty * full[throughput.quantity],
    [latency.quantity]: full[latency.quantity] / duty,
  };
}

/** The largest duty at which average power is at most `limit`, W; 0 or less where idle power reaches it. */
export function dutyWithin(full: Amounts, idle: number, limit: number): number {
  const most = full[power.quantity];
  return most <= limit ? 1 : (limit - idle) / (most - idle);
}

/** The duty at which a workload takes `joules`, which is at least the energy at full speed. */
export const dutyOfEnergy = (full: Amounts, idle: number, joules: number): number => {
  const waiting = idle * periodOf(full);
  return waiting / (joules - (full[energy.quantity] - waiting));
};
