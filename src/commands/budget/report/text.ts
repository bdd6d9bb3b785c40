import { csvText, digits, engineering, groupDigits, percent } from "#base";
import {
  type Block,
  drawing,
  figure,
  findings,
  paragraph,
  type Report,
  type Tabular,
  table,
  title,
} from "#reports";
import type { Slack } from "#search";
import { metricOfKey } from "../../../comparison/metrics/index.ts";
import type { Metric } from "../../../comparison/metrics/metric.ts";
import {
  area,
  energy,
  latency,
  peakPower,
  power,
  powerDensity,
  throughput,
} from "../../../comparison/metrics/prices.ts";
import { STORED_KEYS } from "../../../report/outward.ts";
import { metricName, metricText, quantityName, quantityText, settingsText } from "../../../text/quantity.ts";
import { isOfAnyChip } from "../run/limit-constraints.ts";
import {
  amountOf,
  amountOfMerit,
  type BudgetChoice,
  type BudgetReport,
  type DesignAnswer,
} from "../run/result.ts";
import { budgetMapChart, tradeChart } from "./chart.ts";
import { budgetJson } from "./json.ts";
import { bindingText, budgetVerdict, massOf, massText } from "./verdict.ts";

/** What a budget buys: verdict, each design's best, each constraint's slack, the trade-off and the map. */
export const budgetAnswer = (report: BudgetReport, version: string): Report => ({
  json: budgetJson(report, version),
  blocks: budgetBlocks(report),
  files: () => (report.moved === null ? [] : [{ name: "map.csv", content: budgetMapCsv(report) }]),
});

export function budgetBlocks(report: BudgetReport): Block[] {
  const { contenders, trade, moved } = report;
  const found = contenders.some(({ answer }) => answer !== null);
  const verdict = budgetVerdict(report);
  return [
    titleOf(report),
    findings(
      verdict.map(({ text }) => text),
      verdict.map(({ marks }) => marks),
    ),
    ...(found ? [table(bestTable(report))] : []),
    ...contenders.flatMap((contender) => explained(contender, report.aim)),
    ...(trade === null
      ? []
      : [
          table(tradeTable(trade, report), {
            title: `The memristor design within the limits, by ${trade.path}, whatever its quality:`,
          }),
          figure(drawing("trade", "What the limits buy", tradeChart(report), 640, 1000)),
        ]),
    ...contenders.flatMap((contender) => mapBlocks(contender, report)),
    ...(moved === null
      ? []
      : [
          figure(
            drawing("map", "How the best design changes with the limit", budgetMapChart(report), 640, 1000),
          ),
        ]),
  ];
}

function titleOf({ name, workload, aim, contenders, conditions, sizing }: BudgetReport): Block {
  const candidates = contenders.reduce((sum, contender) => sum + contender.candidates, 0);
  const goal = `${aim.sense === "max" ? "most" : "least"} ${metricName(aim)}`;
  return title(
    `${name}: ${workload}; ${goal} of ${groupDigits(candidates)} candidates (attention only)`,
    ...(sizing === null
      ? []
      : [
          `each design with every number of cores, and at ${groupDigits(sizing.points)} points of ${settingNames(sizing.axes)}`,
        ]),
    ...conditions.map((condition) => `with ${condition}`),
  );
}

const settingNames = (paths: readonly string[]): string =>
  paths.map((path) => path.split(".").slice(-2).join(".")).join(", ");

function bestTable({ contenders, tokens }: BudgetReport): Tabular {
  return {
    head: [
      "design",
      "attention tokens/s",
      "model tokens/s",
      "J/token",
      "recall",
      "cores",
      "duty",
      "sets",
      "area",
      "power",
      "peak",
      "W/mm²",
      "latency",
      "good die",
    ],
    rows: contenders.map(({ contender, answer, quality, modelRate, idle }) => {
      if (answer === null) return [contender, "none", ...new Array<string>(12).fill("")];
      const { best } = answer;
      const { cores, sets, die } = best;
      return [
        contender,
        known(amountOf(throughput, best)),
        modelRate === null ? "–" : known(modelRate),
        perToken(best, tokens),
        massText(quality),
        String(cores ?? ""),
        percent(best.duty),
        [...(best.row === null ? [] : [`row ${best.row}`]), ...settingsText(sets, idle)].join("\n"),
        amountText(area, best),
        amountText(power, best),
        amountText(peakPower, best),
        known(amountOf(powerDensity, best) / 1e6),
        amountText(latency, best),
        die === null ? "–" : `$${digits(die.goodDie)}`,
      ];
    }),
    words: [0, 7],
  };
}

/** A number, or a dash where no column gives it. */
const known = (value: number): string => (Number.isNaN(value) ? "–" : digits(value));

const amountText = (metric: Metric, choice: BudgetChoice): string =>
  metricText(metric, amountOf(metric, choice));

const perToken = (choice: BudgetChoice, tokens: number | null): string => {
  const joules = amountOf(energy, choice);
  return tokens === null || Number.isNaN(joules) ? "–" : engineering(joules / tokens, energy.unit);
};

