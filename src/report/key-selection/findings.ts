import { SETUPS, type Setup } from "../../language-model/evaluation/arms.ts";
import type { Line, MeasureResult } from "../../language-model/evaluation/judge.ts";
import type { KeySelectionReport } from "../../questions/key-selection/result.ts";
import { percent } from "../../text/format.ts";
import { lineOf, resultOf, share } from "./main-table.ts";

/** One sentence a finding, the unflattering first. */
export function keySelectionFindings(report: KeySelectionReport): string[] {
  const subjects = report.lines.filter(({ arm }) => arm.role === "subject");
  return [
    dropIn(subjects),
    ...report.setups.flatMap((setup) => subjectSentences(report, setup)),
    ...powerless(report),
    ...report.setups.filter((setup) => setup !== "A").flatMap((setup) => oracleSentence(report, setup)),
    ...hashes(report),
    scope(report),
  ];
}

/** The answer to "can this take the place of exact attention?". */
function dropIn(subjects: readonly Line[]): string {
  const count = (verdict: Line["verdict"]): number =>
    subjects.filter((line) => line.verdict === verdict).length;
  const [none, some, open, powerless] = (
    ["no degradation", "degradation", "not shown", "no power"] as const
  ).map(count);
  const tally = `of ${subjects.length} cases (hash, budget, setup) ${some} ${some === 1 ? "is" : "are"} shown to degrade, ${none} not to, ${open} neither, ${powerless} without power`;
  if (some === subjects.length) return `Drop-in for exact attention without degradation? No: ${tally}.`;
  if (none === subjects.length) return `Drop-in for exact attention without degradation? Yes: ${tally}.`;
  const start = some > 0 ? "Not in general" : none > 0 ? "Where it could be shown" : "Not shown";
  const which = subjects
    .filter(({ verdict }) => verdict === "no degradation")
    .map(({ arm, setup }) => `${arm.id} in ${setup}`);
  return `Drop-in for exact attention without degradation? ${start}: ${tally}${which.length === 0 ? "" : ` (without: ${which.join("; ")})`}.`;
}

/** Subjects of one setup, a sentence each over their budgets. */
function subjectSentences(report: KeySelectionReport, setup: Setup): string[] {
  const subjects = report.plan.arms.filter(({ role }) => role === "subject");
  const names = [...new Set(subjects.map(({ name }) => name))];
  return names.flatMap((name) => {
    const found = subjects
      .filter((arm) => arm.name === name)
      .flatMap((arm) => {
        const line = lineOf(report, setup, arm.id);
        return line === undefined ? [] : [line];
      });
    if (found.length === 0) return [];
    return `Setup ${setup} (${SETUPS[setup]}), ${name}: ${found.map((line) => `${line.arm.level} (${percent(line.attended)} of the keys attended) ${measured(line)}: ${line.verdict}`).join("; ")}.`;
  });
}

/** Losses of a line with their intervals. */
function measured(line: Line): string {
  const parts = [
    ["perplexity", ratioText],
    ["numbers", accuracyText],
    ["passages", accuracyText],
  ] as const;
  return parts
    .flatMap(([measure, text]) => {
      const result = resultOf(line, measure);
      return result === null ? [] : [`${measure} ${text(result)}`];
    })
    .join(", ");
}

export function ratioText({ loss }: Pick<MeasureResult, "loss">): string {
  const [mean, lower, upper] = [loss.mean, loss.lower, loss.upper].map((x) => Math.exp(x).toFixed(3));
  return Number.isFinite(loss.lower) ? `×${mean} [${lower}, ${upper}]` : `×${mean}`;
}

const accuracyText = ({ value, exact, loss }: MeasureResult): string =>
  `${share(value)} % of exact's ${share(exact)} %${Number.isFinite(loss.lower) ? ` (lost ${points(loss.mean)} [${points(loss.lower)}, ${points(loss.upper)}] points)` : ""}`;

export const points = (x: number): string => (100 * x).toFixed(1).replace(/^-(?=0\.0$)/, "");

/** Measures that decide nothing, with the reason, each once. */
function powerless({ lines }: KeySelectionReport): string[] {
  const reasons = new Map<string, string[]>();
  for (const { setup, arm, results } of lines)
    for (const { measure, noPower } of results) {
      if (noPower === null || arm.role !== "subject") continue;
      const key = `${measure}: ${noPower}`;
      const where = `${setup} at ${arm.level}`;
      const places = reasons.get(key) ?? [];
      if (!places.includes(where)) reasons.set(key, [...places, where]);
    }
  return [...reasons].map(([reason, places]) => `No power, ${reason} (${places.join(", ")}).`);
}

function oracleSentence(report: KeySelectionReport, setup: Setup): string[] {
  const found = report.lines.filter((line) => line.setup === setup && line.arm.role === "oracle");
  if (found.length === 0) return [];
  return [
    `What the budget alone costs in ${setup}, with the best keys by exact scores: ${found.map((line) => `${line.arm.level === line.arm.id ? line.arm.id : `${line.arm.name} at ${line.arm.level}`} (${percent(line.attended)}) ${measured(line)}: ${line.verdict}`).join("; ")}.`,
  ];
}

/** Hashes against each other, by perplexity. */
function hashes({ versus }: KeySelectionReport): string[] {
  const found = versus.filter(({ measure }) => measure === "perplexity");
  if (found.length === 0) return [];
  const first = found[0];
  return [
    `${first.first} against ${first.second}, perplexity: ${found.map(({ setup, level, loss, apart }) => `${level} in ${setup} ${ratioText({ loss })}${apart <= 0.05 ? ", equal within .5 %" : ""}`).join("; ")}.`,
  ];
}

function scope({ haystacks, plan, texts, calibration, form }: KeySelectionReport): string {
  const items = haystacks.flatMap((haystack) => haystack.items);
  const count = (task: string): number => items.filter((item) => item.task === task).length;
  const predictions = haystacks.reduce(
    (sum, { items: asked, exact }) =>
      sum + exact.items.reduce((a, { nll }, n) => a + (asked[n].task === "perplexity" ? nll.length : 0), 0),
    0,
  );
  const arrays = Math.max(...plan.arms.map((arm) => arm.arrays));
  return `${form === "quick" ? "Quick form: wide intervals, for a first look. " : ""}${haystacks.length} contexts of ${texts.map(({ name }) => name).join(", ")} with ${predictions} predictions, ${count("numbers")} numbers and ${count("passages")} passages; ${arrays} arrays; hashes calibrated on ${calibration}; intervals of 95 % over contexts and arrays.`;
}
