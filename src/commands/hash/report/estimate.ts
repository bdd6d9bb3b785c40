import { type Block, paragraph, type Report, table, title } from "#reports";
import { outward } from "../../../report/outward.ts";
import { ESTIMATE_BARS } from "../../../simulation/surrogate/estimate-agreement.ts";
import type { CheckedAxisReport, EstimateReport } from "../run/estimate-check.ts";

/** Answer of `hash --estimate --json`. */
export const estimateJson = ({ version, kernels, axes, ...report }: EstimateReport) => ({
  schemaVersion: 1,
  ...report,
  versions: { crosshash: version, kernels },
  bars: ESTIMATE_BARS,
  axes: axes.map(({ name, points, agreement }) => ({
    name,
    ...agreement,
    points: points.map(({ setting, simulated, estimated, reason }) => ({
      setting,
      simulated: outward(simulated),
      estimated,
      ...(reason === "" ? {} : { reason }),
    })),
  })),
});

/** Axes whose agreement misses its threshold. */
export const missedAxes = ({ axes }: EstimateReport): readonly CheckedAxisReport[] =>
  axes.filter(({ agreement }) => agreement.verdict === "miss");

/** Report that compares estimated with simulated attention recall, one axis per row. */
export const estimateAnswer = (report: EstimateReport): Report => ({
  json: estimateJson(report),
  blocks: estimateBlocks(report),
});

export function estimateBlocks(report: EstimateReport): Block[] {
  const { name, model, length, arrays, axes } = report;
  const missed = missedAxes(report);
  return [
    title(
      `${name}: attention recall by estimate and by simulation of ${arrays} arrays (${model}, ${length} tokens)`,
    ),
    table({
      head: ["axis", "simulated ± 95 % → estimated", "error", "rank", "Spearman", "verdict"],
      rows: axes.map(({ name: axis, points, agreement }) => [
        axis,
        points.map(pointText).join("\n"),
        number(agreement.error, 3),
        number(agreement.rank, 2),
        number(agreement.spearman, 2),
        agreement.verdict,
      ]),
      words: [0, 1, 5],
    }),
    paragraph(
      `Limits: error at most ${ESTIMATE_BARS.error}, rank correlation at least ${ESTIMATE_BARS.rank} over the pairs of points that the`,
      "simulation separates (difference above the half widths of their 95 % intervals in quadrature). flat: it separates",
      "none, so ranks mean nothing and only the error is tested. unknown: the estimate has no model.",
      missed.length === 0
        ? "Every axis is within the limits."
        : `Beyond the limits: ${missed.map(({ name: axis }) => axis).join(", ")}.`,
    ),
  ];
}

function pointText({ setting, simulated, estimated, reason }: CheckedAxisReport["points"][number]): string {
  const keys = Object.entries(setting);
  const [path, value] = keys[keys.length - 1];
  const where = `${path.slice(path.lastIndexOf(".") + 1)} ${value}`;
  if (simulated === null) return `${where}: ${reason}`;
  const measured = `${simulated.mean.toFixed(3)} ± ${simulated.interval.toFixed(3)}`;
  return `${where}: ${measured} → ${estimated === null ? reason : estimated.toFixed(3)}`;
}

const number = (value: number | null, decimals: number): string =>
  value === null ? "–" : value.toFixed(decimals);
