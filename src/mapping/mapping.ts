import { InfeasibleError } from "../base/errors.ts";
import type { Design } from "../design/design.ts";
import { projectionUnitOf } from "../design/digital-projection.ts";
import type { Workload } from "../design/workload.ts";
import { type ActionCount, mergeCounts, scaleCounts } from "./action-counts.ts";
import { mapAnalog } from "./analog-mapping.ts";
import { arrayCensus, arrayParallelism, type Census, DIGITAL_CENSUS } from "./census.ts";
import { exactCounts } from "./exact-counts.ts";
import { mapGpu } from "./gpu-mapping.ts";
import { crossbarHashCounts, digitalHashCounts } from "./hash-counts.ts";
import { lshCounts } from "./lsh-counts.ts";
import { type Placement, placeProjections } from "./placement.ts";
import { lshWorkingSetBits, sizesOf } from "./sizes.ts";
import { checkSort } from "./sort-counts.ts";
import { hierarchyOf } from "./traffic.ts";

/** A workload laid out on a design: what stands on the chip, and how often each part acts. */
export interface Mapping {
  readonly census: Census;
  /** Instances of a component that act at the same time; 1 where not listed. */
  readonly parallel: Census;
  /** Null where the design projects digitally or the attention is exact. */
  readonly placement: Placement | null;
  /** Actions of the whole workload. */
  readonly counts: readonly ActionCount[];
  /** Heads that go through the pipeline one after another in a layer (heads × batch). */
  readonly headsInLayer: number;
  readonly layers: number;
  /** Times that a cell of a dynamic array is rewritten over the workload; none without such arrays. */
  readonly rewrites?: number;
}

/**
 * Throws InfeasibleError where the design cannot carry the workload. Digital projections whose unit is still an open
 * choice are mapped on the MAC array's adders.
 */
export const mapWorkload = (design: Design, workload: Workload): Mapping =>
  MAPPERS[design.platform](design, workload);

const MAPPERS = { digital: mapDigital, analog: mapAnalog, gpu: mapGpu } as const satisfies Record<
  Design["platform"],
  (design: Design, workload: Workload) => Mapping
>;

/** The chip's own units, with or without arrays that hash. */
function mapDigital(design: Design, workload: Workload): Mapping {
  if (workload.phase === "decode")
    throw new InfeasibleError(
      'the digital units: expected the phase "prefill" (workload.phase), received "decode"',
    );
  const sizes = sizesOf(design, workload);
  const { digital, memory, hashing } = design;
  const pipeline = { headsInLayer: workload.heads * workload.batch, layers: workload.layers };
  const repeats = workload.layers * workload.batch;
  if (workload.attention.kind === "exact") {
    const counts = exactCounts(sizes, workload.attention.causal, digital.buffer.behaviour, memory.behaviour);
    return {
      census: DIGITAL_CENSUS,
      parallel: {},
      placement: null,
      counts: mergeCounts(scaleCounts(counts, repeats)),
      ...pipeline,
    };
  }
  checkSort(digital.sorter.behaviour, sizes.length, sizes.buckets);
  const hierarchy = hierarchyOf(digital.buffer.behaviour, memory.behaviour, lshWorkingSetBits(sizes));
  const common = lshCounts(sizes, digital.sorter.behaviour, hierarchy);
  const placement = hashing.unit === "crossbar" ? placeProjections(design, workload) : null;
  const unit = placement === null ? projectionUnitOf(design) : null;
  const hash =
    placement === null
      ? digitalHashCounts(sizes, unit?.behaviour ?? null)
      : crossbarHashCounts(sizes, design, placement);
  return {
    census: {
      ...DIGITAL_CENSUS,
      sorter: 1,
      ...(unit === null ? {} : { projection: 1 }),
      ...(placement === null ? {} : arrayCensus(design, placement)),
    },
    parallel: placement === null ? {} : arrayParallelism(design, placement, workload.headWidth),
    placement,
    counts: mergeCounts(scaleCounts([...common, ...hash], repeats)),
    ...pipeline,
  };
}
