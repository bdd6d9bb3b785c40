// Fits the distribution of a sample of conductances, with its stuck cells.

import { quantileSorted } from "simple-statistics";
import { createRng, type Rng } from "#base";
import { type Interval, quantityIntervals, simultaneousScore, wilson } from "./intervals.ts";
import {
  andersonDarling,
  type Component,
  distribution,
  drawnWorking,
  expect,
  type Mixture,
  maximise,
  type Sample,
  type Scale,
} from "./mixture.ts";
import { type StuckMode, stuckModes } from "./stuck.ts";

/** Fewest devices for a fit. */
const FEWEST_DEVICES = 30;
/** Most entries of the likelihood's sum; longer samples are grouped into neighbours. */
const MOST_ENTRIES = 16_384;
/** Most working devices of a goodness-of-fit test, and its bootstrap samples. */
const MOST_TESTED = 5000;
const BOOTSTRAPS = 199;
/** Probability that the test rejects the true distribution. */
export const REJECTION = 0.01;

export interface Candidate {
  readonly name: string;
  readonly scale: Scale;
  readonly populations: 1 | 2;
  readonly parameters: number;
  readonly mixture: Mixture;
  /** −2 ln L + k ln n. */
  readonly bic: number;
}

export interface DistributionFit {
  readonly count: number;
  /** Cells without any current. */
  readonly open: number;
  readonly modes: readonly StuckMode[];
  /** By BIC, best first. */
  readonly candidates: readonly Candidate[];
  readonly best: Candidate;
  /** Anderson and Darling's A² of the best, and the share of its own samples that fit no better. */
  readonly distance: number;
  readonly probability: number;
  /** Whether the best is rejected, so that only the values themselves describe the device. */
  readonly isEmpirical: boolean;
  /** Whether |m₁ − m₂| > √2·√(s₁² + s₂²) for two populations (Ashman's D > 2; 3 if the fit is rejected). */
  readonly isBimodal: boolean;
  readonly separation: number;
  readonly populations: readonly PopulationFit[];
  readonly stuckOff: Interval;
  readonly stuckOn: Interval;
  /** Conductances of stuck cells, S; null if there are none. */
  readonly off: number | null;
  readonly on: number | null;
  /** Working values, sorted, S. */
  readonly working: Float64Array;
  /** Half width of the intervals in standard errors. */
  readonly score: number;
}

export interface PopulationFit {
  readonly mean: Interval;
  readonly spread: Interval;
  /** Share of the working devices. */
  readonly share: Interval;
}

/** Fits conductances (S, ≥ 0, at least `FEWEST_DEVICES`). Intervals hold jointly with `further` others. */
export function fitDistribution(values: Float64Array, further: number, seed: number): DistributionFit {
  const sorted = values.slice().sort();
  const open = sorted.findIndex((g) => g > 0);
  const positive = sorted.subarray(open < 0 ? sorted.length : open);
  if (positive.length < FEWEST_DEVICES)
    throw new RangeError(
      `device fit: expected at least ${FEWEST_DEVICES} devices that conduct, received ${positive.length}`,
    );
  if (positive[0] === positive[positive.length - 1])
    throw new RangeError(
      `device fit: expected conductances that differ, received ${positive.length} equal ones`,
    );
  const sample = sampleOf(positive);
  const modes = stuckModes(sample);
  const candidates = fitted(sample, modes);
  const best = candidates[0];
  const { components } = best.mixture;
  const working = workingOf(components, sample, positive);
  const rng = createRng(seed).fork("goodness of fit");
  const { distance, probability } = goodness(best, working, rng);
  const share = positive.length / sorted.length;
  const separation = separationOf(components);
  const roles = new Map(components.filter(({ role }) => role !== "working").map((c) => [c.role, c]));
  const score = simultaneousScore(2 * best.populations + (best.populations - 1) + 2 + further);
  const stuck = (role: Component["role"], zeros: number): Interval => {
    const mode = roles.get(role);
    return wilson((mode?.share ?? 0) * share * sorted.length + zeros, sorted.length, score);
  };
  return {
    count: sorted.length,
    open: sorted.length - positive.length,
    modes,
    candidates,
    best,
    distance,
    probability,
    isEmpirical: probability <= REJECTION,
    isBimodal: best.populations === 2 && separation > (probability <= REJECTION ? 3 : 2),
    separation,
    populations: populationsOf(components, sample, score),
    stuckOff: stuck("stuck off", sorted.length - positive.length),
    stuckOn: stuck("stuck on", 0),
    off: roles.has("stuck off") ? Math.exp(roles.get("stuck off")?.mean ?? 0) : open > 0 ? 0 : null,
    on: roles.has("stuck on") ? Math.exp(roles.get("stuck on")?.mean ?? 0) : null,
    working,
    score,
  };
}

