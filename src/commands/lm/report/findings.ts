import { percent } from "#base";
import type { Line, MeasureResult } from "../../../language-model/evaluation/judge.ts";
import type { Setup } from "../../../language-model/evaluation/study-plan.ts";
import type { Versus } from "../../../language-model/evaluation/versus.ts";
import { shortJson } from "../run/against.ts";
import type { KeySelectionReport } from "../run/result.ts";
import { accuraciesOf, resultOf, share } from "./main-table.ts";

/** One sentence per finding, the unfavourable ones first. */
export function keySelectionFindings(report: KeySelectionReport): string[] {
  const subjects = report.lines.filter(({ variant }) => variant.role === "subject");
  return [
    ...againstSentence(report),
    dropIn(subjects),
    ...report.setups.flatMap((setup) => subjectSentences(report, setup)),
    ...powerless(report),
    ...report.setups.filter((setup) => setup !== "A").flatMap((setup) => oracleSentence(report, setup)),
    ...versusSentences(report.versus),
    scope(report),
  ];
}

/** Sentence on whether an earlier study's answers were reproduced. */
function againstSentence({ against }: KeySelectionReport): string[] {
  if (against === undefined) return [];
  const { file, contexts, earlierContexts, answers, equal, absent, differences } = against;
  const scope = `(${contexts} of ${counted(earlierContexts, "context")})`;
  const compared = answers - absent;
  const asked = `${compared} answers that were asked again${absent === 0 ? "" : " and that it has"} ${scope}`;
  const missing =
    absent === 0 ? [] : [`${file} does not have ${absent} of the ${answers} answers that were asked again.`];
  if (compared === 0) return missing;
  if (equal === compared)
    return [...missing, `All ${asked} are those of ${file}, to every digit that it keeps.`];
  const [{ context, answer, path, earlier, now }] = differences;
  return [
    `Answers that differ from ${file}: ${compared - equal} of the ${asked}. The first, ${context}, ${answer}: ${path} was ${shortJson(earlier)} and is ${shortJson(now)}.`,
    ...missing,
  ];
}

/** Answer to "can this replace exact attention?". */
function dropIn(subjects: readonly Line[]): string {
  const of = (verdict: Line["verdict"]): Line[] => subjects.filter((line) => line.verdict === verdict);
  const [none, some, open, powerless] = (
    ["no degradation", "degradation", "not shown", "no power"] as const
  ).map((verdict) => of(verdict).length);
  const answer =
    none === subjects.length
      ? "yes"
      : some > 0
        ? `no${none > 0 ? ", but for some budgets" : ""}`
        : none > 0
          ? "only where it says so"
          : "not shown";
  const listed = (verdict: Line["verdict"]): string =>
    of(verdict)
      .map(({ variant, setup }) => `${variant.id} in ${setup}`)
      .join("; ");
  const cases = [
    `${some} of ${subjects.length} cases degrade`,
    `${none} do not${none > 0 ? ` (${listed("no degradation")})` : ""}`,
    `${open} are open${open > 0 && some > 0 ? ` (${listed("not shown")})` : ""}`,
    ...(powerless > 0 ? [`${powerless} have no power`] : []),
  ];
  return `A drop-in for exact attention without degradation: ${answer}. ${cases.join(", ")}.`;
}

/** One sentence per subject of a setup, over its budgets. */
function subjectSentences(report: KeySelectionReport, setup: Setup): string[] {
  const subjects = report.plan.variants.filter(({ role }) => role === "subject");
  const names = [...new Set(subjects.map(({ name }) => name))];
  return names.flatMap((name) => {
    const found = linesOf(report, setup, (variant) => variant.name === name && variant.role === "subject");
    if (found.length === 0) return [];
    return `Setup ${setup}, ${name}: ${found.map((line) => `at ${levelOf(line)} ${measured(line)}: ${line.verdict}`).join("; ")}.`;
  });
}

const linesOf = (
  { lines }: KeySelectionReport,
  setup: Setup,
  which: (variant: Line["variant"]) => boolean,
): Line[] => lines.filter((line) => line.setup === setup && which(line.variant));

/** The budget in words; a design's own as a share of keys. */
const levelOf = ({ variant, attended }: Line): string =>
  variant.budget.kind === "share" ? variant.level : `${variant.level} (${percent(attended)} of keys)`;

