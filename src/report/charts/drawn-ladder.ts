import type { Workload } from "../../design/workload.ts";
import type { RungResult } from "../../ladder/comparison-design.ts";
import type { Crossover, CurvePoint } from "../../ladder/curves.ts";

/** A ladder with what it costs at every length: what a comparison and a point of a study both have. */
export interface DrawnLadder {
  readonly workload: Workload;
  readonly rungs: readonly RungResult[];
  readonly curves: readonly CurvePoint[];
  readonly crossover: readonly Crossover[];
}
