import type { Estimate } from "#base";
import { crossPolytope } from "../../attention/hashes/cross-polytope.ts";
import { simHash } from "../../attention/hashes/simhash.ts";

/** Pass criteria of an axis. */
export const ESTIMATE_BARS = { error: 0.03, rank: 0.9 } as const;

/** Simulated and estimated value of one point of an axis; null if the estimate does not know it. */
export interface ComparedPoint {
  readonly simulated: Estimate;
  readonly estimated: number | null;
}

export interface Agreement {
  /** Largest |estimated − simulated|; null if no point is known. */
  readonly error: number | null;
  /**
   * Rank correlation over the pairs of points that the simulation distinguishes: (concordant − discordant
   * pairs) / pairs [goodman-kruskal-1954]; null if there are none.
   */
  readonly rank: number | null;
  /** Spearman's rank correlation over all known points; null below three points. */
  readonly spearman: number | null;
  /** Pairs that the simulation distinguishes. */
  readonly pairs: number;
  readonly verdict: "pass" | "flat" | "miss" | "unknown";
}

/**
 * Compares estimates of one axis with simulation. Two points are distinguished if their means differ by more
 * than the half widths of their 95 % intervals in quadrature; an axis with no such pair is flat: only error
 * counts.
 */
export function agreementOf(points: readonly ComparedPoint[]): Agreement {
  const known = points.flatMap(({ simulated, estimated }) =>
    estimated === null ? [] : [{ simulated, estimated }],
  );
  if (known.length === 0) return { error: null, rank: null, spearman: null, pairs: 0, verdict: "unknown" };
  const error = Math.max(...known.map(({ simulated, estimated }) => Math.abs(estimated - simulated.mean)));
  let [balance, pairs] = [0, 0];
  known.forEach((a, n) => {
    for (const b of known.slice(n + 1)) {
      const difference = a.simulated.mean - b.simulated.mean;
      if (Math.abs(difference) <= Math.hypot(a.simulated.interval, b.simulated.interval)) continue;
      pairs++;
      balance += Math.sign(difference * (a.estimated - b.estimated));
    }
  });
  const rank = pairs === 0 ? null : balance / pairs;
  const isNear = error <= ESTIMATE_BARS.error;
  const agrees = rank === null || rank >= ESTIMATE_BARS.rank;
  return {
    error,
    rank,
    spearman: spearmanOf(
      known.map(({ simulated }) => simulated.mean),
      known.map(({ estimated }) => estimated),
    ),
    pairs,
    verdict: !(isNear && agrees) ? "miss" : rank === null ? "flat" : "pass",
  };
}

/** Spearman's rank correlation, ties at their mean rank; null below three points or for a constant side. */
export function spearmanOf(x: readonly number[], y: readonly number[]): number | null {
  if (x.length < 3) return null;
  const [a, b] = [ranksOf(x), ranksOf(y)];
  const mean = (x.length - 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let n = 0; n < a.length; n++) {
    xy += (a[n] - mean) * (b[n] - mean);
    xx += (a[n] - mean) ** 2;
    yy += (b[n] - mean) ** 2;
  }
  return xx === 0 || yy === 0 ? null : xy / Math.sqrt(xx * yy);
}

const ranksOf = (values: readonly number[]): number[] =>
  values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal - 1) / 2;
  });

/** Config keys and values that a point of an axis sets. */
export type Setting = Readonly<Record<string, string | number | boolean>>;

/** An axis along which estimate and simulation are compared. */
export interface CheckedAxis {
  readonly name: string;
  readonly points: readonly Setting[];
}

const ATTENTION = "workload.attention";
const HASHING = "design.hashing";
const ARRAY = `${HASHING}.array`;
const MEMRISTOR = `${HASHING}.memristor`;
const READOUT = `${HASHING}.readout`;
const ADC: Setting = { [`${READOUT}.family`]: "adc", [`${READOUT}.model`]: "low-resolution" };

const along = (path: string, values: readonly (string | number)[], base: Setting = {}): Setting[] =>
  values.map((value) => ({ ...base, [path]: value }));

