import type { Rng } from "#base";
import type { Item } from "#text-trials";
import { type ClusterDifference, DRAWS, holm, type PairedLoss, pairedLoss } from "#text-trials";
import type { HaystackScore, ItemScore } from "./ask.ts";
import { controlLoss, MEASURES, type Measure } from "./measures.ts";
import type { Setup, StudyVariant } from "./study-plan.ts";
import { SETUP_NAMES } from "./study-plan.ts";

/** A haystack with all its answers. */
export interface AnsweredHaystack {
  readonly id: string;
  readonly part: string;
  readonly items: readonly Pick<Item, "task" | "id" | "depth">[];
  readonly exact: HaystackScore;
  readonly answers: readonly {
    readonly setup: Setup;
    readonly variant: string;
    readonly array: number;
    readonly score: HaystackScore;
  }[];
}

/** Why a measure decides nothing in a setup at a budget; null if it decides. */
export type NoPower = string | null;

export interface MeasureResult {
  readonly measure: Measure["id"];
  readonly loss: PairedLoss;
  /** Mean of the variant and of exact attention: nats a token (perplexity, divergence) or accuracy. */
  readonly value: number;
  readonly exact: number;
  /** Share of items with all tokens correct; null for perplexity and divergence. */
  readonly whole: { readonly value: number; readonly exact: number } | null;
  /** Loss of −ln p of the answer, nats a token. */
  readonly nllLoss: number;
  readonly noPower: NoPower;
}

export type LineVerdict = "no degradation" | "degradation" | "not shown" | "no power";

/** A variant in a setup. */
export interface Line {
  readonly setup: Setup;
  readonly variant: StudyVariant;
  /** Means over the line's answers. */
  readonly attended: number;
  readonly computed: number;
  /** Of the share that all heads of a token attend: mean of the tails' medians and 99th percentiles. */
  readonly median: number;
  readonly p99: number;
  /** Largest share that one query of one head attends. */
  readonly most: number;
  readonly results: readonly MeasureResult[];
  /** p-values of "not within the margins" and "nowhere beyond them", unions of tests; after Holm. */
  readonly within: number;
  readonly beyond: number;
  readonly verdict: LineVerdict;
}

/** Setups that occur among the answers. */
export const setupsOf = (haystacks: readonly AnsweredHaystack[]): Setup[] =>
  SETUP_NAMES.filter((name) => haystacks.some(({ answers }) => answers.some(({ setup }) => setup === name)));

const RISK = 0.05;

/** Judges every variant in every setup against exact attention. `draws`: of each bootstrap. */
export function judge(
  haystacks: readonly AnsweredHaystack[],
  variants: readonly StudyVariant[],
  rng: Rng,
  draws: number = DRAWS,
): Line[] {
  const drafts = SETUP_NAMES.flatMap((setup) =>
    variants.flatMap((variant) => draftOf(haystacks, setup, variant, rng, draws)),
  );
  const powered = drafts.map((draft) => ({ ...draft, results: withPower(draft, drafts) }));
  const tested = powered.map(({ results }) => testsOf(results));
  const judged = powered.map(({ variant }) => variant.role !== "control");
  const within = adjusted(
    tested.map(({ within: p }) => p),
    judged,
  );
  const beyond = adjusted(
    tested.map(({ beyond: p }) => p),
    judged,
  );
  return powered.map((draft, n) => ({
    ...draft,
    within: within[n],
    beyond: beyond[n],
    verdict: verdictOf(draft.results, within[n], beyond[n]),
  }));
}

type Draft = Pick<
  Line,
  "setup" | "variant" | "attended" | "computed" | "median" | "p99" | "most" | "results"
>;

function draftOf(
  haystacks: readonly AnsweredHaystack[],
  setup: Setup,
  variant: StudyVariant,
  rng: Rng,
  draws: number,
): Draft[] {
  const shares = answersOf(haystacks, setup, variant.id).flatMap(({ scores }) =>
    scores.map(({ shares: s }) => s),
  );
  if (shares.length === 0) return [];
  const mean = (of: "attended" | "computed" | "median" | "p99"): number =>
    shares.reduce((sum, found) => sum + (found?.[of] ?? 1), 0) / shares.length;
  const results = MEASURES.flatMap((measure) => {
    const stream = rng.fork(measure.id).fork(setup).fork(variant.id);
    return resultOf(haystacks, setup, variant.id, measure, stream, draws);
  });
  return [
    {
      setup,
      variant,
      attended: mean("attended"),
      computed: mean("computed"),
      median: mean("median"),
      p99: mean("p99"),
      most: Math.max(...shares.map((found) => found?.most ?? 1)),
      results,
    },
  ];
}

/** Haystacks answered by a variant, with its answers in the order of arrays. */
const answersOf = (haystacks: readonly AnsweredHaystack[], setup: Setup, variant: string) =>
  haystacks.flatMap((haystack) => {
    const found = haystack.answers.filter((answer) => answer.setup === setup && answer.variant === variant);
    const scores = [...found].sort((a, b) => a.array - b.array).map(({ score }) => score);
    return scores.length === 0 ? [] : [{ haystack, scores }];
  });

/** Pairs of exact and approximate scores of a task's items. */
const pairsOf = ({ items, exact }: AnsweredHaystack, score: HaystackScore, task: Measure["task"]) =>
  items.flatMap((item, n) => (item.task === task ? [[exact.items[n], score.items[n]] as const] : []));

