import type { Line, MeasureResult } from "../../../language-model/evaluation/judge.ts";
import type { Setup } from "../../../language-model/evaluation/study-plan.ts";
import type { KeySelectionReport } from "../run/result.ts";

export const resultOf = (line: Line | undefined, measure: MeasureResult["measure"]): MeasureResult | null =>
  line?.results.find((result) => result.measure === measure) ?? null;

/** Measured accuracies and their short names. */
const ACCURACIES = [
  ["numbers", "num"],
  ["passages", "pas"],
  ["recall", "rec"],
] as const;

export const accuraciesOf = ({ lines }: Pick<KeySelectionReport, "lines">) => {
  const asked = ACCURACIES.filter(([measure]) => lines.some((line) => resultOf(line, measure) !== null));
  return asked.length > 0 ? asked : ACCURACIES.slice(0, 2);
};

const lineOf = ({ lines }: KeySelectionReport, setup: Setup, variant: string): Line | undefined =>
  lines.find((line) => line.setup === setup && line.variant.id === variant);

/** Perplexity ratio such as 1.222; large ones have three significant digits. */
function ratio(result: MeasureResult | null): string {
  if (result === null) return "–";
  const value = Math.exp(result.loss.mean);
  return value < 10 ? value.toFixed(3) : value.toPrecision(3);
}

/** Percent without decimals; – for none. */
export const share = (value: number | undefined): string =>
  value === undefined ? "–" : (100 * value).toFixed(0);

const VERDICT_WORDS: Readonly<Record<Line["verdict"], string>> = {
  "no degradation": "yes",
  degradation: "no",
  "not shown": "open",
  "no power": "–",
};
const wordOf = (line: Line | undefined): string => (line === undefined ? "" : VERDICT_WORDS[line.verdict]);

/** Setups of the table; the page has a separate line for A. */
const SHOWN: readonly Setup[] = ["B", "C"];

/** Most variants on one screen. */
const MOST_ROWS = 17;

/**
 * The comparison on one screen of 24 × 80: one variant per line, with perplexity ratio, numbers and passages
 * in setups B and C. Budgets by mass and wide windows are only in the page.
 */
export function mainTable(report: KeySelectionReport): string {
  const setups = SHOWN.filter((setup) => report.setups.includes(setup));
  const subjectLevels = new Set(
    report.plan.variants.filter(({ role }) => role === "subject").map(({ level }) => level),
  );
  const variants = report.plan.variants.filter(({ level }) => subjectLevels.has(level)).slice(0, MOST_ROWS);
  const asked = accuraciesOf(report);
  // With one accuracy there is room for the attended keys.
  const isNarrow = asked.length === 1;
  const words = [...asked.map(([, word]) => word), ...(isNarrow ? ["att"] : []), "same"].join(" ");
  const head = [
    " ".repeat(34) + setups.map((setup) => `setup ${setup}`.padEnd(23)).join(""),
    `${"keys of each query".padEnd(34)}${setups.map(() => `ppl × ${words}`.padEnd(23)).join("")}`.trimEnd(),
  ];
  const rowOf = (name: string, cellOf: (setup: Setup) => readonly string[]): string =>
    `${name.slice(0, 33).padEnd(34)}${setups.map((setup) => cellOf(setup).join(" ").padEnd(23)).join("")}`.trimEnd();
  const rows = variants.map((variant) =>
    rowOf(variant.id, (setup) => {
      const line = lineOf(report, setup, variant.id);
      return [
        ratio(resultOf(line, "perplexity")).padStart(5),
        ...asked.map(([measure]) => share(resultOf(line, measure)?.value).padStart(3)),
        ...(isNarrow ? [share(line?.attended).padStart(3)] : []),
        wordOf(line).padEnd(4),
      ];
    }),
  );
  const exact = rowOf("all (exact attention)", (setup) => {
    const line = report.lines.find((found) => found.setup === setup);
    return [
      "1.000",
      ...asked.map(([measure]) => share(resultOf(line, measure)?.exact).padStart(3)),
      ...(isNarrow ? ["100"] : []),
    ];
  });
  return [...head, exact, ...rows, ...legendOf(asked.map(([measure]) => measure))].join("\n");
}

const legendOf = (measures: readonly string[]): readonly string[] =>
  measures.includes("recall")
    ? [
        "ppl ×: perplexity over exact attention's; rec: % of values that an earlier mention gives",
        "away; att: % of the keys attended; same: no degradation (open: not shown, –: no power)",
      ]
    : LEGEND;

const LEGEND = [
  "ppl ×: perplexity over exact attention's; num, pas: % of tokens of numbers and",
  "quoted passages; same: no degradation (open: not shown, –: test without power)",
];
