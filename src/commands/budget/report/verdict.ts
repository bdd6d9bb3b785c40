import { digits, engineering, factor, percent, plusMinus } from "#base";
import type { Mark } from "#reports";
import type { Slack } from "#search";
import { type ComparisonDesign, namedWithLetter } from "../../../comparison/comparison-design.ts";
import { rivalsOf, SUBJECT } from "../../../comparison/comparison-designs.ts";
import { judge, OUTCOME_WORD, type Outcome } from "../../../comparison/judgement.ts";
import { area, energy, peakPower, power, throughput } from "../../../comparison/metrics/prices.ts";
import { metricName, metricText, quantityName, quantityText, settingsText } from "../../../text/quantity.ts";
import {
  amountOf,
  type BudgetChoice,
  type BudgetReport,
  type ChoiceQuality,
  type DesignAnswer,
  EQUAL_METRICS,
  meritOf,
} from "../run/result.ts";

/** A sentence with its marks. */
interface Said {
  readonly text: string;
  readonly marks: readonly Mark[];
}
const said = (text: string, ...marks: Mark[]): Said => ({ text, marks });

/** What a budget buys and what it costs, in sentences; a loss of the memristor design comes first. */
export function budgetVerdict(report: BudgetReport): Said[] {
  const of = ({ id }: ComparisonDesign): DesignAnswer | undefined =>
    report.contenders.find(({ contender }) => contender === id);
  const memristor = of(SUBJECT);
  if (memristor?.answer == null) return noneSentences(report, memristor).map((text) => said(text));
  return [
    ...rivalsOf(SUBJECT).map((contender) =>
      rivalSentence(report, memristor, of(contender), namedWithLetter(contender)),
    ),
    said(bestSentence(report, memristor)),
    said(qualitySentence(memristor)),
    said(unlimitedSentence(report, memristor)),
  ].filter(({ text }) => text !== "");
}

function noneSentences({ contenders }: BudgetReport, memristor: DesignAnswer | undefined): string[] {
  const others = contenders.filter(({ answer }) => answer !== null).map(({ contender }) => contender);
  return [
    memristor === undefined
      ? "The query excludes memristor designs."
      : `No memristor design is within the limits${others.length === 0 ? ", nor is any other" : `; ${others.join(", ")} ${others.length === 1 ? "is" : "are"}`}.`,
  ];
}

const limitsText = ({ limits }: BudgetReport): string =>
  Object.entries(limits)
    .map(([quantity, limit]) => `${quantityName(quantity)} ≤ ${quantityText(quantity, limit)}`)
    .join(", ") || "no limits";

function bestSentence(report: BudgetReport, { answer, idle }: DesignAnswer): string {
  if (answer === null) return "";
  const { best, slacks, together } = answer;
  // Not every table has the throughput.
  const shown = Number.isNaN(amountOf(throughput, best)) ? report.aim : throughput;
  const joules = amountOf(energy, best);
  const perToken =
    report.tokens === null || Number.isNaN(joules)
      ? ""
      : ` at ${engineering(joules / report.tokens, energy.unit)} a token`;
  const design = [
    ...(best.duty < 1 ? [`a duty of ${percent(best.duty)}`] : []),
    ...(best.cores === null ? [] : [`${best.cores} ${best.cores === 1 ? "core" : "cores"}`]),
    ...settingsText(best.sets, idle),
  ];
  const binding = bindingText(slacks, together);
  return (
    `The memristor design (C) under ${limitsText(report)}: ${metricText(shown, amountOf(shown, best))}${shown === throughput ? " (attention only)" : ""}${perToken}` +
    `${design.length === 0 ? "" : ` with ${design.join(", ")}`}; ` +
    `${binding === "none" ? "no constraint is active" : `active: ${binding}`}.${peakText(best)}`
  );
}

/** A limit on average power does not bound the power that the supply has to deliver. */
function peakText(best: BudgetChoice): string {
  const peak = amountOf(peakPower, best);
  return Number.isNaN(peak) ? "" : ` It draws up to ${metricText(peakPower, peak)}.`;
}

/** Searched sizes tie within 3 %, which more points can change (assumed); other amounts as in `judge`. */
const SIZED_WITHIN = 0.03;

/** Outcome by the aim, each as fast as the limits allow: so slowing the loser cannot reverse it. */
export function budgetOutcome(
  { aim, sizing }: Pick<BudgetReport, "aim" | "sizing">,
  best: BudgetChoice,
  other: BudgetChoice,
): Outcome {
  const [own, rival] = [best, other].map(meritOf(aim));
  if (own === rival || (sizing !== null && Math.abs(own / rival - 1) < SIZED_WITHIN)) return "ties";
  const [a, b] = [amountOf(aim, best), amountOf(aim, other)];
  return judge(aim.sense === "max" ? b / a : a / b);
}

