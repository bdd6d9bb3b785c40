import Table from "cli-table3";
import type { ShareEstimate } from "../base/share.ts";
import { namedWithLetter } from "../ladder/comparison-design.ts";
import { metricOfKey } from "../ladder/metrics/index.ts";
import { groupDigits, percent } from "./format.ts";
import { metricText, settingsText } from "./quantity-text.ts";
import {
  bySwing,
  type RobustFront,
  type SensitivityReport,
  swingOf,
  type TornadoRow,
} from "./sensitivity-report.ts";

const plain = { style: { head: [], border: [] } };
const MOST_ROWS = 20;

/** A metric's value with its unit. */
const valueText = (key: string, value: number): string =>
  metricText(metricOfKey(key) ?? { unit: "", kind: "price" }, value);

export function sensitivityText(report: SensitivityReport): string {
  const { name, workload, metric, nominal, band, draws, constants, parameters, front } = report;
  const show = (value: number): string => valueText(metric, value);
  return [
    `${name}: ${workload}`,
    `${metric} of the memristor design: ${show(nominal)} nominal; ${show(band.p05)} to ${show(band.p95)} from the 5th to ` +
      `the 95th percentile of ${draws} draws of ${constants.length} constants with a range`,
    ...Object.entries(report.probabilities).map(([against, share]) => probability(against, share)),
    "",
    constantsTable(report),
    more(constants, report),
    ...(parameters === null ? [] : ["", parametersTable(parameters, report), more(parameters, report)]),
    ...(front === null ? [] : ["", frontTable(front, draws)]),
    "",
  ].join("\n");
}

/** "less energy than exact attention (A)". */
function lessThan(ratio: string): string {
  const versus = metricOfKey(ratio)?.versus;
  return versus === undefined ? ratio : `less ${versus.metric.name} than ${namedWithLetter(versus.rung)}`;
}

const probability = (against: string, { share, low, high }: ShareEstimate): string =>
  `P(the memristor design takes ${lessThan(against)}) = ${percent(share)}, 95 % interval ${percent(low)} to ${percent(high)}`;

/** The longest bars; what moves nothing, or cannot be moved, says nothing here. */
const shownRows = <R extends TornadoRow>(rows: readonly R[], nominal: number): R[] =>
  bySwing(rows, nominal)
    .filter((row) => swingOf(row, nominal) > 0)
    .slice(0, MOST_ROWS);

function more(rows: readonly TornadoRow[], { metric, nominal }: SensitivityReport): string {
  const moving = rows.filter((row) => swingOf(row, nominal) > 0).length;
  const [hidden, still] = [Math.max(0, moving - MOST_ROWS), rows.length - moving];
  const shorter = hidden === 0 ? "" : `${hidden} more have shorter bars; `;
  return `${shorter}${still} of ${rows.length} do not move ${metric} (all are in --json and --out).`;
}

function constantsTable({ constants, nominal, metric, samples }: SensitivityReport): string {
  const indexed = samples > 0;
  const table = new Table({
    head: [
      "constant",
      "low … high",
      "at low",
      "at high",
      "swing",
      "rank ρ",
      ...(indexed ? ["first order", "total"] : []),
      "source",
    ],
    colAligns: [
      "left",
      "left",
      "right",
      "right",
      "right",
      "right",
      ...(indexed ? (["right", "right"] as const) : []),
      "left",
    ],
    ...plain,
  });
  for (const row of shownRows(constants, nominal)) {
    const { index } = row;
    table.push([
      row.places.length > 1 ? `${row.name} (${row.places.length} places)` : row.name,
      `${rangeEnd(row.low)} … ${rangeEnd(row.high)}`,
      endText(metric, row.atLow),
      endText(metric, row.atHigh),
      percent(swingOf(row, nominal)),
      row.rank.toFixed(2),
      ...(indexed
        ? [
            index === null ? "–" : `${index.first.toFixed(2)} ± ${index.firstInterval.toFixed(2)}`,
            index === null ? "–" : `${index.total.toFixed(2)} ± ${index.totalInterval.toFixed(2)}`,
          ]
        : []),
      row.source,
    ]);
  }
  return table.toString();
}

const rangeEnd = (value: number | string): string =>
  typeof value === "number" ? value.toPrecision(3) : value;

const endText = (metric: string, value: number | null): string =>
  value === null ? "none" : valueText(metric, value);

function parametersTable(rows: readonly TornadoRow[], { nominal, metric }: SensitivityReport): string {
  const table = new Table({
    head: [
      "parameter, −20 % and +20 %",
      "value",
      "low … high",
      "at low",
      "at high",
      "swing",
      "where there is none",
    ],
    colAligns: ["left", "right", "left", "right", "right", "right", "left"],
    ...plain,
  });
  for (const row of shownRows(rows, nominal))
    table.push([
      row.name,
      String(row.nominal),
      `${row.low} … ${row.high}`,
      endText(metric, row.atLow),
      endText(metric, row.atHigh),
      percent(swingOf(row, nominal)),
      row.reason.slice(0, 60),
    ]);
  return table.toString();
}

function frontTable({ objectives, points, of, rows }: RobustFront, draws: number): string {
  const table = new Table({
    head: ["point", "on the front", "95 % interval", "nominal", "sets"],
    colAligns: ["right", "right", "left", "left", "left"],
    ...plain,
  });
  for (const { point, sets, isNominal, membership } of rows.slice(0, MOST_ROWS))
    table.push([
      point,
      percent(membership.share),
      `${percent(membership.low)} to ${percent(membership.high)}`,
      isNominal ? "yes" : "no",
      settingsText(sets).join(" "),
    ]);
  const part = points === of ? "" : `, those near the nominal front of ${groupDigits(of)}`;
  return [
    `Front of ${objectives.join(", ")} over ${draws} draws that all ${groupDigits(points)} points share${part}: ` +
      `${rows.length} points are on it in some draw`,
    table.toString(),
    ...(rows.length > MOST_ROWS ? [`${rows.length - MOST_ROWS} more are in --json and --out.`] : []),
  ].join("\n");
}
