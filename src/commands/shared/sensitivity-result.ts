import type { ShareEstimate } from "#base";
import type { SobolIndex } from "#search";
import type { Band } from "../../cost/three-point.ts";

/** Effect of a constant or a parameter on the metric, all else unchanged. */
export interface TornadoRow {
  /** `mac.multiply8`, with the number of other places of the same constant; or a config path. */
  readonly name: string;
  readonly places: readonly string[];
  /** Nominal value and the two ends; those of a parameter are written as in a config. */
  readonly low: number | string;
  readonly nominal: number | string;
  readonly high: number | string;
  /** The metric at the two ends; null where the design is then infeasible or refused. */
  readonly atLow: number | null;
  readonly atHigh: number | null;
  /** Why an end has no value. */
  readonly reason: string;
  readonly source: string;
  readonly note: string;
}

export interface ConstantRow extends TornadoRow {
  /** Spearman's rank correlation of constant and metric over the draws. */
  readonly rank: number;
  /** null where no indices were requested. */
  readonly index: SobolIndex | null;
}

/** How often a point of a study is on the front. */
export interface MemberRow {
  readonly point: number;
  readonly sets: Readonly<Record<string, string | number | boolean>>;
  /** Whether it is on the front with nominal constants. */
  readonly isNominal: boolean;
  readonly membership: ShareEstimate;
}

export interface RobustFront {
  readonly objectives: readonly string[];
  /** Points that took part; where not all did, those near the nominal front. */
  readonly points: number;
  readonly of: number;
  readonly rows: readonly MemberRow[];
}

export interface SensitivityReport {
  readonly name: string;
  readonly workload: string;
  /** Names of the kernels that ran. */
  readonly kernels: string;
  /** Key of the metric. */
  readonly metric: string;
  readonly nominal: number;
  readonly draws: number;
  readonly samples: number;
  readonly band: Band;
  /** Share of draws in which the memristor design costs less, by the metric of the comparison. */
  readonly probabilities: Readonly<Record<string, ShareEstimate>>;
  readonly constants: readonly ConstantRow[];
  readonly parameters: readonly TornadoRow[] | null;
  readonly front: RobustFront | null;
}

/** Length of a row's bar over the nominal value. */
export const swingOf = ({ atLow, atHigh }: TornadoRow, nominal: number): number => {
  const ends = [nominal, ...[atLow, atHigh].filter((value): value is number => value !== null)];
  return (Math.max(...ends) - Math.min(...ends)) / Math.abs(nominal);
};

/** Rows sorted by bar length, longest first. */
export const bySwing = <R extends TornadoRow>(rows: readonly R[], nominal: number): R[] =>
  [...rows].sort((a, b) => swingOf(b, nominal) - swingOf(a, nominal) || (a.name < b.name ? -1 : 1));
