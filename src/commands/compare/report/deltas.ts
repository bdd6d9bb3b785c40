// A table of what-ifs against a base, with the costs and quality of each relative to it.

import { area, engineering, factor, percent, plusMinus } from "#base";
import { type Finding, findings, type Report, type Tabular, table, title } from "#reports";
import { outward } from "../../../report/outward.ts";
import type { Change, MeasuredDesign } from "../../../runtime/report-manifest.ts";
import { type Delta, type Difference, deltaOf, type Named } from "../run/what-if/deltas.ts";

/** A design of a delta table, with the folder of its report. */
export interface Column extends Named {
  readonly changes: readonly Change[];
  /** Folder of its own report; null where nothing was written. */
  readonly folder: string | null;
}

/** The base, then the others relative to it. Throws ConfigError where two cannot be compared. */
export function deltasAnswer(base: Column, others: readonly Column[]): Report {
  const deltas = others.map((other) => ({ other, delta: deltaOf(base, other) }));
  const found = deltas.map(({ other, delta }, n) => findingOf(other, base, delta, n));
  return {
    json: {
      schemaVersion: 1,
      base: columnJson(base),
      deltas: deltas.map(({ other, delta }) => ({ ...columnJson(other), delta: deltaJson(delta) })),
      findings: found,
    },
    blocks: [
      title(
        `Against ${base.label}`,
        `${base.measured.design}, quality on ${base.measured.model} (attention only)`,
      ),
      findings(found.map(({ text }) => text)),
      table(deltaTable(base, deltas), { isPlain: true }),
    ],
    screen: 3,
  };
}

function findingOf({ label, measured }: Column, base: Column, delta: Delta, n: number): Finding {
  const { energy, latency, perToken, area: chip, recall, apart } = delta;
  const quality =
    apart.quality.length === 0
      ? recallText(recall)
      : `recall not subtracted (${apart.quality.join("; ")}): ${recallOf(measured)}, the base's ${recallOf(base.measured)}`;
  return {
    id: `delta-${n + 1}`,
    text: `${label}: ${costsText(delta)}, ${factor(chip)} area; ${quality}.`,
    values: {
      label,
      energy,
      latency,
      energy_per_token: perToken?.energy ?? null,
      latency_per_token: perToken?.latency ?? null,
      costs_apart: apart.costs.join("; ") || null,
      quality_apart: apart.quality.join("; ") || null,
      area: chip,
      recall: recall?.mean ?? null,
      recall_interval95: recall?.interval ?? null,
      arrays: recall?.samples ?? null,
      paired: recall?.isPaired ?? null,
      shown: recall?.isShown ?? null,
    },
  };
}

const recallOf = ({ recall }: MeasuredDesign): string =>
  recall === null ? "not measured" : `${plusMinus(100 * recall.mean, 100 * recall.interval95)} %`;

/** "×0.5 energy, ×1 latency", per token where lengths differ, or that the workloads are too different. */
function costsText({ energy, latency, perToken, apart }: Delta): string {
  const quotients = (own: Pick<Delta, "energy" | "latency">): string =>
    `${factor(own.energy)} energy, ${factor(own.latency)} latency`;
  if (apart.costs.length === 0) return quotients({ energy, latency });
  const why = apart.costs.join("; ");
  return perToken === null
    ? `energy and latency of another workload (${why})`
    : `${quotients(perToken)} a token (${why})`;
}

/** "recall −5.2 ± 0.3 points", or that the arrays do not resolve a difference. */
function recallText(difference: Difference | null): string {
  if (difference === null) return "recall not measured";
  const { mean, interval, samples, isPaired, isShown } = difference;
  if (interval === null) return `recall ${signed(mean, 0)} points, without an interval: one side says none`;
  if (mean === 0 && interval === 0) return `the same recall on each of ${samples} arrays`;
  const size = `${signed(mean, interval)} points${isPaired ? ", paired" : ""}`;
  return isShown ? `recall ${size}` : `no difference in recall that ${samples} arrays can tell (${size})`;
}

/** Percentage points with their sign; no sign where they round to zero. */
function signed(mean: number, interval: number): string {
  const text = plusMinus(Math.abs(100 * mean), 100 * interval);
  return Number.parseFloat(text) === 0 ? text : `${mean < 0 ? "−" : "+"}${text}`;
}

function deltaTable(
  base: Column,
  deltas: readonly { readonly other: Column; readonly delta: Delta }[],
): Tabular {
  const over = (delta: Delta | null, of: "energy" | "latency"): string => {
    if (delta === null) return factor(1);
    return delta.perToken === null ? factor(delta[of]) : `${factor(delta.perToken[of])}/token`;
  };
  const costs = ({ energy_J, latency_s, area_m2, recall }: MeasuredDesign, delta: Delta | null): string[] => [
    engineering(energy_J, "J"),
    over(delta, "energy"),
    engineering(latency_s, "s"),
    over(delta, "latency"),
    delta === null ? area(area_m2) : factor(delta.area),
    recall === null ? "–" : percent(recall.mean),
  ];
  const less = ({ recall: difference, apart }: Delta): string => {
    if (apart.quality.length > 0) return "not subtracted";
    if (difference === null) return "–";
    if (difference.interval !== null && !difference.isShown) return "not shown";
    return signed(difference.mean, difference.interval ?? 0);
  };
  return {
    head: ["", "energy", "×", "latency", "×", "area", "recall", "Δ recall"],
    rows: [
      [base.label, ...costs(base.measured, null), ""],
      ...deltas.map(({ other, delta }) => [other.label, ...costs(other.measured, delta), less(delta)]),
    ],
  };
}

const columnJson = ({ label, measured, changes, folder }: Column) => ({
  label,
  folder,
  changes,
  ...measured,
});

const deltaJson = ({ energy, latency, perToken, area: chip, recall, outputError, apart }: Delta) => ({
  energy,
  latency,
  perToken,
  apart,
  area: chip,
  recall: outward(recall),
  outputError: outward(outputError),
});
