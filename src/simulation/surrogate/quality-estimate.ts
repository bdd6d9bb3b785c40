import { memoised, type Rng, UnknownError } from "#base";
import type { LineReach } from "#crossbar-arrays";
import { windowSpan } from "../../attention/plan.ts";
import { rowBlocks } from "../../design/array-design.ts";
import type { FidelityPlan } from "../../design/config.ts";
import { toldDesign, without } from "../../design/config-key.ts";
import type { Design } from "../../design/design.ts";
import { electricsOf } from "../../design/electrics.ts";
import { readNoise } from "../../design/front-end.ts";
import { linesInUse } from "../../design/lines-in-use.ts";
import { hashCodeOf, hashOf, planOf, type Workload } from "../../design/workload.ts";
import type { Activations } from "../activations.ts";
import type { Kernels } from "../kernels.ts";
import { prepareHeads, referenceKey, sampleQueries } from "../quality.ts";
import { measuredWorkload } from "../simulate.ts";
import {
  type HashDistortion,
  hashDistortion,
  type ProjectionRows,
  projectionRows,
} from "./hash-distortion.ts";
import { cornersOf, MOST_LARGE_POWER, type WeightedLaw } from "./hash-law.ts";
import { type CountingPlan, countHits, type HitCounts, rememberedMass } from "./hit-counts.ts";
import { type SequenceSummary, summariseSequence, type WeighedHead, weighHeads } from "./level-summary.ts";
import type { SeenThrough } from "./reference-hasher.ts";

/** The part of a point that determines its hash quality. */
export interface EstimatedPoint {
  readonly design: Design;
  readonly workload: Workload;
  readonly fidelity: Pick<FidelityPlan, "queries">;
}

export interface QualityEstimate {
  readonly recall: number;
  readonly distortion: HashDistortion;
}

/** Throws UnknownError for a point outside the model's domain, with the reason. */
export type QualityEstimator = (point: EstimatedPoint) => QualityEstimate;

/** Target of a table's projections over all heads, its most rounds over all heads, and its range per head. */
const PROJECTIONS = 4096;
const HEAD_ROUNDS = 256;
const FEWEST_ROUNDS = 32;
const MOST_ROUNDS = 128;

/** Cache limits: weights are queries × length, sequences like activations, tables some 10 000 numbers. */
const MOST_WEIGHED = 2;
const MOST_SEQUENCES = 4;
const MOST_TABLES = 1024;
const MOST_ARRAYS = 4096;

/**
 * Estimates attention recall over array samples without hashing again for every point. It caches three things,
 * each by only its own inputs: the sequence after the input converters, the projections of the design's
 * arrays, and tables of hits of a reference hash on this sequence. A point for which all are cached costs one
 * table look-up. Results depend on the point, the activations and the seed of the compared queries.
 */
export function createQualityEstimator(
  activations: Activations,
  rng: Rng,
  kernels?: Kernels,
): QualityEstimator {
  const weighed = memoised(
    (_key: string, { design, workload, fidelity }: EstimatedPoint): WeighedHead[] => {
      const plan = planOf(workload);
      const queries = sampleQueries(workload.length, fidelity.queries, rng.fork("queries"));
      const mac = design.digital.mac.behaviour;
      return weighHeads(prepareHeads(activations, plan, mac, workload.attention, queries), plan);
    },
    (key) => key,
    MOST_WEIGHED,
  );
  const sequences = memoised(
    (_key: string, point: EstimatedPoint): SequenceSummary =>
      summariseSequence(point.design, weighed(keyOfWeights(point), point), point.workload.attention.sharedQK),
    (key) => key,
    MOST_SEQUENCES,
  );
  const arrays = memoised(
    (_key: string, design: Design, width: number): ProjectionRows => projectionRows(design, width, kernels),
    (key) => key,
    MOST_ARRAYS,
  );
  const distortions = memoised(
    (_key: string, design: Design, rows: ProjectionRows, summary: SequenceSummary, used: LineReach) =>
      hashDistortion(design, rows, summary, used),
    (key) => key,
    MOST_ARRAYS,
  );
  const tables = createTables();
  return ({ design, workload, fidelity }) => {
    const measured = measuredWorkload(workload, activations);
    checkDesign(design, measured, activations.headWidth);
    const sequenceKey = keyOfSequence({ design, workload: measured, fidelity });
    const summary = sequences(sequenceKey, { design, workload: measured, fidelity });
    const arrayKey = keyOfArrays(design, summary.width);
    const rows = arrays(arrayKey, design, summary.width);
    const used = linesInUse(design, measured);
    const readKey = `${sequenceKey} ${arrayKey} ${keyOfReadout(design, used)}`;
    const distortion = distortions(readKey, design, rows, summary, used);
    checkDistortion(distortion, measured);
    const counting = countingPlan(design, measured, summary);
    const rounds = measured.attention.rounds;
    if (rounds > MOST_EXTRAPOLATION * counting.code.rounds)
      throw new UnknownError(
        `estimate: expected at most ${MOST_EXTRAPOLATION * counting.code.rounds} rounds, received ${rounds}`,
      );
    const tableKey = `${sequenceKey} ${keyOfTable(design, measured, counting)}`;
    const near = nearPairs(measured);
    // Signs do not depend on magnitudes.
    const spread = hashOf(measured.attention).surrogate === "sign" ? 0 : distortion.law.spread;
    const corners = cornersOf({ ...distortion.law, spread });
    const counts = tables(tableKey, counting, corners);
    const mass = corners.reduce(
      (sum, { weight }, n) => sum + weight * rememberedMass(counts[n], rounds, near),
      0,
    );
    return { recall: mass, distortion };
  };
}

