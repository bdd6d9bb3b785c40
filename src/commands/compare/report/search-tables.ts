// What designs that search codes of all keys do, and which of them takes least.

import type { Estimate } from "#base";
import { digits, engineering, factor, groupDigits, percent, plusMinus } from "#base";
import { heatMapChart } from "#charts";
import type { Tabular } from "#reports";
import { type Drawing, drawing } from "#reports";
import {
  type DesignId,
  type DesignResult,
  type FeasibleResult,
  feasibleOf,
  namedWithLetter,
} from "../../../comparison/comparison-design.ts";
import { asksForSearch, contenderOf, SEARCHED, SUBJECT } from "../../../comparison/comparison-designs.ts";
import { takesLess } from "../../../comparison/judgement.ts";
import { tokensOf } from "../../../comparison/metrics/prices.ts";
import { distanceClasses, type HeadKeys, segmentLength } from "../../../simulation/quality.ts";
import type { SearchedQuality } from "../../../simulation/searched-quality.ts";
import type { Comparison } from "../run/comparison.ts";

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
  const distinct = fidelity.variants.memristor.usefulPairs.mean / fidelity.length;
  const recall = quality
    ? `, with ${groupDigits(quality.attended)} keys a query for ${percent(quality.recall.mean)} of the attention's mass (${SUBJECT.letter}: ${groupDigits(distinct)} keys, ${own})`
    : "";
  const first =
    `Of the designs that score every key by its code, ${name(best)} takes least energy` +
    `${over.length === 0 ? "" : ` (${over.join(", ")})`}${against}${recall}.`;
  if (!asksForSearch(workload)) return [first];
  const top = best.cost.breakdown
    .filter(({ operation }) => operation === "top-k")
    .reduce((sum, { energy }) => sum + energy, 0);
  return [
    first,
    `Least latency of them: ${name(fastest)}, ${engineering(fastest.cost.timing.latency, "s")}; the top-k unit takes ${percent(top / best.cost.energy)} of the energy of ${contenderOf(best.id).letter}.`,
  ];
}

/** Most heads in a picture of the keys found: those that miss most. */
const MOST_HEADS = 24;

/** A heat map of the softmax weight that a design finds, by head and distance of the keys; null without heads. */
export function keysFoundDrawing(id: DesignId, heads: readonly HeadKeys[], length: number): Drawing | null {
  if (heads.length === 0) return null;
  const missed = ({ exact, found }: HeadKeys): number => sumOf(exact) - sumOf(found);
  const shown = [...heads]
    .sort((a, b) => missed(b) - missed(a))
    .slice(0, MOST_HEADS)
    .sort((a, b) => b.layer - a.layer || b.head - a.head);
  const { letter } = contenderOf(id);
  const cells = <T>(of: (exact: number, found: number) => T): T[][] =>
    shown.map(({ exact, found }) => exact.map((mass, n) => of(mass, found[n])));
  const title = keysFoundMessage(letter, heads, length);
  const chart = heatMapChart(title, {
    columns: {
      title: "tokens from a query back to its key, about; from the third column on each is twice as wide",
      values: distancesOf(length).map(
        (from, n, all) => `${groupDigits(from)}–${groupDigits((all[n + 1] ?? length) - 1)}`,
      ),
    },
    rows: { title: "", values: shown.map(({ layer, head }) => `layer ${layer}, head ${head}`) },
    quality: {
      title: "% of a head's weight found, of % there; light: all found, dark: none",
      range: [0, 1],
      values: cells((exact, found) => (exact < LEAST_WEIGHT ? Number.NaN : found / exact)),
      texts: cells((exact, found) => `${(100 * found).toFixed(1)} of ${(100 * exact).toFixed(1)}`),
    },
  });
  const more =
    heads.length > shown.length ? ` (the ${shown.length} of ${heads.length} heads that miss most)` : "";
  return drawing(`keys-${id}`, `${title}${more}`, chart, 170 + 34 * shown.length);
}

/** Cells with less of a head's weight have no colour: a share of nothing says nothing. */
const LEAST_WEIGHT = 5e-4;

/** "C finds 69 % of the softmax weight; it misses most 512 to 1 024 tokens back (27 % of what it misses) and in layer 0, head 1 (45 % of its weight)". */
export function keysFoundMessage(letter: string, heads: readonly HeadKeys[], length: number): string {
  const distances = distancesOf(length);
  const missed = distances.map(
    (_, n) => sumOf(heads.map(({ exact, found }) => (exact[n] ?? 0) - (found[n] ?? 0))) / heads.length,
  );
  const all = sumOf(missed);
  if (all < LEAST_WEIGHT) return `${letter} finds every key that has softmax weight`;
  const most = missed.indexOf(Math.max(...missed));
  const to = distances[most + 1] ?? length;
  const [worst] = [...heads].sort((a, b) => sumOf(a.found) - sumOf(b.found));
  const where = `${groupDigits(distances[most])} to ${groupDigits(to)} tokens back`;
  return (
    `${letter} finds ${percent(1 - all)} of the softmax weight; it misses most ${where} (${percent(missed[most] / all)} of what it misses) ` +
    `and in layer ${worst.layer}, head ${worst.head} (${percent(1 - sumOf(worst.found))} of its weight)`
  );
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** About the least distance in each class, tokens. */
const distancesOf = (length: number): number[] => {
  const segment = segmentLength(length);
  return Array.from({ length: distanceClasses(length) }, (_, n) => (n === 0 ? 0 : segment * 2 ** (n - 1)));
};
