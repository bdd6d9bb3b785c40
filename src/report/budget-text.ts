import Table from "cli-table3";
import type { Slack } from "../explore/budget.ts";
import type { Metric } from "../ladder/metrics/metric.ts";
import { area, energy, latency, power, powerDensity, throughput } from "../ladder/metrics/prices.ts";
import {
  amountOf,
  amountOfMerit,
  type BudgetChoice,
  type BudgetReport,
  type RungAnswer,
} from "./budget-report.ts";
import { budgetVerdict } from "./budget-verdict.ts";
import { bindingText, massOf, massText } from "./budget-words.ts";
import { digits, engineering, groupDigits, percent } from "./format.ts";
import { metricName, metricText, quantityName, quantityText, settingsText } from "./quantity-text.ts";

const plain = { style: { head: [], border: [] } };

/** What a budget buys: the verdict, the best of every rung, what each constraint leaves, the trade and the map. */
export function budgetText(report: BudgetReport): string {
  const { rungs, trade } = report;
  const found = rungs.some(({ answer }) => answer !== null);
  return [
    titleOf(report),
    "",
    ...budgetVerdict(report).map((sentence) => `• ${sentence}`),
    "",
    ...(found ? [bestTable(report), ""] : []),
    ...rungs.flatMap((rung) => explained(rung, report.aim)),
    ...(trade === null ? [] : ["", tradeTable(trade, report)]),
    ...rungs.flatMap((rung) => mapText(rung, report)),
    "",
  ].join("\n");
}

function titleOf({ name, workload, aim, rungs, conditions }: BudgetReport): string {
  const candidates = rungs.reduce((sum, rung) => sum + rung.candidates, 0);
  const goal = `${aim.sense === "max" ? "most" : "least"} ${metricName(aim)}`;
  return [
    `${name}: ${workload}; ${goal} of ${groupDigits(candidates)} candidates (attention only)`,
    ...conditions.map((condition) => `with ${condition}`),
  ].join("\n");
}

function bestTable({ rungs, tokens }: BudgetReport): string {
  const table = new Table({
    head: [
      "rung",
      "tokens/s",
      "J/token",
      "mass",
      "cores",
      "sets",
      "area",
      "power",
      "W/mm²",
      "latency",
      "good die",
    ],
    colAligns: [
      "left",
      "right",
      "right",
      "right",
      "right",
      "left",
      "right",
      "right",
      "right",
      "right",
      "right",
    ],
    ...plain,
  });
  for (const { rung, answer, quality, idle } of rungs)
    if (answer === null) table.push([rung, "none", "", "", "", "", "", "", "", "", ""]);
    else {
      const { best } = answer;
      const { cores, sets, die } = best;
      table.push([
        rung,
        known(amountOf(throughput, best)),
        perToken(best, tokens),
        massText(quality),
        cores ?? "",
        [...(best.row === null ? [] : [`row ${best.row}`]), ...settingsText(sets, idle)].join("\n"),
        amountText(area, best),
        amountText(power, best),
        known(amountOf(powerDensity, best) / 1e6),
        amountText(latency, best),
        die === null ? "–" : `$${digits(die.goodDie)}`,
      ]);
    }
  return table.toString();
}

/** A number, or a dash where no column says it. */
const known = (value: number): string => (Number.isNaN(value) ? "–" : digits(value));

const amountText = (metric: Metric, choice: BudgetChoice): string =>
  metricText(metric, amountOf(metric, choice));

const perToken = (choice: BudgetChoice, tokens: number | null): string => {
  const joules = amountOf(energy, choice);
  return tokens === null || Number.isNaN(joules) ? "–" : engineering(joules / tokens, energy.unit);
};

function explained({ rung, answer, nearest }: RungAnswer, aim: Metric): string[] {
  if (answer === null) {
    const least = Object.entries(nearest).map(
      ([quantity, value]) => `${quantityName(quantity)} ${quantityText(quantity, value)}`,
    );
    const alone = least.length === 0 ? "" : `; the least that any candidate takes is ${least.join(", ")}`;
    return [`${rung}: nothing is within the limits${alone}.`];
  }
  const { slacks, together } = answer;
  if (slacks.length === 0) return [];
  const table = new Table({
    head: [`${rung}: constraint`, "limit", "used", "slack", "without it", "next better at"],
    colAligns: ["left", "right", "right", "right", "right", "right"],
    ...plain,
  });
  for (const slack of slacks) table.push(slackRow(slack, aim));
  const note = slacks.some(({ binds }) => binds)
    ? []
    : together
      ? ["The constraints bind together: none of them alone keeps anything better away."]
      : ["No constraint binds: the family has nothing better."];
  return [table.toString(), ...note];
}

function slackRow({ name, limit, used, slack, withoutIt, binds, nextAt }: Slack, aim: Metric): string[] {
  return [
    `${quantityName(name)}${binds ? " (binds)" : ""}`,
    limit === null ? "–" : quantityText(name, limit),
    quantityText(name, used),
    slack === null ? "–" : percent(slack),
    binds ? metricText(aim, amountOfMerit(aim, withoutIt)) : "the same",
    nextAt === null ? "–" : quantityText(name, nextAt),
  ];
}

function tradeTable({ path, rows }: NonNullable<BudgetReport["trade"]>, { tokens }: BudgetReport): string {
  const table = new Table({
    head: [
      path.split(".").slice(-1)[0],
      "tokens/s",
      "J/token",
      "mass",
      "random buckets",
      "output error",
      "sets",
    ],
    colAligns: ["right", "right", "right", "right", "right", "right", "left"],
    ...plain,
  });
  for (const { value, best, quality } of rows)
    if (best === null) table.push([value, "none within the limits", "", "", "", "", ""]);
    else {
      const random = quality?.controls.randomBuckets;
      table.push([
        value,
        known(amountOf(throughput, best)),
        perToken(best, tokens),
        massText(quality),
        random === undefined ? "–" : massOf(random),
        quality?.outputError == null ? "–" : percent(quality.outputError),
        settingsText(best.sets, [path]).join("\n"),
      ]);
    }
  return [`The memristor design within the limits, by ${path}, whatever its quality:`, table.toString()].join(
    "\n",
  );
}

function mapText({ rung, map }: RungAnswer, { moved, aim }: BudgetReport): string[] {
  if (map === null || moved === null) return [];
  const table = new Table({
    head: [`${rung}: ${quantityName(moved)}`, metricName(aim), "binds", "cores", "sets"],
    colAligns: ["right", "right", "left", "right", "left"],
    ...plain,
  });
  for (const { limit, answer } of map.steps) {
    const at = quantityText(moved, limit);
    if (answer === null) table.push([at, "none", "", "", ""]);
    else
      table.push([
        at,
        amountText(aim, answer.best),
        bindingText(answer.slacks, answer.together),
        answer.best.cores ?? "",
        settingsText(answer.best.sets).join(" "),
      ]);
  }
  const switches = map.switches.map(({ at }) => quantityText(moved, at));
  return [
    "",
    table.toString(),
    switches.length === 0
      ? "The choice does not switch in between."
      : `The choice switches at ${listed(switches)}.`,
  ];
}

const MOST_LISTED = 24;

const listed = (items: readonly string[]): string =>
  items.length <= MOST_LISTED
    ? items.join(", ")
    : `${items.slice(0, MOST_LISTED).join(", ")} and ${items.length - MOST_LISTED} more`;
