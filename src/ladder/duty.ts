// A design that does not work all the time.

import { area, energy, latency, power, powerDensity, throughput } from "./metrics/prices.ts";

/** SI amounts of metrics, by quantity. */
export type Amounts = Readonly<Record<string, number>>;

/**
 * Amounts of a design that works for a share `duty`, in (0, 1], of the time and waits in between, head after head:
 *
 *     tokens/s = d · R,  latency = T / d,  power = I + d · (P − I),  energy = power · T / d
 *
 * of its tokens a second R, latency T and average power P at full speed and its idle power `idle` I, all SI. Peak power
 * and area stay. Idle power is that of the silicon at full speed: a slower chip is cooler and leaks less, so the
 * power is an upper bound. At a duty of 1 the amounts themselves.
 */
export function slowed(full: Amounts, idle: number, duty: number): Amounts {
  if (duty === 1) return full;
  const watts = idle + duty * (full[power.quantity] - idle);
  const seconds = full[latency.quantity] / duty;
  const squareMetres = full[area.quantity];
  return {
    ...full,
    [throughput.quantity]: duty * full[throughput.quantity],
    [latency.quantity]: seconds,
    [power.quantity]: watts,
    [powerDensity.quantity]: squareMetres > 0 ? watts / squareMetres : 0,
    [energy.quantity]: watts * seconds,
  };
}

/** The largest duty at which a design takes at most `limit` watts on average; 0 or less where it takes more when it waits. */
export function dutyWithin(full: Amounts, idle: number, limit: number): number {
  const most = full[power.quantity];
  return most <= limit ? 1 : (limit - idle) / (most - idle);
}

/** The duty at which a design takes so many joules a workload, not fewer than at full speed. */
export const dutyOfEnergy = (full: Amounts, idle: number, joules: number): number => {
  const waiting = idle * full[latency.quantity];
  return waiting / (joules - (full[energy.quantity] - waiting));
};
