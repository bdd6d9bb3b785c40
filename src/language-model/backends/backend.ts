import { type BucketIds, type Candidates, NO_CANDIDATES, ROUTINGS } from "../../attention/candidates.ts";
import { type LshPlan, nearSlots } from "../../attention/plan.ts";
import { dense } from "../../base/dense.ts";
import type { Rng } from "../../base/rng.ts";
import type { LanguageModelPlan } from "../../design/config.ts";
import type { Design } from "../../design/design.ts";
import { hashCodeOf, planOf, type Workload } from "../../design/workload.ts";
import { type ModelHash, type ModelWord, variantOf } from "../../simulation/variants.ts";
import type { Checkpoint } from "../decoder.ts";
import { headAttention } from "../engine/head-attention.ts";
import type { ModelKernels } from "../engine/kernel.ts";
import { type Attention, capture, type HeadActivations, maskingOf } from "../forward.ts";
import { attendCandidates, type CandidateAttended, topKeys } from "./candidate-attention.ts";
import {
  calibrateHead,
  type HashedPlan,
  type HeadCalibration,
  hashedVectors,
  liftedColumns,
} from "./hashed-vectors.ts";
import { type HeadHashers, headHashers } from "./head-hashers.ts";

/** Replacements of a model's own attention. */
export type BackendName = "exact" | ModelWord<ModelHash | "local-window"> | "top-k";

/** Pairs per query and head for controls and oracle: those that LSH in software used. */
export interface PairBudget {
  readonly computed: number;
  readonly useful: number;
}

/** Setting shared by all backends of a run. */
export interface BackendSetting {
  readonly checkpoint: Checkpoint;
  readonly design: Design;
  /** The workload at the model's length and width. */
  readonly workload: Workload;
  readonly plan: LanguageModelPlan;
  /** Text that sets key means, norms and full scales; never a scored text. */
  readonly calibration: readonly number[];
  readonly rng: Rng;
  readonly kernels: ModelKernels;
}

/** One backend on one chip and text. `local-window`, `top-k` and bucketed random hashing need a `budget`. */
export interface BackendCase {
  readonly name: BackendName;
  readonly sample: number;
  readonly window: number;
  readonly budget?: PairBudget | null;
  /** Overrides the plan's routing. */
  readonly candidates?: LanguageModelPlan["candidates"];
}

/** `exactLogSum` computes the denominators of exact attention, O(L²) per head, on demand. */
export type Observe = (attended: CandidateAttended, exactLogSum: () => Float64Array) => void;

/**
 * Backends of a model: each is an `Attention` for `forward`. LSH replaces all heads of all layers. Scores,
 * softmax and sums are float32 in every backend, by the same loops, so only the attended pairs differ.
 */
export function createBackends(setting: BackendSetting) {
  const { checkpoint, design, workload, plan, rng, kernels } = setting;
  const attention = attentionOf(setting);
  const attends = headAttention(kernels.decoder);
  const hashed: HashedPlan = {
    lift: plan.lift,
    hashed: plan.hashed,
    centreKeys: workload.attention.centreKeys,
    rotary: checkpoint.rotary,
  };
  const code = hashCodeOf(workload.attention, workload.length);
  const hashers = headHashers(
    design,
    code,
    checkpoint.dimensions.headWidth + liftedColumns(plan.lift),
    rng,
    kernels,
  );
  let calibrations: HeadCalibration[][] | null = null;
  const calibrationOf = (layer: number, index: number): HeadCalibration => {
    calibrations ??= capture(checkpoint, setting.calibration, kernels.decoder).layers.map(({ heads }) =>
      heads.map((head) => calibrateHead(head, hashed)),
    );
    return calibrations[layer][index];
  };
  const env: Environment = { setting, attention, hashed, hashers, calibrationOf };
  return (backend: BackendCase, observe: Observe = () => {}): Attention =>
    (head, layer, index) => {
      const { q, k, v } = head;
      if (backend.name === "exact") return attends.attend(q, k, v, attention).output;
      const near = nearOf(attention, backend, workload.length);
      const candidates = candidatesOf(env, backend, head, layer, index);
      const attended = attendCandidates(q, k, v, near, candidates, attends);
      // Without values, only the denominators are computed.
      observe(attended, () => attends.attend(q, k, dense(k.rows, 0), attention).logSum);
      return attended.output;
    };
}

interface Environment {
  readonly setting: BackendSetting;
  readonly attention: LshPlan;
  readonly hashed: HashedPlan;
  readonly hashers: HeadHashers;
  readonly calibrationOf: (layer: number, index: number) => HeadCalibration;
}

/** The design's plan with the model's mask and scale. */
function attentionOf({ checkpoint, workload }: BackendSetting): LshPlan {
  const { self, scale } = maskingOf(checkpoint);
  return {
    ...planOf(workload),
    self,
    scale,
    causal: true,
    sharedQK: checkpoint.attention.variant === "shared-qk",
  };
}

function nearOf(attention: LshPlan, { name, budget }: BackendCase, length: number): LshPlan {
  if (name !== "local-window") return attention;
  const width = Math.round(needed(budget, name).computed) - attention.sink;
  return { ...attention, localWindow: Math.max(1, Math.min(length, width)) };
}

function needed(budget: PairBudget | null | undefined, name: BackendName): PairBudget {
  if (!budget) throw new RangeError(`${name}: expected a budget of pairs, received none`);
  return budget;
}

function candidatesOf(
  env: Environment,
  backend: BackendCase,
  head: HeadActivations,
  layer: number,
  index: number,
): Candidates {
  const { setting, attention, hashed, hashers, calibrationOf } = env;
  const { name, sample, window, budget } = backend;
  if (name === "local-window") return NO_CANDIDATES;
  if (name === "top-k") {
    const near = nearSlots(head.k.rows, attention);
    const count = Math.max(1, Math.round(needed(budget, name).useful) - near);
    return topKeys(head.q, head.k, attention, count);
  }
  const calibration = calibrationOf(layer, index);
  const vectors = hashedVectors(head, hashed, calibration);
  const routing = name === "random-buckets" ? randomRouting(env, budget) : attention;
  const site = {
    head: { layer, head: index, kvHead: head.keyValueHead, q: head.q, k: head.k, v: head.v },
    sample,
    window,
    calibration: calibration.vectors,
  };
  const hash = hashers(variantOf<ModelHash>(name as ModelWord<ModelHash>), site, routing);
  const keys = hash(vectors.key, "key");
  // If queries are keys, one hash serves both, unless they are lifted differently.
  const isOne = attention.sharedQK && hashed.lift === "none" && name !== "second-array";
  const ids: BucketIds = { keys, queries: isOne ? keys : hash(vectors.query, "query") };
  return ROUTINGS[backend.candidates ?? setting.plan.candidates](ids, routing);
}

/** For whole buckets, the number of random ones that computes LSH's pairs: LSH's buckets are larger. */
function randomRouting({ setting, attention }: Environment, budget: PairBudget | null | undefined): LshPlan {
  if (setting.plan.candidates !== "bucket") return attention;
  const { computed } = needed(budget, "random-buckets");
  const { length } = setting.workload;
  const far = Math.max(1, computed - nearSlots(length, attention));
  const buckets = Math.max(1, Math.round((attention.rounds * (length + 1)) / 2 / far));
  return { ...attention, buckets };
}