/** Differences of a variant from exact attention by haystack and array, for haystacks with the task. */
export function differences(
  haystacks: readonly AnsweredHaystack[],
  setup: Setup,
  variant: string,
  { task, loss }: Pick<Measure, "task" | "loss">,
): ClusterDifference[] {
  return answersOf(haystacks, setup, variant).flatMap(({ haystack, scores }) => {
    /** Sums by item and array. */
    const sums = haystack.items.flatMap((item, n) => {
      if (item.task !== task) return [];
      return [scores.map((score) => sum(loss(haystack.exact.items[n], score.items[n])))];
    });
    const tokens = haystack.items.map((item, n) =>
      item.task === task ? haystack.exact.items[n].nll.length : 0,
    );
    const counted = tokens.filter((count) => count > 0);
    if (counted.length === 0) return [];
    return [
      {
        tokens: sum(counted),
        sums: scores.map((_, a) => sum(sums.map((item) => item[a]))),
        // One long item is no sample of items.
        ...(counted.length > 1
          ? { items: counted.map((count, n) => ({ tokens: count, sum: meanOf(sums[n]) })) }
          : {}),
      },
    ];
  });
}

function resultOf(
  haystacks: readonly AnsweredHaystack[],
  setup: Setup,
  variant: string,
  measure: Measure,
  rng: Rng,
  draws: number,
): MeasureResult[] {
  const clusters = evenly(differences(haystacks, setup, variant, measure));
  if (clusters.length === 0) return [];
  const pairs = answersOf(haystacks, setup, variant).flatMap(({ haystack, scores }) =>
    scores.flatMap((score) => pairsOf(haystack, score, measure.task)),
  );
  const isAccuracy = measure.leastExact !== null;
  const mean = (side: 0 | 1, of: (score: ItemScore) => readonly number[]): number =>
    meanOf(pairs.flatMap((pair) => [...of(pair[side])]));
  const whole = (side: 0 | 1): number =>
    meanOf(pairs.map((pair) => Number(pair[side].right.every((hit) => hit === 1))));
  const loss = pairedLoss(clusters, rng, draws);
  const exactNll = mean(0, ({ nll }) => nll);
  const values: Readonly<Record<Measure["id"], readonly [value: number, exact: number]>> = {
    perplexity: [mean(1, ({ nll }) => nll), exactNll],
    divergence: [loss.mean, 0],
    numbers: [mean(1, ({ right }) => right), mean(0, ({ right }) => right)],
    passages: [mean(1, ({ right }) => right), mean(0, ({ right }) => right)],
    recall: [mean(1, ({ right }) => right), mean(0, ({ right }) => right)],
  };
  const [value, exact] = values[measure.id];
  return [
    {
      measure: measure.id,
      loss,
      value,
      exact,
      whole: isAccuracy ? { value: whole(1), exact: whole(0) } : null,
      nllLoss: mean(1, ({ nll }) => nll) - exactNll,
      noPower:
        measure.leastExact !== null && exact < measure.leastExact
          ? `exact attention has ${(100 * exact).toFixed(0)} % of the tokens, less than ${100 * measure.leastExact} %`
          : null,
    },
  ];
}

/** Cuts clusters to the arrays that all have; numbers differ if a run was cut short. */
function evenly(clusters: readonly ClusterDifference[]): ClusterDifference[] {
  const fewest = Math.min(...clusters.map(({ sums }) => sums.length));
  return clusters.map((cluster) => ({ ...cluster, sums: cluster.sums.slice(0, fewest) }));
}

/** A task counts only if the controls at the same budget lose enough of it. */
function withPower({ setup, variant, results }: Draft, drafts: readonly Draft[]): MeasureResult[] {
  const controls = drafts.filter(
    (other) =>
      other.setup === setup && other.variant.level === variant.level && other.variant.role === "control",
  );
  return results.map((result) => ({ ...result, noPower: result.noPower ?? weakControl(result, controls) }));
}

function weakControl({ measure }: MeasureResult, controls: readonly Draft[]): NoPower {
  if (controls.length === 0) return "no control was run at this budget";
  const least = controlLoss(MEASURES.find(({ id }) => id === measure) as Measure);
  const weak = controls.filter(({ results }) => {
    const found = results.find((result) => result.measure === measure);
    return found === undefined || !(found.loss.lower >= least);
  });
  if (weak.length === 0) return null;
  return `not shown to lose five margins: ${weak.map(({ variant }) => variant.name).join(", ")}`;
}

/** p-values before Holm: "not within the margins" (the largest), and "beyond none" (Bonferroni). */
function testsOf(results: readonly MeasureResult[]) {
  const counted = results.filter(({ noPower }) => noPower === null);
  const tests = counted.map(({ measure, loss }) => {
    const { margin, twoSided } = MEASURES.find(({ id }) => id === measure) as Measure;
    return {
      within: Math.max(loss.notBelow(margin), twoSided ? loss.notAbove(-margin) : 0),
      beyond: loss.notAbove(margin),
    };
  });
  return {
    within: tests.length === 0 ? 1 : Math.max(...tests.map(({ within }) => within)),
    beyond:
      tests.length === 0 ? 1 : Math.min(1, tests.length * Math.min(...tests.map(({ beyond }) => beyond))),
  };
}

/** Holm's adjustment over the judged lines; others keep their own p-values. */
function adjusted(values: readonly number[], judged: readonly boolean[]): number[] {
  const chosen = holm(values.filter((_, n) => judged[n]));
  let at = 0;
  return values.map((value, n) => (judged[n] ? chosen[at++] : value));
}

function verdictOf(results: readonly MeasureResult[], within: number, beyond: number): LineVerdict {
  if (results.every(({ noPower }) => noPower !== null)) return "no power";
  if (within <= RISK) return "no degradation";
  return beyond <= RISK ? "degradation" : "not shown";
}

const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);
const meanOf = (values: readonly number[]): number => sum(values) / values.length;
