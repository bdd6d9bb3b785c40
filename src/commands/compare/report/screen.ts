// The answer on one screen: a title, the findings, a row for every design.

import type { Estimate } from "../../../base/statistics.ts";
import { feasibleOf } from "../../../comparison/comparison-design.ts";
import { BASELINE, contenderOf } from "../../../comparison/comparison-designs.ts";
import { type Block, findings, type Tabular, table, title } from "../../../report/report.ts";
import { area, engineering, factor, groupDigits, percent, plusMinus } from "../../../text/format.ts";
import type { Comparison } from "../run/compare.ts";
import { findingsOf, qualityOf } from "./findings.ts";

/** At most 24 lines of 100 columns; it fits 80 columns. */
export const screenBlocks = (comparison: Comparison): Block[] => [
  title(`${comparison.name}: ${shortWorkload(comparison)}`),
  ...[findingsOf(comparison)].map((found) =>
    findings(
      found.map(({ text }) => text),
      found.map(({ marks = [] }) => marks),
    ),
  ),
  table(designRows(comparison), { isPlain: true }),
];

const shortWorkload = ({ workload: { preset, phase, pass, length, batch, attention } }: Comparison): string =>
  `${preset}, ${pass === "training" ? "training step" : phase}, L = ${groupDigits(length)}, ` +
  `${batch === 1 ? "" : `batch ${batch}, `}${attention.rounds} rounds (attention only)`;

/** Price, ratio to exact attention and attention recall of each design; unmeasured ones are in the report. */
function designRows(comparison: Comparison): Tabular {
  const { contenders } = comparison;
  const base = feasibleOf(contenders, BASELINE);
  const shown = contenders.filter(({ id }) => contenderOf(id).searches !== true);
  const rows = shown.map((contender) => {
    const record = contenderOf(contender.id);
    const name = contender.title;
    if (!contender.feasible) return [name, "infeasible", "", "", "", "", ""];
    const { energy, timing, area: chip } = contender.cost;
    const over = (value: number, of: number | undefined): string =>
      record.inRatios && of !== undefined && of > 0 ? factor(value / of) : "–";
    const quality = qualityOf(record, comparison);
    return [
      name,
      engineering(energy, "J"),
      over(energy, base?.cost.energy),
      engineering(timing.latency, "s"),
      over(timing.latency, base?.cost.timing.latency),
      area(chip),
      quality !== null ? recallText(quality.recall) : record.variant === "exact" ? percent(1) : "–",
    ];
  });
  const letter = BASELINE.letter;
  return { head: ["design", "energy", `/${letter}`, "latency", `/${letter}`, "area", "recall"], rows };
}

/** Percent in at most two decimals, for the column's width; an interval too small to show is left out. */
const recallText = ({ mean, interval }: Estimate): string =>
  interval > 0 && 100 * interval < LEAST_SHOWN
    ? `${(100 * mean).toFixed(2)} %`
    : `${plusMinus(100 * mean, 100 * interval, 2)} %`;
const LEAST_SHOWN = 0.005;

/** Option to add to the command: the change that helps most, or another length where none helps. */
export function nextOption(comparison: Comparison): string {
  const setting = comparison.bestChange?.best?.setting;
  return setting === null || setting === undefined
    ? `--what-if workload.length=${2 * comparison.workload.length}`
    : `--what-if ${setting}`;
}