/** Results of a line compared with exact attention. */
function measured(line: Line): string {
  const perplexity = resultOf(line, "perplexity");
  const accuracy = (["numbers", "passages", "recall"] as const).flatMap((measure) => {
    const result = resultOf(line, measure);
    return result === null ? [] : [`${measure} ${share(result.value)} % for ${share(result.exact)} %`];
  });
  return [
    ...(perplexity === null ? [] : [`perplexity ×${Math.exp(perplexity.loss.mean).toFixed(3)}`]),
    ...accuracy,
  ].join(", ");
}

export function ratioText({ loss }: Pick<MeasureResult, "loss">): string {
  const [mean, lower, upper] = [loss.mean, loss.lower, loss.upper].map((x) => Math.exp(x).toFixed(3));
  return Number.isFinite(loss.lower) ? `×${mean} [${lower}, ${upper}]` : `×${mean}`;
}

export const points = (x: number): string => (100 * x).toFixed(1).replace(/^-(?=0\.0$)/, "");

/** Measures without power, with their reasons, each once. */
function powerless({ lines }: KeySelectionReport): string[] {
  const reasons = new Map<string, string[]>();
  for (const { setup, variant, results } of lines)
    for (const { measure, noPower } of results) {
      if (noPower === null || variant.role !== "subject") continue;
      const key = `${measure}: ${noPower}`;
      const where = `${setup} at ${variant.level}`;
      const places = reasons.get(key) ?? [];
      if (!places.includes(where)) reasons.set(key, [...places, where]);
    }
  return [...reasons].map(([reason, places]) => `No power, ${reason} (${places.join(", ")}).`);
}

function oracleSentence(report: KeySelectionReport, setup: Setup): string[] {
  const found = linesOf(report, setup, (variant) => variant.role === "oracle");
  if (found.length === 0) return [];
  return [
    `Setup ${setup}, the best keys by exact scores, what a budget alone costs: ${found.map((line) => `${line.variant.name} at ${levelOf(line)} ${measured(line)}: ${line.verdict}`).join("; ")}.`,
  ];
}

/** Perplexity of subjects compared with the first one at their budget: one sentence per reference. */
export function versusSentences(versus: readonly Versus[]): string[] {
  const references = new Map<string, string>();
  const sentences = new Map<string, string[]>();
  for (const { measure, setup, level, first, second, loss, apart } of versus) {
    if (measure !== "perplexity") continue;
    const reference = references.get(`${level} ${setup}`) ?? second;
    references.set(`${level} ${setup}`, reference);
    if (second !== reference) continue;
    const parts = sentences.get(reference) ?? [];
    sentences.set(reference, parts);
    parts.push(
      `${first} ${ratioText({ loss })} at ${level} in ${setup}${apart <= 0.05 ? ", equal within .5 %" : ""}`,
    );
  }
  return [...sentences].map(([reference, parts]) => `Against ${reference}, perplexity: ${parts.join("; ")}.`);
}

/** Number of questions and answers. */
export function scope({ lines, haystacks, texts, calibration, form, plan }: KeySelectionReport): string {
  const items = haystacks.flatMap((haystack) => haystack.items);
  const count = (task: string): number => items.filter((item) => item.task === task).length;
  const predictions = haystacks.reduce(
    (sum, { items: asked, exact }) =>
      sum + exact.items.reduce((a, { nll }, n) => a + (asked[n].task === "perplexity" ? nll.length : 0), 0),
    0,
  );
  const arrays = new Set(haystacks.flatMap(({ answers }) => answers.map(({ array }) => array))).size;
  const asked = accuraciesOf({ lines })
    .map(
      ([measure]) => `${count(measure)} ${measure === "recall" ? "windows with recalled values" : measure}`,
    )
    .join(" and ");
  return `${form.startsWith("quick") ? "Quick form: wide intervals, for a first look. " : ""}${partOf(haystacks.length, plan)} of ${texts.map(({ name }) => name).join(", ")} with ${predictions} predictions, ${asked}; ${counted(arrays, "array")}; hashes calibrated on ${calibration}; intervals of 95 % over contexts and arrays.`;
}

/** Contexts that were run, and the study's total if they are a part. */
function partOf(asked: number, { parts }: KeySelectionReport["plan"]): string {
  const whole = parts.reduce((sum, { haystacks }) => sum + haystacks, 0);
  return asked === whole ? counted(asked, "context") : `${asked} of the study's ${counted(whole, "context")}`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
