import type { Rng } from "#base";
import { latinHypercubeSearch } from "./search.ts";

/** Share of an output's variance that an input explains, with the half-width of its 95 % interval. */
export interface SobolIndex {
  /** Share of the input itself: Var(E[y | x]) / Var(y). */
  readonly first: number;
  readonly firstInterval: number;
  /** Share of the input with all its interactions: E[Var(y | all but x)] / Var(y). */
  readonly total: number;
  readonly totalInterval: number;
}

/** Resamples behind an interval. */
const RESAMPLES = 200;

/**
 * Sobol' indices of every output (outer list) by every input (inner list), inputs independent and uniform on
 * [0, 1), from `samples` × (inputs + 2) runs: two Latin hypercubes A and B, and for each input A with its
 * column of B. First order by Saltelli's estimator Σ f(B) (f(A_B) − f(A)) on centred outputs, total by
 * Jansen's Σ (f(A) − f(A_B))² / 2. Intervals are 1.96 bootstrap deviations over rows; strata make the true
 * error smaller. Outputs without variance have indices of 0. Source: [saltelli-2010], table 2 (b), (f).
 */
export function sobolIndices(
  run: (inputs: readonly number[]) => readonly number[],
  inputs: number,
  samples: number,
  rng: Rng,
): SobolIndex[][] {
  if (samples < 2) throw new RangeError(`sobolIndices: expected at least two samples, received ${samples}`);
  const points = latinHypercubeSearch(2 * inputs, samples, rng.fork("samples")).ask(samples);
  const a = points.map(({ coordinates }) => coordinates.slice(0, inputs));
  const b = points.map(({ coordinates }) => coordinates.slice(inputs));
  const [atA, atB] = [a.map(run), b.map(run)];
  const outputs = atA[0].length;
  const rows = resampledRows(samples, rng.fork("bootstrap"));
  const found: SobolIndex[][] = Array.from({ length: outputs }, () => []);
  for (let input = 0; input < inputs; input++) {
    const mixed = a.map((own, n) => run(own.with(input, b[n][input])));
    for (let output = 0; output < outputs; output++) {
      const of = (values: readonly (readonly number[])[]): number[] => values.map((own) => own[output]);
      found[output].push(indexOf(of(atA), of(atB), of(mixed), rows));
    }
  }
  return found;
}

const resampledRows = (samples: number, rng: Rng): number[][] =>
  Array.from({ length: RESAMPLES }, () => Array.from({ length: samples }, () => rng.integer(samples)));

function indexOf(
  atA: readonly number[],
  atB: readonly number[],
  mixed: readonly number[],
  resamples: readonly (readonly number[])[],
): SobolIndex {
  const all = [...atA.keys()];
  const mean = (atA.reduce((sum, y) => sum + y, 0) + atB.reduce((sum, y) => sum + y, 0)) / (2 * atA.length);
  const over = (rows: readonly number[]): readonly [number, number] => {
    let [variance, first, total] = [0, 0, 0];
    for (const n of rows) {
      const [u, v, w] = [atA[n] - mean, atB[n] - mean, mixed[n] - mean];
      variance += (u * u + v * v) / 2;
      first += v * (w - u);
      total += (u - w) ** 2 / 2;
    }
    return variance > 0 ? [first / variance, total / variance] : [0, 0];
  };
  const [first, total] = over(all);
  const again = resamples.map(over);
  return {
    first,
    firstInterval: 1.96 * deviation(again.map(([x]) => x)),
    total,
    totalInterval: 1.96 * deviation(again.map(([, x]) => x)),
  };
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1));
}
