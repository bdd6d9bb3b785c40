import { csvText, groupDigits, percent, type ShareEstimate } from "#base";
import { type Block, drawing, figure, type Report, type Tabular, table, title } from "#reports";
import { namedWithLetter } from "../../../comparison/comparison-design.ts";
import { metricOfKey } from "../../../comparison/metrics/index.ts";
import { metricText, settingsText } from "../../../text/quantity.ts";
import {
  bySwing,
  type RobustFront,
  type SensitivityReport,
  swingOf,
  type TornadoRow,
} from "../../shared/sensitivity-result.ts";
import { tornadoChart } from "../../shared/tornado.ts";

const MOST_ROWS = 20;

/** A metric's value with its unit. */
const valueText = (key: string, value: number): string =>
  metricText(metricOfKey(key) ?? { unit: "", kind: "price" }, value);

/** Report of a price's dependences: tornados as tables and charts, and the robustness of a front. */
export const sensitivityAnswer = (report: SensitivityReport, version: string): Report => ({
  json: sensitivityJson(report, version),
  blocks: sensitivityBlocks(report),
  files: () =>
    tornadosOf(report).map(({ name, rows }) => ({ name: `${name}.csv`, content: tornadoCsv(report, rows) })),
});

function sensitivityBlocks(report: SensitivityReport): Block[] {
  const { name, workload, metric, nominal, band, draws, constants, parameters, front } = report;
  const show = (value: number): string => valueText(metric, value);
  return [
    title(
      `${name}: ${workload}`,
      `${metric} of the memristor design: ${show(nominal)} nominal; ${show(band.p05)} to ${show(band.p95)} from the 5th to ` +
        `the 95th percentile of ${draws} draws of ${constants.length} constants with a range`,
      ...Object.entries(report.probabilities).map(([against, share]) => probability(against, share)),
    ),
    table(constantsTable(report), { notes: [more(constants, report)] }),
    ...(parameters === null
      ? []
      : [table(parametersTable(parameters, report), { notes: [more(parameters, report)] })]),
    ...(front === null ? [] : [frontTable(front, draws)]),
    ...tornadosOf(report).map(({ name: file, rows, what }) =>
      figure(drawing(file, `${metric} with ${what}`, tornadoChart(report, rows, what), 700, 1100)),
    ),
  ];
}

const tornadosOf = ({ constants, parameters }: SensitivityReport) => [
  {
    name: "constants",
    rows: constants as readonly TornadoRow[],
    what: "each constant at its low and its high",
  },
  ...(parameters === null
    ? []
    : [{ name: "parameters", rows: parameters, what: "each parameter at −20 % and +20 %" }]),
];

/** "less energy than exact attention (A)". */
function lessThan(ratio: string): string {
  const versus = metricOfKey(ratio)?.versus;
  return versus === undefined
    ? ratio
    : `less ${versus.metric.name} than ${namedWithLetter(versus.contender)}`;
}

const probability = (against: string, { share, low, high }: ShareEstimate): string =>
  `P(the memristor design takes ${lessThan(against)}) = ${percent(share)}, 95 % interval ${percent(low)} to ${percent(high)}`;

/** Rows with the longest bars, without those that have no effect. */
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

function constantsTable({ constants, nominal, metric, samples }: SensitivityReport): Tabular {
  const indexed = samples > 0;
  const head = [
    "constant",
    "low … high",
    "at low",
    "at high",
    "swing",
    "rank ρ",
    ...(indexed ? ["first order", "total"] : []),
    "source",
  ];
  const rows = shownRows(constants, nominal).map((row) => {
    const { index } = row;
    return [
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
    ];
  });
  return { head, rows, words: [0, 1, head.length - 1] };
}

const rangeEnd = (value: number | string): string =>
  typeof value === "number" ? value.toPrecision(3) : value;

const endText = (metric: string, value: number | null): string =>
  value === null ? "none" : valueText(metric, value);

