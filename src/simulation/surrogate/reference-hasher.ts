import type { HashCode } from "../../attention/hash-code.ts";
import type { Role } from "../../attention/hasher.ts";
import type { Rng } from "../../base/rng.ts";
import { normals } from "../../base/rng.ts";
import { rowProducts } from "../../base/row-products.ts";
import type { HashLaw } from "./hash-law.ts";
import type { Levels } from "./level-summary.ts";

/** What of the readout is no noise and no offset: it changes what the code is given. */
export interface SeenThrough {
  /** Whether a projection and its negative are two inputs with offsets and noise of their own. */
  readonly comparesOpposites: boolean;
  /** Level nearest to a value for a full scale, both in the projections' unit; null where values stay as they are. */
  readonly quantise: ((value: number, fullScale: number) => number) | null;
  /** Full scale over the rms of the projections. */
  readonly range: number;
}

/**
 * Bucket ids under a law, rounds × tokens. `rng` names the head: its projections and offsets are the same for both
 * roles and for every law, and so are the normal scores of its noise, so that laws differ by what they say and not by
 * chance. `unit` is the R of the law.
 */
export function referenceIds(
  { levels, norms, sums }: Levels,
  role: Role,
  code: HashCode,
  { noise, absoluteShare, offset, common, spread }: HashLaw,
  { comparesOpposites, quantise, range }: SeenThrough,
  unit: number,
  rng: Rng,
): Int32Array {
  const { rows: tokens, columns: width } = levels;
  const count = code.rounds * code.columns;
  const rows = normals(count * width, rng.fork("projections"));
  const sizes = sizesOf(spread, count, rng.fork("sizes"));
  for (let k = 0; k < rows.length; k++) rows[k] *= sizes[Math.floor(k / width)];
  const offsets = normals(count, rng.fork("offsets")).map((z) => z * offset * unit);
  const opposites = comparesOpposites
    ? normals(count, rng.fork("opposite offsets")).map((z) => z * offset * unit)
    : null;
  const draws = rng.fork("noise").fork(role);
  const others = rng.fork("opposite noise").fork(role);
  const fullScale = range * unit * Math.hypot(1, noise, common);
  const ids = new Int32Array(code.rounds * tokens);
  const values = new Float64Array(count);
  const negatives = new Float64Array(count);
  for (let t = 0; t < tokens; t++) {
    rowProducts(levels.data, t * width, rows, count, width, 1, values, 0);
    const own = (1 - absoluteShare) * norms[t] ** 2 * noise ** 2;
    const added = absoluteShare * unit ** 2 * noise ** 2;
    for (let p = 0; p < count; p++) {
      const signal = values[p] + common * sums[t];
      // Larger projections come of larger conductances, whose noise is larger too.
      const deviation = Math.sqrt(own * sizes[p] ** 2 + added);
      const seen = signal - offsets[p] + (noise > 0 ? deviation * draws.normal() : 0);
      values[p] = quantise === null ? seen : quantise(seen, fullScale);
      negatives[p] =
        opposites === null
          ? -values[p]
          : -signal - opposites[p] + (noise > 0 ? deviation * others.normal() : 0);
    }
    for (let round = 0; round < code.rounds; round++)
      ids[round * tokens + t] = code.encode(values, negatives, round * code.columns);
  }
  return ids;
}

/** Deviations of projections whose mean squares are lognormal of mean 1 and the given spread. */
function sizesOf(spread: number, count: number, rng: Rng): Float64Array {
  const variance = Math.log1p(spread ** 2);
  return normals(count, rng).map((z) => Math.exp((z * Math.sqrt(variance)) / 2 - variance / 4));
}
