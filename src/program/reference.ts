import { unalignedTable } from "#reports";
import { type OptionShape, type VerbShape, verbShapes } from "../cli/command-shape.ts";
import { loadEvidence } from "../commands/validate/evidence.ts";
import { COMPARISON_DESIGNS } from "../comparison/comparison-designs.ts";
import { METRICS } from "../comparison/metrics/index.ts";
import type { Metric } from "../comparison/metrics/metric.ts";
import { shippedCatalogue } from "../design/catalogue.ts";
import { configReference } from "./config-reference.ts";
import { wholeProgram } from "./program.ts";

/** Every verb as Markdown, from the program. */
const cliReference = (verbs: readonly VerbShape[]): string =>
  [
    ...HEAD,
    unalignedTable(
      ["verb", "what it does"],
      verbs.map(({ name, description }) => [`[${name}](#${name.replace(" ", "-")})`, description]),
    ),
    "",
    ...verbs.flatMap(section),
  ].join("\n");

const HEAD = [
  "# Command line",
  "",
  "Written by `npm run docs:reference` from the commands themselves. Data goes to standard output, progress and notes to standard",
  "error; on an error standard output is empty. Exit codes: 0 done, 1 infeasible, unconverged, a failed `validate` or answers that differ, 2 usage,",
  "config or input, 3 some points failed, 130 interrupted with the state saved. `source <(crosshash config completion bash)` completes",
  "verbs, options and config keys.",
  "",
];

const code = (text: string): string => `\`${text}\``;

function section({ name, description, arguments: places, options, examples }: VerbShape): string[] {
  const usage = places.map((place) => {
    const word = place.isList ? `${place.name}...` : place.name;
    return place.isRequired ? `<${word}>` : `[${word}]`;
  });
  return [
    `## ${name}`,
    "",
    `${code(["crosshash", name, ...usage, "[options]"].join(" "))}: ${description}`,
    "",
    ...(places.length === 0
      ? []
      : [
          unalignedTable(
            ["argument", "what it is", "default"],
            places.map((place) => [
              code(place.name),
              place.description,
              place.fallback === null ? (place.isRequired ? "required" : "–") : code(place.fallback),
            ]),
          ),
          "",
        ]),
    unalignedTable(["option", "what it does", "default"], options.map(optionRow)),
    "",
    `Example: ${examples.map(code).join(" · ")}`,
    "",
  ];
}

const optionRow = ({ flags, description, choices, isRequired, fallback }: OptionShape): string[] => [
  code(flags),
  choices.length === 0 ? description : `${description}: ${choices.map(code).join(", ")}`,
  isRequired ? "required" : fallback === null ? "–" : code(fallback),
];

/** Generated pages of the documentation: path below `docs/` → Markdown. */
export const references = async (): Promise<Readonly<Record<string, string>>> => ({
  "reference/config.md": configReference(shippedCatalogue),
  "reference/cli.md": cliReference(verbShapes(await wholeProgram())),
  "reference/metrics.md": metricsReference(),
  "reference/validation.md": (await loadEvidence()).figuresPage(),
});

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
