import type { Setup } from "../../language-model/evaluation/arms.ts";
import type { Line, MeasureResult } from "../../language-model/evaluation/judge.ts";
import type { KeySelectionReport } from "../../questions/key-selection/result.ts";

export const resultOf = (line: Line | undefined, measure: MeasureResult["measure"]): MeasureResult | null =>
  line?.results.find((result) => result.measure === measure) ?? null;

export const lineOf = ({ lines }: KeySelectionReport, setup: Setup, arm: string): Line | undefined =>
  lines.find((line) => line.setup === setup && line.arm.id === arm);

/** Perplexity over exact attention's, such as 1.222; a loss too large for three digits after the point has fewer. */
export function ratio(result: MeasureResult | null): string {
  if (result === null) return "–";
  const value = Math.exp(result.loss.mean);
  return value < 10 ? value.toFixed(3) : value.toPrecision(3);
}

/** Whole percents, and – for nothing. */
export const share = (value: number | undefined): string =>
  value === undefined ? "–" : (100 * value).toFixed(0);

const VERDICT_WORDS: Readonly<Record<Line["verdict"], string>> = {
  "no degradation": "yes",
  degradation: "no",
  "not shown": "open",
  "no power": "–",
};
const wordOf = (line: Line | undefined): string => (line === undefined ? "" : VERDICT_WORDS[line.verdict]);

/** Setups of the table; A has a line of its own in the page. */
const SHOWN: readonly Setup[] = ["B", "C"];

/** Most arms that a screen holds. */
const MOST_ROWS = 17;

/**
 * The comparison on one screen of 24 × 80: an arm a line, its perplexity ratio, numbers and passages in setups B and C. Budgets by
 * mass and wide windows are left to the page.
 */
export function mainTable(report: KeySelectionReport): string {
  const setups = SHOWN.filter((setup) => report.setups.includes(setup));
  const subjectLevels = new Set(
    report.plan.arms.filter(({ role }) => role === "subject").map(({ level }) => level),
  );
  const arms = report.plan.arms.filter(({ level }) => subjectLevels.has(level)).slice(0, MOST_ROWS);
  const head = [
    " ".repeat(34) + setups.map((setup) => `setup ${setup}`.padEnd(23)).join(""),
    `${"keys of each query".padEnd(34)}${setups.map(() => "ppl × num pas same    ").join(" ")}`.trimEnd(),
  ];
  const rows = arms.map((arm) => {
    const cells = setups.map((setup) => {
      const line = lineOf(report, setup, arm.id);
      const accuracy = (measure: "numbers" | "passages") => share(resultOf(line, measure)?.value).padStart(3);
      return `${ratio(resultOf(line, "perplexity")).padStart(5)} ${accuracy("numbers")} ${accuracy("passages")} ${wordOf(line).padEnd(4)}`;
    });
    return `${arm.id.slice(0, 33).padEnd(34)}${cells.map((cell) => cell.padEnd(23)).join("")}`.trimEnd();
  });
  return [...head, exactRow(report, setups), ...rows, ...LEGEND].join("\n");
}

function exactRow(report: KeySelectionReport, setups: readonly Setup[]): string {
  const cells = setups.map((setup) => {
    const line = report.lines.find((found) => found.setup === setup);
    const accuracy = (measure: "numbers" | "passages") => share(resultOf(line, measure)?.exact).padStart(3);
    return `1.000 ${accuracy("numbers")} ${accuracy("passages")}`.padEnd(23);
  });
  return `${"all (exact attention)".padEnd(34)}${cells.join("")}`.trimEnd();
}

const LEGEND = [
  "ppl ×: perplexity over exact attention's; num, pas: % of tokens of numbers and",
  "quoted passages; same: no degradation (open: not shown, –: test without power)",
];