/** Tables by their inputs and law; missing ones are computed together. */
function createTables() {
  const known = new Map<string, HitCounts>();
  return (key: string, counting: CountingPlan, corners: readonly WeightedLaw[]): HitCounts[] => {
    if (known.size > MOST_TABLES) known.clear();
    const named = corners.map((corner) => `${key} ${corner.key}`);
    const missing = corners.filter((_, n) => !known.has(named[n]));
    const made =
      missing.length === 0
        ? []
        : countHits(
            counting,
            missing.map(({ law }) => law),
          );
    missing.forEach(({ key: own }, n) => {
      known.set(`${key} ${own}`, made[n]);
    });
    return named.map((name) => known.get(name) as HitCounts);
  };
}

/** Local window and sink of a query, as in `nearOf`. */
function nearPairs(workload: Workload) {
  const plan = planOf(workload);
  const span = windowSpan(plan);
  // In a window centred on the query, every distance except 0 has a key on both sides.
  const reach = plan.causal || span === 0 ? span : (span + 1) / 2;
  return { reach, isBare: plan.localWindow === 0 && plan.sink === 0 };
}

function countingPlan(design: Design, workload: Workload, summary: SequenceSummary): CountingPlan {
  const { readout, readoutRange } = design.hashing;
  const { behaviour } = readout;
  const { columns } = hashCodeOf(workload.attention, workload.length);
  const wanted = Math.min(HEAD_ROUNDS, Math.ceil(PROJECTIONS / columns)) / summary.heads.length;
  const rounds = Math.min(MOST_ROUNDS, Math.max(FEWEST_ROUNDS, Math.ceil(wanted)));
  const seenThrough: SeenThrough = {
    comparesOpposites: behaviour.comparesOpposites,
    // Quantisation keeps the sign.
    quantise:
      hashOf(workload.attention).surrogate === "sign" || behaviour.quantise === undefined
        ? null
        : (value, fullScale) => behaviour.quantise?.(value, fullScale) ?? value,
    range: readoutRange,
  };
  return {
    summary,
    code: hashCodeOf({ ...workload.attention, rounds }, workload.length),
    plan: planOf(workload),
    seenThrough,
    isRelative: behaviour.scale === "full-scale",
    sort: design.digital.sorter.behaviour.order,
  };
}

/** Key of all inputs of exact weights and compared queries. */
const keyOfWeights = ({ design, workload, fidelity }: EstimatedPoint): string =>
  `${referenceKey(workload, design, fidelity.queries)} ${workload.attention.sharedQK}`;

/** `keyOfWeights` plus the inputs of the levels. */
function keyOfSequence(point: EstimatedPoint): string {
  const { dac, array } = point.design.hashing;
  return `${keyOfWeights(point)} ${dac.keyWithout("price")} ${array.pairing === "mean-centred"}`;
}

/** Keys of `hashing` that affect only how arrays are driven, read and shared, not cells and wires. */
const OF_READS = [
  "unit",
  "sharing",
  "folding",
  "dac",
  "mux",
  "inputStage",
  "readout",
  "readoutRange",
  "readTime",
  "encoding",
  "polarity",
  "lowLevel",
] as const;

