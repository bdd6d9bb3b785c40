import { csvText, type ShareEstimate } from "#base";
import {
  bySwing,
  type SensitivityReport,
  swingOf,
  type TornadoRow,
} from "../../shared/sensitivity-result.ts";

const shareJson = ({ share, low, high, draws }: ShareEstimate) => ({ share, interval95: [low, high], draws });

/** Answer of `sensitivity --json`; SI with the unit in the metric's name. */
export function sensitivityJson(report: SensitivityReport, version: string): unknown {
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
export const tornadoCsv = ({ nominal, metric }: SensitivityReport, rows: readonly TornadoRow[]): string =>
  csvText(
    ["name", "low", "nominal", "high", `${metric}_at_low`, `${metric}_at_high`, "swing", "source", "note"],
    bySwing(rows, nominal).map((row) => {
      const { name, low, nominal: usual, high, atLow, atHigh, source, note } = row;
      return [name, low, usual, high, atLow ?? "", atHigh ?? "", swingOf(row, nominal), source, note];
    }),
  );
