import { amount, digits, percent } from "#base";
import { type Block, findings, type Report, type Tabular, table, title } from "#reports";
import { CALIBRATED } from "../../../design/calibration.ts";
import type { CalibrationResult } from "../run/calibrate.ts";

const UNIT = { energy: "J", latency: "s", area: "m²" } as const;
/** Normal score of a central 90 % interval. */
const NINETY = 1.645;

/** File for `design.calibration`. */
export const calibrationFile = ({ version, file, sha256, metrics }: CalibrationResult) => ({
  format: "crosshash-calibration/1",
  version,
  measurements: { file, sha256 },
  metrics: Object.fromEntries(
    Object.entries(metrics).map(([metric, { largest: _, ...factors }]) => [metric, factors]),
  ),
});

/** Report of the factors by class and of their fit to the rows. */
export function calibrationAnswer(result: CalibrationResult): Report {
  const factors = CALIBRATED.flatMap((metric) => {
    const own = result.metrics[metric];
    if (own === undefined) return [];
    return own.classes.map((name, k) => {
      const half = NINETY * Math.sqrt(own.covariance[k][k]);
      return {
        metric,
        class: name,
        factor: Math.exp(own.mean[k]),
        low: Math.exp(own.mean[k] - half),
        high: Math.exp(own.mean[k] + half),
        largest_share: own.largest[k],
        determined: own.determined.includes(name),
      };
    });
  });
  return {
    json: {
      ...calibrationFile(result),
      factors,
      rows: result.rows.map(({ band, ...row }) => ({ ...row, p05: band.p05, p50: band.p50, p95: band.p95 })),
    },
    blocks: blocksOf(result, factors),
  };
}

interface FactorRow {
  readonly metric: string;
  readonly class: string;
  readonly factor: number;
  readonly low: number;
  readonly high: number;
  readonly largest_share: number;
  readonly determined: boolean;
}

function blocksOf(result: CalibrationResult, factors: readonly FactorRow[]): Block[] {
  const { rows, metrics } = result;
  const held = rows.filter(({ isHeldBack }) => isHeldBack);
  const sentences = CALIBRATED.flatMap((metric) => {
    const own = metrics[metric];
    if (own === undefined) return [];
    const used = rows.filter((row) => row.metric === metric && !row.isHeldBack);
    const off = used.map((row) => Math.abs(Math.log(row.measured / row.nominal)));
    const open = own.classes.filter((name) => !own.determined.includes(name));
    return [
      `Measured ${metric} is off the models by up to ${digits(Math.exp(Math.max(...off)))} ×, and by ${percent(own.noise)} (one standard deviation) with a factor for each class.`,
      ...(open.length === 0
        ? []
        : [
            `The rows leave the ${metric} factor of ${open.join(", ")} open: vary what they share with others.`,
          ]),
    ];
  });
  return [
    title(`Calibration by ${result.file}`, `${rows.length - held.length} measured numbers`),
    findings([
      ...sentences,
      ...(held.length === 0
        ? []
        : [
            `${held.filter(({ isInside }) => isInside).length} of ${held.length} rows kept from the fit lie inside their 90 % band.`,
          ]),
    ]),
    table(factorTable(factors), {
      notes: ["Factors multiply what the models say; intervals hold 90 % of the posterior."],
    }),
    table(rowTable(result)),
  ];
}

const factorTable = (factors: readonly FactorRow[]): Tabular => ({
  head: ["metric", "class", "factor", "5 %", "95 %", "largest share"],
  rows: factors.map((row) => [
    row.metric,
    row.class,
    digits(row.factor),
    digits(row.low),
    digits(row.high),
    percent(row.largest_share),
  ]),
  words: [0, 1],
});

const rowTable = ({ rows }: CalibrationResult): Tabular => ({
  head: ["line", "metric", "measured", "models", "calibrated", "90 % band", ""],
  rows: rows.map(({ line, metric, measured, nominal, band, isInside, isHeldBack }) => [
    String(line),
    metric,
    amount(measured, UNIT[metric]),
    amount(nominal, UNIT[metric]),
    amount(band.p50, UNIT[metric]),
    `${amount(band.p05, UNIT[metric])} – ${amount(band.p95, UNIT[metric])}`,
    [isHeldBack ? "held back" : "", isInside ? "" : "outside"].filter((word) => word !== "").join(", "),
  ]),
  words: [1, 6],
});
