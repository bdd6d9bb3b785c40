/** A share of independent draws with its 95 % interval. */
export interface ShareEstimate {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly draws: number;
}

/** Two-sided 95 % quantile of the normal distribution. */
const Z = 1.959963984540054;

/**
 * `count` of `draws` with Wilson's 95 % interval, which stays within [0, 1] and says something at 0 and at all:
 * centre (p + z²/2n) / (1 + z²/n), half-width z √(p(1 − p)/n + z²/4n²) / (1 + z²/n). Source: [wilson-1927].
 */
export function shareOf(count: number, draws: number): ShareEstimate {
  if (!(Number.isInteger(draws) && draws > 0 && count >= 0 && count <= draws))
    throw new RangeError(`shareOf: expected 0 to ${draws} of a positive number, received ${count}`);
  const share = count / draws;
  const scale = 1 + (Z * Z) / draws;
  const centre = (share + (Z * Z) / (2 * draws)) / scale;
  const half = (Z * Math.sqrt((share * (1 - share)) / draws + (Z * Z) / (4 * draws * draws))) / scale;
  // Exact at the ends, where the sums round.
  const low = count === 0 ? 0 : centre - half;
  const high = count === draws ? 1 : centre + half;
  return { share, low, high, draws };
}
