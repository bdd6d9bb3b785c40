import { computedPairs, exactPairs } from "../../attention/plan.ts";
import { type Estimate, estimate } from "../../base/statistics.ts";
import { planOf } from "../../design/workload.ts";
import {
  DUPLICATION_ARMS,
  type DuplicationArm,
  duplicationShares,
} from "../../simulation/hash-duplication.ts";
import { type JudgedClaim, judged } from "./judged.ts";
import { RECALL_LENGTHS } from "./plan.ts";
import { ATTENTION, type Experiment } from "./setting.ts";

/** Constructed recall at one length: the partner stands half a sequence back, so a window narrower than that finds none. */
export interface RecallPoint {
  readonly length: number;
  /** Pairs computed as a share of exact causal attention's. */
  readonly computedPairs: number;
  /** Share of partners found, arrays as the sample. */
  readonly found: Readonly<Record<DuplicationArm, Estimate>>;
  /** The least lucky array of the memristor hash. */
  readonly worstArray: number;
  /** Share that a local window of as many pairs finds: 1 where it reaches half a sequence back, else 0. */
  readonly localWindow: number;
}

const { rounds, chunk } = RECALL_LENGTHS;

/** Share found and pairs computed against L at fixed rounds and chunk, on the seed design's own device. */
export function recallAgainstLength(experiment: Experiment): RecallPoint[] {
  const { design, workload } = experiment.settingOf([
    `${ATTENTION}.hash=simhash`,
    `${ATTENTION}.rounds=${rounds}`,
    `${ATTENTION}.chunk=${chunk}`,
    `${ATTENTION}.buckets=2L/chunk`,
  ]);
  const lengths = experiment.quick ? RECALL_LENGTHS.quickLengths : RECALL_LENGTHS.lengths;
  return lengths.map((length) => {
    const shares = duplicationShares(
      design,
      workload,
      { length, arrays: RECALL_LENGTHS.arrays, arms: DUPLICATION_ARMS },
      experiment.rng.fork(`recall of ${length}`),
      experiment.kernels,
    );
    const last = (arm: DuplicationArm): number[] => shares[arm].map((share) => share[rounds - 1]);
    const pairs = computedPairs(length, planOf({ ...workload, length }));
    return {
      length,
      computedPairs: pairs / exactPairs(length, true),
      found: Object.fromEntries(DUPLICATION_ARMS.map((arm) => [arm, estimate(last(arm))])) as Record<
        DuplicationArm,
        Estimate
      >,
      worstArray: Math.min(...last("memristor")),
      localWindow: pairs / length > length / 2 ? 1 : 0,
    };
  });
}

const percent = (x: number): string => `${(100 * x).toFixed(1)} %`;

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
        ({ length, computedPairs: pairs, found, worstArray }) =>
          `L ${length}: ${percent(found.memristor.mean)} (worst array ${percent(worstArray)}, software ${percent(found.software.mean)}) at ${percent(pairs)} of pairs`,
      )
      .join("; "),
    verdict: judged(lower >= RECALL_LENGTHS.found && falls, apart),
    role: "check",
  };
}
