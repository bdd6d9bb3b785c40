// Paired losses of two attention variants on the same tokens, with the uncertainty from clusters and arrays.

import { normalQuantile, type Rng, studentQuantile, studentTail } from "#base";

/** Differences of one cluster (a stretch of text, a haystack): scored tokens, and the sum on each array. */
export interface ClusterDifference {
  readonly tokens: number;
  /** Equally many in every cluster. */
  readonly sums: readonly number[];
  /** Items, with sums as means over arrays, so that few clusters in agreement do not seem certain. */
  readonly items?: readonly { readonly tokens: number; readonly sum: number }[];
}

/** Mean paired difference per token. */
export interface PairedLoss {
  readonly mean: number;
  /** Ends of the 95 % interval over clusters and arrays; infinite for a single cluster. */
  readonly lower: number;
  readonly upper: number;
  readonly clusters: number;
  readonly arrays: number;
  readonly tokens: number;
  /** p-value of "the loss is `margin` or more" (against: it is less). */
  readonly notBelow: (margin: number) => number;
  /** p-value of "the loss is `margin` or less" (against: it is more). */
  readonly notAbove: (margin: number) => number;
}

/** Number of bootstrap draws. */
export const DRAWS = 10_000;

/** Fewer draws than this beyond a value do not resolve its tail; Student's law is used instead. */
const FEWEST_BEYOND = 20;

/**
 * Mean difference per token with percentile limits of a bootstrap that draws clusters and arrays with
 * replacement, independently [owen-2007]. Percentiles are expanded for small numbers [hesterberg-2015]: by
 * √(n/(n − 1)) of each factor and by Student's t at their Satterthwaite degrees of freedom. The variance is
 * at least that of independent items. If the draws do not resolve an expanded percentile (up to five
 * clusters), returns Student's interval. Throws RangeError for no clusters, or unequal numbers of arrays.
 */
export function pairedLoss(
  clusters: readonly ClusterDifference[],
  rng: Rng,
  draws: number = DRAWS,
): PairedLoss {
  const arrays = clusters[0]?.sums.length ?? 0;
  if (arrays === 0 || clusters.some(({ sums }) => sums.length !== arrays))
    throw new RangeError("pairedLoss: expected clusters of one number of arrays, received none or a mixture");
  const tokens = clusters.reduce((sum, cluster) => sum + cluster.tokens, 0);
  const mean = clusters.reduce((sum, { sums }) => sum + total(sums), 0) / (tokens * arrays);
  const shared = { mean, clusters: clusters.length, arrays, tokens };
  if (clusters.length < 2)
    return { ...shared, lower: -Infinity, upper: Infinity, notBelow: () => 1, notAbove: () => 1 };
  const sorted = bootstrap(clusters, rng, draws);
  const drawn = sorted.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws;
  const { variance, freedom } = spreadOf(clusters, mean, tokens);
  const error = Math.sqrt(variance);
  /** Stretch factor of the draws; 0 if they do not differ. */
  const scale = drawn === 0 ? 0 : Math.max(1, Math.sqrt(variance / drawn));
  /** Share of draws outside an expanded percentile on each side. */
  const outside = normalTail(scale * studentQuantile(freedom));
  const resolved = scale > 0 && outside * draws >= FEWEST_BEYOND;
  const half = studentQuantile(freedom) * error;
  /** One-sided p-value of a value at this distance, with `beyond` draws beyond it. */
  const tail = (beyond: number, distance: number): number => {
    if (error === 0) return distance > 0 ? 1 / (draws + 1) : 1;
    const t =
      scale > 0 && beyond >= FEWEST_BEYOND && beyond <= draws - FEWEST_BEYOND
        ? -normalQuantile((beyond + 1) / (draws + 1)) / scale
        : distance / error;
    const upper = studentTail(Math.abs(t), freedom) / 2;
    return t > 0 ? upper : 1 - upper;
  };
  return {
    ...shared,
    lower: resolved ? percentile(sorted, outside) : mean - half,
    upper: resolved ? percentile(sorted, 1 - outside) : mean + half,
    notBelow: (margin) => tail(draws - firstAtLeast(sorted, margin), margin - mean),
    notAbove: (margin) => tail(firstAbove(sorted, margin), mean - margin),
  };
}

/** Means of the bootstrap draws, ascending. */
function bootstrap(clusters: readonly ClusterDifference[], rng: Rng, draws: number): Float64Array {
  const [count, arrays] = [clusters.length, clusters[0].sums.length];
  const means = new Float64Array(draws);
  const times = new Float64Array(arrays);
  for (let draw = 0; draw < draws; draw++) {
    times.fill(0);
    for (let a = 0; a < arrays; a++) times[rng.integer(arrays)]++;
    let [sum, tokens] = [0, 0];
    for (let c = 0; c < count; c++) {
      const cluster = clusters[rng.integer(count)];
      tokens += cluster.tokens;
      for (let a = 0; a < arrays; a++) sum += times[a] * cluster.sums[a];
    }
    means[draw] = sum / (tokens * arrays);
  }
  return means.sort();
}

/** Variance of the mean and its degrees of freedom. */
function spreadOf(clusters: readonly ClusterDifference[], mean: number, tokens: number) {
  const [c, a] = [clusters.length, clusters[0].sums.length];
  const residuals = clusters.map((cluster) => total(cluster.sums) / a - mean * cluster.tokens);
  const ofClusters = (c * squares(residuals)) / ((c - 1) * tokens ** 2);
  const arrayMeans = Array.from({ length: a }, (_, n) => total(clusters.map(({ sums }) => sums[n])) / tokens);
  const ofArrays = a > 1 ? squares(arrayMeans.map((x) => x - mean)) / (a * (a - 1)) : 0;
  const items = clusters.flatMap((cluster) => cluster.items ?? []);
  const ofItems = squares(items.map((item) => item.sum - mean * item.tokens)) / tokens ** 2;
  const variance = ofClusters + ofArrays;
  if (variance === 0) return { variance: ofItems, freedom: c - 1 };
  const lost = ofClusters ** 2 / (c - 1) + (a > 1 ? ofArrays ** 2 / (a - 1) : 0);
  return { variance: Math.max(variance, ofItems), freedom: variance ** 2 / lost };
}

const total = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0);
const squares = (values: readonly number[]): number => values.reduce((sum, x) => sum + x * x, 0);

/** P(Z > z), from Student's law with a million degrees of freedom, which is normal to 1e-6. */
const normalTail = (z: number): number => studentTail(z, 1e6) / 2;

function percentile(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

const firstAtLeast = (sorted: Float64Array, value: number): number => firstThat(sorted, (x) => x >= value);
const firstAbove = (sorted: Float64Array, value: number): number => firstThat(sorted, (x) => x > value);

/** Index of the first value that satisfies a monotone condition, or the length. */
function firstThat(sorted: Float64Array, meets: (x: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (meets(sorted[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Holm's adjusted p-values in the given order: the k-th smallest of m times m − k + 1, at least that of the
 * one before, at most 1. Source: [holm-1979].
 */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, n) => n).sort((a, b) => values[a] - values[b]);
  const adjusted = new Array<number>(values.length);
  let least = 0;
  order.forEach((n, rank) => {
    least = Math.max(least, Math.min(1, (values.length - rank) * values[n]));
    adjusted[n] = least;
  });
  return adjusted;
}
