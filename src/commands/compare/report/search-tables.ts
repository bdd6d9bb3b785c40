// What designs that search codes of all keys do, and which of them takes least.

import type { Estimate } from "../../../base/statistics.ts";
import {
  type DesignResult,
  type FeasibleResult,
  feasibleOf,
  namedWithLetter,
} from "../../../comparison/comparison-design.ts";
import { asksForSearch, contenderOf, SEARCHED, SUBJECT } from "../../../comparison/comparison-designs.ts";
import { takesLess } from "../../../comparison/judgement.ts";
import { tokensOf } from "../../../comparison/metrics/prices.ts";
import type { Tabular } from "../../../report/report.ts";
import type { SearchedQuality } from "../../../simulation/searched-quality.ts";
import { digits, engineering, factor, groupDigits, percent, plusMinus } from "../../../text/format.ts";
import type { Comparison } from "../run/compare.ts";

/** Keys that a query searches and attends and bytes that it fetches in each design, with the quality. */
export function searchTable(
  contenders: readonly DesignResult[],
  { workload, searched }: Pick<Comparison, "workload" | "searched">,
): Tabular {
  const priced = contenders.filter((contender) => contender.feasible);
  const queries = tokensOf(workload) * workload.layers * workload.heads;
  const aQuery = (of: (contender: FeasibleResult) => number | undefined): string[] =>
    priced.map((contender) => groupDigits(Math.round((of(contender) ?? 0) / queries)));
  return {
    head: ["", ...priced.map(({ title }) => title)],
    rows: [
      ["keys searched a query", ...aQuery(({ mapping }) => mapping.pairs?.searched)],
      ["keys attended a query", ...aQuery(({ mapping }) => mapping.pairs?.attended)],
      ["bytes fetched a query", ...aQuery(({ mapping }) => mapping.pairs?.fetchedBytes)],
      ["attention recall", ...priced.map(({ id }) => qualityText(searched[id], ({ recall }) => recall))],
      [
        "output error",
        ...priced.map(({ id }) => qualityText(searched[id], ({ outputError }) => outputError)),
      ],
      [
        "searches of the store a query",
        ...priced.map(({ id }) => (searched[id] ? digits(searched[id].searches) : NOT_SIMULATED)),
      ],
      [
        "keys and values come by",
        ...priced.map(({ design, mapping }) =>
          mapping.rewrites === undefined ? design.digital.fetchBy : "stay in arrays",
        ),
      ],
    ],
  };
}

const NOT_SIMULATED = "not simulated";

const qualityText = (
  quality: SearchedQuality | null | undefined,
  of: (quality: SearchedQuality) => Estimate,
): string => {
  if (!quality) return NOT_SIMULATED;
  const { mean, interval } = of(quality);
  return plusMinus(mean, interval);
};

/** Note on the source of that quality. */
export const searchNote = ({ searched, fidelity }: Pick<Comparison, "searched" | "fidelity">): string =>
  SEARCHED.some(({ id }) => searched[id])
    ? `Quality on ${fidelity.model} at L = ${groupDigits(fidelity.length)}, through each design's own store and unit with their noise; keys are centred, and maps fitted, on the keys of the sequence itself. LSH with the memristor hash: recall ${percent(fidelity.variants.memristor.recall.mean)}.`
    : "";

/**
 * Says which design that searches codes takes least energy, and least time, against the others and the
 * subject. Adds what the others take where the config selects such a design.
 */
export function searchVerdict({
  contenders,
  workload,
  searched,
  fidelity,
}: Pick<Comparison, "contenders" | "workload" | "searched" | "fidelity">): string[] {
  const priced = SEARCHED.flatMap((contender) => feasibleOf(contenders, contender) ?? []);
  if (priced.length === 0) return [];
  const [best, ...others] = [...priced].sort((a, b) => a.cost.energy - b.cost.energy);
  const fastest = [...priced].sort((a, b) => a.cost.timing.latency - b.cost.timing.latency)[0];
  const name = ({ id, design }: FeasibleResult): string =>
    `${namedWithLetter(contenderOf(id))} in ${design.search.model}`;
  const over = others.map(
    ({ id, cost }) =>
      `${contenderOf(id).letter} ${factor(cost.energy / best.cost.energy)}${takesLess(best.cost.energy, cost.energy) ? "" : " (a tie)"}`,
  );
  const subject = feasibleOf(contenders, SUBJECT);
  const against =
    subject === null
      ? ""
      : `; over the memristor LSH design (${SUBJECT.letter}) ${factor(best.cost.energy / subject.cost.energy)} energy, ${factor(best.cost.timing.latency / subject.cost.timing.latency)} latency`;
  const quality = searched[best.id];
  const own = percent(fidelity.variants.memristor.recall.mean);
  const recall = quality
    ? `, for ${percent(quality.recall.mean)} of the attention's mass (${SUBJECT.letter}: ${own})`
    : "";
  const first =
    `Of the designs that score every key by its code, ${name(best)} takes least energy` +
    `${over.length === 0 ? "" : ` (${over.join(", ")})`}${against}, at as many attended keys${recall}.`;
  if (!asksForSearch(workload)) return [first];
  const top = best.cost.breakdown
    .filter(({ operation }) => operation === "top-k")
    .reduce((sum, { energy }) => sum + energy, 0);
  return [
    first,
    `Least latency of them: ${name(fastest)}, ${engineering(fastest.cost.timing.latency, "s")}; the top-k unit takes ${percent(top / best.cost.energy)} of the energy of ${contenderOf(best.id).letter}.`,
  ];
}