function parametersTable(rows: readonly TornadoRow[], { nominal, metric }: SensitivityReport): Tabular {
  return {
    head: [
      "parameter, −20 % and +20 %",
      "value",
      "low … high",
      "at low",
      "at high",
      "swing",
      "where there is none",
    ],
    rows: shownRows(rows, nominal).map((row) => [
      row.name,
      String(row.nominal),
      `${row.low} … ${row.high}`,
      endText(metric, row.atLow),
      endText(metric, row.atHigh),
      percent(swingOf(row, nominal)),
      row.reason.slice(0, 60),
    ]),
    words: [0, 2, 6],
  };
}

function frontTable({ objectives, points, of, rows }: RobustFront, draws: number): Block {
  const part = points === of ? "" : `, those near the nominal front of ${groupDigits(of)}`;
  return table(
    {
      head: ["point", "on the front", "95 % interval", "nominal", "sets"],
      rows: rows
        .slice(0, MOST_ROWS)
        .map(({ point, sets, isNominal, membership }) => [
          String(point),
          percent(membership.share),
          `${percent(membership.low)} to ${percent(membership.high)}`,
          isNominal ? "yes" : "no",
          settingsText(sets).join(" "),
        ]),
      words: [2, 3, 4],
    },
    {
      title:
        `Front of ${objectives.join(", ")} over ${draws} draws that all ${groupDigits(points)} points share${part}: ` +
        `${rows.length} points are on it in some draw`,
      notes: rows.length > MOST_ROWS ? [`${rows.length - MOST_ROWS} more are in --json and --out.`] : [],
    },
  );
}

const shareJson = ({ share, low, high, draws }: ShareEstimate) => ({ share, interval95: [low, high], draws });

/** Answer of `sensitivity --json`; SI with the unit in the metric's name. */
function sensitivityJson(report: SensitivityReport, version: string): unknown {
  const { nominal, front, parameters, constants } = report;
  const row = (own: TornadoRow) => ({
    name: own.name,
    low: own.low,
    nominal: own.nominal,
    high: own.high,
    at_low: own.atLow,
    at_high: own.atHigh,
    swing: swingOf(own, nominal),
  });
  return {
    schemaVersion: 1,
    name: report.name,
    versions: { crosshash: version, kernels: report.kernels },
    workload: report.workload,
    metric: report.metric,
    nominal,
    draws: report.draws,
    samples: report.samples,
    band: report.band,
    probability_below_1: Object.fromEntries(
      Object.entries(report.probabilities).map(([name, share]) => [name, shareJson(share)]),
    ),
    constants: bySwing(constants, nominal).map((own) => ({
      ...row(own),
      places: own.places,
      rank_correlation: own.rank,
      first_order: own.index === null ? null : own.index.first,
      first_order_interval95: own.index === null ? null : own.index.firstInterval,
      total: own.index === null ? null : own.index.total,
      total_interval95: own.index === null ? null : own.index.totalInterval,
      source: own.source,
      note: own.note,
    })),
    parameters:
      parameters === null
        ? null
        : bySwing(parameters, nominal).map((own) => ({ ...row(own), reason: own.reason, note: own.note })),
    front:
      front === null
        ? null
        : {
            objectives: front.objectives,
            points: front.points,
            of: front.of,
            members: front.rows.map(({ point, sets, isNominal, membership }) => ({
              point,
              sets,
              nominal: isNominal,
              membership: shareJson(membership),
            })),
          },
  };
}

/** CSV of a tornado, the longest bar first. */
const tornadoCsv = ({ nominal, metric }: SensitivityReport, rows: readonly TornadoRow[]): string =>
  csvText(
    ["name", "low", "nominal", "high", `${metric}_at_low`, `${metric}_at_high`, "swing", "source", "note"],
    bySwing(rows, nominal).map((row) => {
      const { name, low, nominal: usual, high, atLow, atHigh, source, note } = row;
      return [name, low, usual, high, atLow ?? "", atHigh ?? "", swingOf(row, nominal), source, note];
    }),
  );
