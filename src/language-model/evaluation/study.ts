import { canonicalHash, changedKeys, createRng } from "#base";
import type { Encoder, Haystack } from "#text-trials";
import { buildHaystacks, type Source } from "#text-trials";
import type { Engine, RunOptions, Selection } from "../engine/engine.ts";
import { type Asked, askExactly, type HaystackScore, type ItemScore } from "./ask.ts";
import type { AnsweredHaystack } from "./judge.ts";
import {
  arraysOf,
  SETUP_NAMES,
  type Setup,
  type StudyPart,
  type StudyPlan,
  type StudyVariant,
  settledBudget,
} from "./study-plan.ts";

/** Store of answers, keyed by the digest of all that they depend on. */
export interface Answers {
  find(key: string): unknown;
  /** Whether code or plugins may have changed since the answer was stored. */
  isDoubtful(key: string): boolean;
  /** Drops a stored answer that does not fit its question. */
  refuse(key: string): void;
  /** Notes that a stored answer was computed again: equal, or with a `difference`, for which it throws. */
  confirm(what: string, difference: string | null): void;
  keep(key: string, answer: unknown): void;
}

/** Inputs of a study's run. */
export interface StudyRun {
  readonly plan: StudyPlan;
  /** Haystacks of each part, in the order of parts. */
  readonly haystacks: readonly (readonly Haystack[])[];
  readonly engine: Engine;
  readonly answers: Answers;
  /** Digests of the model's bytes and of the text that calibrates its hashes. */
  readonly digests: {
    readonly model: string;
    readonly calibration: string;
    /** By plugin name; absent without plugins. */
    readonly plugins?: Readonly<Record<string, string>>;
  };
  /** Called once per answer. */
  readonly onAnswer?: (done: number, total: number, what: string) => void;
  readonly signal?: RunOptions["signal"];
}

/** One answer required by a plan. */
interface Cell {
  readonly setup: Setup;
  readonly variant: StudyVariant;
  readonly array: number;
  readonly measures: boolean;
}

/** Changes when older answers become invalid. 2: maps are fitted on more keys of the calibration text. */
const FORMAT = 2;

/** Builds the haystacks of a plan's parts. Throws ConfigError for texts that are too short. */
export const haystacksOf = (plan: StudyPlan, sources: readonly Source[], encoder: Encoder): Haystack[][] =>
  plan.parts.map(({ name, haystacks, shape }) =>
    buildHaystacks(sources, haystacks, shape, encoder, createRng(plan.seed).fork("questions").fork(name)),
  );

/** Whether the n-th haystack of a part is run, not only built. */
const isAskedOf = ({ only }: StudyPart, n: number): boolean => only?.includes(n + 1) ?? true;

/** A haystack to answer; if it is not in `only`, just for the shares that other variants follow. */
interface AskedHaystack {
  readonly n: number;
  readonly isAsked: boolean;
  readonly cells: readonly Cell[];
}

/** Haystacks of a part with something to answer. */
export function askedOf(plan: StudyPlan, part: StudyPart): AskedHaystack[] {
  return Array.from({ length: part.haystacks }, (_, n): AskedHaystack => {
    const cells = cellsOf(plan, part, n);
    if (isAskedOf(part, n)) return { n, isAsked: true, cells };
    const isFirst = n === 0 && part === plan.parts[0];
    return { n, isAsked: false, cells: isFirst ? leadersOf(plan, cells) : [] };
  }).filter(({ isAsked, cells }) => isAsked || cells.length > 0);
}

/** The first answer of each variant whose share others follow. */
function leadersOf({ variants }: StudyPlan, cells: readonly Cell[]): Cell[] {
  const followed = new Set(variants.flatMap(({ budget }) => (budget.kind === "as" ? [budget.variant] : [])));
  return cells.filter(
    ({ variant }, n) => followed.has(variant.id) && cells.findIndex((cell) => cell.variant === variant) === n,
  );
}

/**
 * Answers needed for the n-th haystack of a part; mass and error are measured in setup B on the first
 * haystack of array 0. Variants that follow another's share come last. The order of arrays alternates, so
 * that a haystack begins with the arrays of the previous one, which are programmed already.
 */
function cellsOf(plan: StudyPlan, part: StudyPart, n: number): Cell[] {
  const follows = ({ variant }: Cell): number => Number(variant.budget.kind === "as");
  const turn = n % 2 === 0 ? 1 : -1;
  return SETUP_NAMES.flatMap((setup) => {
    const form = part.setups[setup];
    if (form === undefined) return [];
    return plan.variants
      .flatMap((variant) =>
        arraysOf(variant, n, form).map(
          (array): Cell => ({ setup, variant, array, measures: setup === "B" && n === 0 && array === 0 }),
        ),
      )
      .sort((a, b) => follows(a) - follows(b) || turn * (a.array - b.array));
  });
}

/** Number of answers of a whole plan, including exact attention's. */
export const answersOfPlan = (plan: StudyPlan): number =>
  plan.parts.reduce(
    (sum, part) => askedOf(plan, part).reduce((own, { cells }) => own + 1 + cells.length, sum),
    0,
  );

/**
 * Answers every haystack under every variant and setup, except for stored answers. Rejects with the signal's
 * reason, or with the store's error if an answer cannot be stored; earlier answers are stored.
 */
