// What-ifs against a base: one table of what each costs and gives more or less.

import { type Delta, type Difference, deltaOf, type Named } from "../../questions/what-if/deltas.ts";
import type { Change, MeasuredDesign } from "../../runtime/report-manifest.ts";
import { area, engineering, factor, percent, plusMinus } from "../../text/format.ts";
import { type Finding, findings, type Report, type Tabular, table, title } from "../report.ts";

/** A design of a delta table with where its report is. */
export interface Column extends Named {
  readonly changes: readonly Change[];
  /** Folder of its own report; null where nothing was written. */
  readonly folder: string | null;
}

/** The base in the first row, the others with their quotients and differences. Throws ConfigError where two cannot be compared. */
export function deltasAnswer(base: Column, others: readonly Column[]): Report {
  const deltas = others.map((other) => ({ other, delta: deltaOf(base, other) }));
  const found = deltas.map(({ other, delta }, n) => findingOf(other, delta, n));
  return {
    json: {
      schemaVersion: 1,
      base: columnJson(base),
      deltas: deltas.map(({ other, delta }) => ({ ...columnJson(other), delta: deltaJson(delta) })),
      findings: found,
    },
    blocks: [
      title(`Against ${base.label}`, `${base.measured.design}, quality on ${base.measured.model}`),
      findings(found.map(({ text }) => text)),
      table(deltaTable(base, deltas), { isPlain: true }),
    ],
    screen: 3,
  };
}

function findingOf({ label }: Column, { energy, latency, area: chip, recall }: Delta, n: number): Finding {
  return {
    id: `delta-${n + 1}`,
    text: `${label}: ${factor(energy)} energy, ${factor(latency)} latency, ${factor(chip)} area; ${recallText(recall)}.`,
    values: {
      label,
      energy,
      latency,
      area: chip,
      recall: recall?.mean ?? null,
      recall_interval95: recall?.interval ?? null,
      arrays: recall?.samples ?? null,
      paired: recall?.isPaired ?? null,
      shown: recall?.isShown ?? null,
    },
  };
}

/** "recall −5.2 ± 0.3 points", or that the arrays cannot tell it from none. */
function recallText(difference: Difference | null): string {
  if (difference === null) return "recall not measured";
  const { mean, interval, samples, isPaired, isShown } = difference;
  if (interval === null) return `recall ${signed(mean, 0)} points, without an interval: one side says none`;
  if (mean === 0 && interval === 0) return `the same recall on each of ${samples} arrays`;
  const size = `${signed(mean, interval)} points${isPaired ? ", paired" : ""}`;
  return isShown ? `recall ${size}` : `no difference in recall that ${samples} arrays can tell (${size})`;
}

/** Percentage points with their sign; what rounds to nothing has none. */
function signed(mean: number, interval: number): string {
  const text = plusMinus(Math.abs(100 * mean), 100 * interval);
  return Number.parseFloat(text) === 0 ? text : `${mean < 0 ? "−" : "+"}${text}`;
}

function deltaTable(
  base: Column,
  deltas: readonly { readonly other: Column; readonly delta: Delta }[],
): Tabular {
  const costs = ({ energy_J, latency_s, area_m2, recall }: MeasuredDesign, delta: Delta | null): string[] => [
    engineering(energy_J, "J"),
    factor(delta?.energy ?? 1),
    engineering(latency_s, "s"),
    factor(delta?.latency ?? 1),
    delta === null ? area(area_m2) : factor(delta.area),
    recall === null ? "–" : percent(recall.mean),
  ];
  const over = (difference: Difference | null): string => {
    if (difference === null) return "–";
    if (difference.interval !== null && !difference.isShown) return "not shown";
    return signed(difference.mean, difference.interval ?? 0);
  };
  return {
    head: ["", "energy", "×", "latency", "×", "area", "recall", "Δ recall"],
    rows: [
      [base.label, ...costs(base.measured, null), ""],
      ...deltas.map(({ other, delta }) => [other.label, ...costs(other.measured, delta), over(delta.recall)]),
    ],
  };
}

const columnJson = ({ label, measured, changes, folder }: Column) => ({
  label,
  folder,
  changes,
  ...measured,
});

const differenceJson = (difference: Difference | null) =>
  difference && {
    mean: difference.mean,
    interval95: difference.interval,
    samples: difference.samples,
    paired: difference.isPaired,
    shown: difference.isShown,
  };

const deltaJson = ({ energy, latency, area: chip, recall, outputError }: Delta) => ({
  energy,
  latency,
  area: chip,
  recall: differenceJson(recall),
  outputError: differenceJson(outputError),
});
