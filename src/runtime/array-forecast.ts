// Forecasts time and memory of a comparison's passive arrays before they are solved.

import { fault, type Located } from "#base";
import {
  edgeCount,
  eliminationProducts,
  plainKernel,
  plannedFronts,
  type SolverKernel,
} from "#crossbar-solver";
import type { Progress } from "#local-io";
import type { ArrayForecast } from "../comparison/array-forecast.ts";
import type { Kernels } from "../simulation/kernels.ts";
import { WORK_BUDGET } from "../simulation/run-budget.ts";

/** Most multiply-adds of passive arrays: 12 h of one core at 3e9 a second (measured speed, 256² to 1024²). */
const MOST_PRODUCTS = 3 * WORK_BUDGET;

/** Refuses arrays that would certainly take days. Throws ConfigError. */
export function checkArrays(forecast: ArrayForecast | null, document: Located): void {
  if (forecast === null) return;
  const { prices, simulated } = forecast;
  const total = prices.least + simulated.least;
  if (total <= MOST_PRODUCTS) return;
  const path = simulated.least > prices.least ? "fidelity.arrays" : "design.hashing.array.columns";
  const hours = (products: number): number => Number((products / (MOST_PRODUCTS / 12)).toPrecision(2));
  throw fault(
    document.place(path.split(".")),
    path,
    `expected passive arrays that take at most ${hours(MOST_PRODUCTS)} core hours, received ` +
      `${prices.arrays + simulated.arrays} of them (${hours(total)} core hours); lower this key, or use tiles`,
  );
}

/** Forecasts of at most this time are not printed, s. */
const SHORT = 20;

/** Factors on the measured speed for a machine with other load. */
const SPREAD = { least: 0.7, most: 2 };

/** Time range on one core, in words; null up to 20 s. `speed`: multiply-adds of an elimination per second. */
export function forecastTime({ prices, simulated, possible }: ArrayForecast, speed: number): string | null {
  const least = (SPREAD.least * (prices.least + simulated.least)) / speed;
  const most = (SPREAD.most * (prices.most + simulated.most + possible.most)) / speed;
  if (most <= SHORT) return null;
  return most < 90
    ? `${Math.ceil(least)} to ${Math.ceil(most)} s`
    : `${Math.max(1, Math.floor(least / 60))} to ${Math.ceil(most / 60)} minutes`;
}

/** Text of the forecast. */
export function forecastText({ prices, simulated, possible, bytes }: ArrayForecast, time: string): string {
  const certain = prices.arrays + simulated.arrays;
  return (
    `passive arrays are solved whole: ${certain} to ${certain + possible.arrays} of them, about ${time} of one core; ` +
    `memory up to ${Number((bytes / 1e9).toPrecision(2))} GB; Ctrl-C ends it`
  );
}

/** Side of the array that measures the speed, and repetitions: the first run is not fully compiled. */
const SAMPLE = 256;
const TIMES = 3;

/** Multiply-adds per second of the elimination here and now: the fastest of a few small arrays. */
function eliminationSpeed(kernel: SolverKernel): number {
  const ends = Array.from({ length: SAMPLE }, () => ({ voltage: 0, resistance: 1 }));
  const circuit = {
    rows: SAMPLE,
    columns: SAMPLE,
    conductance: new Float64Array(SAMPLE ** 2),
    wordSegment: 1,
    bitSegment: 1,
    device: { model: "linear" },
    terminals: { left: ends, right: null, top: null, bottom: ends },
  } as const;
  const plan = plannedFronts(circuit, ["left"], ["bottom"]);
  const times = Array.from({ length: TIMES }, () => {
    const started = performance.now();
    kernel.withFronts(
      plan,
      edgeCount(circuit),
      (values) => values.fill(1),
      () => {},
    );
    return (performance.now() - started) / 1000;
  });
  return eliminationProducts(plan) / Math.min(...times);
}

/** A solver that calls `onEliminated` after every array. */
export const watchedSolver = (solver: SolverKernel, onEliminated: () => void): SolverKernel => ({
  ...solver,
  withFronts: (plan, edges, fill, use) => {
    const result = solver.withFronts(plan, edges, fill, use);
    onEliminated();
    return result;
  },
});

/**
 * Prints a forecast that is long, and returns kernels that report progress. `speedOf` gives the speed
 * of an elimination, multiply-adds per second.
 */
export function announcedKernels(
  forecast: ArrayForecast | null,
  kernels: Kernels,
  progress: Progress,
  note: (text: string) => void,
  speedOf: (solver: SolverKernel) => number = eliminationSpeed,
): Kernels {
  if (forecast === null) return kernels;
  const solver = kernels.solver ?? plainKernel;
  const time = forecastTime(forecast, speedOf(solver));
  if (time !== null) note(forecastText(forecast, time));
  const started = performance.now();
  let done = 0;
  return {
    ...kernels,
    solver: watchedSolver(solver, () => {
      const minutes = ((performance.now() - started) / 60_000).toFixed(1);
      const share = time === null ? "" : `, ${minutes} minutes of ${time}`;
      progress.update(`passive arrays: ${++done} solved${share}`);
    }),
  };
}
