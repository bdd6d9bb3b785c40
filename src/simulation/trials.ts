// Variants of the hash, and one trial of them on one draw of arrays.

import { createRng, type Dense, type Rng } from "#base";
import type { HashCode, Hasher, Role } from "../attention/hash-code.ts";
import { drawProjections, projectionHasher, projectorHasher, randomBuckets } from "../attention/hash-code.ts";
import type { AttentionUnits } from "../attention/lsh-attention.ts";
import { computedPairs, type LshPlan, nearSlots } from "../attention/plan.ts";
import type { Design } from "../design/design.ts";
import { projectionUnitOf } from "../design/digital-projection.ts";
import { hashCodeOf, planOf, type Workload } from "../design/workload.ts";
import { expectedLoad } from "../mapping/sizes.ts";
import type { HeadActivations, HeadPlace } from "./activations.ts";
import { crossbarHasher, foldedHasher } from "./hashers.ts";
import type { Kernels } from "./kernels.ts";
import { type ProgrammedSet, programSet } from "./programmed-set.ts";
import { measureTrial, type PreparedHead, type TrialQuality } from "./quality.ts";
import type { Tally } from "./reads.ts";
import { type SimulatedHash, VARIANTS } from "./variants.ts";

/** Data shared by all trials of a simulation. */
export interface Job {
  readonly design: Design;
  /** The workload at the length and width of the activations. */
  readonly measured: Workload;
  readonly heads: readonly PreparedHead[];
  readonly rng: Rng;
  /** Kernels that solve the arrays' circuits; the plain ones by default. */
  readonly kernels?: Kernels;
}

/** One variant on one array sample. */
export interface Trial {
  readonly variant: SimulatedHash | "local-window";
  readonly sample: number;
  /** Whether to find out which keys are attended. */
  readonly keys?: boolean;
}

/** Runs trials here or on workers, results in order; `onStart`: all have started; `onDone`: after each. */
export type RunTrials = (
  job: Job,
  trials: readonly Trial[],
  onDone: () => void,
  onStart?: () => void,
) => Promise<TrialQuality[]>;

/** Runs one trial. Streams are named by variant and sample, so trials can run in any order, anywhere. */
export function runTrial(
  { design, measured, heads, rng, kernels }: Job,
  { variant, sample, keys }: Trial,
): TrialQuality {
  const plan = planOf(measured);
  const units = unitsOf(design);
  const pairs = { kernel: kernels?.pairs, keys };
  if (variant === "local-window")
    return measureTrial(heads, localWindowPlan(plan, measured), units, () => () => new Int32Array(0), pairs);
  const code = hashCodeOf(measured.attention, measured.length);
  const factory = hasherFactory(variant, design, code, measured.headWidth, rng, { kernels });
  return measureTrial(heads, plan, units, (head) => factory(sample, head), pairs);
}

/** Runs trials one after another on this thread. */
export const runTrialsInTurn: RunTrials = async (job, trials, onDone) =>
  trials.map((trial) => {
    const quality = runTrial(job, trial);
    onDone();
    return quality;
  });

/** The digital units used by attention. */
export function unitsOf({ digital }: Design): AttentionUnits {
  const { exponential, unnormalised } = digital.softmax.behaviour;
  return { sort: digital.sorter.behaviour.order, exponential, unnormalised };
}

/** A window with as many pairs per query as the LSH plan, or as expected for a decode. */
function localWindowPlan(plan: LshPlan, measured: Workload): LshPlan {
  const { length } = measured;
  const perQuery = Math.round(
    plan.lists === undefined
      ? computedPairs(length, plan) / length
      : expectedLoad(measured).distinct + nearSlots(length, plan),
  );
  return { ...plan, rounds: 0, localWindow: Math.max(1, Math.min(length, perQuery - plan.sink)) };
}

/** Makes the hasher of one head on one array sample. */
export type HasherFactory = (trial: number, head: HeadActivations) => Hasher;

