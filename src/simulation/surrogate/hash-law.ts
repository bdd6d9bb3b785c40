import { power } from "#base";
/**
 * The random hash that models a design's: projections m·(g·u) + c·Σu − o·R·ω + noise of a vector u of levels,
 * with one standard normal ω per projection, and fresh noise of variance (1 − share)·(m·s·‖u‖)² +
 * share·(s·R)² per read; large weights add theirs. Weights g are independent, of mean square 1, normal but
 * for rare large ones; m is a projection's size. R is the vectors' rms length: parameters are relative to a
 * projection's deviation.
 */
export interface HashLaw {
  /** Fresh noise, s: standard deviation over that of the projection. */
  readonly noise: number;
  /** Share of its variance that does not grow with the vector: from the readout, not the devices. */
  readonly absoluteShare: number;
  /** Frozen offset, o. */
  readonly offset: number;
  /** Common response of all projections to the sum of the inputs, c. */
  readonly common: number;
  /** Relative spread of m², standard deviation over mean: it affects the largest projection, not signs. */
  readonly spread: number;
  /** Share of large weights, such as those of stuck cells, and their part of the mean square. */
  readonly largeShare: number;
  readonly largePower: number;
  /** Fresh noise of a large weight relative to it: few projections have it, the largest ones. */
  readonly largeNoise: number;
}

/** Maps a parameter to a coordinate in which its effect is nearly linear, with the tables' nodes. */
interface Coordinate {
  readonly nodes: readonly number[];
  to(value: number): number;
  from(coordinate: number): number;
}

/** Nodes from ½ toward 1; each leaves `ratio` of the previous one's remainder. */
const toward1 = (ratio: number, count: number): number[] =>
  Array.from({ length: count }, (_, n) => 1 - power(ratio, n) / 2);

/** Used as infinity: other effects are negligible. */
const FAR = 1e4;

/** The collision of two equal vectors falls linearly with s: t = s / √(1 + s²). */
const NOISE: Coordinate = {
  nodes: Array.from({ length: 17 }, (_, n) => n / 16),
  to: (s) => s / Math.hypot(1, s),
  from: (t) => (t >= 1 ? FAR : t / Math.sqrt(1 - t * t)),
};

/** Offsets and the common mode act through their squares. */
const BY_SQUARE: Coordinate = {
  nodes: [0, 0.125, 0.25, ...toward1(Math.SQRT1_2, 20), 1],
  to: (x) => (x * x) / (1 + x * x),
  from: (t) => (t >= 1 ? FAR : Math.sqrt(t / (1 - t))),
};

const straight = (nodes: readonly number[]): Coordinate => ({ nodes, to: (x) => x, from: (t) => t });

/** Limit of the large weights' part of the mean square; beyond it the others' effect is not accurate. */
export const MOST_LARGE_POWER = 1 - 2 ** -4;

/** Half octaves from 2^−10 to 2^−2. */
const OCTAVES: Coordinate = {
  nodes: Array.from({ length: 17 }, (_, n) => n / 2 - 10),
  to: (x) => Math.log2(Math.max(x, 2 ** -10)),
  from: (t) => power(2, t),
};

const COORDINATES: Readonly<Record<keyof HashLaw, Coordinate>> = {
  noise: NOISE,
  absoluteShare: straight([0, 1]),
  offset: BY_SQUARE,
  common: BY_SQUARE,
  spread: straight([0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8]),
  largeShare: OCTAVES,
  largePower: straight([0, 0.25, ...toward1(0.5, 4)]),
  largeNoise: { ...BY_SQUARE, nodes: [0, 0.0625, 0.125, 0.25, 0.5, 0.75] },
};

const NAMES = Object.keys(COORDINATES) as (keyof HashLaw)[];

/** A law with its own table, and its interpolation weight. */
export interface WeightedLaw {
  readonly law: HashLaw;
  /** The law as a text. */
  readonly key: string;
  readonly weight: number;
}

/** Nodes and corners with less weight are dropped: they change one or two thousandths of mass. */
const LEAST_WEIGHT = 0.02;
const LEAST_CORNER = 0.04;

/** Corners of the law's grid cell with their multilinear interpolation weights, which sum to 1. */
export function cornersOf(law: HashLaw): WeightedLaw[] {
  let corners: WeightedLaw[] = [{ law: { ...law }, key: "", weight: 1 }];
  for (const name of NAMES) {
    const nodes = bracket(COORDINATES[name], Math.abs(law[name]));
    corners = corners.flatMap((corner) =>
      nodes.map(({ at, weight }) => ({
        law: { ...corner.law, [name]: COORDINATES[name].from(at) },
        key: "",
        weight: corner.weight * weight,
      })),
    );
  }
  const merged = new Map<string, WeightedLaw>();
  for (const corner of corners) {
    const own = canonical(corner.law);
    const key = NAMES.map((name) => own[name]).join(" ");
    merged.set(key, { law: own, key, weight: corner.weight + (merged.get(key)?.weight ?? 0) });
  }
  const kept = [...merged.values()].filter(({ weight }) => weight >= LEAST_CORNER);
  const total = kept.reduce((sum, { weight }) => sum + weight, 0);
  return kept.map((corner) => ({ ...corner, weight: corner.weight / total }));
}

/** Removes parameters without effect, so that equivalent laws are equal. */
const canonical = (law: HashLaw): HashLaw => ({
  ...law,
  absoluteShare: law.noise === 0 ? 0 : law.absoluteShare,
  largeShare: law.largePower === 0 ? 0 : law.largeShare,
  largeNoise: law.largePower === 0 ? 0 : law.largeNoise,
});

/** The nodes on either side of a value, without those of negligible weight. */
function bracket(
  { nodes, to }: Coordinate,
  value: number,
): { readonly at: number; readonly weight: number }[] {
  const t = Math.max(nodes[0], Math.min(nodes[nodes.length - 1], to(value)));
  const above = Math.max(
    1,
    nodes.findIndex((node) => node >= t),
  );
  const [low, high] = [nodes[above - 1], nodes[above]];
  const share = (t - low) / (high - low);
  return [
    { at: low, weight: 1 - share },
    { at: high, weight: share },
  ].filter(({ weight }) => weight >= LEAST_WEIGHT);
}
