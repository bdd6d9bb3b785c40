// Finds stuck cells: clusters at the low or high end of a sample of conductances.

import { quantileSorted } from "simple-statistics";
import type { Component, Sample } from "./mixture.ts";

/** A cluster at one end, denser than the tail of a distribution. */
export interface StuckMode {
  readonly role: "stuck on" | "stuck off";
  readonly start: Component;
}

/** Fewest devices of a mode; a tail's outermost eight rarely share a window that the next eight do not. */
const FEWEST = 8;
const FEWEST_SHARE = 0.003;
/** Largest share of a mode, and of devices beyond it. */
const MOST_SHARE = 0.15;
const BEYOND = 0.01;
/** Candidate widths of a mode, in robust standard deviations of ln G. */
const WIDTHS = [1e-4, 0.02, 0.05, 0.1, 0.2, 0.35, 0.6, 1];

/**
 * Modes at the ends of a sample: a window of ln G near an end that holds at least `FEWEST` devices and over
 * four times as many as either neighbouring window of its width. The density of a single population rises
 * from its ends inward, so its own tail has no such window.
 */
export function stuckModes(sample: Sample): StuckMode[] {
  const logs = sample.values.map(Math.log);
  const low = modeAt(logs, sample, "stuck off");
  const mirrored: Sample = {
    ...sample,
    values: sample.values,
    weights: sample.weights.slice().reverse(),
  };
  const high = modeAt(logs.map((y) => -y).reverse(), mirrored, "stuck on");
  return [low, high].filter((mode) => mode !== null);
}

function modeAt(logs: Float64Array, { weights, count }: Sample, role: StuckMode["role"]): StuckMode | null {
  const total = new Float64Array(logs.length + 1);
  for (let k = 0; k < logs.length; k++) total[k + 1] = total[k] + weights[k];
  const between = (from: number, to: number): number => total[firstAt(logs, to)] - total[firstAt(logs, from)];
  const spread = robustSpread(logs);
  const least = Math.max(FEWEST, FEWEST_SHARE * count);
  let best: {
    readonly from: number;
    readonly width: number;
    readonly held: number;
    readonly score: number;
  } | null = null;
  for (const width of WIDTHS.map((share) => share * spread))
    for (let k = 0; k < logs.length && total[k] <= BEYOND * count; k++) {
      const from = logs[k] - 1e-9;
      const held = between(from, from + width + 2e-9);
      if (held < least || held > MOST_SHARE * count) continue;
      const beside = Math.max(
        between(from - width, from),
        between(from + width + 2e-9, from + 2 * width + 4e-9),
      );
      // A window of zero width has no neighbours: equal values are a mode if there are many.
      if (held < 4 * (beside + 1)) continue;
      const score = held - 4 * beside;
      if (best === null || score > best.score * 1.02) best = { from, width, held, score };
    }
  if (best === null) return null;
  const { from, width, held } = best;
  const [a, b] = [firstAt(logs, from), firstAt(logs, from + width + 2e-9)];
  let [mean, square] = [0, 0];
  for (let k = a; k < b; k++) mean += (weights[k] * logs[k]) / held;
  for (let k = a; k < b; k++) square += (weights[k] * (logs[k] - mean) ** 2) / held;
  const sign = role === "stuck on" ? -1 : 1;
  return {
    role,
    start: {
      scale: "log",
      mean: sign * mean,
      deviation: Math.max(1e-4, Math.sqrt(square)),
      share: held / count,
      role,
    },
  };
}

/** Half the range of the middle 68 % of ascending values. */
const robustSpread = (sorted: Float64Array): number => {
  const list = Array.from(sorted);
  return Math.max(1e-6, (quantileSorted(list, 0.84) - quantileSorted(list, 0.16)) / 2);
};

/** Index of the first value ≥ x. */
function firstAt(sorted: Float64Array, x: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