/** The memristor design's best against another's in one budget, then both at the slower throughput. */
function rivalSentence(
  report: BudgetReport,
  { answer, quality }: DesignAnswer,
  rival: DesignAnswer | undefined,
  name: string,
): Said {
  if (rival === undefined || answer === null) return said("");
  const { best } = answer;
  if (rival.answer === null) return said(`No design of ${name} is within the limits.`);
  const other = rival.answer.best;
  const { aim } = report;
  const outcome = budgetOutcome(report, best, other);
  const phrase = OUTCOME_WORD[outcome];
  return said(
    `Within the budget the memristor design (C) ${phrase} ${name} in ${metricName(aim)}: ` +
      `${factor(amountOf(aim, best) / amountOf(aim, other))}, each at its own best${recallText(quality, rival.quality)}${dutyText(best, other)}.${equalSentence(rival)}`,
    { phrase, outcome },
  );
}

/** The recalls that the two buy, where both are known and printed otherwise. */
function recallText(own: ChoiceQuality | null, rival: ChoiceQuality | null): string {
  const [a, b] = [own, rival].map(massText);
  return a === b || a === "–" || b === "–" ? "" : ` (recall ${a} against ${b})`;
}

/** Says which of the two a limit on power slows. */
function dutyText(best: BudgetChoice, other: BudgetChoice): string {
  const slow = [
    ["C", best.duty],
    ["the other", other.duty],
  ].flatMap(([who, duty]) => (Number(duty) < 1 ? [`${who} works ${percent(Number(duty))} of the time`] : []));
  return slow.length === 0 ? "" : `; to keep the power limit ${slow.join(", ")}`;
}

function equalSentence({ equal }: DesignAnswer): string {
  if (equal === null || Number.isNaN(equal.throughput)) return "";
  const over = EQUAL_METRICS.map(
    (metric) =>
      `${factor(equal.subject[metric.quantity] / equal.rival[metric.quantity])} the ${metricName(metric)}`,
  );
  return ` At the same ${metricText(throughput, equal.throughput)}: ${over.slice(0, -1).join(", ")} and ${over.at(-1)}.`;
}

function qualitySentence({ quality }: DesignAnswer): string {
  if (quality?.recall == null) return "Its quality is not known: nothing was simulated.";
  const { recall, outputError, controls, origin, proxy } = quality;
  const beside = [
    ...(controls.software === undefined ? [] : [`the software hash ${massOf(controls.software)}`]),
    ...(controls.randomBuckets === undefined ? [] : [`random buckets ${massOf(controls.randomBuckets)}`]),
    ...(controls.localWindow === undefined ? [] : [`a local window ${massOf(controls.localWindow)}`]),
  ];
  const error = outputError === null ? "" : `, with an output error of ${percent(outputError)}`;
  return (
    `Loss against exact attention: ${digits(100 * (1 - recall.mean))} % of the attention mass. ` +
    `It captures ${massOf(recall)}${error}${beside.length === 0 ? "" : ` (${beside.join(", ")})`}, ${origin}` +
    `${proxy === true ? "; a proxy: not the workload that is priced" : ""}.${controlWarning(quality)}`
  );
}

/** Warns where a control captures as much: then the figure is no evidence for the hash. */
function controlWarning({ recall, controls }: ChoiceQuality): string {
  const reached = [
    ["random buckets", controls.randomBuckets],
    ["a local window", controls.localWindow],
  ].flatMap(([name, control]) =>
    recall !== null && typeof control === "object" && control.mean >= recall.mean ? [name] : [],
  );
  if (reached.length === 0) return "";
  return ` With as many pairs ${reached.join(" and ")} captures no less: on these activations this recall is not due to the hash.`;
}

function unlimitedSentence(report: BudgetReport, { answer }: DesignAnswer): string {
  if (answer === null || Object.keys(report.limits).length === 0) return "";
  const { best, unlimited } = answer;
  if (budgetOutcome(report, unlimited, best) !== "wins")
    return "Without any limit the family has nothing better.";
  const ratio = amountOf(report.aim, unlimited) / amountOf(report.aim, best);
  return (
    `Loss against an unlimited budget: ${factor(ratio)} ${metricName(report.aim)}, which would take ` +
    `${metricText(area, amountOf(area, unlimited))} and ${metricText(power, amountOf(power, unlimited))}.`
  );
}

/** Attention recall of a choice in percent; a dash where it is not known. */
export const massText = (quality: ChoiceQuality | null): string =>
  quality?.recall == null ? "–" : massOf(quality.recall);

export const massOf = ({ mean, interval }: { readonly mean: number; readonly interval: number }): string =>
  mean === 1 && interval === 0
    ? "100 %"
    : `${interval > 0 ? plusMinus(100 * mean, 100 * interval) : digits(100 * mean)} %`;

/** Names of the constraints that bind. */
export function bindingText(slacks: readonly Slack[], together: boolean): string {
  const names = slacks.filter(({ active }) => active).map(({ name }) => quantityName(name));
  return names.length > 0 ? names.join(", ") : together ? "all together" : "none";
}
