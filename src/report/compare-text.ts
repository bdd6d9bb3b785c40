import Table from "cli-table3";
import type { Band } from "../cost/three-point.ts";
import type { RungResult } from "../ladder/ladder.ts";
import type { RungId } from "../ladder/rungs.ts";
import type { Quality } from "../simulation/quality.ts";
import type { Comparison } from "./comparison.ts";
import { area, digits, engineering, factor, groupDigits, percent, plusMinus } from "./format.ts";
import { ladderText } from "./ladder-text.ts";
import { verdict, whereWins } from "./verdict.ts";

/** The comparison as a terminal shows it. */
export function compareText(comparison: Comparison): string {
  const { name, workload, fidelity } = comparison;
  const { attention } = workload;
  return [
    name,
    `${workload.preset}: ${workload.layers} layers × ${workload.heads} heads of ${workload.headWidth}, ` +
      `${workload.pass === "training" ? "training step" : workload.phase}, L = ${groupDigits(workload.length)}, batch ${workload.batch}, ${attention.rounds} rounds, ` +
      `chunk ${attention.chunk}, local window ${attention.localWindow} (attention only)`,
    "",
    ...verdict(comparison).map((sentence) => `• ${sentence}`),
    "",
    rungTable(comparison),
    "",
    ...ladderText(comparison),
    `Quality on ${fidelity.model}, L = ${groupDigits(fidelity.length)}, against float64 exact attention`,
    qualityTable(comparison),
    "",
    crossoverTable(comparison),
    "",
    `Ratios over the ranges of the constants: median (5 to 95 %) of ${comparison.bands.draws} draws that all rungs share`,
    bandTable(comparison),
    "",
    `${comparison.provenance.filter((item) => item.source === "assumed").length} of ${comparison.provenance.length} constants and laws behind the prices are assumed.`,
    "",
  ].join("\n");
}

const plain = { style: { head: [], border: [] } };

function rungTable({ rungs, ratios }: Comparison): string {
  const table = new Table({
    head: ["rung", "energy", "latency", "area", "power", "largest item", "energy vs A", "vs B"],
    colAligns: ["left", "right", "right", "right", "right", "left", "right", "right"],
    ...plain,
  });
  const against: Readonly<Record<RungId, readonly [vsA: number | null, vsB: number | null]>> = {
    "exact-digital": [1, null],
    "lsh-digital": [ratios["lsh-digital/exact-digital"].energy, 1],
    "lsh-memristor": [
      ratios["lsh-memristor/exact-digital"].energy,
      ratios["lsh-memristor/lsh-digital"].energy,
    ],
    "exact-analog": [ratios["exact-analog/exact-digital"].energy, null],
    gpu: [null, null],
  };
  for (const rung of rungs) table.push([...rungCells(rung), ...against[rung.id].map(factor)]);
  return table.toString();
}

function rungCells(rung: RungResult): string[] {
  if (!rung.feasible) return [rung.title, "infeasible", "", "", "", ""];
  const { cost } = rung;
  const largest = cost.breakdown.reduce((a, b) => (b.energy > a.energy ? b : a));
  return [
    rung.title,
    engineering(cost.energy, "J"),
    engineering(cost.timing.latency, "s"),
    area(cost.area),
    engineering(cost.power.average, "W"),
    cost.energy > 0
      ? `${largest.operation} in ${largest.component} (${percent(largest.energy / cost.energy)})`
      : "",
  ];
}

export const ARM_TITLES: Readonly<Record<string, string>> = {
  software: "software hash (Gaussian)",
  digital: "digital hash (±1)",
  memristor: "memristor hash",
  "random-buckets": "control: random buckets",
  "local-window": "control: local window",
};

function qualityTable({ fidelity }: Comparison): string {
  const table = new Table({
    head: ["attention", "output error", "captured mass", "pairs a query: useful", "computed"],
    colAligns: ["left", "right", "right", "right", "right"],
    ...plain,
  });
  const floor = fidelity.exactDigital.outputError.mean;
  table.push(["exact on the digital units", floor.toExponential(2), "1", "", ""]);
  for (const [arm, quality] of Object.entries(fidelity.arms))
    table.push([ARM_TITLES[arm], ...qualityCells(quality, fidelity.length)]);
  return table.toString();
}

const qualityCells = (
  { outputError, capturedMass, usefulPairs, computedPairs }: Quality,
  length: number,
): string[] => [
  plusMinus(outputError.mean, outputError.interval),
  plusMinus(capturedMass.mean, capturedMass.interval),
  plusMinus(usefulPairs.mean / length, usefulPairs.interval / length),
  (computedPairs / length).toFixed(0),
];

function bandTable({ bands }: Comparison): string {
  const table = new Table({
    head: ["ratio", "energy", "latency", "area", "below 1: energy", "latency"],
    colAligns: ["left", "right", "right", "right", "right", "right"],
    ...plain,
  });
  const cell = ({ p05, p50, p95 }: Band): string => `${digits(p50)} (${digits(p05)} to ${digits(p95)})`;
  for (const [name, drawn] of Object.entries(bands.ratios))
    if (drawn === null) table.push([name, "–", "–", "–", "–", "–"]);
    else {
      const { band, probabilityLower } = drawn;
      const costs = [band.energy, band.latency, band.area].map(cell);
      table.push([name, ...costs, percent(probabilityLower.energy), percent(probabilityLower.latency)]);
    }
  return table.toString();
}

function crossoverTable({ crossover }: Comparison): string {
  const table = new Table({
    head: ["wins at L =", "in energy", "in latency"],
    ...plain,
  });
  for (const { rung, against, energy, latency } of crossover)
    table.push([`${rung} over ${against}`, whereWins(energy), whereWins(latency)]);
  return table.toString();
}
