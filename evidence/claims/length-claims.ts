// Claims about length: recall and cost as the sequence grows.

import { type Estimate, estimate } from "#base";
import { computedPairs, exactPairs } from "../../src/attention/plan.ts";
import { planOf } from "../../src/design/workload.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import {
  DUPLICATION_VARIANTS,
  type DuplicationVariant,
  duplicationShares,
} from "../../src/simulation/hash-duplication.ts";
import { ATTENTION, type Experiment, HASHING, type JudgedClaim, judged } from "./claim.ts";
import { GROWTH, RECALL_LENGTHS } from "./plan.ts";

/** Constructed recall at one length: the partner stands half a sequence back, so a window narrower than that finds none. */
export interface RecallPoint {
  readonly length: number;
  /** Pairs computed as a share of exact causal attention's. */
  readonly computedPairs: number;
  /** Share of partners found, arrays as the sample. */
  readonly found: Readonly<Record<DuplicationVariant, Estimate>>;
  /** Fewest rounds whose lower 95 % bound of the memristor hash reaches the share asked for, and their pairs; or null. */
  readonly needed: { readonly rounds: number; readonly computedPairs: number } | null;
  /** The least lucky array of the memristor hash. */
  readonly worstArray: number;
  /** Share that a local window of as many pairs finds: 1 where it reaches half a sequence back, else 0. */
  readonly localWindow: number;
}

const { rounds, mostRounds, chunk } = RECALL_LENGTHS;

/** Share found and pairs computed against L at fixed rounds and chunk, on the seed design's own device. */
export function recallAgainstLength(experiment: Experiment): RecallPoint[] {
  const { design, workload } = experiment.settingOf([
    `${ATTENTION}.hash=simhash`,
    `${ATTENTION}.rounds=${mostRounds}`,
    `${ATTENTION}.chunk=${chunk}`,
    `${ATTENTION}.buckets=2L/chunk`,
  ]);
  const lengths = experiment.quick ? RECALL_LENGTHS.quickLengths : RECALL_LENGTHS.lengths;
  return lengths.map((length) => {
    const arrays = experiment.quick ? RECALL_LENGTHS.quickArrays : RECALL_LENGTHS.arrays;
    const shares = duplicationShares(
      design,
      workload,
      { length, arrays, variants: DUPLICATION_VARIANTS },
      experiment.rng.fork(`recall of ${length}`),
      experiment.kernels,
    );
    const plan = planOf({ ...workload, length });
    const pairsOf = (count: number): number =>
      computedPairs(length, { ...plan, rounds: count }) / exactPairs(length, true);
    const inRounds = (variant: DuplicationVariant, count: number): number[] =>
      shares[variant].map((share) => share[count - 1]);
    const enough = Array.from({ length: mostRounds }, (_, n) => n + 1).find((count) => {
      const { mean, interval } = estimate(inRounds("memristor", count));
      return mean - interval >= RECALL_LENGTHS.found;
    });
    return {
      length,
      computedPairs: pairsOf(rounds),
      found: Object.fromEntries(
        DUPLICATION_VARIANTS.map((variant) => [variant, estimate(inRounds(variant, rounds))]),
      ) as Record<DuplicationVariant, Estimate>,
      needed: enough === undefined ? null : { rounds: enough, computedPairs: pairsOf(enough) },
      worstArray: Math.min(...inRounds("memristor", rounds)),
      localWindow: (pairsOf(rounds) * (length + 1)) / 2 > length / 2 ? 1 : 0,
    };
  });
}

const percent = (x: number): string => `${(100 * x).toFixed(1)} %`;

const neededText = (needed: RecallPoint["needed"]): string =>
  needed === null
    ? `no ${mostRounds} rounds reach ${percent(RECALL_LENGTHS.found)}`
    : `${needed.rounds} rounds and ${percent(needed.computedPairs)} reach ${percent(RECALL_LENGTHS.found)}`;

