// Quality of attention to the best-scoring keys, with the store and the unit that choose them.

import { columnMeans, type Dense, type Estimate, estimate, InfeasibleError, type Rng, row } from "#base";
import { type NearPlan, nearSlots, windowSpan, windowStart } from "../attention/plan.ts";
import { LEVELS } from "../attention/selectors/low-bit-keys.ts";
import { leastShare, type WeightThreshold } from "../attention/selectors/selector.ts";
import type { Design } from "../design/design.ts";
import { planOf, type Workload } from "../design/workload.ts";
import { planesOf } from "../mapping/code-store.ts";
import type { Inquiry } from "../peripherals/search/search.ts";
import type { Budget } from "../peripherals/top-k/top-k.ts";
import type { Activations, HeadActivations } from "./activations.ts";
import type { Kernels } from "./kernels.ts";
import {
  distanceClass,
  distanceClasses,
  exactRow,
  type HeadKeys,
  sampleQueries,
  segmentLength,
} from "./quality.ts";
import { type Coded, codesOf } from "./searched-codes.ts";

/** Quality over samples of arrays, or of a digital hash's signs. */
export interface SearchedQuality {
  readonly recall: Estimate;
  /** ‖o − o*‖ / ‖o*‖ over all heads and compared queries. */
  readonly outputError: Estimate;
  /** Mean keys attended per query, sink and window included, and mean searches of the store per query. */
  readonly attended: number;
  readonly searches: number;
  /** Of the first sample. */
  readonly keys?: readonly HeadKeys[];
}

export interface SearchedPlan {
  readonly samples: number;
  /** Compared queries per head. */
  readonly queries: number;
}

const MOST_SAMPLES = 3;

/** Longer sequences are not simulated: all keys' codes take gigabytes, and each query reads all of them. */
const MOST_TOKENS = 1 << 15;

/** Samples of arrays, or of a hash's signs, for designs that search codes; 0 for too long sequences. */
export const searchedSamples = ({ length }: Activations, { arrays }: { readonly arrays: number }): number =>
  length > MOST_TOKENS ? 0 : Math.min(MOST_SAMPLES, arrays);

/** Whether the code can be simulated: coordinates only with levels of 1, 2 or 4 bits. */
export const isSimulated = ({ attention }: Workload): boolean =>
  (attention.kind !== "coordinates" || LEVELS[attention.codes.coordinateBits] !== undefined) &&
  attention.codes.searchers === "query-head";

/**
 * Codes all keys of each head, with the arrays' noise if arrays write them; searches the design's store with
 * its lines' noise; its unit chooses keys, errors included; and these are attended exactly. Keys are centred
 * and a map is fitted on the keys of the sequence itself: the cache is its own calibration. The design must
 * be settled, with a store of the activations' width.
 */
export function searchedQuality(
  design: Design,
  workload: Workload,
  activations: Activations,
  { samples, queries }: SearchedPlan,
  rng: Rng,
  kernels?: Kernels,
): SearchedQuality {
  const positions = sampleQueries(activations.length, queries, rng.fork("queries"));
  const { scale } = planOf(workload);
  const trials = Array.from({ length: samples }, (_, sample) => {
    const sums: Sums = { error: 0, norm: 0, mass: 0, attended: 0, searches: 0, queries: 0, keys: [] };
    for (const head of activations.heads) {
      const classes = new Array<number>(distanceClasses(activations.length)).fill(0);
      sums.keys.push({ layer: head.layer, head: head.head, exact: classes, found: [...classes] });
      for (const found of attendedKeys(design, workload, head, positions, { sample, rng, kernels })) {
        sums.searches += found.searches;
        compareWithExact(found, head, scale, sums);
      }
    }
    return sums;
  });
  const mean = (of: (sums: (typeof trials)[number]) => number): Estimate => estimate(trials.map(of));
  return {
    recall: mean(({ mass, queries: count }) => mass / count),
    outputError: mean(({ error, norm }) => Math.sqrt(error / norm)),
    attended: mean(({ attended, queries: count }) => attended / count).mean,
    searches: mean(({ searches, queries: count }) => searches / count).mean,
    keys: trials[0].keys.map(({ exact, found, ...place }) => {
      const share = (mass: number): number => mass / positions.length;
      return { ...place, exact: exact.map(share), found: found.map(share) };
    }),
  };
}

interface Sums {
  error: number;
  norm: number;
  mass: number;
  attended: number;
  searches: number;
  queries: number;
  /** Of each head, summed over its queries; the last one is that in progress. */
  readonly keys: (Pick<HeadKeys, "layer" | "head"> & Readonly<Record<"exact" | "found", number[]>>)[];
}

/** Keys that a query attends, and searches of the store for it. */
interface Attended {
  readonly position: number;
  /** 1 for each attended key, up to the last one that the query sees. */
  readonly marks: Uint8Array;
  readonly searches: number;
}

/** One sample of a design's arrays, or of a digital hash's signs; `rng` as in `searchedQuality`. */
interface Sampled {
  readonly sample: number;
  readonly rng: Rng;
  readonly kernels?: Kernels;
}