/** Replaces groups of neighbours in a long sample by their means: 16 384 groups lose 1e-8 of its variance. */
function sampleOf(sorted: Float64Array): Sample {
  const count = sorted.length;
  if (count <= MOST_ENTRIES) return { values: sorted, weights: new Float64Array(count).fill(1), count };
  const values = new Float64Array(MOST_ENTRIES);
  const weights = new Float64Array(MOST_ENTRIES);
  for (let k = 0; k < MOST_ENTRIES; k++) {
    const [from, to] = [Math.floor((k * count) / MOST_ENTRIES), Math.floor(((k + 1) * count) / MOST_ENTRIES)];
    let sum = 0;
    for (let i = from; i < to; i++) sum += sorted[i];
    values[k] = sum / (to - from);
    weights[k] = to - from;
  }
  return { values, weights, count };
}

/** One or two populations, normal in ln G or in G, with the stuck modes, ordered by BIC. */
function fitted(sample: Sample, modes: readonly StuckMode[]): Candidate[] {
  const stuck = modes.map(({ start }) => start);
  const live = 1 - stuck.reduce((sum, { share }) => sum + share, 0);
  const inner = innerOf(sample, stuck);
  const candidates = (["log", "linear"] as const).flatMap((scale) => {
    const at = scale === "log" ? inner.map(Math.log) : inner;
    const one = [component(scale, at, 0, 1, live)];
    const starts = [0.25, 0.5, 0.75].map((cut) => [
      component(scale, at, 0, cut, live * cut),
      component(scale, at, cut, 1, live * (1 - cut)),
    ]);
    const [near] = starts
      .map((start) => maximise([...start, ...stuck], sample, 0.1, 60))
      .sort((a, b) => b.logLikelihood - a.logLikelihood);
    const two = maximise(near.components, sample, 1e-4);
    const name = scale === "log" ? "lognormal" : "normal";
    const single = maximise([...one, ...stuck], sample);
    return [
      candidate(name, scale, 1, single, sample.count),
      candidate(`mixture of two ${name}s`, scale, 2, ordered(two), sample.count),
    ];
  });
  return candidates.sort((a, b) => a.bic - b.bic);
}

const candidate = (
  name: string,
  scale: Scale,
  populations: 1 | 2,
  mixture: Mixture,
  count: number,
): Candidate => {
  const parameters = 2 * mixture.components.length + mixture.components.length - 1;
  return {
    name,
    scale,
    populations,
    parameters,
    mixture,
    bic: -2 * mixture.logLikelihood + parameters * Math.log(count),
  };
};

/** The larger population first. */
const ordered = ({ components, logLikelihood }: Mixture): Mixture => ({
  components: [...components].sort((a, b) =>
    a.role === "working" && b.role === "working" ? b.share - a.share : 0,
  ),
  logLikelihood,
});

/** Values outside the stuck modes, as a start. */
function innerOf({ values }: Sample, stuck: readonly Component[]): number[] {
  const isStuck = (g: number): boolean =>
    stuck.some(({ mean, deviation }) => Math.abs(Math.log(g) - mean) <= 3 * deviation + 1e-6);
  return Array.from(values).filter((g) => !isStuck(g));
}

