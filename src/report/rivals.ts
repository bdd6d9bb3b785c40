import type { Lifetime } from "../cost/lifetime.ts";
import type { RungResult } from "../ladder/ladder.ts";
import type { RungId } from "../ladder/rungs.ts";
import { shortfallOf } from "../mapping/precision.ts";
import type { Comparison } from "./comparison.ts";
import { digits, engineering, percent } from "./format.ts";

type Feasible = Extract<RungResult, { feasible: true }>;

const feasible = (rungs: readonly RungResult[], id: RungId): Feasible | null => {
  const rung = rungs.find((candidate) => candidate.id === id);
  return rung?.feasible ? rung : null;
};

/** What exact attention in analog arrays and on a GPU come to, and how much of the model attention is. */
export function rivalSentences(comparison: Comparison): string[] {
  const analog = feasible(comparison.rungs, "exact-analog");
  const gpu = feasible(comparison.rungs, "gpu");
  return [
    ...(analog === null ? [] : [againstAnalog(comparison, analog), writing(analog), ...shortfall(analog)]),
    ...(gpu === null ? [] : [onGpu(gpu)]),
    wholeModel(comparison),
  ].filter((sentence) => sentence !== "");
}

function againstAnalog({ ratios }: Comparison, { design }: Feasible): string {
  const { energy, latency, area } = ratios["lsh-memristor/exact-analog"];
  if (energy === null || latency === null || area === null) return "";
  const word = energy > 1 && latency > 1 ? "loses to" : energy < 1 && latency < 1 ? "beats" : "trades with";
  return (
    `The memristor design (C) ${word} exact attention in ${design.baselines.analog.model} arrays (D): ` +
    `${digits(energy)} × the energy, ${digits(latency)} × the latency and ${digits(area)} × the area.`
  );
}

function writing({ rewriting }: Feasible): string {
  if (rewriting === null) return "";
  return (
    `Writing K and V takes ${percent(rewriting.share)} of D's energy (${engineering(rewriting.energy, "J")}) and ` +
    `${engineering(rewriting.latency, "s")} a head; at this rate its cells ${lifetime(rewriting.years)}.`
  );
}

/** "live 3.2 years", "do not wear out". */
export function lifetime(years: Lifetime): string {
  if (years === "Infinity") return "do not wear out";
  return years >= 1 ? `live ${digits(years)} years` : `live ${digits(years * 365.25)} days`;
}

function shortfall({ precision }: Feasible): string[] {
  if (shortfallOf(precision) === 0) return [];
  return [
    `D is no like for like: its queries have ${precision.query} and its keys and values ${precision.keyValue} bits where A to C have 8, and no quality of it is measured.`,
  ];
}

const onGpu = ({ design, cost, precision }: Feasible): string =>
  `A GPU (${design.baselines.gpu.model}, its own node, ${precision.query} bits, the use of its peak measured when full) takes ` +
  `${engineering(cost.energy, "J")} and ${engineering(cost.timing.latency, "s")}; it stands in no ratio.`;

function wholeModel({ rungs }: Comparison): string {
  const exact = feasible(rungs, "exact-digital")?.attentionShare;
  const lsh = feasible(rungs, "lsh-memristor")?.attentionShare;
  if (!exact || !lsh) return "";
  return (
    `Attention is ${percent(exact.macs)} of the multiply-accumulates of the model's layers when it is exact and ${percent(lsh.macs)} with LSH; ` +
    `of the energy ${percent(exact.energy)} and ${percent(lsh.energy)}, of the time ${percent(exact.latency)} and ${percent(lsh.latency)}.`
  );
}