/** Keys that queries of a head attend in a design that searches codes, by position, for one sample. */
export const chosenKeys = (...of: Parameters<typeof attendedKeys>): ReadonlyMap<number, Uint8Array> =>
  new Map([...attendedKeys(...of)].map(({ position, marks }) => [position, marks]));

/** Each query's near keys and the chosen ones among the others. */
function* attendedKeys(
  design: Design,
  workload: Workload,
  head: HeadActivations,
  positions: Int32Array,
  { sample, rng: chip, kernels }: Sampled,
): Generator<Attended> {
  const own = chip.fork("searched").fork(sample).fork(`layer ${head.layer} head ${head.head}`);
  const coded = codesOf(design, workload, head, { sample, rng: chip, own, kernels });
  const rng = own.fork("search");
  const plan = planOf(workload);
  const near = nearSlots(workload.length, plan);
  let before: number | undefined;
  const { tau, tauExponent: exponent, kind } = workload.attention.budget;
  const levels =
    kind === "threshold"
      ? weightLevels({ ...head, scale: plan.scale, slope: coded.slope }, { tau, exponent })
      : null;
  for (const i of positions) {
    const marks = new Uint8Array(plan.causal ? i + 1 : workload.length).fill(1);
    const far = farKeys(i, marks.length, workload.length, plan);
    for (const j of far) marks[j] = 0;
    let searches = 0;
    const budget =
      levels === null || far.length === 0
        ? budgetOf(workload, marks.length, near, far.length, coded.slope)
        : { least: levels.least(i, marks) };
    if (budget !== null) {
      const inquiry = inquire(design, coded, row(coded.queries, i), far, rng.fork(i));
      const weights =
        coded.code.lengthBits > 0 ? { weights: Float64Array.from(far, (j) => coded.weights[j]) } : {};
      const chosen = design.topK.behaviour.select(
        { inquiry, ...weights },
        budget,
        rng.fork(i).fork("choose"),
        before,
      );
      before = chosen.threshold;
      for (const n of chosen.positions) marks[far[n]] = 1;
      searches = chosen.searches;
      levels?.attended(i, marks);
    }
    yield { position: i, marks, searches };
  }
}

/** Keys of the first `seen` that are neither in the sink nor in the window of query i, ascending. */
function farKeys(i: number, seen: number, length: number, plan: NearPlan): Int32Array {
  const from = Math.min(plan.sink, seen);
  const window = windowStart(i, length, plan);
  const [to, after] = [Math.max(from, window), Math.max(from, Math.min(seen, window + windowSpan(plan)))];
  return Int32Array.from({ length: to - from + seen - after }, (_, n) =>
    n < to - from ? from + n : after + n - (to - from),
  );
}

/** Budget of a query besides the near keys; null if there is nothing to choose. */
function budgetOf(
  { wanted, attention }: Workload,
  seen: number,
  near: number,
  far: number,
  slope: number,
): Budget | null {
  if (far === 0) return null;
  const { kind, mass } = attention.budget;
  if (kind === "mass") return { p: mass, slope };
  const own = Math.min(seen, near);
  const most = wanted === undefined ? 0 : "chosen" in wanted ? wanted.chosen : wanted.share * seen - own;
  const k = Math.min(far, Math.max(0, Math.round(most)));
  return k === 0 ? null : { k };
}

/** Queries and keys of a head, and the factors from products to logits and from logits to scores. */
interface Weighed {
  readonly q: Dense;
  readonly k: Dense;
  readonly scale: number;
  /** Scores times this are logits of keys less their mean. */
  readonly slope: number;
}

/** Levels of a head's queries in ascending order. */
interface WeightLevels {
  /** Least score of query i, whose sink and window have a mark among the keys that it sees. */
  least(i: number, near: Uint8Array): number;
  /** Says which keys query i attended, by a mark for each. */
  attended(i: number, marks: Uint8Array): void;
}

/** Weight of the newest query in the mean ratio; assumed. */
const NEWEST = 1 / 16;

/**
 * A key is attended if its estimated weight is at least τ of the total: its score reaches
 *
 *     (ln τ + ln Σ exp(logit) of sink and window + ratio − q · mean · scale) / slope.
 *
 * Logits of sink and window are known before the search; the ratio is the mean of ln(total / near) over the
 * queries before, whose totals the softmax had. The first query takes 0, which attends too many, not too few.
 */
export function weightLevels(
  { q, k, scale, slope }: Weighed,
  threshold: Pick<WeightThreshold, "tau" | "exponent">,
): WeightLevels {
  const mean = columnMeans(k);
  let ratio: number | null = null;
  let near = 0;
  const product = (i: number, key: ArrayLike<number>): number => {
    const query = row(q, i);
    let sum = 0;
    for (let c = 0; c < query.length; c++) sum += query[c] * key[c];
    return scale * sum;
  };
  const logSum = (i: number, marks: Uint8Array): number => {
    const logits: number[] = [];
    for (let j = 0; j < marks.length; j++) if (marks[j] === 1) logits.push(product(i, row(k, j)));
    const most = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    return most + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0));
  };
  return {
    least(i, own) {
      near = logSum(i, own);
      return (Math.log(leastShare(threshold, own.length)) + near + (ratio ?? 0) - product(i, mean)) / slope;
    },
    attended(i, marks) {
      const own = logSum(i, marks) - near;
      ratio = ratio === null ? own : ratio + NEWEST * (own - ratio);
    },
  };
}

