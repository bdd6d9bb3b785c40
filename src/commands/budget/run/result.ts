import type { Estimate } from "#base";
import type { BudgetAnswer, BudgetMap } from "#search";
import type { DesignId } from "../../../comparison/comparison-design.ts";
import type { Amounts } from "../../../comparison/duty.ts";
import { PRICE_METRICS } from "../../../comparison/metrics/index.ts";
import type { Metric } from "../../../comparison/metrics/metric.ts";
import { area, energy, peakPower, power } from "../../../comparison/metrics/prices.ts";
import type { DieCost } from "../../../cost/die-cost.ts";

/** Possible aims of a budget: the most or the least of a price. */
export const AIMS: readonly Metric[] = PRICE_METRICS;

/** A design that a budget can buy, evaluated or read from a study. SI; NaN for values that a table lacks. */
export interface BudgetChoice {
  readonly contender: DesignId;
  /** Its row in the table; null where it was priced here. */
  readonly row: number | null;
  /** null where the study does not give it. */
  readonly cores: number | null;
  /** Keys of the study that it sets. */
  readonly sets: Readonly<Record<string, string | number | boolean>>;
  /** Amount of every metric that a budget weighs, by quantity, at its duty. */
  readonly uses: Amounts;
  /** Share of the time that it works: 1 is full speed. */
  readonly duty: number;
  /** The same amounts at full speed. */
  readonly full: Amounts;
  /** Average idle power, W; NaN where unknown, and then the design runs only at full speed. */
  readonly idlePower: number;
  /** Cost of a working chip; null where it is not known. */
  readonly die: DieCost | null;
}

/** Merit of a choice: more is better for every aim. */
export const meritOf =
  (aim: Metric) =>
  (choice: BudgetChoice): number =>
    amountOfMerit(aim, amountOf(aim, choice));

/** Converts an amount of an aim to its merit, and back. */
export const amountOfMerit = ({ sense }: Metric, amount: number): number =>
  sense === "max" ? amount : -amount;

/** Amount of a metric for a choice, in SI units. */
export const amountOf = ({ quantity }: Metric, { uses }: Pick<BudgetChoice, "uses">): number =>
  uses[quantity];

/** Quality of a choice. */
export interface ChoiceQuality {
  /** null where it is not known. */
  readonly recall: Estimate | null;
  /** Attention recall of the software hash and of the negative controls at as many computed pairs. */
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

export interface DesignAnswer {
  readonly contender: DesignId;
  readonly candidates: number;
  /** null where nothing is within the limits. */
  readonly answer: BudgetAnswer<BudgetChoice> | null;
  /** The value nearest to each limit that any candidate reaches; empty where there is an answer. */
  readonly nearest: Readonly<Record<string, number>>;
  /** Limits and conditions that no candidate meets; empty where there is an answer. */
  readonly unmet: readonly string[];
  /** Axes of the study without effect on the best choice's price. */
  readonly idle: readonly string[];
  readonly quality: ChoiceQuality | null;
  /**
   * Tokens a second of the whole model by the best choice at its duty, all other products on the same units one pass
   * after another; null where the model's widths are not known, or evaluated points were read.
   */
  readonly modelRate: number | null;
  readonly map: BudgetMap<BudgetChoice> | null;
  /** Both bests, the faster slowed to the other's tokens a second; null where one of them has none. */
  readonly equal: EqualRate | null;
}

/** Metrics that compare designs of one throughput. */
export const EQUAL_METRICS: readonly Metric[] = [energy, area, power, peakPower];

/** Two designs at one throughput, SI amounts by quantity. */
export interface EqualRate {
  /** Tokens a second of both. */
  readonly throughput: number;
  readonly subject: Amounts;
  readonly rival: Amounts;
}

/** The sizing of a source without its own space. */
export interface Sizing {
  /** Config keys that every design was sized by. */
  readonly axes: readonly string[];
  /** Points of each design, in addition to the config itself with every number of cores. */
  readonly points: number;
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
  /** Conditions besides the limits, as text. */
  readonly conditions: readonly string[];
  readonly contenders: readonly DesignAnswer[];
  /** null where the source states its points. */
  readonly sizing: Sizing | null;
  /** Quantity of the varied limit. */
  readonly moved: string | null;
  /** Path of the axis that splits the memristor design, with its best at each value; null without one. */
  readonly trade: { readonly path: string; readonly rows: readonly TradeRow[] } | null;
}
