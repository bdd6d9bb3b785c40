import { normalQuantile, normals, type Rng, rowProducts } from "#base";
import type { HashCode, Role } from "../../attention/hash-code.ts";
import type { HashLaw } from "./hash-law.ts";
import type { Levels } from "./level-summary.ts";

/** Readout properties other than noise and offset that change the code's input. */
export interface SeenThrough {
  /** Whether a projection and its negative are two inputs with separate offsets and noise. */
  readonly comparesOpposites: boolean;
  /** Nearest level to a value for a full scale, both in the projections' unit; null if not quantised. */
  readonly quantise: ((value: number, fullScale: number) => number) | null;
  /** Full scale over the rms of the projections. */
  readonly range: number;
}

/** Effects of a law on all projections of one sequence. */
interface Disturbed {
  readonly law: HashLaw;
  readonly sizes: Float64Array;
  readonly offsets: Float64Array;
  readonly opposites: Float64Array;
  readonly fullScale: number;
  /** rms of the projections as read out. */
  readonly rms: number;
  readonly ids: Int32Array;
}

/**
 * Bucket ids under each law, rounds × tokens. `rng` names the head: the normal scores of projections, offsets
 * and noise are the same for all laws and (except noise) for both roles, so that laws differ only by their
 * parameters and not by chance. `unit` is the R of the laws.
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
  const isNoisy = laws.some(({ noise, largeNoise }) => noise > 0 || largeNoise > 0);
  const [draws, others] = ["noise", "opposite noise"].map((name) => rng.fork(name).fork(role));
  const scores = new Float64Array(count);
  const opposite = new Float64Array(count);
  const values = new Float64Array(count);
  const negatives = new Float64Array(count);
  const products = new Float64Array(count);
  for (let t = 0; t < tokens; t++) {
    for (let p = 0; isNoisy && p < count; p++) scores[p] = draws.normal();
    for (let p = 0; isNoisy && through.comparesOpposites && p < count; p++) opposite[p] = others.normal();
    for (const { rows, large, members } of groups) {
      rowProducts(levels.data, t * width, rows, count, width, 1, products, 0);
      const tail = large === null ? NO_TAIL : squaresAt(large, rows, levels.data, t * width, width);
      for (const { law, sizes, offsets, opposites, fullScale, rms, ids } of members) {
        const own = (1 - law.absoluteShare) * (norms[t] * law.noise) ** 2;
        const added = law.absoluteShare * (unit * law.noise) ** 2;
        for (let p = 0; p < count; p++) {
          const signal = sizes[p] * products[p] + law.common * sums[t];
          // Larger projections come from larger conductances, which are also noisier.
          const ofDevices = own + law.largeNoise ** 2 * (tail[p] ?? 0);
          const deviation = Math.sqrt(ofDevices * sizes[p] ** 2 + added);
          const seen = signal - offsets[p] + deviation * scores[p];
          values[p] = through.quantise === null ? seen : through.quantise(seen, fullScale);
          negatives[p] = through.comparesOpposites
            ? -signal - opposites[p] + deviation * opposite[p]
            : -values[p];
        }
        for (let round = 0; round < code.rounds; round++)
          ids[round * tokens + t] = code.encode(values, negatives, round * code.columns, rms);
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
    rms: unit * Math.hypot(1, law.noise, law.common),
    ids: new Int32Array(tokens * code.rounds),
  };
}

/**
 * Normal scores, one per projection: over the rounds, each column takes every quantile once, in its own
 * order. A few rounds with small offsets show most pairs, so independent draws would leave much to chance.
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

/** Laws with the same weights, and positions of the large weights; null if no law uses their noise. */
interface WeightGroup {
  readonly rows: Float64Array;
  readonly large: readonly Int32Array[] | null;
  readonly members: Disturbed[];
}

/** Groups laws by their weights, projections × width: the products with them are the expensive part. */
function byWeights(disturbed: readonly Disturbed[], count: number, width: number, rng: Rng): WeightGroup[] {
  const groups = new Map<string, Disturbed[]>();
  for (const member of disturbed) {
    const key = `${member.law.largeShare} ${member.law.largePower}`;
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  return [...groups.values()].map((members) => {
    const [{ law }] = members;
    const { rows, isLarge } = weightsOf(law, count * width, rng);
    const hasNoise = members.some((member) => member.law.largeNoise > 0);
    const large = Array.from({ length: count }, (_, p) =>
      Int32Array.from({ length: width }, (_unused, i) => i).filter((i) => isLarge[p * width + i] === 1),
    );
    return { rows, large: hasNoise ? large : null, members };
  });
}

/** Independent weights of mean square 1; `largeShare` of them are ± one size and hold `largePower` of it. */
function weightsOf({ largeShare: share, largePower: power }: HashLaw, count: number, rng: Rng) {
  const rows = normals(count, rng.fork("projections"));
  const isLarge = new Uint8Array(count);
  if (power === 0) return { rows, isLarge };
  const fates = rng.fork("large weights");
  const size = Math.sqrt(power / share);
  const small = Math.sqrt((1 - power) / (1 - share));
  for (let k = 0; k < count; k++) {
    isLarge[k] = fates.uniform() < share ? 1 : 0;
    rows[k] = isLarge[k] === 1 ? Math.sign(rows[k]) * size : rows[k] * small;
  }
  return { rows, isLarge };
}

const NO_TAIL = new Float64Array(0);

/** Σ (weight · level)² over the large weights of each projection, for the vector at `from`. */
function squaresAt(
  large: readonly Int32Array[],
  rows: Float64Array,
  levels: Float64Array,
  from: number,
  width: number,
): Float64Array {
  const sums = new Float64Array(large.length);
  for (let p = 0; p < large.length; p++)
    for (const i of large[p]) sums[p] += (rows[p * width + i] * levels[from + i]) ** 2;
  return sums;
}
