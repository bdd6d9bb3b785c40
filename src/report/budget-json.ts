import type { Estimate } from "../base/statistics.ts";
import type { BudgetAnswer, Slack } from "../explore/budget.ts";
import type { Budgeted } from "../ladder/chip-budget.ts";
import {
  type Aim,
  amountOf,
  type BudgetChoice,
  type BudgetReport,
  type ChoiceQuality,
  type RungAnswer,
} from "./budget-report.ts";
import { dieJson } from "./compare-json.ts";

/** SI numbers with the unit in the key. */
const UNIT_KEYS: Readonly<Record<string, string>> = {
  area: "area_m2",
  power: "power_W",
  peakPower: "peak_power_W",
  powerDensity: "power_density_W_per_m2",
  bandwidth: "bandwidth_B_per_s",
  latency: "latency_s",
};

const AIM_KEYS: Readonly<Record<Aim, string>> = {
  throughput: "throughput_tokens_per_s",
  energy: "energy_J",
  latency: "latency_s",
  area: "area_m2",
  power: "power_W",
};

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

const inUnits = (values: Readonly<Record<string, number>>): Record<string, number | null> =>
  Object.fromEntries(
    Object.entries(values).map(([quantity, value]) => [UNIT_KEYS[quantity] ?? quantity, orNull(value)]),
  );

/** The answer of `budget --json`. */
export const budgetJson = (report: BudgetReport, version: string): unknown => ({
  schemaVersion: 1,
  name: report.name,
  versions: { crosshash: version },
  workload: report.workload,
  aim: { quantity: AIM_KEYS[report.aim], sense: report.aim === "throughput" ? "max" : "min" },
  limits: inUnits(report.limits as Record<string, number>),
  conditions: report.conditions,
  candidates: report.rungs.reduce((sum, { candidates }) => sum + candidates, 0),
  rungs: report.rungs.map((rung) => rungJson(rung, report)),
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

function rungJson(
  { rung, candidates, answer, nearest, quality, map }: RungAnswer,
  { aim, tokens, moved }: BudgetReport,
): unknown {
  return {
    id: rung,
    candidates,
    feasible: answer !== null,
    ...answerJson(answer, aim, tokens),
    quality: qualityJson(quality),
    least: inUnits(nearest),
    map:
      map === null || moved === null
        ? null
        : {
            quantity: UNIT_KEYS[moved],
            steps: map.steps.map(({ limit, answer: own }) => ({
              limit,
              feasible: own !== null,
              ...answerJson(own, aim, tokens),
            })),
            switches: map.switches.map(({ at, best }) => ({ at, best: choiceJson(best, tokens) })),
          },
  };
}

const answerJson = (answer: BudgetAnswer<BudgetChoice> | null, aim: Aim, tokens: number | null) => ({
  best: answer === null ? null : choiceJson(answer.best, tokens),
  constraints: (answer?.slacks ?? []).map((slack) => slackJson(slack, aim)),
  bindTogether: answer?.together ?? false,
  unlimited: answer === null ? null : choiceJson(answer.unlimited, tokens),
});

const slackJson = ({ name, sense, limit, used, slack, withoutIt, binds, nextAt }: Slack, aim: Aim) => ({
  quantity: name,
  bound: sense,
  limit,
  used: orNull(used),
  slack,
  without_it: aim === "throughput" ? withoutIt : -withoutIt,
  binds,
  next_better_at: nextAt,
});

/** SI numbers of a design, with what it sets. */
const choiceJson = (choice: BudgetChoice, tokens: number | null) => ({
  ...(choice.row === null ? {} : { row: choice.row }),
  throughput_tokens_per_s: orNull(amountOf("throughput", choice)),
  energy_J: orNull(choice.energy),
  energy_J_per_token: tokens === null ? null : orNull(choice.energy / tokens),
  cores: choice.cores,
  sets: choice.sets,
  ...inUnits(choice.uses as Readonly<Record<Budgeted, number>>),
  die: choice.die === null ? null : dieJson(choice.die),
});

const massJson = (estimate: Estimate | null | undefined) =>
  estimate === null || estimate === undefined
    ? null
    : { mean: estimate.mean, interval95: estimate.interval, samples: estimate.samples };

const qualityJson = (quality: ChoiceQuality | null) =>
  quality === null
    ? null
    : {
        captured_mass: massJson(quality.capturedMass),
        output_error: quality.outputError,
        software: massJson(quality.controls.software),
        random_buckets: massJson(quality.controls.randomBuckets),
        local_window: massJson(quality.controls.localWindow),
        origin: quality.origin,
        proxy: quality.proxy,
      };