/** Whether the longest sequence is served at a falling share of pairs while controls at equal pairs are not. */
export function recallClaim(points: readonly RecallPoint[]): JudgedClaim {
  const longest = points[points.length - 1];
  const { memristor } = longest.found;
  const controls = [
    longest.found["random-buckets"].mean,
    longest.found["second-array"].mean,
    longest.localWindow,
  ];
  const lower = memristor.mean - memristor.interval;
  const falls = points.every((point, n) => n === 0 || point.computedPairs < points[n - 1].computedPairs);
  const apart = controls.every((control) => control < memristor.mean - RECALL_LENGTHS.controlGap);
  return {
    id: "recall-length",
    hypothesis: `Constructed recall holds to L = ${longest.length} at ${rounds} rounds of chunk ${chunk}, at a falling share of pairs`,
    threshold: `lower 95 % bound of the share found at the longest at least ${percent(RECALL_LENGTHS.found)}`,
    control: `at equal pairs: random buckets ${percent(controls[0])}, second array ${percent(controls[1])}, local window ${percent(controls[2])}`,
    power: apart ? `controls stay ${percent(RECALL_LENGTHS.controlGap)} or more below` : "none",
    measured: points
      .map(
        ({ length, computedPairs: pairs, found, worstArray, needed }) =>
          `L ${length}: ${percent(found.memristor.mean)} (worst array ${percent(worstArray)}, software ${percent(found.software.mean)}) at ${percent(pairs)} of pairs; ${neededText(needed)}`,
      )
      .join("; "),
    verdict: judged(lower >= RECALL_LENGTHS.found && falls, apart),
    role: "finding",
  };
}

/** Slope of ln count against ln L, least squares. */
export function exponentOf(lengths: readonly number[], counts: readonly number[]): number {
  const [x, y] = [lengths, counts].map((values) => values.map(Math.log));
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const along = x.reduce((sum, xi, n) => sum + (xi - mx) * (y[n] - my), 0);
  return along / x.reduce((sum, xi) => sum + (xi - mx) ** 2, 0);
}

/** E11: counted actions of the mapping against L at a fixed chunk. */
export function growthClaim({ settingOf }: Experiment): JudgedClaim {
  const exponent = (operation: string, action: string, settings: readonly string[]): number => {
    const { design, workload } = settingOf(settings);
    return exponentOf(
      GROWTH.lengths,
      GROWTH.lengths.map((length) =>
        mapWorkload(design, { ...workload, length })
          .counts.filter((count) => count.operation === operation && count.action === action)
          .reduce((sum, { count }) => sum + count, 0),
      ),
    );
  };
  const lsh = exponent("score", "mac", [`${ATTENTION}.hash=simhash`]);
  const exact = exponent("score", "mac", [`${ATTENTION}.kind=exact`]);
  const polytope = exponent("hash", "read", [
    `${ATTENTION}.hash=cross-polytope`,
    `${ATTENTION}.factorise=never`,
    `${HASHING}.readout={family: "wta", model: "ideal"}`,
  ]);
  const within = (x: number, wanted: number): boolean => Math.abs(x - wanted) <= GROWTH.tolerance;
  return {
    id: "E11",
    hypothesis: "The attention part of LSH grows as L, exact attention as L²",
    threshold: `exponent 1.00 ± ${GROWTH.tolerance} of the score products, L ${GROWTH.lengths[0]} to ${GROWTH.lengths.at(-1)}`,
    control: `exact attention: ${exact.toFixed(3)}`,
    power: within(exact, 2) ? "the control grows with exponent 2" : "none",
    measured: `LSH ${lsh.toFixed(3)}; the unfactorised cross-polytope hash grows with ${polytope.toFixed(2)}: its array reads are not linear in L`,
    verdict: judged(within(lsh, 1), within(exact, 2)),
    role: "check",
  };
}
