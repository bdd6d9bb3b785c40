import type { Estimate } from "#base";
import type { BudgetAnswer, Slack } from "#search";
import type { Amounts } from "../../../comparison/duty.ts";
import { BUDGET_METRICS, LIMITED_METRICS, metricOfQuantity } from "../../../comparison/metrics/index.ts";
import type { Metric } from "../../../comparison/metrics/metric.ts";
import { energy, throughput } from "../../../comparison/metrics/prices.ts";
import { outward, STORED_KEYS } from "../../../report/outward.ts";
import {
  amountOf,
  amountOfMerit,
  type BudgetChoice,
  type BudgetReport,
  type ChoiceQuality,
  type DesignAnswer,
  EQUAL_METRICS,
  type EqualRate,
} from "../run/result.ts";

/** SI numbers with the unit in the key. */
const keyOf = (quantity: string): string => metricOfQuantity(quantity)?.key ?? quantity;

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

const inUnits = (values: Readonly<Record<string, number>>): Record<string, number | null> =>
  Object.fromEntries(Object.entries(values).map(([quantity, value]) => [keyOf(quantity), orNull(value)]));

/** The answer of `budget --json`. */
export const budgetJson = (report: BudgetReport, version: string): unknown => ({
  schemaVersion: 1,
  name: report.name,
  versions:
    report.kernels === null ? { crosshash: version } : { crosshash: version, kernels: report.kernels },
  workload: report.workload,
  aim: { quantity: report.aim.key, sense: report.aim.sense },
  limits: inUnits(report.limits),
  conditions: report.conditions,
  sizing: report.sizing && { axes: report.sizing.axes, points_per_design: report.sizing.points },
  candidates: report.contenders.reduce((sum, { candidates }) => sum + candidates, 0),
  [STORED_KEYS.contenders]: report.contenders.map((contender) => designJson(contender, report)),
  trade:
    report.trade === null
      ? null
      : {
          axis: report.trade.path,
          rows: report.trade.rows.map(({ value, best, quality }) => ({
            value,
            best: best === null ? null : choiceJson(best, report.tokens),
            quality: qualityJson(quality),
          })),
        },
});

function designJson(
  { contender, candidates, answer, nearest, unmet, quality, modelRate, map, equal }: DesignAnswer,
  { aim, tokens, moved }: BudgetReport,
): unknown {
  return {
    id: contender,
    candidates,
    feasible: answer !== null,
    ...answerJson(answer, aim, tokens),
    quality: qualityJson(quality),
    model_tokens_per_s: modelRate,
    equal_throughput: equal === null ? null : equalJson(equal),
    least: inUnits(nearest),
    unmet,
    map:
      map === null || moved === null
        ? null
        : {
            quantity: keyOf(moved),
            steps: map.steps.map(({ limit, answer: own }) => ({
              limit,
              feasible: own !== null,
              ...answerJson(own, aim, tokens),
            })),
            switches: map.switches.map(({ at, best }) => ({ at, best: choiceJson(best, tokens) })),
          },
  };
}

/** Both designs at one throughput, and the subject's amounts over the rival's. */
const equalJson = ({ throughput: rate, subject, rival }: EqualRate) => ({
  [throughput.key]: rate,
  subject: inUnits(equalAmounts(subject)),
  rival: inUnits(equalAmounts(rival)),
  ratios: Object.fromEntries(
    EQUAL_METRICS.map(({ quantity }) => [quantity, orNull(subject[quantity] / rival[quantity])]),
  ),
});

const equalAmounts = (uses: Amounts): Amounts =>
  Object.fromEntries(EQUAL_METRICS.map(({ quantity }) => [quantity, uses[quantity]]));

const answerJson = (answer: BudgetAnswer<BudgetChoice> | null, aim: Metric, tokens: number | null) => ({
  best: answer === null ? null : choiceJson(answer.best, tokens),
  constraints: (answer?.slacks ?? []).map((slack) => slackJson(slack, aim)),
  bindTogether: answer?.together ?? false,
  unlimited: answer === null ? null : choiceJson(answer.unlimited, tokens),
});

const slackJson = ({ name, sense, limit, used, slack, withoutIt, active, nextAt }: Slack, aim: Metric) => ({
  quantity: name,
  bound: sense,
  limit,
  used: orNull(used),
  slack,
  without_it: amountOfMerit(aim, withoutIt),
  active,
  next_better_at: nextAt,
});

/** Amounts listed after a design's settings: limited ones, then all other prices. */
const OTHERS: readonly Metric[] = [
  ...LIMITED_METRICS,
  ...BUDGET_METRICS.filter((metric) => ![throughput, energy, ...LIMITED_METRICS].includes(metric)),
];

const amountsOf = (metrics: readonly Metric[], choice: BudgetChoice): Record<string, number> =>
  Object.fromEntries(metrics.map((metric) => [metric.quantity, amountOf(metric, choice)]));

/** SI numbers of a design, with the values that it sets. */
const choiceJson = (choice: BudgetChoice, tokens: number | null) => ({
  ...(choice.row === null ? {} : { row: choice.row }),
  ...inUnits(amountsOf([throughput, energy], choice)),
  [`${energy.key}_per_token`]: tokens === null ? null : orNull(amountOf(energy, choice) / tokens),
  duty: choice.duty,
  idle_power_W: orNull(choice.idlePower),
  cores: choice.cores,
  sets: choice.sets,
  ...inUnits(amountsOf(OTHERS, choice)),
  die: outward(choice.die),
});

const massJson = (estimate: Estimate | null = null) => outward(estimate);

const qualityJson = (quality: ChoiceQuality | null) =>
  quality === null
    ? null
    : {
        recall: massJson(quality.recall),
        output_error: quality.outputError,
        software: massJson(quality.controls.software),
        random_buckets: massJson(quality.controls.randomBuckets),
        local_window: massJson(quality.controls.localWindow),
        origin: quality.origin,
        proxy: quality.proxy,
      };
