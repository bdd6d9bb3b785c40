import { type DuplicationArm, duplicationShares } from "../../simulation/hash-duplication.ts";
import { type JudgedClaim, judged } from "./judged.ts";
import { DIES } from "./plan.ts";
import { quantileInterval, quantileOf } from "./quantile.ts";
import { ATTENTION, type Experiment } from "./setting.ts";

const ARMS = ["memristor", "software", "random-buckets"] as const satisfies readonly DuplicationArm[];

/** The least lucky twentieth of dies, not their mean: each die has its own devices, stuck cells and task. */
export function yieldClaim({ settingOf, rng, kernels }: Experiment): JudgedClaim {
  const { dies, length, chunk, rounds, quantile, loss } = DIES;
  const { design, workload } = settingOf([
    `${ATTENTION}.hash=simhash`,
    `${ATTENTION}.rounds=${rounds}`,
    `${ATTENTION}.chunk=${chunk}`,
    `${ATTENTION}.buckets=2L/chunk`,
  ]);
  const task = { length, arrays: dies, arms: ARMS };
  const shares = duplicationShares(design, workload, task, rng.fork("dies"), kernels);
  const found = (arm: DuplicationArm): number[] => shares[arm].map((share) => share[rounds - 1]);
  const low = (arm: DuplicationArm): number => quantileOf(found(arm), quantile);
  const values = found("memristor");
  const { lower, upper } = quantileInterval(values, quantile);
  const mean = values.reduce((a, b) => a + b, 0) / dies;
  const control = low("random-buckets");
  const lost = low("software") - low("memristor");
  const controlFails = low("software") - control > loss;
  return {
    id: "yield",
    hypothesis: `The worst ${100 * quantile} % of ${dies} dies hash as well as the worst ${100 * quantile} % of software projections`,
    threshold: `${100 * quantile}th percentile of partners found at most ${100 * loss} points below the software hash's`,
    control: `random buckets: ${percent(control)}`,
    power: controlFails ? "the control fails" : "none",
    measured: `memristor ${percent(low("memristor"))} [${percent(lower)}, ${percent(upper)}] (mean ${percent(mean)}, worst die ${percent(Math.min(...values))}), software ${percent(low("software"))}: ${(100 * lost).toFixed(2)} points; ${rounds} rounds of chunk ${chunk}, L = ${length}`,
    verdict: judged(lost <= loss, controlFails),
    role: "finding",
  };
}

const percent = (x: number): string => `${(100 * x).toFixed(1)} %`;