/** Name of a head's set of projections; heads with the same name share it. */
export function sharingGroup(sharing: Design["hashing"]["sharing"], head: HeadPlace): string {
  if (sharing === "global") return "chip";
  if (sharing === "layer") return `layer ${head.layer}`;
  return sharing === "head"
    ? `layer ${head.layer} head ${head.kvHead}`
    : `layer ${head.layer} query head ${head.head}`;
}

/**
 * Name of the reads of a head's vectors: keys are read once for all query heads of their group, with the same
 * noise, unless each query head has its own projections.
 */
export const readsOfHead = (
  sharing: Design["hashing"]["sharing"],
  { layer, head, kvHead }: HeadActivations,
  role: Role,
): string => `layer ${layer} head ${role === "key" && sharing !== "query-head" ? kvHead : head}`;

/** Makes a hasher per role on its first use. */
export function byRole(make: (role: Role) => Hasher): Hasher {
  const known = new Map<Role, Hasher>();
  return (vectors, role) => {
    const hash = known.get(role) ?? make(role);
    known.set(role, hash);
    return hash(vectors, role);
  };
}

/** The stream of one set of projections on one array sample. */
export const streamOfSet = (rng: Rng, design: Design, trial: number, head: HeadPlace): Rng =>
  rng.fork("set").fork(trial).fork(sharingGroup(design.hashing.sharing, head));

/** Makes the hashers of a variant for heads in sequence; `VARIANTS` describes each. */
export function hasherFactory(
  variant: SimulatedHash,
  design: Design,
  code: HashCode,
  width: number,
  rng: Rng,
  { tally = null, kernels }: { readonly tally?: Tally | null; readonly kernels?: Kernels } = {},
): HasherFactory {
  // A set is programmed once per chip; heads come in sequence, so only the last set is kept.
  let kept: { readonly key: string; readonly set: ProgrammedSet } | null = null;
  return (trial, head) => {
    const named = (): Rng => streamOfSet(rng, design, trial, head);
    const reads = (role: Role): Rng =>
      rng
        .fork(variant)
        .fork(trial)
        .fork(readsOfHead(design.hashing.sharing, head, role));
    const projections = (): Dense => drawProjections(code, width, named().fork("projections"));
    const setOf = (): ProgrammedSet => {
      const key = `${trial} ${sharingGroup(design.hashing.sharing, head)}`;
      if (kept?.key !== key)
        kept = { key, set: programSet(design, projections(), named().fork("array"), kernels) };
      return kept.set;
    };
    const folded = (role: Role): Hasher =>
      foldedHasher(design, code, projections(), head, role, {
        array: named().fork("folded").fork(role).fork(`query head ${head.head}`),
        reads: reads(role),
        tally,
        kernels,
      });
    const arrays = (): Hasher => {
      const set = setOf();
      return byRole((role) => crossbarHasher(design, set, code, reads(role), { tally, kernels }));
    };
    return VARIANTS[variant].make({
      software: () => projectionHasher(projections(), code),
      digital: () => digitalHasher(design, code, width, named().fork("signs")),
      random: () => byRole((role) => randomBuckets(code, reads(role))),
      memristor: () => (design.hashing.folding === "none" ? arrays() : byRole(folded)),
    });
  };
}

/** ±1 projections on the MAC array's adders, or those of the design's unit. */
function digitalHasher(design: Design, code: HashCode, width: number, signs: Rng): Hasher {
  const unit = projectionUnitOf(design)?.behaviour;
  return unit === undefined
    ? projectionHasher(drawProjections(code, width, signs, "rademacher"), code)
    : projectorHasher(unit.projector(width, code.rounds * code.columns, signs), code);
}

/** The stream of a simulation; workers derive the same one from the seed. */
export const simulationRng = (seed: number): Rng => createRng(seed).fork("simulate");