function explained({ contender, answer, nearest, unmet }: DesignAnswer, aim: Metric): Block[] {
  if (answer === null) {
    const least = Object.entries(nearest).map(
      ([quantity, value]) => `${quantityName(quantity)} ${quantityText(quantity, value)}`,
    );
    const alone = least.length === 0 ? "" : `; the least that any candidate takes is ${least.join(", ")}`;
    const none = unmet.length === 0 ? "" : `; no candidate meets ${unmet.join(" or ")}`;
    return [paragraph(`${contender}: nothing is within the limits${alone}${none}.`)];
  }
  const { together } = answer;
  const slacks = answer.slacks.filter((slack) => slack.active || !isOfAnyChip(slack));
  if (slacks.length === 0) return [];
  const notes = slacks.some(({ active }) => active)
    ? []
    : together
      ? ["The constraints are active only together: relaxing one alone improves nothing."]
      : ["No constraint is active: the family has nothing better."];
  return [
    table(
      {
        head: [`${contender}: constraint`, "limit", "used", "slack", "without it", "next better at"],
        rows: slacks.map((slack) => slackRow(slack, aim)),
      },
      { notes },
    ),
  ];
}

function slackRow(own: Slack, aim: Metric): string[] {
  const { name, column, limit, used, slack, withoutIt, active, nextAt } = own;
  const metric = metricOfKey(column ?? "");
  const text = (value: number): string =>
    metric === null ? quantityText(name, value) : metricText(metric, value);
  return [
    `${quantityName(name)}${active ? " (active)" : ""}`,
    limit === null ? "–" : text(limit),
    text(used),
    // Rounds away the error of a duty that reaches the limit.
    slack === null ? "–" : percent(slack < 1e-9 ? 0 : slack),
    active ? metricText(aim, amountOfMerit(aim, withoutIt)) : "the same",
    nextAt === null ? "–" : text(nextAt),
  ];
}

function tradeTable({ path, rows }: NonNullable<BudgetReport["trade"]>, { tokens }: BudgetReport): Tabular {
  return {
    head: [
      path.split(".").slice(-1)[0],
      "attention tokens/s",
      "J/token",
      "recall",
      "random buckets",
      "output error",
      "sets",
    ],
    rows: rows.map(({ value, best, quality }) => {
      if (best === null) return [String(value), "none within the limits", "", "", "", "", ""];
      const random = quality?.controls.randomBuckets;
      return [
        String(value),
        known(amountOf(throughput, best)),
        perToken(best, tokens),
        massText(quality),
        random === undefined ? "–" : massOf(random),
        quality?.outputError == null ? "–" : percent(quality.outputError),
        settingsText(best.sets, [path]).join("\n"),
      ];
    }),
    words: [6],
  };
}

function mapBlocks({ contender, map }: DesignAnswer, { moved, aim }: BudgetReport): Block[] {
  if (map === null || moved === null) return [];
  const rows = map.steps.map(({ limit, answer }) => {
    const at = quantityText(moved, limit);
    if (answer === null) return [at, "none", "", "", ""];
    return [
      at,
      amountText(aim, answer.best),
      bindingText(answer.slacks, answer.together),
      String(answer.best.cores ?? ""),
      settingsText(answer.best.sets).join(" "),
    ];
  });
  const switches = map.switches.map(({ at }) => quantityText(moved, at));
  return [
    table(
      {
        head: [`${contender}: ${quantityName(moved)}`, metricName(aim), "active", "cores", "sets"],
        rows,
        words: [2, 4],
      },
      {
        notes: [
          switches.length === 0
            ? "The choice does not switch in between."
            : `The choice switches at ${listed(switches)}.`,
        ],
      },
    ),
  ];
}

const MOST_LISTED = 24;

const listed = (items: readonly string[]): string =>
  items.length <= MOST_LISTED
    ? items.join(", ")
    : `${items.slice(0, MOST_LISTED).join(", ")} and ${items.length - MOST_LISTED} more`;

/** The map of every design: limit, what it gives, which constraint is active, and the values that its best sets. SI. */
function budgetMapCsv({ contenders, moved, aim }: BudgetReport): string {
  const paths = [
    ...new Set(
      contenders.flatMap(({ map }) =>
        (map?.steps ?? []).flatMap(({ answer }) => (answer === null ? [] : Object.keys(answer.best.sets))),
      ),
    ),
  ];
  return csvText(
    [
      STORED_KEYS.contender,
      `limit_${moved ?? ""}`,
      "status",
      aim.quantity,
      "active",
      "cores",
      "duty",
      ...paths,
    ],
    contenders.flatMap(({ contender, map }) =>
      (map?.steps ?? []).map(({ limit, answer }) =>
        answer === null
          ? [contender, limit, "infeasible", "", "", "", "", ...paths.map(() => "")]
          : [
              contender,
              limit,
              "ok",
              amountOf(aim, answer.best),
              bindingText(answer.slacks, answer.together),
              answer.best.cores ?? "",
              answer.best.duty,
              ...paths.map((path) => answer.best.sets[path] ?? ""),
            ],
      ),
    ),
  );
}
