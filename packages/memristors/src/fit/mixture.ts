// Distributions of conductances as mixtures, fitted by expectation maximisation.

import { erf, normals, type Rng } from "#base";

/** Sorted values with weights: one entry for equal neighbours, or for a group of a long sample. */
export interface Sample {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  /** Σ weights: the number of measured devices. */
  readonly count: number;
}

/** Normal in G (`linear`, S) or in ln G (`log`). */
export type Scale = "linear" | "log";

export interface Component {
  readonly scale: Scale;
  /** Mean and standard deviation in the scale. */
  readonly mean: number;
  readonly deviation: number;
  readonly share: number;
  /** Whether its devices work, or are stuck at one end. */
  readonly role: "working" | "stuck on" | "stuck off";
}

export interface Mixture {
  readonly components: readonly Component[];
  /** ln of the density of all values, in 1/S. */
  readonly logLikelihood: number;
}

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** ln density (1/S) of a component at G = e^y. */
export function logDensity({ scale, mean, deviation }: Omit<Component, "share" | "role">, y: number): number {
  const isLog = scale === "log";
  const z = ((isLog ? y : Math.exp(y)) - mean) / deviation;
  return -0.5 * z * z - Math.log(deviation) - HALF_LOG_TWO_PI - (isLog ? y : 0);
}

/** Logarithm of a negligible density. */
const LEAST_LOG = -1e9;

/** Σ w · ln Σ share · density. `logs` are ln G. */
export const logLikelihood = (components: readonly Component[], logs: Float64Array, sample: Sample): number =>
  expect(
    components,
    logs,
    sample,
    components.map(() => new Float64Array(logs.length)),
  );

const MOST_ROUNDS = 400;

/**
 * Maximum likelihood from a start, until a round gains at most `tolerance` in ln L. Deviations stay within
 * three times the start's for stuck components, and above a floor for all: a spike has infinite likelihood.
 */
export function maximise(
  start: readonly Component[],
  sample: Sample,
  tolerance = 1e-6,
  rounds = MOST_ROUNDS,
): Mixture {
  const logs = sample.values.map(Math.log);
  const n = logs.length;
  const responsibility = start.map(() => new Float64Array(n));
  let components = [...start];
  let last = Number.NEGATIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const found = expect(components, logs, sample, responsibility);
    if (Math.abs(found - last) <= tolerance) break;
    last = found;
    components = components.map((component, c) =>
      updated(component, start[c], responsibility[c], logs, sample),
    );
  }
  return { components, logLikelihood: logLikelihood(components, logs, sample) };
}

/** Writes the weight of each value in each component; returns the log likelihood. */
export function expect(
  components: readonly Component[],
  logs: Float64Array,
  { weights }: Sample,
  into: readonly Float64Array[],
): number {
  components.forEach(({ scale, mean, deviation, share }, c) => {
    const part = into[c];
    const scaled = Math.log(share / deviation) - HALF_LOG_TWO_PI;
    for (let k = 0; k < part.length; k++) {
      const z = ((scale === "log" ? logs[k] : Math.exp(logs[k])) - mean) / deviation;
      part[k] = scaled - 0.5 * z * z - (scale === "log" ? logs[k] : 0);
    }
  });
  let total = 0;
  for (let k = 0; k < logs.length; k++) {
    let largest = LEAST_LOG;
    for (const part of into) if (part[k] > largest) largest = part[k];
    let sum = 0;
    for (const part of into) {
      part[k] = Math.exp(part[k] - largest);
      sum += part[k];
    }
    total += weights[k] * (largest + Math.log(Math.max(sum, Number.MIN_VALUE)));
    for (const part of into) part[k] *= weights[k] / Math.max(sum, Number.MIN_VALUE);
  }
  return total;
}

function updated(
  component: Component,
  start: Component,
  part: Float64Array,
  logs: Float64Array,
  { values, count }: Sample,
): Component {
  const at = component.scale === "log" ? logs : values;
  let [sum, first] = [0, 0];
  for (let k = 0; k < part.length; k++) {
    sum += part[k];
    first += part[k] * at[k];
  }
  if (!(sum > 1e-6)) return { ...component, share: Number.MIN_VALUE };
  const mean = first / sum;
  let second = 0;
  for (let k = 0; k < part.length; k++) second += part[k] * (at[k] - mean) ** 2;
  const unit = component.scale === "log" ? 1 : Math.abs(mean);
  const most = component.role === "working" ? Number.POSITIVE_INFINITY : 3 * start.deviation;
  const deviation = Math.min(most, Math.max(Math.sqrt(second / sum), 1e-4 * unit));
  return { ...component, mean, deviation, share: sum / count };
}

/** Draws `count` values (S) of only the one or two working components, sorted; omits negative ones. */
export function drawnWorking(components: readonly Component[], count: number, rng: Rng): Float64Array {
  const working = components.filter(({ role }) => role === "working");
  const whole = working.reduce((sum, { share }) => sum + share, 0);
  const scores = normals(count, rng);
  const drawn = scores.map((score) => {
    const isFirst = working.length === 1 || rng.uniform() * whole < working[0].share;
    const found = working[isFirst ? 0 : 1];
    const x = found.mean + found.deviation * score;
    return found.scale === "log" ? Math.exp(x) : x;
  });
  return drawn.filter((g) => g > 0).sort();
}

/** P(G ≤ g) of the working components. */
export function distribution(components: readonly Component[]): (conductance: number) => number {
  const working = components.filter(({ role }) => role === "working");
  const whole = working.reduce((sum, { share }) => sum + share, 0);
  return (g) =>
    working.reduce((sum, { scale, mean, deviation, share }) => {
      const x = scale === "log" ? Math.log(g) : g;
      return sum + (share / whole) * 0.5 * (1 + erf((x - mean) / (deviation * Math.SQRT2)));
    }, 0);
}

const EDGE = 1e-15;

/** A² = −n − Σ (2i − 1)/n · (ln F(g_i) + ln(1 − F(g_{n+1−i}))), sorted (Anderson and Darling 1954). */
export function andersonDarling(sorted: Float64Array, probability: (g: number) => number): number {
  const n = sorted.length;
  const p = sorted.map((g) => Math.min(1 - EDGE, Math.max(EDGE, probability(g))));
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (2 * i + 1) * (Math.log(p[i]) + Math.log1p(-p[n - 1 - i]));
  return -n - sum / n;
}

/** Conductance (S) not exceeded by a working device with probability p, by bisection. */
export function quantileOf(components: readonly Component[], p: number): number {
  const probability = distribution(components);
  let [low, high] = [1e-18, 1];
  for (let n = 0; n < 200 && high / low > 1 + 1e-12; n++) {
    const middle = Math.sqrt(low * high);
    if (probability(middle) < p) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}
