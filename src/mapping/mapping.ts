import { InfeasibleError, rememberedReads } from "#base";
import type { Design } from "../design/design.ts";
import { projectionUnitOf } from "../design/digital-projection.ts";
import { currentNoise, scaleNoise } from "../design/front-end.ts";
import { isScored } from "../design/key-codes.ts";
import type { Workload } from "../design/workload.ts";
import { type ActionCount, isBackward } from "./action-counts.ts";
import { decodeHierarchy, exactDecodeCounts, lshDecodeCounts } from "./decode.ts";
import { exactBackwardCounts, exactCounts, keepCounts } from "./exact.ts";
import { plannedCounts } from "./flows/plan-space.ts";
import { type LevelProduct, levelUnits, withLevels } from "./level-traffic.ts";
import {
  checkSort,
  crossbarHashCounts,
  digitalHashCounts,
  lshBackwardCounts,
  lshCounts,
  lshKeepCounts,
} from "./lsh.ts";
import {
  blockArrayOf,
  blockOf,
  listedBlocks,
  streamedBlocks,
  windowBlocks,
  withIdleUnits,
} from "./mac-blocks.ts";
import { memoryPackages } from "./off-chip-memory.ts";
import {
  arrayCensus,
  arrayParallelism,
  type Census,
  coreCensus,
  type Placement,
  placeProjections,
} from "./placement.ts";
import { mapAnalog, mapGpu } from "./rivals.ts";
import type { Schedule } from "./schedule.ts";
import { chipBuffer, schedulesOf } from "./schedule.ts";
import type { SelectedPairs } from "./scored.ts";
import { mapScoredAnalog } from "./scored-analog.ts";
import { mapScored } from "./scored-mapping.ts";
import {
  backwardWorkingSetBits,
  type CandidateLoad,
  expectedLoad,
  type Sizes,
  sizesOf,
  workingSetBits,
} from "./sizes.ts";
import { hierarchyOf, linkCensus } from "./traffic.ts";

/** A workload laid out on a design: instances on the chip, how often each acts, and in which order. */
export interface Mapping {
  readonly census: Census;
  /** Instances of a component that act at the same time for one core; 1 where not listed. */
  readonly parallel: Census;
  /** Null where the design projects digitally or the attention is exact. */
  readonly placement: Placement | null;
  /** Actions of the whole workload: one more token of every sequence in a decode; both passes in training. */
  readonly counts: readonly ActionCount[];
  /** Times that a cell of a dynamic array is rewritten over the workload; left out without such arrays. */
  readonly rewrites?: number;
  readonly schedule: Schedule;
  /** Schedule of a training step's backward pass, which starts when the forward pass of all layers ends. */
  readonly backward?: Schedule;
  /** Share of the buffer's bandwidth that gathers get, as in their counts. */
  readonly gatherEfficiency: number;
  /** Products of attention on the declared levels; left out without levels. */
  readonly levels?: readonly LevelProduct[];
  /** Totals of a selection of keys over the whole workload; left out where nothing is searched. */
  readonly pairs?: SelectedPairs;
}

/**
 * Maps a workload. Throws InfeasibleError where the design cannot carry it. Digital projections whose unit is
 * still an open choice are mapped on the MAC array's adders. `load` is what the queries of a decode find.
 */
export const mapWorkload = (
  design: Design,
  workload: Workload,
  load: CandidateLoad = expectedLoad(workload),
): Mapping => {
  if (workload.indexer !== undefined) throw new InfeasibleError(indexed(workload));
  return MAPPERS[design.platform](design, workload, load);
};

const indexed = ({ preset }: Workload): string =>
  `a trained indexer selects the keys of ${preset}: compare prices the designs of its index, and no other question takes it`;

/** Arrays that hold keys and values, with or without a selection before them. */
const mapInArrays = (design: Design, workload: Workload): Mapping =>
  isScored(workload.attention) ? mapScoredAnalog(design, workload) : mapAnalog(design, workload);

const MAPPERS = { digital: mapDigital, analog: mapInArrays, gpu: mapGpu } as const satisfies Record<
  Design["platform"],
  (design: Design, workload: Workload, load: CandidateLoad) => Mapping
>;

/** The chip's own units, with or without arrays that hash. */
function mapDigital(design: Design, workload: Workload, load: CandidateLoad): Mapping {
  const sizes = sizesOf(design, workload);
  if (isScored(workload.attention)) return mapScored(design, workload);
  return workload.attention.kind === "exact"
    ? mapExact(design, workload, sizes)
    : mapLsh(design, workload, sizes, load);
}

function mapExact(design: Design, workload: Workload, sizes: Sizes): Mapping {
  const [buffer, memory] = [design.digital.buffer.behaviour, design.memory.behaviour];
  const { causal } = workload.attention;
  const counts =
    plannedCounts(design, workload) ??
    (workload.phase === "decode"
      ? exactDecodeCounts(sizes, decodeHierarchy(sizes, workload, chipBuffer(design), memory))
      : exactCounts(sizes, causal, buffer, memory));
  const gradients =
    workload.pass === "training"
      ? [
          ...keepCounts(sizes, 0, { buffer, memory, resident: 1 }),
          ...exactBackwardCounts(sizes, causal, buffer, memory),
        ]
      : [];
  const done = withIdleUnits(
    [...counts, ...gradients],
    blockArrayOf(design.digital),
    blockOf(sizes, workload),
  );
  return {
    census: coreCensus(
      design.cores,
      ["mac", "softmax", "buffer", ...levelUnits(design)],
      memoryPackages(design, workload),
    ),
    parallel: {},
    placement: null,
    ...withLevels(design, workload, () => streamedBlocks(sizes, workload), done),
    ...schedulesOf(design, workload, sizes, null),
    gatherEfficiency: buffer.gatherEfficiency,
  };
}