/** A starting component from the sorted values between two shares. */
function component(
  scale: Scale,
  sorted: readonly number[],
  from: number,
  to: number,
  share: number,
): Component {
  const part = sorted.slice(Math.floor(from * sorted.length), Math.max(2, Math.ceil(to * sorted.length)));
  const spread = (quantileSorted(part, 0.84) - quantileSorted(part, 0.16)) / 2;
  const unit = scale === "log" ? 1 : Math.abs(part[part.length >> 1]);
  return {
    scale,
    mean: quantileSorted(part, 0.5),
    deviation: Math.max(spread, 1e-4 * unit),
    share,
    role: "working",
  };
}

/** Values more likely from a working population than from a stuck mode, sorted. */
function workingOf(components: readonly Component[], sample: Sample, sorted: Float64Array): Float64Array {
  if (components.every(({ role }) => role === "working")) return sorted;
  const logs = sorted.map(Math.log);
  const part = components.map(() => new Float64Array(sorted.length));
  expect(components, logs, { ...sample, weights: new Float64Array(sorted.length).fill(1) }, part);
  return sorted.filter((_, k) => {
    let stuck = 0;
    components.forEach(({ role }, c) => {
      if (role !== "working") stuck += part[c][k];
    });
    return stuck < 0.5;
  });
}

/** A² of a fit to (part of) the working values, compared with refitted samples of the fit. */
function goodness({ mixture }: Candidate, working: Float64Array, rng: Rng) {
  // Chosen at random: every n-th of the sorted values would fit better than a sample does.
  const chosen = rng.fork("tested devices");
  const tested = working.filter(() => working.length * chosen.uniform() < MOST_TESTED);
  const own = mixture.components.filter(({ role }) => role === "working");
  const whole = own.reduce((sum, { share }) => sum + share, 0);
  const start = own.map((c) => ({ ...c, share: c.share / whole }));
  const distanceOf = (values: Float64Array): number => {
    const refit = maximise(start, sampleOf(values), 1e-3, 100);
    return andersonDarling(values, distribution(refit.components));
  };
  const distance = distanceOf(tested);
  let worse = 0;
  const rounds = own.length === 1 ? BOOTSTRAPS : BOOTSTRAPS - 100;
  for (let b = 0; b < rounds; b++)
    if (distanceOf(drawnWorking(own, tested.length, rng.fork(b))) >= distance) worse++;
  return { distance, probability: (1 + worse) / (rounds + 1) };
}

function separationOf(components: readonly Component[]): number {
  const [a, b] = components.filter(({ role }) => role === "working");
  if (b === undefined) return 0;
  return (Math.SQRT2 * Math.abs(a.mean - b.mean)) / Math.hypot(a.deviation, b.deviation);
}

function populationsOf(components: readonly Component[], sample: Sample, score: number): PopulationFit[] {
  const count = components.filter(({ role }) => role === "working").length;
  const quantities = Array.from({ length: count }, (_, n) => [
    { kind: "positive" as const, of: (c: readonly Component[]) => momentsOf(c[n]).mean },
    { kind: "positive" as const, of: (c: readonly Component[]) => momentsOf(c[n]).spread },
    ...(count === 1
      ? []
      : [
          { kind: "share" as const, of: (c: readonly Component[]) => c[n].share / (c[0].share + c[1].share) },
        ]),
  ]).flat();
  const intervals = quantityIntervals(components, sample, quantities, score);
  const each = count === 1 ? 2 : 3;
  return Array.from({ length: count }, (_, n) => {
    const [mean, spread, share = { value: 1, low: 1, high: 1 }] = intervals.slice(each * n, each * n + each);
    return { mean, spread, share };
  });
}

/** Mean (S) and coefficient of variation of a component. */
export function momentsOf({ scale, mean, deviation }: Component): { mean: number; spread: number } {
  if (scale === "linear") return { mean, spread: deviation / mean };
  return { mean: Math.exp(mean + deviation ** 2 / 2), spread: Math.sqrt(Math.expm1(deviation ** 2)) };
}