/** Scores of some keys, four at a time so that their sums do not wait for each other. */
function scoresOf({ keys: { data, columns } }: Coded, query: Float64Array, which: Int32Array): Float64Array {
  const scores = new Float64Array(which.length);
  const last = which.length - 1;
  for (let at = 0; at < which.length; at += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((n) => which[Math.min(last, at + n)] * columns);
    let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
    for (let n = 0; n < columns; n++) {
      const x = query[n];
      sumA += x * data[a + n];
      sumB += x * data[b + n];
      sumC += x * data[c + n];
      sumD += x * data[d + n];
    }
    // Writes beyond the end have no effect.
    scores[at] = sumA;
    scores[at + 1] = sumB;
    scores[at + 2] = sumC;
    scores[at + 3] = sumD;
  }
  return scores;
}

/** Largest possible score of a query with any code. */
function reachOf({ code }: Coded, query: Float64Array): number {
  const largest = code.entryBits > 1 ? Math.max(...LEVELS[code.entryBits]) : 1;
  return largest * query.reduce((sum, x) => sum + Math.abs(x), 0);
}

/** Searches the store for some keys of a query: whole, or by planes if the store takes signs and the query more bits. */
function inquire(design: Design, coded: Coded, query: Float64Array, which: Int32Array, rng: Rng): Inquiry {
  const { ask, inquire: put } = design.search.behaviour;
  const planes = planesOf(design, coded.code);
  const asked = planes === 1 ? [ask(query)] : planesOfQuery(query, planes);
  const inquiries = asked.map((plane, n) =>
    put(scoresOf(coded, plane, which), reachOf(coded, plane) || 1, rng.fork(n)),
  );
  return inquiries.length === 1 ? inquiries[0] : summed(inquiries);
}

/**
 * Splits a query into weighted signs, one per bit: entries become odd integers up to ±(2^bits − 1), Σ 2^n s_n
 * with s_n = ±1, times one scale at which the largest fits.
 */
export function planesOfQuery(query: Float64Array, bits: number): Float64Array[] {
  const most = 2 ** bits - 1;
  const largest = query.reduce((least, x) => Math.max(least, Math.abs(x)), 0) || 1;
  const steps = query.map((x) => {
    const odd = 2 * Math.floor(((x / largest) * most) / 2) + 1;
    return Math.max(-most, Math.min(most, odd));
  });
  return Array.from({ length: bits }, (_, n) =>
    steps.map((step) => ((((step + most) / 2) >> n) & 1 ? 1 : -1) * ((2 ** n * largest) / most)),
  );
}

/** Combines several inquiries by adding their reports. */
function summed(inquiries: readonly Inquiry[]): Inquiry {
  let searches = 0;
  const report = (): Float64Array => {
    searches++;
    const sums = Float64Array.from(inquiries[0].report());
    for (const inquiry of inquiries.slice(1)) {
      const scores = inquiry.report();
      for (let n = 0; n < sums.length; n++) sums[n] += scores[n];
    }
    return sums;
  };
  return {
    keys: inquiries[0].keys,
    reach: inquiries.reduce((sum, { reach }) => sum + reach, 0),
    get searches() {
      return searches;
    },
    report,
    race: () => {
      throw new InfeasibleError("search: scores of several planes are added, and their lines do not race");
    },
    atLeast: (thresholds) => {
      const least = (n: number): number => (typeof thresholds === "number" ? thresholds : thresholds[n]);
      return Uint8Array.from(report(), (score, n) => (score >= least(n) ? 1 : 0));
    },
  };
}

/** Adds the mass on the attended keys, and their output's error against all visible keys. */
function compareWithExact(
  { position: i, marks }: Attended,
  head: HeadActivations,
  scale: number,
  sums: Sums,
): void {
  const { weights, sum, weighed } = exactRow(head, i, scale, marks.length - 1);
  const { v } = head;
  const own = new Float64Array(v.columns);
  const { exact, found } = sums.keys[sums.keys.length - 1];
  const segment = segmentLength(v.rows);
  let kept = 0;
  for (let j = 0; j < marks.length; j++) {
    const at = distanceClass(i, j, segment);
    exact[at] += weights[j] / sum;
    if (marks[j] !== 1) continue;
    found[at] += weights[j] / sum;
    kept += weights[j];
    sums.attended++;
    for (let c = 0; c < v.columns; c++) own[c] += weights[j] * v.data[j * v.columns + c];
  }
  for (let c = 0; c < v.columns; c++) {
    sums.error += (own[c] / kept - weighed[c] / sum) ** 2;
    sums.norm += (weighed[c] / sum) ** 2;
  }
  sums.mass += kept / sum;
  sums.queries++;
}