function mapLsh(design: Design, workload: Workload, sizes: Sizes, load: CandidateLoad): Mapping {
  const placement = design.hashing.unit === "crossbar" ? placeProjections(design, workload) : null;
  const workOf = design.digital.levels === undefined ? rememberedWork[design.hashing.unit] : lshWork;
  const unit = placement === null ? projectionUnitOf(design) : null;
  const units = [
    ...(["mac", "softmax", "buffer", "sorter"] as const),
    ...levelUnits(design),
    ...(unit === null ? [] : (["projection"] as const)),
  ];
  return {
    census: {
      ...coreCensus(design.cores, units, memoryPackages(design, workload)),
      ...(placement === null
        ? {}
        : { ...arrayCensus(design, placement), ...linkCensus(design.hashNode, design) }),
    },
    parallel: placement === null ? {} : arrayParallelism(design, placement),
    placement,
    // Only the numbers of a placement are read, not the time of a read that it was checked for.
    ...workOf(design, workload, sizes, load, { placement }),
    ...schedulesOf(design, workload, sizes, placement),
    gatherEfficiency: design.digital.buffer.behaviour.gatherEfficiency,
  };
}

/** Actions and level products of LSH attention with projections; those of a prefill ignore the cores. */
function lshWork(
  design: Design,
  workload: Workload,
  sizes: Sizes,
  load: CandidateLoad,
  { placement }: Pick<Mapping, "placement">,
): Pick<Mapping, "counts" | "levels"> {
  const hash =
    placement === null
      ? digitalHashCounts(sizes, projectionUnitOf(design)?.behaviour ?? null)
      : crossbarHashCounts(sizes, design, placement);
  const counts = [
    ...attendCounts(design, workload, sizes, load),
    ...hash,
    ...gradientCounts(design, workload, sizes, hash),
  ];
  return withLevels(
    design,
    workload,
    () =>
      workload.phase === "decode" ? listedBlocks(sizes, load) : windowBlocks(sizes, workload, design.plan),
    withIdleUnits(counts, blockArrayOf(design.digital), blockOf(sizes, workload, design.plan)),
  );
}

/** Most cached lists of counts per kind of unit, some kB each; prefills that differ in cores share one. */
const MOST_KEPT = 8192;

/** A cache for each kind of unit: digital projections do not depend on what arrays read of a design. */
const rememberedWork = {
  crossbar: rememberedReads(lshWork, MOST_KEPT),
  digital: rememberedReads(lshWork, MOST_KEPT),
} as const satisfies Record<Design["hashing"]["unit"], typeof lshWork>;

/** Actions of the gradients of LSH attention over one layer, and of the data that the forward pass keeps. */
function gradientCounts(
  design: Design,
  workload: Workload,
  sizes: Sizes,
  hash: readonly ActionCount[],
): ActionCount[] {
  if (workload.pass === "forward") return [];
  const { backwardHashes } = workload.attention;
  if (backwardHashes === "recomputed") checkRepeatable(design);
  const [buffer, memory] = [design.digital.buffer.behaviour, design.memory.behaviour];
  const hierarchy = hierarchyOf(buffer, memory, backwardWorkingSetBits(sizes, workload));
  const sorter = design.digital.sorter.behaviour;
  return [
    ...lshKeepCounts(sizes, backwardHashes, hierarchy),
    ...lshBackwardCounts(sizes, backwardHashes, hash, sorter, hierarchy),
  ];
}

/** Throws InfeasibleError where a vector that is hashed twice may get two buckets. */
function checkRepeatable(design: Design): void {
  const { unit, memristor } = design.hashing;
  const isQuiet =
    currentNoise(design) === 0 && scaleNoise(design) === 0 && memristor.behaviour.readNoise === 0;
  if (unit === "digital" || isQuiet) return;
  throw new InfeasibleError(
    "hashes of noisy arrays are not repeatable: a backward pass that hashes again meets other pairs than the forward " +
      'pass, to which the kept log-sum-exps do not belong (use workload.attention.backwardHashes "stored")',
  );
}

/** Actions of LSH attention over one layer, without the projections themselves. */
function attendCounts(design: Design, workload: Workload, sizes: Sizes, load: CandidateLoad): ActionCount[] {
  const { attention } = workload;
  const [buffer, memory] = [design.digital.buffer.behaviour, design.memory.behaviour];
  if (workload.phase !== "decode") checkSort(design.digital.sorter.behaviour, sizes.length, sizes.buckets);
  const planned = plannedCounts(design, workload, load);
  if (planned !== null) return planned;
  if (workload.phase === "decode") {
    const hierarchy = decodeHierarchy(sizes, workload, chipBuffer(design), memory);
    return lshDecodeCounts(sizes, attention, load, hierarchy);
  }
  return lshCounts(
    sizes,
    design.digital.sorter.behaviour,
    hierarchyOf(buffer, memory, workingSetBits(sizes, workload)),
  );
}

/**
 * The passes of a mapping, in order, each with its own actions: the forward pass and, for a training step,
 * the backward pass, which starts when all layers have finished the forward pass.
 */
export function passesOf(mapping: Mapping): Mapping[] {
  const { backward, ...forward } = mapping;
  if (backward === undefined) return [mapping];
  const countsOf = (wanted: boolean): Mapping["counts"] =>
    mapping.counts.filter(({ operation }) => isBackward(operation) === wanted);
  return [
    { ...forward, counts: countsOf(false) },
    { ...forward, counts: countsOf(true), schedule: backward },
  ];
}