const axis = (name: string, points: readonly Setting[]): CheckedAxis => ({ name, points });

/** Overrides the checked design: these axes are about wires. */
const SOLVED: Setting = { [`${ARRAY}.wires`]: "solved" };

/**
 * One undivided tile per array: the worst effect of wires. Without read noise, whose simulation on such tiles
 * takes seconds; that noise falls with the signal is checked on smaller ones.
 */
const UNDIVIDED: Setting = {
  ...SOLVED,
  [`${ARRAY}.columns`]: 64,
  [`${ARRAY}.tileRows`]: 64,
  [`${ARRAY}.tileColumns`]: 64,
  [`${MEMRISTOR}.readNoise`]: 0,
  [`${READOUT}.noise`]: "3 µA",
};

/** Axes of a SimHash design read by comparators or converters. */
export const CHECKED_AXES: readonly CheckedAxis[] = [
  axis("rounds", along(`${ATTENTION}.rounds`, [1, 2, 4, 8, 32])),
  axis("chunk", along(`${ATTENTION}.chunk`, [8, 16, 32, 64])),
  axis("look-back", along(`${ATTENTION}.lookBack`, [0, 1, 2, 4])),
  axis("buckets", along(`${ATTENTION}.buckets`, [4, 8, 16, 64])),
  axis("local window", along(`${ATTENTION}.localWindow`, [1, 4, 16, 64])),
  axis("hash", [
    { [`${ATTENTION}.hash`]: simHash.name },
    { [`${ATTENTION}.hash`]: crossPolytope.name },
    { [`${ATTENTION}.hash`]: crossPolytope.name, [`${ATTENTION}.buckets`]: 16 },
  ]),
  axis("DAC bits", along(`${HASHING}.dac.bits`, [1, 2, 3, 4, 6])),
  axis("DAC clip", along(`${HASHING}.dac.clip`, [1, 2.5, 4, 8], { [`${HASHING}.dac.bits`]: 3 })),
  axis("readout bits", along(`${READOUT}.bits`, [2, 3, 4, 6], ADC)),
  axis("read noise", along(`${MEMRISTOR}.readNoise`, [0, 0.05, 0.1, 0.2, 0.5])),
  axis("comparator offset", along(`${READOUT}.offset`, ["50 nA", "15 µA", "40 µA", "80 µA"])),
  axis("comparator noise", along(`${READOUT}.noise`, ["10 nA", "3 µA", "10 µA", "30 µA"])),
  axis("array columns", along(`${ARRAY}.columns`, [32, 64, 128])),
  axis(
    "tile size",
    [4, 16, 32].map((lines) => ({
      ...SOLVED,
      [`${ARRAY}.tileRows`]: lines,
      [`${ARRAY}.tileColumns`]: lines,
    })),
  ),
  axis("wire resistance", along(`${ARRAY}.segmentResistance`, ["0 Ω", "5 Ω", "50 Ω"], SOLVED)),
  axis("wires of undivided arrays", along(`${ARRAY}.segmentResistance`, ["0 Ω", "5 Ω", "20 Ω"], UNDIVIDED)),
  axis("drive", along(`${ARRAY}.drive`, ["one", "both", "four-sides"], UNDIVIDED)),
  axis(
    "mean conductance",
    along(`${MEMRISTOR}.mean`, ["20 µS", "61.7 µS", "150 µS"], { [`${READOUT}.noise`]: "10 µA" }),
  ),
  axis(
    "conductance spread",
    along(`${MEMRISTOR}.spread`, [0.1, 0.33, 1], { [`${MEMRISTOR}.readNoise`]: 0.1 }),
  ),
  axis("levels", along(`${MEMRISTOR}.levels`, [2, 4, 0])),
  axis(
    "stuck cells",
    [0, 0.01, 0.05, 0.15].map((share) => ({
      [`${MEMRISTOR}.readNoise`]: 0.1,
      [`${MEMRISTOR}.stuckOn`]: share,
      [`${MEMRISTOR}.stuckOff`]: share,
    })),
  ),
  axis("pairing", along(`${ARRAY}.pairing`, ["differential", "mean-centred", "single-ended"])),
];
