// Compares all designs at a point, and at the points of a front.

import type { Catalogue } from "#base";
import type { PointRecord } from "#search";
import { type DesignResult, feasibleOf } from "../../../comparison/comparison-design.ts";
import { SUBJECT } from "../../../comparison/comparison-designs.ts";
import { energy } from "../../../comparison/metrics/prices.ts";
import { priceAll } from "../../../comparison/priced-comparison.ts";
import type { Design } from "../../../design/design.ts";
import type { Workload } from "../../../design/workload.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { rememberedPoints } from "../../../simulation/remembered-point.ts";
import type { StoredStudy } from "../../shared/studies/stored.ts";
import type { Study } from "../../shared/studies/study.ts";
import { configsOf, type StudyData } from "./evaluator.ts";
import { studyData } from "./run.ts";

/** A point of a study with all designs of its comparison. */
export interface PointComparison {
  readonly design: Design;
  readonly workload: Workload;
  readonly point: OperatingPoint;
  readonly contenders: readonly DesignResult[];
}

/** Prices all designs at study points by level and codes; designs with equal arrays share their solution. */
export function createComparisons(
  study: Study,
  catalogue: Catalogue,
  { activations, sharedQK }: Pick<StudyData, "activations" | "sharedQK">,
): (level: number, codes: readonly number[]) => PointComparison {
  const configAt = configsOf(study, catalogue, sharedQK);
  const pointOf = rememberedPoints(activations, loadKernels());
  return (level, codes) => {
    const { design, workload } = configAt(level, codes);
    const point = pointOf(design, workload);
    return { design, workload, point, contenders: priceAll(design, workload, point) };
  };
}

/** Most designs of a front whose comparisons are repriced for a report. */
const MOST_REBUILT = 40;

/** A stored point and its new evaluation. */
export interface RebuiltPoint extends PointComparison {
  readonly record: PointRecord;
  /** Whether the energy equals the stored one bit by bit. */
  readonly isReproduced: boolean;
}

/** Evaluates points of a study again. */
export interface Rebuilder {
  readonly rebuild: (record: PointRecord) => Promise<RebuiltPoint>;
  /** Data of the study's points, captured on first use. */
  readonly data: () => Promise<StudyData>;
}

export function createRebuilder({ manifest, study, models }: StoredStudy): Rebuilder {
  let captured: Promise<StudyData> | null = null;
  let comparisons: ReturnType<typeof createComparisons> | null = null;
  const data = (): Promise<StudyData> => {
    captured ??= studyData(manifest.source, study, models, manifest.identity.seed);
    return captured;
  };
  return {
    data,
    rebuild: async (record) => {
      comparisons ??= createComparisons(study, models.catalogue, await data());
      const comparison = comparisons(record.level, record.codes);
      const stored = record.metrics?.[manifest.levels[record.level].metrics.indexOf(energy.key)];
      const own = feasibleOf(comparison.contenders, SUBJECT);
      return { ...comparison, record, isReproduced: own !== null && own.cost.energy === stored };
    },
  };
}

/** Comparisons of a front's designs; above `most`, designs evenly spaced by the first objective. */
export async function rebuiltFront(
  { manifest }: StoredStudy,
  records: readonly PointRecord[],
  { rebuild }: Rebuilder,
  most = MOST_REBUILT,
): Promise<RebuiltPoint[]> {
  const rebuilt: RebuiltPoint[] = [];
  for (const record of spread(manifest, records, most)) rebuilt.push(await rebuild(record));
  return rebuilt;
}

/**
 * Records at even distances in the order of the first objective, including both ends. Designs that equal an
 * earlier one in every objective come last.
 */
function spread(
  { levels, objectives }: StoredStudy["manifest"],
  records: readonly PointRecord[],
  most: number,
): PointRecord[] {
  const metrics = objectives.length > 0 ? objectives.map(({ metric }) => metric) : [energy.key];
  const read = ({ level, metrics: own }: PointRecord): number[] =>
    metrics.map((metric) => own?.[levels[level].metrics.indexOf(metric)] ?? 0);
  const sorted = [...records].sort((a, b) => read(a)[0] - read(b)[0] || a.index - b.index);
  const known = new Set<string>();
  const isFirst = sorted.map((record) => {
    const key = read(record).join(" ");
    return !known.has(key) && known.add(key).size > 0;
  });
  const unlike = evenly(
    sorted.filter((_, n) => isFirst[n]),
    most,
  );
  return [
    ...unlike,
    ...evenly(
      sorted.filter((_, n) => !isFirst[n]),
      most - unlike.length,
    ),
  ];
}

/** Picks entries of a list at even distances, including both ends. */
function evenly<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  return Array.from(
    { length: Math.max(0, most) },
    (_, n) => list[Math.round((n * (list.length - 1)) / Math.max(1, most - 1))],
  );
}
