/**
 * The random hash that stands for a design's: projections g·u + c·Σu − o·R·ω + noise of a vector u of word-line levels, with
 * Gaussian g, one standard normal ω a projection, and fresh noise of variance (1 − share)·s²·‖u‖² + share·s²·R²
 * at every read. R is the rms length of the vectors, so every parameter is relative to the projection's own deviation.
 */
export interface HashLaw {
  /** Fresh noise, s: standard deviation over that of the projection. */
  readonly noise: number;
  /** Share of its variance that does not grow with the vector: of the readout, not of the devices. */
  readonly absoluteShare: number;
  /** Frozen offset, o. */
  readonly offset: number;
  /** What all projections share of the sum of the inputs, c. */
  readonly common: number;
  /** Relative spread of the projections' mean squares, standard deviation over mean: it decides who is largest. */
  readonly spread: number;
}

/** A parameter x ≥ 0 carried to [0, 1), where tables have their nodes. */
interface Coordinate {
  readonly nodes: readonly number[];
  to(value: number): number;
  from(coordinate: number): number;
}

/** The collision of two vectors falls with s itself where they are near each other: t = s / √(1 + s²), the sine of its angle. */
const NOISE: Coordinate = {
  nodes: Array.from({ length: 17 }, (_, n) => n / 16),
  to: (s) => s / Math.hypot(1, s),
  from: (t) => (t >= 1 ? FAR : t / Math.sqrt(1 - t * t)),
};

/** Offsets and the common mode act by their squares. */
const bySquare = (nodes: readonly number[]): Coordinate => ({
  nodes,
  to: (x) => (x * x) / (1 + x * x),
  from: (t) => (t >= 1 ? FAR : Math.sqrt(t / (1 - t))),
});

/** Stands for infinity: what else there is has no say any more. */
const FAR = 1e4;

const SHARE: Coordinate = { nodes: [0, 1], to: (x) => x, from: (t) => t };
const TOWARDS_ONE = [0, 0.125, 0.25, 0.5, ...Array.from({ length: 9 }, (_, n) => 1 - 2 ** -(n + 2)), 1];
const OFFSET = bySquare(TOWARDS_ONE);
const COMMON = bySquare(TOWARDS_ONE);
const SPREAD: Coordinate = {
  nodes: [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8],
  to: (x) => x,
  from: (t) => t,
};

/** A law at which a table is made, and its part in the interpolation. */
export interface WeightedLaw {
  readonly law: HashLaw;
  /** The law as a text. */
  readonly key: string;
  readonly weight: number;
}

/** Corners with less weight than this are left out: what they change is below a thousandth of mass or so. */
const LEAST_WEIGHT = 0.02;

/** Corners of the cell of a grid of laws that a law lies in, with the weights of multilinear interpolation; they sum to 1. */
export function cornersOf({ noise, absoluteShare, offset, common, spread }: HashLaw): WeightedLaw[] {
  const axes = [
    bracket(NOISE, noise),
    bracket(SHARE, noise === 0 ? 0 : absoluteShare),
    bracket(OFFSET, offset),
    bracket(COMMON, Math.abs(common)),
    bracket(SPREAD, spread),
  ];
  const corners: WeightedLaw[] = [];
  for (const s of axes[0])
    for (const share of s.at === 0 ? [ALL_RELATIVE] : axes[1])
      for (const o of axes[2])
        for (const c of axes[3])
          for (const w of axes[4]) {
            const all = [s, share, o, c, w];
            corners.push({
              key: all.map(({ at }) => at).join(" "),
              law: {
                noise: NOISE.from(s.at),
                absoluteShare: share.at,
                offset: OFFSET.from(o.at),
                common: COMMON.from(c.at),
                spread: w.at,
              },
              weight: all.reduce((product, { weight }) => product * weight, 1),
            });
          }
  const kept = corners.filter(({ weight }) => weight >= LEAST_WEIGHT);
  const total = kept.reduce((sum, { weight }) => sum + weight, 0);
  return kept.map((corner) => ({ ...corner, weight: corner.weight / total }));
}

const ALL_RELATIVE = { at: 0, weight: 1 };

/** The nodes on either side of a value; those of next to no weight are dropped at once. */
function bracket(
  { nodes, to }: Coordinate,
  value: number,
): { readonly at: number; readonly weight: number }[] {
  const t = Math.min(nodes[nodes.length - 1], to(value));
  const above = Math.max(
    1,
    nodes.findIndex((node) => node >= t),
  );
  const [low, high] = [nodes[above - 1], nodes[above]];
  const share = (t - low) / (high - low);
  const both = [
    { at: low, weight: 1 - share },
    { at: high, weight: share },
  ].filter(({ weight }) => weight >= LEAST_WEIGHT);
  const total = both.reduce((sum, { weight }) => sum + weight, 0);
  return both.map(({ at, weight }) => ({ at, weight: weight / total }));
}