export async function runStudy(run: StudyRun): Promise<AnsweredHaystack[]> {
  const { plan, haystacks } = run;
  const total = answersOfPlan(plan);
  const shares = new Map<string, number>();
  const confirmed = new Set<string>();
  const answered: AnsweredHaystack[] = [];
  let done = 0;
  const step = (what: string): void => run.onAnswer?.(++done, total, what);
  for (const [p, part] of plan.parts.entries())
    for (const { n, cells, isAsked } of askedOf(plan, part)) {
      const found = await runHaystack(run, {
        part,
        cells,
        haystack: haystacks[p][n],
        shares,
        confirmed,
        step,
      });
      if (isAsked) answered.push(found);
    }
  return answered;
}

interface Step {
  readonly part: StudyPart;
  readonly cells: readonly Cell[];
  readonly haystack: Haystack;
  /** Mean attended share of each variant, from its first answer. */
  readonly shares: Map<string, number>;
  /** Variants of which a doubtful answer was computed again. */
  readonly confirmed: Set<string>;
  readonly step: (what: string) => void;
}

async function runHaystack(
  run: StudyRun,
  { part, cells, haystack, shares, confirmed, step }: Step,
): Promise<AnsweredHaystack> {
  const { plan, engine, answers } = run;
  const digest = canonicalHash({ context: haystack.context, items: haystack.items });
  const keyOf = (what: unknown): string =>
    canonicalHash({ format: FORMAT, ...run.digests, haystack: digest, what });
  const options: RunOptions = { signal: run.signal };
  let asked: Asked | null = null;
  // Prefilled only if an answer is missing.
  const open = async (): Promise<Asked> => {
    asked ??= await askExactly(engine, haystack, options);
    return asked;
  };
  // For each variant, one doubtful answer is computed again before it and others like it are accepted.
  const answer = async (
    what: unknown,
    way: string,
    ask: () => Promise<HaystackScore>,
  ): Promise<HaystackScore> => {
    const key = keyOf(what);
    const found = answers.find(key);
    if (isScoreOf(found, haystack)) {
      if (confirmed.has(way) || !answers.isDoubtful(key)) return found;
      if (run.signal?.aborted === true) throw run.signal.reason;
      answers.confirm(`${way} of ${haystack.id}`, differenceOf(found, await ask()));
      confirmed.add(way);
      return found;
    }
    if (found !== undefined) answers.refuse(key);
    if (run.signal?.aborted === true) throw run.signal.reason;
    const score = await ask();
    answers.keep(key, score);
    return score;
  };
  try {
    const exact = await answer("exact", "exact attention", async () => (await open()).exact);
    step(`${haystack.id}, exact`);
    const found: AnsweredHaystack["answers"][number][] = [];
    for (const { setup, variant, array, measures } of cells) {
      const selection = selectionOf(plan, variant, array, measures, shares);
      const way = `${variant.name} in setup ${setup}`;
      const score = await answer({ setup, selection }, way, async () =>
        (await open()).ask(setup, selection, options),
      );
      if (score.shares !== null && !shares.has(variant.id))
        shares.set(variant.id, thousandths(score.shares.attended));
      found.push({ setup, variant: variant.id, array, score });
      step(`${haystack.id}, setup ${setup}, ${variant.id}`);
    }
    const items = haystack.items.map(({ task, id, depth }) => ({ task, id, depth }));
    return { id: haystack.id, part: part.name, items, exact, answers: found };
  } finally {
    (asked as Asked | null)?.release();
  }
}

/** Whether a stored value has a number for every scored token of a haystack. */
function isScoreOf(value: unknown, { items }: Haystack): value is HaystackScore {
  const { items: scores, shares, layers } = (value ?? {}) as Partial<HaystackScore>;
  if (!Array.isArray(scores) || scores.length !== items.length) return false;
  const isShares = (own: unknown): boolean =>
    typeof own === "object" &&
    Object.values(own ?? {}).every((share) => share === null || Number.isFinite(share));
  return (
    isShares(shares) &&
    (shares === null || Number.isFinite(shares?.attended)) &&
    (layers === undefined ||
      (Array.isArray(layers) && layers.every((own) => own !== null && isShares(own)))) &&
    scores.every((score, n) => {
      const { nll, right, divergence = nll, agrees = nll } = (score ?? {}) as Partial<ItemScore>;
      return [nll, right, divergence, agrees].every(
        (own) =>
          Array.isArray(own) && own.length === items[n].scored.length && own.every((x) => Number.isFinite(x)),
      );
    })
  );
}

/** First difference of a new answer from the stored one, in words; null if every digit is equal. */
function differenceOf(kept: HaystackScore, again: HaystackScore): string | null {
  const now: unknown = JSON.parse(JSON.stringify(again));
  const [path] = changedKeys(kept, now);
  return path === undefined ? null : `${path} is another one now`;
}

const thousandths = (share: number): number => Math.round(1000 * share) / 1000;

/** The engine's selection of a variant: all settings without those that name and judge it. */
function selectionOf(
  plan: StudyPlan,
  { id: _id, name: _name, level: _level, role: _role, arrays: _arrays, budget, ...selection }: StudyVariant,
  array: number,
  measures: boolean,
  shares: ReadonlyMap<string, number>,
): Selection {
  return {
    ...selection,
    budget: settledBudget(budget, shares),
    seed: plan.seed,
    array,
    ...(measures ? { measures: true } : {}),
  };
}
