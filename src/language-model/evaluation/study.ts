import { canonicalHash, changedKeys } from "../../base/canonical.ts";
import { createRng } from "../../base/rng.ts";
import type { Engine, RunOptions, Selection } from "../engine/engine.ts";
import { type Asked, askExactly, type HaystackScore, type ItemScore } from "./ask.ts";
import { buildHaystacks, type Source } from "./haystack.ts";
import type { Encoder, Haystack } from "./item.ts";
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

/** Answers by the digest of what they depend on. */
export interface Answers {
  find(key: string): unknown;
  /** Whether what answers now may be other than what gave a kept answer. */
  isDoubtful(key: string): boolean;
  /** A kept answer that is none to its question. */
  refuse(key: string): void;
  /** A kept answer was given again, the same, or with this difference: then it throws. */
  confirm(what: string, difference: string | null): void;
  keep(key: string, answer: unknown): void;
}

/** A study ready to run. */
export interface StudyRun {
  readonly plan: StudyPlan;
  /** Those of each part, in the parts' order. */
  readonly haystacks: readonly (readonly Haystack[])[];
  readonly engine: Engine;
  readonly answers: Answers;
  /** Digest of the model's bytes and of the text that its hashes are calibrated on. */
  readonly digests: {
    readonly model: string;
    readonly calibration: string;
    /** Of plugins, by their names; left out without any. */
    readonly plugins?: Readonly<Record<string, string>>;
  };
  /** Once an answer. */
  readonly onAnswer?: (done: number, total: number, what: string) => void;
  readonly signal?: RunOptions["signal"];
}

/** One answer that a plan asks for. */
interface Cell {
  readonly setup: Setup;
  readonly variant: StudyVariant;
  readonly array: number;
  readonly measures: boolean;
}

/** Changes where answers of before would no longer be those of now. 2: maps are fitted on more keys of the calibration text. */
const FORMAT = 2;

/** The haystacks of a plan's parts. Throws ConfigError for texts too short. */
export const haystacksOf = (plan: StudyPlan, sources: readonly Source[], encoder: Encoder): Haystack[][] =>
  plan.parts.map(({ name, haystacks, shape }) =>
    buildHaystacks(sources, haystacks, shape, encoder, createRng(plan.seed).fork("questions").fork(name)),
  );

/** Whether haystack `n` of a part is asked, and not only built. */
const isAskedOf = ({ only }: StudyPart, n: number): boolean => only?.includes(n + 1) ?? true;

/** A haystack that something is asked of; one that is not asked itself gives a share to variants that follow another one's. */
interface AskedHaystack {
  readonly n: number;
  readonly isAsked: boolean;
  readonly cells: readonly Cell[];
}

/** The haystacks of a part that something is asked of. */
export function askedOf(plan: StudyPlan, part: StudyPart): AskedHaystack[] {
  return Array.from({ length: part.haystacks }, (_, n): AskedHaystack => {
    const cells = cellsOf(plan, part, n);
    if (isAskedOf(part, n)) return { n, isAsked: true, cells };
    const isFirst = n === 0 && part === plan.parts[0];
    return { n, isAsked: false, cells: isFirst ? leadersOf(plan, cells) : [] };
  }).filter(({ isAsked, cells }) => isAsked || cells.length > 0);
}

/** The first answer of each variant that others follow. */
function leadersOf({ variants }: StudyPlan, cells: readonly Cell[]): Cell[] {
  const followed = new Set(variants.flatMap(({ budget }) => (budget.kind === "as" ? [budget.variant] : [])));
  return cells.filter(
    ({ variant }, n) => followed.has(variant.id) && cells.findIndex((cell) => cell.variant === variant) === n,
  );
}

/**
 * Answers that a plan asks for of haystack `n` of a part; mass and error are measured in setup B on the first haystack of array 0. Variants
 * that follow another one's share come last. Arrays go up and down in turn, so that a haystack begins with those that the one before
 * ended with: they are programmed already.
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

/** Answers of a whole plan, exact attention's included. */
export const answersOfPlan = (plan: StudyPlan): number =>
  plan.parts.reduce(
    (sum, part) => askedOf(plan, part).reduce((own, { cells }) => own + 1 + cells.length, sum),
    0,
  );

/**
 * Puts every haystack to the model under every variant and setup; what is kept already is not asked again. Rejects with the
 * signal's reason when it is set, and with the store's error when an answer cannot be kept: every answer before is.
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
  /** Mean attended share by variant, of the first answer that gave one. */
  readonly shares: Map<string, number>;
  /** Ways to attend of which a doubtful answer was given again. */
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
  // Read where an answer is missing only.
  const open = async (): Promise<Asked> => {
    asked ??= await askExactly(engine, haystack, options);
    return asked;
  };
  // Of each way to attend, one doubtful answer is given again before it and others like it are taken.
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

/** Whether a kept value has a number for every token that the questions of a haystack score. */
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

/** Where an answer that is given again is not the kept one, in words; null where every digit is the same. */
function differenceOf(kept: HaystackScore, again: HaystackScore): string | null {
  const now: unknown = JSON.parse(JSON.stringify(again));
  const [path] = changedKeys(kept, now);
  return path === undefined ? null : `${path} is another one now`;
}

const thousandths = (share: number): number => Math.round(1000 * share) / 1000;

/** A variant as the engine takes it: all of it but what names and judges it. */
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
