import Table from "cli-table3";
import type { Band } from "../cost/three-point.ts";
import type { Workload } from "../design/workload.ts";
import { type RungResult, ratioOf } from "../ladder/comparison-design.ts";
import { RUNGS, rungOf, SUBJECT } from "../ladder/rungs.ts";
import type { Quality } from "../simulation/quality.ts";
import type { Comparison } from "./comparison.ts";
import { digits, factor, groupDigits, percent, plusMinus } from "./format.ts";
import { LADDER_METRICS, ladderCells } from "./ladder-tables.ts";
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

function rungTable({ rungs, ratios, workload }: Comparison): string {
  const table = new Table({
    head: [
      "rung",
      ...LADDER_METRICS.map(({ heading = "" }) => heading),
      "largest item",
      ...OVER.map(({ letter }, n) => `${n === 0 ? "energy " : ""}vs ${letter}`),
    ],
    colAligns: [
      "left",
      ...LADDER_METRICS.map(() => "right" as const),
      "left",
      ...OVER.map(() => "right" as const),
    ],
    ...plain,
  });
  for (const rung of rungs) {
    const record = rungOf(rung.id);
    const over = OVER.map((below) => (record === below ? 1 : ratioOf(ratios, record, below).energy));
    table.push([...rungCells(rung, workload), ...over.map(factor)]);
  }
  return table.toString();
}

/** The designs that the subject is put against by its own record, in the order of the list. */
const OVER = RUNGS.filter((rung) => SUBJECT.against.includes(rung));

function rungCells(rung: RungResult, workload: Workload): string[] {
  if (!rung.feasible) return [rung.title, "infeasible", ...LADDER_METRICS.map(() => "")];
  const { cost } = rung;
  const largest = cost.breakdown.reduce((a, b) => (b.energy > a.energy ? b : a));
  return [
    rung.title,
    ...ladderCells(rung, workload),
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
