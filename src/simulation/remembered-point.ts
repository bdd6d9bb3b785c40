import { columnPlan } from "../arrays/column-plan.ts";
import type { Design } from "../design/design.ts";
import { hashCodeOf, type Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/operating-point.ts";
import type { Activations } from "./activations.ts";
import type { Kernels } from "./kernels.ts";
import { levelMoments, type MomentsOf, solveOperatingPoint } from "./operating-point.ts";
import { createIdentities, rememberedReads } from "./remembered-reads.ts";

/** Results that are kept: a point is three numbers and its key, moments are a matrix of the head's width. */
const MOST_POINTS = 100_000;
const MOST_MOMENTS = 256;

/**
 * `solveOperatingPoint` of designs over and over: those that agree in everything that a solve reads share its result. Of
 * the workload it takes the widths of a head and of a layer, and as many projections as the first array holds.
 */
export function rememberedPoints(
  activations: Activations,
  kernels: Kernels | undefined,
): (design: Design, workload: Workload) => OperatingPoint {
  const identities = createIdentities();
  const momentsOf: MomentsOf = rememberedReads(
    levelMoments,
    (_, heads) => `${identities(heads[0])} ${heads.length}`,
    MOST_MOMENTS,
  );
  return rememberedReads(
    (design: Design, workload: Workload) =>
      solveOperatingPoint(design, workload, activations, kernels, momentsOf),
    (design, workload) => {
      const { rounds, columns } = hashCodeOf(workload.attention, workload.length);
      const { pairing, columns: lines } = design.hashing.array;
      return `${workload.headWidth} ${workload.model?.modelWidth} ${Math.min(rounds * columns, columnPlan(pairing, lines).outputs)}`;
    },
    MOST_POINTS,
  );
}