/** Key of all inputs of programmed cells and their wires. */
function keyOfArrays(design: Design, width: number): string {
  const { array, driver } = design.hashing;
  const { hashing } = toldDesign(design, "price", "read");
  // Cells with ideal wires are simulated in one large array.
  const wires =
    array.wires === "ideal"
      ? { array: array.pairing, driver: driver.behaviour.readVoltage, tileSwitch: null }
      : { electrics: electricsOf(design) };
  return JSON.stringify([{ ...without(hashing as Design["hashing"], OF_READS), ...wires }, width]);
}

/** Key of a distortion's inputs besides sequence and arrays. */
const keyOfReadout = (design: Design, used: LineReach): string =>
  JSON.stringify([
    without(toldDesign(design).hashing as Design["hashing"], ["array", "dac", "sharing"]),
    readNoise(design, used),
  ]);

/** Key of a table's inputs besides sequence and law; rounds and window apply on reading, sorts agree. */
function keyOfTable(design: Design, { attention }: Workload, counting: CountingPlan): string {
  const { code, plan, isRelative, seenThrough } = counting;
  const { readout, readoutRange } = design.hashing;
  const converter = seenThrough.quantise === null ? null : [readout.keyWithout("price"), readoutRange];
  const own = Object.keys(hashOf(attention).params.shape).map(
    (key) => (attention as Record<string, unknown>)[key],
  );
  return JSON.stringify([
    attention.hash,
    own,
    { ...code },
    { ...plan, rounds: 0, localWindow: 0 },
    isRelative,
    seenThrough.comparesOpposites,
    converter,
  ]);
}

/** Largest negligible mean square shared by all projections beyond the input sum, relative to their own. */
const MOST_UNEXPLAINED = 0.04;

/** Spread of projections' mean squares, and readout offset or noise: above both limits, they interact. */
const MOST_SPREAD = 0.75;
const MOST_READOUT = 0.25;

/** Limit of offset over a projection's deviation: beyond it few bits change, and arrays differ too much. */
const MOST_OFFSET = 4;

/** Limit of rounds over those of a table, to which the distribution of hit probabilities is trusted. */
const MOST_EXTRAPOLATION = 4;

/** Limits if the largest projection decides: large weights and lossy wires shape buckets more than signs. */
const MOST_LARGE_POWER_OF_LARGEST = 0.75;
const MOST_SPREAD_OF_LARGEST = 1.5;

/** Throws UnknownError for designs outside the estimate's model. */
function checkDesign({ hashing }: Design, { phase, attention }: Workload, width: number): void {
  const { array, encoding, folding } = hashing;
  const { surrogate, title } = hashOf(attention);
  if (surrogate === null) refuse(title, "its table of hits would depend on the scale of each vector");
  if (phase === "decode") refuse("a decode", "bucket lists are not chunks");
  if (folding !== "none") refuse("folded projections", "each role has arrays of its own");
  if (encoding === "bit-serial") refuse("bits one by one", "each bit is digitised by itself");
  if (array.openLines > 0 || array.shortedLines > 0)
    refuse("line faults", "faulty projections are not of one kind");
  if (array.rowSplit === "digital" && rowBlocks(array, width) > 1)
    refuse("row blocks added digitally", "each block is digitised by itself");
}

/** Throws UnknownError if devices or wires make the hash differ from noisy Gaussian projections. */
function checkDistortion({ unexplained, law }: HashDistortion, { attention }: Workload): void {
  const takesLargest = hashOf(attention).surrogate === "largest";
  if (law.largePower > (takesLargest ? MOST_LARGE_POWER_OF_LARGEST : MOST_LARGE_POWER))
    refuse("devices of such small spread", "projections without a stuck cell have next to no signal");
  if (takesLargest && law.spread > MOST_SPREAD_OF_LARGEST)
    refuse("a largest projection behind these wires", "far projections are much smaller than near ones");
  if (law.offset > MOST_OFFSET)
    refuse("such offsets", `they are ${law.offset.toPrecision(2)} times the deviation of a projection`);
  const readout = Math.max(law.offset, law.noise * Math.sqrt(law.absoluteShare));
  if (law.spread > MOST_SPREAD && readout > MOST_READOUT)
    refuse(
      "this readout behind these wires",
      `offset or noise is ${readout.toPrecision(2)} of a mean projection, and far ones are much smaller`,
    );
  if (unexplained > MOST_UNEXPLAINED)
    refuse(
      "this pairing on these wires",
      `projections share ${Math.round(100 * unexplained)} % of their own power beyond the sum of the inputs`,
    );
}

function refuse(what: string, why: string): never {
  throw new UnknownError(`estimate: no model of ${what} (${why})`);
}
