import type { UnitName } from "#base";
import type { Design } from "../../design/design.ts";
import type { Workload } from "../../design/workload.ts";
import type { CostTotals } from "../../evaluate.ts";
import { type ComparisonDesign, columnOf } from "../comparison-design.ts";

/** Levels of a study, the cheapest first; `model` is the whole model, all others are attention. */
export const STUDY_LEVELS = ["price", "estimate", "model", "simulate", "circuit"] as const;
export type MetricLevel = (typeof STUDY_LEVELS)[number];

/** Every level of attention. */
export const EVERY_LEVEL: readonly MetricLevel[] = ["price", "estimate", "simulate", "circuit"];

/** Quality from a simulation or an estimate; NaN for values that it does not give. */
export interface MeasuredQuality {
  readonly recall: number;
  /** Half-width of its 95 % interval over array samples. */
  readonly interval: number;
  readonly outputError: number;
}

/** Price of a whole model on one chip. */
export interface ModelPrice {
  readonly area: number;
  /** A token after others; of a model that sees later tokens those that it reads at once. J and s. */
  readonly pass: { readonly tokens: number; readonly energy: number; readonly time: number };
}

/** Inputs of metrics: one design under one workload. */
export interface MetricSource {
  readonly design: Design;
  readonly workload: Workload;
  readonly cost: CostTotals;
  /** Totals of another comparison design for the same config. */
  readonly costOf: (contender: ComparisonDesign) => CostTotals;
  readonly quality: MeasuredQuality;
  /** The whole model on one chip, its weights in the config's arrays. Throws InfeasibleError where there is none. */
  readonly model: () => ModelPrice;
}

/** A source for metrics of one price. Throws RangeError where one of them needs another design's price. */
export const pricedSource = (
  { design, cost }: Pick<MetricSource, "design" | "cost">,
  workload: Workload,
): MetricSource => ({
  design,
  workload,
  cost,
  costOf: ({ id }) => {
    throw new RangeError(
      `metrics of one price: expected none over another design's, received one over "${id}"`,
    );
  },
  quality: UNMEASURED,
  model: noModel,
});

/** Model of a source that has none. */
export const noModel = (): never => {
  throw new RangeError("metrics of one price: expected none of a whole model, received one");
};

/** Quality that was not measured. */
export const UNMEASURED: MeasuredQuality = {
  recall: Number.NaN,
  interval: Number.NaN,
  outputError: Number.NaN,
};

/** A limit of `budget`. */
export interface BudgetLimit {
  /** Option of the command line, such as "--area". */
  readonly flag: string;
  /** Unit in which it is written, and how many SI units that is. */
  readonly unit: UnitName;
  readonly perSi: number;
  /** The bounded quantity, in words. */
  readonly of: string;
  /** Limits of the chip are listed before those of the workload. */
  readonly bounds: "chip" | "workload";
}

/** A number that designs are judged by. Columns, units, options and tables follow from these records. */
export interface Metric {
  /** Column of tables and key of JSON answers, SI with the unit in it: "energy_J". */
  readonly key: string;
  /** Short name, as `budget --least` takes it: "energy". */
  readonly quantity: string;
  /** Words without the unit. */
  readonly name: string;
  /** Name in sentences, where it differs from `name`. */
  readonly said?: string;
  /** SI unit as it is written ("J", "m²", "W/m²"); empty for a plain number. */
  readonly unit: string;
  readonly sense: "min" | "max";
  /**
   * price: of a priced design, moved by its constants; ratio: a price over that of another comparison design;
   * given: stated by the config; quality: measured; model: of the whole model.
   */
  readonly kind: "price" | "ratio" | "given" | "quality" | "model";
  /** Levels of a study that have it as a column. */
  readonly levels: readonly MetricLevel[];
  /** Heading of its column in the tables of comparison designs; without one it has no column. */
  readonly heading?: string;
  /** How the metric limits a chip budget. */
  readonly budget?: BudgetLimit;
  /** Computes it from other metrics, for evaluated points that have no column for it. */
  readonly derived?: { readonly from: readonly Metric[]; readonly of: (...values: number[]) => number };
  /** Config path that sets it, for the kind "given". */
  readonly path?: string;
  /** For a ratio, the metric and the comparison design under the line. */
  readonly versus?: { readonly metric: Metric; readonly contender: ComparisonDesign };
  readonly of: (source: MetricSource) => number;
}

/** Returns the record. Throws RangeError for a bad key, quantity or flag, or a key of another CSV column. */
export function defineMetric(metric: Metric): Metric {
  const { key, quantity, budget } = metric;
  const fail = (expected: string): never => {
    throw new RangeError(`metric "${key}": expected ${expected}`);
  };
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(key)) fail("a key of letters, digits and _");
  if (["index", "status", "level", "reason"].includes(key)) fail("a key of no other column");
  if (!/^[a-z][A-Za-z0-9]*$/.test(quantity)) fail(`a quantity in letters, received "${quantity}"`);
  if (budget !== undefined && !/^--[a-z]+(-[a-z]+)*$/.test(budget.flag))
    fail(`a flag such as "--area", received "${budget.flag}"`);
  return metric;
}

/** A metric over that of another comparison design: `energy_vs_exact`. Below one the design takes less. */
export const versus = (
  metric: Metric,
  contender: ComparisonDesign,
  levels: readonly MetricLevel[] = EVERY_LEVEL,
): Metric =>
  defineMetric({
    key: `${metric.quantity}_vs_${columnOf(contender)}`,
    quantity: `${metric.quantity}Vs${contender.letter}`,
    name: `${metric.name} over ${contender.called} (ratio)`,
    unit: "",
    sense: metric.sense,
    kind: "ratio",
    levels,
    versus: { metric, contender },
    of: (source) => metric.of(source) / metric.of({ ...source, cost: source.costOf(contender) }),
  });
