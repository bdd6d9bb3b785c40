import type { Estimate } from "../../base/statistics.ts";
import type { DieCost } from "../../cost/die-cost.ts";
import type { RungId } from "../../ladder/comparison-design.ts";
import { PRICE_METRICS } from "../../ladder/metrics/index.ts";
import type { Metric } from "../../ladder/metrics/metric.ts";
import type { BudgetAnswer, BudgetMap } from "../../study/budget.ts";

/** What a budget may be asked for: the most or the least of a price. */
export const AIMS: readonly Metric[] = PRICE_METRICS;

/** A design that a budget can buy, evaluated or read from a study. SI; NaN for what a table does not say. */
export interface BudgetChoice {
  readonly rung: RungId;
  /** Row of the table that it stands in; null where it was priced here. */
  readonly row: number | null;
  /** null where the study does not say it. */
  readonly cores: number | null;
  /** Keys of the study that it sets. */
  readonly sets: Readonly<Record<string, string | number | boolean>>;
  /** Amount of every metric that a budget weighs, by quantity. */
  readonly uses: Readonly<Record<string, number>>;
  /** What a chip of it costs that works; null where that is not known. */
  readonly die: DieCost | null;
}

/** More is better, whatever the aim. */
export const meritOf =
  (aim: Metric) =>
  (choice: BudgetChoice): number =>
    amountOfMerit(aim, amountOf(aim, choice));

/** Amount of an aim that is its merit, and back. */
export const amountOfMerit = ({ sense }: Metric, amount: number): number =>
  sense === "max" ? amount : -amount;

/** What a metric is of a choice, in SI units. */
export const amountOf = ({ quantity }: Metric, { uses }: BudgetChoice): number => uses[quantity];

/** Quality of a choice. */
export interface ChoiceQuality {
  /** null where it is not known. */
  readonly capturedMass: Estimate | null;
  /** Captured mass of the software hash and of the negative controls at as many computed pairs. */
  readonly controls: {
    readonly software?: Estimate;
    readonly randomBuckets?: Estimate;
    readonly localWindow?: Estimate;
  };
  readonly outputError: number | null;
  /** Origin of the quality figure, in words. */
  readonly origin: string;
  /** Whether it was measured on another workload than the priced one; null where a table does not say. */
  readonly proxy: boolean | null;
}

/** The best choice at one value of an axis. */
export interface TradeRow {
  readonly value: string | number | boolean;
  readonly best: BudgetChoice | null;
  readonly quality: ChoiceQuality | null;
}

export interface RungAnswer {
  readonly rung: RungId;
  readonly candidates: number;
  /** null where nothing is within the limits. */
  readonly answer: BudgetAnswer<BudgetChoice> | null;
  /** The value nearest to each limit that any candidate reaches; empty where there is an answer. */
  readonly nearest: Readonly<Record<string, number>>;
  /** Axes of the study that change nothing about the best choice's price. */
  readonly idle: readonly string[];
  readonly quality: ChoiceQuality | null;
  readonly map: BudgetMap<BudgetChoice> | null;
}

export interface BudgetReport {
  readonly name: string;
  /** Names of the kernels that ran; null where evaluated points were read. */
  readonly kernels: string | null;
  /** Workload in words. */
  readonly workload: string;
  /** Tokens of one workload; null where the source does not say. */
  readonly tokens: number | null;
  readonly aim: Metric;
  /** SI, by quantity. */
  readonly limits: Readonly<Record<string, number>>;
  /** Conditions beside the limits, as text. */
  readonly conditions: readonly string[];
  readonly rungs: readonly RungAnswer[];
  /** Quantity of the limit that moves. */
  readonly moved: string | null;
  /** Path of the axis by which the memristor design is split, and its best at each value; null where there is none. */
  readonly trade: { readonly path: string; readonly rows: readonly TradeRow[] } | null;
}
