import type { HashCode } from "../../attention/hash-code.ts";
import type { Role } from "../../attention/hasher.ts";
import { normals, type Rng } from "../../base/rng.ts";
import { rowProducts } from "../../base/row-products.ts";
import { normalQuantile } from "../../devices/normal-scores.ts";
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

/** What a law does to all projections of one sequence. */
interface Disturbed {
  readonly law: HashLaw;
  readonly sizes: Float64Array;
  readonly offsets: Float64Array;
  readonly opposites: Float64Array;
  readonly fullScale: number;
  readonly ids: Int32Array;
}

/**
 * Bucket ids under each law, rounds × tokens. `rng` names the head: the normal scores of its projections, offsets and
 * noise are the same for both roles (but for the noise) and for every law, so that laws differ by what they say and
 * not by chance. `unit` is the R of the laws.
 */
export function referenceIds(
  { levels, norms, sums }: Levels,
  role: Role,
  code: HashCode,
  laws: readonly HashLaw[],
  through: SeenThrough,
  unit: number,
  rng: Rng,
): Int32Array[] {
  const { rows: tokens, columns: width } = levels;
  const count = code.rounds * code.columns;
  const disturbed = laws.map((law) => disturb(law, code, tokens, through, unit, rng));
  const groups = byWeights(disturbed, count, width, rng);
  const isNoisy = laws.some(({ noise }) => noise > 0);
  const [draws, others] = ["noise", "opposite noise"].map((name) => rng.fork(name).fork(role));
  const scores = new Float64Array(count);
  const opposite = new Float64Array(count);
  const values = new Float64Array(count);
  const negatives = new Float64Array(count);
  const products = new Float64Array(count);
  for (let t = 0; t < tokens; t++) {
    for (let p = 0; isNoisy && p < count; p++) scores[p] = draws.normal();
    for (let p = 0; isNoisy && through.comparesOpposites && p < count; p++) opposite[p] = others.normal();
    for (const { rows, members } of groups) {
      rowProducts(levels.data, t * width, rows, count, width, 1, products, 0);
      for (const { law, sizes, offsets, opposites, fullScale, ids } of members) {
        const own = (1 - law.absoluteShare) * (norms[t] * law.noise) ** 2;
        const added = law.absoluteShare * (unit * law.noise) ** 2;
        for (let p = 0; p < count; p++) {
          const signal = sizes[p] * products[p] + law.common * sums[t];
          // Larger projections come of larger conductances, whose noise is larger too.
          const deviation = Math.sqrt(own * sizes[p] ** 2 + added);
          const seen = signal - offsets[p] + deviation * scores[p];
          values[p] = through.quantise === null ? seen : through.quantise(seen, fullScale);
          negatives[p] = through.comparesOpposites
            ? -signal - opposites[p] + deviation * opposite[p]
            : -values[p];
        }
        for (let round = 0; round < code.rounds; round++)
          ids[round * tokens + t] = code.encode(values, negatives, round * code.columns);
      }
    }
  }
  return disturbed.map(({ ids }) => ids);
}

function disturb(
  law: HashLaw,
  code: HashCode,
  tokens: number,
  { range }: SeenThrough,
  unit: number,
  rng: Rng,
): Disturbed {
  const offset = (name: string): Float64Array =>
    stratifiedNormals(code, rng.fork(name)).map((z) => z * law.offset * unit);
  return {
    law,
    sizes: sizesOf(law.spread, code.rounds * code.columns, rng.fork("sizes")),
    offsets: offset("offsets"),
    opposites: offset("opposite offsets"),
    fullScale: range * unit * Math.hypot(1, law.noise, law.common),
    ids: new Int32Array(tokens * code.rounds),
  };
}

/**
 * Normal scores, one a projection: over the rounds, each column takes every quantile once, in an order of its own. A few
 * rounds of small offsets show most pairs, so that independent draws would leave much to chance.
 */
function stratifiedNormals({ rounds, columns }: HashCode, rng: Rng): Float64Array {
  const scores = new Float64Array(rounds * columns);
  for (let c = 0; c < columns; c++) {
    const draws = Float64Array.from({ length: rounds }, rng.uniform);
    const order = [...draws.keys()].sort((a, b) => draws[a] - draws[b]);
    order.forEach((round, rank) => {
      scores[round * columns + c] = normalQuantile((rank + 0.5) / rounds);
    });
  }
  return scores;
}

/** Sizes of projections whose mean squares are lognormal of mean 1 and the given spread. */
function sizesOf(spread: number, count: number, rng: Rng): Float64Array {
  const variance = Math.log1p(spread ** 2);
  return normals(count, rng).map((z) => Math.exp((z * Math.sqrt(variance)) / 2 - variance / 4));
}

/** Laws by their weights, projections × width: products with them are the dear part. */
function byWeights(disturbed: readonly Disturbed[], count: number, width: number, rng: Rng) {
  const groups = new Map<string, { rows: Float64Array; members: Disturbed[] }>();
  for (const member of disturbed) {
    const { largeShare, largePower } = member.law;
    const key = `${largeShare} ${largePower}`;
    const group = groups.get(key) ?? {
      rows: weightsOf(largeShare, largePower, count * width, rng),
      members: [],
    };
    group.members.push(member);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Independent weights of mean square 1, of which `share` are of one size, ±, and make up `power` of it. */
function weightsOf(share: number, power: number, count: number, rng: Rng): Float64Array {
  const scores = normals(count, rng.fork("projections"));
  if (power === 0) return scores;
  const fates = rng.fork("large weights");
  const large = Math.sqrt(power / share);
  const small = Math.sqrt((1 - power) / (1 - share));
  return scores.map((z) => (fates.uniform() < share ? Math.sign(z) * large : z * small));
}
