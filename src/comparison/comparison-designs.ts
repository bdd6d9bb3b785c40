import { selectorOf, type Workload } from "../design/workload.ts";
import {
  type ComparisonDesign,
  type ComparisonView,
  type DesignResult,
  feasibleOf,
  type NumberWords,
  namedWithLetter,
  ratioOf,
} from "./comparison-design.ts";
import { exactAnalog } from "./designs/exact-analog.ts";
import { exactDigital } from "./designs/exact-digital.ts";
import { gpu } from "./designs/gpu.ts";
import { lowBitKeys } from "./designs/low-bit-keys.ts";
import { lshDigital } from "./designs/lsh-digital.ts";
import { lshMemristor } from "./designs/lsh-memristor.ts";
import { scoreDigital } from "./designs/score-digital.ts";
import { scoreMemristor } from "./designs/score-memristor.ts";
import { selectedAnalog } from "./designs/selected-analog.ts";
import { verdictText } from "./judgement.ts";

/**
 * The comparison designs in the order of every table. A to D share nodes, MACs, buffer, bandwidth, length and
 * batch; A to C share a number format; D has that of its arrays, E its own node and precision.
 *
 * A new one is a record in `designs/` and an entry here, after those that it names.
 */
export const COMPARISON_DESIGNS: readonly ComparisonDesign[] = [
  exactDigital,
  lshDigital,
  lshMemristor,
  exactAnalog,
  gpu,
  scoreMemristor,
  scoreDigital,
  lowBitKeys,
  selectedAnalog,
];

/** Designs that search codes of all keys and attend on digital units; each has a selector in the config. */
export const SEARCHED: readonly ComparisonDesign[] = COMPARISON_DESIGNS.filter(
  ({ select }) => select !== undefined,
);

/** Designs that weigh every key in analog arrays. */
export const ANALOG: readonly ComparisonDesign[] = COMPARISON_DESIGNS.filter(
  ({ isAnalog }) => isAnalog === true,
);

/** Every design that searches codes, wherever it attends; they have a separate table. */
export const SEARCHING: readonly ComparisonDesign[] = COMPARISON_DESIGNS.filter(
  (contender) => contender.searches === true || SEARCHED.includes(contender),
);

/** Designs that select keys before analog arrays. */
export const SELECTED_ANALOG: readonly ComparisonDesign[] = SEARCHING.filter(
  (contender) => !SEARCHED.includes(contender),
);

/** Whether a config selects one of the designs that search codes. */
export const asksForSearch = ({ attention }: Pick<Workload, "attention">): boolean =>
  SEARCHED.some(({ select }) => select === selectorOf(attention));

/** The design that the others are measured against. */
export const BASELINE = exactDigital;

/** The design that studies, budgets and reports are about. */
export const SUBJECT = lshMemristor;

const byId = new Map(COMPARISON_DESIGNS.map((contender) => [contender.id, contender]));

/** The record of an id. Throws RangeError for an unknown one. */
export function contenderOf(id: string): ComparisonDesign {
  const contender = byId.get(id);
  if (contender === undefined)
    throw new RangeError(`expected one of ${[...byId.keys()].join(", ")}, received "${id}"`);
  return contender;
}

/** "F/C" for a pair's name, "score-memristor/lsh-memristor". */
export const lettersOf = (pair: string): string =>
  pair
    .split("/")
    .map((id) => contenderOf(id).letter)
    .join("/");

/** A design and the one that it is compared with. */
export type Pair = readonly [above: ComparisonDesign, below: ComparisonDesign];

/** Every pair that a record names, in list order: first those of `against`, then those of `rivalOf`. */
export const PAIRS: readonly Pair[] = COMPARISON_DESIGNS.flatMap((contender): Pair[] => [
  ...contender.against.map((below): Pair => [contender, below]),
  ...(contender.rivalOf ?? []).map((above): Pair => [above, contender]),
]);

/** Pairs printed with what would reverse their energy verdict: the subject over rivals, LSH over exact. */
export const FLIPPED: readonly Pair[] = [
  [SUBJECT, lshDigital],
  [lshDigital, BASELINE],
  [SUBJECT, BASELINE],
  [SUBJECT, exactAnalog],
];

/** Pairs that differ only in the hash: on memristor arrays, and on digital units. */
export const TWINS: readonly Pair[] = [
  [lshMemristor, lshDigital],
  [scoreMemristor, scoreDigital],
];

/** The design that differs in a digital hash alone; null for other designs. */
export const twinOf = (asked: ComparisonDesign): ComparisonDesign | null =>
  TWINS.find(([above]) => above === asked)?.[1] ?? null;

/** The design that a config is about: that of its selector, else the subject. */
export const askedDesign = ({ attention }: Pick<Workload, "attention">): ComparisonDesign =>
  SEARCHED.find(({ select }) => select === selectorOf(attention)) ?? SUBJECT;

/** Whom a verdict compares a design with: its twin, exact attention on both kinds of units, the cheapest search, the subject. */
export function verdictRivals(
  asked: ComparisonDesign,
  contenders: readonly DesignResult[],
): ComparisonDesign[] {
  const twin = twinOf(asked);
  const [best] = SEARCHED.filter((record) => record !== asked && record !== twin)
    .flatMap((record) => feasibleOf(contenders, record) ?? [])
    .sort((a, b) => a.cost.energy - b.cost.energy);
  const all = [twin, BASELINE, exactAnalog, best && contenderOf(best.id), SUBJECT];
  return all.filter((rival) => rival !== undefined && rival !== null).filter((rival) => rival !== asked);
}

/** Designs that `contender` is compared with, in the order of the pairs. */
export const rivalsOf = (contender: ComparisonDesign): ComparisonDesign[] =>
  PAIRS.filter(([above]) => above === contender).map(([, below]) => below);

/** Report sentences of the feasible designs, in list order. */
export const designSentences = (view: ComparisonView, say: NumberWords): string[] =>
  COMPARISON_DESIGNS.flatMap((contender) => {
    const own = view.contenders.find(({ id }) => id === contender.id);
    if (own === undefined || !own.feasible) return [];
    return contender.sentence === undefined
      ? quotients(contender, view, say)
      : contender.sentence(own, view, say);
  });

/** Sentence with the subject's ratios to a rival whose record has no sentence. */
function quotients(
  contender: ComparisonDesign,
  { ratios, recalls }: ComparisonView,
  say: NumberWords,
): string[] {
  if (contender.rivalOf?.includes(SUBJECT) !== true) return [];
  const text = verdictText(
    `The memristor design (${SUBJECT.letter})`,
    namedWithLetter(contender),
    ratioOf(ratios, SUBJECT, contender),
    say,
    [recalls?.[SUBJECT.id], recalls?.[contender.id]],
  );
  return text === "" ? [] : [`${text}.`];
}

/** Designs that can be part of a chip that holds a model: those on their own board cannot. */
export const ON_CHIP: readonly ComparisonDesign[] = COMPARISON_DESIGNS.filter(({ inRatios }) => inRatios);
