import type { Catalogue } from "../base/catalogue.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import type { RungResult } from "../ladder/comparison-design.ts";
import { climb } from "../ladder/ladder.ts";
import type { OperatingPoint } from "../mapping/operating-point.ts";
import { loadKernels } from "../runtime/kernels.ts";
import { rememberedPoints } from "../simulation/remembered-point.ts";
import type { Study } from "./study.ts";
import { configsOf, type StudyData } from "./study-evaluator.ts";

/** A point of a study with all rungs of its ladder. */
export interface PointLadder {
  readonly design: Design;
  readonly workload: Workload;
  readonly point: OperatingPoint;
  readonly rungs: readonly RungResult[];
}

/** Climbs the ladder at points of a study by their level and codes; designs that share arrays share their solution. */
export function createLadders(
  study: Study,
  catalogue: Catalogue,
  { activations, sharedQK }: Pick<StudyData, "activations" | "sharedQK">,
): (level: number, codes: readonly number[]) => PointLadder {
  const configAt = configsOf(study, catalogue, sharedQK);
  const pointOf = rememberedPoints(activations, loadKernels());
  return (level, codes) => {
    const { design, workload } = configAt(level, codes);
    const point = pointOf(design, workload);
    return { design, workload, point, rungs: climb(design, workload, point) };
  };
}
