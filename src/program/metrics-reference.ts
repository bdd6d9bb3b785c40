import { unalignedTable } from "#reports";
import { COMPARISON_DESIGNS } from "../comparison/comparison-designs.ts";
import { METRICS } from "../comparison/metrics/index.ts";
import type { Metric } from "../comparison/metrics/metric.ts";

const code = (text: string): string => `\`${text}\``;

/** Every metric and every comparison design as Markdown, from their records. */
export const metricsReference = (): string =>
  [
    "# Metrics and comparison designs",
    "",
    "Written by `npm run docs:reference` from their records (`src/comparison/metrics`, `src/comparison/designs`).",
    "",
    "## Metrics",
    "",
    "Keys are SI with the unit in the name. A study has a metric as a column on the levels named; `sensitivity --metric` takes the",
    "prices and the ratios; `budget --least` takes a price by its short name, and `--quality` conditions take any key but intervals.",
    "",
    unalignedTable(
      ["key", "what it is", "unit", "better", "levels of a study", "in a budget"],
      METRICS.map((metric) => [
        code(metric.key),
        metric.name,
        metric.unit,
        metric.sense === "min" ? "less" : "more",
        metric.levels.join(", "),
        budgetText(metric),
      ]),
    ),
    "",
    "## Comparison designs",
    "",
    unalignedTable(
      ["", "name", "id", "in a sentence", "put against", "in ratios"],
      COMPARISON_DESIGNS.map(({ letter, name, id, called, against, rivalOf = [], inRatios }) => [
        letter,
        name,
        code(id),
        called,
        [
          ...against.map((other) => other.letter),
          ...rivalOf.map((other) => `${other.letter} is put against it`),
        ].join(", "),
        inRatios ? "yes" : "no: shown for reference",
      ]),
    ),
    "",
  ].join("\n");

function budgetText({ kind, sense, quantity, budget }: Metric): string {
  const aim = kind !== "price" ? [] : [sense === "max" ? "the default aim" : code(`--least ${quantity}`)];
  return [...aim, ...(budget === undefined ? [] : [code(budget.flag)])].join(", ");
}
