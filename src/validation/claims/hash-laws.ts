import { randomBuckets } from "../../attention/control-hashers.ts";
import { exactAttention } from "../../attention/exact-attention.ts";
import { lshAttention } from "../../attention/lsh-attention.ts";
import type { LshPlan } from "../../attention/plan.ts";
import { dense } from "../../base/dense.ts";
import { normals } from "../../base/rng.ts";
import { bitCorrelation, measureHash } from "../../simulation/hash-quality.ts";
import { type JudgedClaim, judged } from "./judged.ts";
import { HASH_LAWS } from "./plan.ts";
import { ATTENTION, type Experiment, FLAWLESS, HASHING } from "./setting.ts";

/** cos 0.99 lies on the steepest part of the law and is not among the six angles. */
const ANGLES = (cosine: number): boolean => cosine < 0.99;

const simHash: readonly string[] = [`${ATTENTION}.hash=simhash`, `${ATTENTION}.rounds=8`];

/** What is measured of the SimHash of a design, over array samples. */
function measured<Result>(
  of: (...args: Parameters<typeof bitCorrelation>) => Result,
  { settingOf, rng, kernels, quick }: Experiment,
  settings: readonly string[],
): Result {
  const { design, workload } = settingOf([...simHash, ...settings]);
  return of(
    design,
    workload,
    quick ? HASH_LAWS.quickArrays : HASH_LAWS.arrays,
    rng.fork("hash laws"),
    kernels,
  );
}

/** E3: collisions of a bit follow 1 − θ/π. Control: keys through a second untuned array. */
export function collisionLaw(experiment: Experiment): JudgedClaim {
  const points = measured(measureHash, experiment, FLAWLESS).collision.filter(({ cosine }) => ANGLES(cosine));
  const error = Math.max(...points.map(({ memristor, law }) => Math.abs(memristor.mean - law)));
  const control = Math.max(...points.map(({ secondArray, law }) => Math.abs(secondArray.mean - law)));
  return {
    id: "E3",
    hypothesis: "A bit of the differential memristor hash collides with probability 1 − θ/π",
    threshold: `absolute error at most ${HASH_LAWS.collision} at ${points.length} angles`,
    control: `keys through a second untuned array: error ${control.toFixed(3)}`,
    power: control > 0.1 ? "the control is off by more than 0.1" : "none",
    measured: `largest error ${error.toFixed(4)}`,
    verdict: judged(error <= HASH_LAWS.collision, control > 0.1),
    role: "check",
  };
}

/** E4: bits of differential pairs are independent; single-ended columns share the common mode. */
export function bitIndependence(experiment: Experiment): JudgedClaim {
  const correlation = (settings: readonly string[]): number => measured(bitCorrelation, experiment, settings);
  const differential = correlation([]);
  const single = correlation([`${HASHING}.array.pairing=single-ended`, `${HASHING}.array.wires=ideal`]);
  return {
    id: "E4",
    hypothesis: "Hash bits of differential pairs are independent",
    threshold: `mean |correlation| at most ${HASH_LAWS.correlation}`,
    control: `single-ended columns must exceed ${HASH_LAWS.commonMode}: ${single.toFixed(3)}`,
    power: single > HASH_LAWS.commonMode ? "the control repeats its bits" : "none",
    measured: `mean |correlation| ${differential.toFixed(4)}`,
    verdict: judged(differential <= HASH_LAWS.correlation, single > HASH_LAWS.commonMode),
    role: "check",
  };
}

const LENGTH = 128;
const WIDTH = 16;

/** E5: one chunk that covers the sequence is exact attention. Control: chunks of an eighth. */
export function lshExactness({ rng }: Experiment): JudgedClaim {
  const stream = rng.fork("exactness");
  const [q, k, v] = ["q", "k", "v"].map((name) =>
    dense(LENGTH, WIDTH, normals(LENGTH * WIDTH, stream.fork(name))),
  );
  const plan: LshPlan = {
    rounds: 1,
    buckets: 2,
    chunk: LENGTH,
    lookBack: 0,
    localWindow: 0,
    sink: 0,
    causal: true,
    self: "allowed",
    scale: 1 / Math.sqrt(WIDTH),
    duplicates: "once",
    sharedQK: false,
  };
  const exact = exactAttention(q, k, v, plan).output.data;
  const error = (chunk: number): number => {
    const hash = randomBuckets(plan, stream.fork("ids"));
    const { data } = lshAttention(q, k, v, hash, { ...plan, chunk }).output;
    return data.reduce((most, x, i) => Math.max(most, Math.abs(x - exact[i])), 0);
  };
  const [whole, part] = [error(LENGTH), error(LENGTH / 8)];
  return {
    id: "E5",
    hypothesis: "LSH attention whose one chunk covers the sequence is exact attention",
    threshold: "largest absolute error 1e-6",
    control: `chunks of L/8 must differ: ${part.toFixed(3)}`,
    power: part > 1e-2 ? "the control differs by more than 0.01" : "none",
    measured: `largest error ${whole.toExponential(1)}`,
    verdict: judged(whole <= 1e-6, part > 1e-2),
    role: "check",
  };
}
