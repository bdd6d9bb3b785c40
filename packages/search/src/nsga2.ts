import type { Rng } from "#base";
import { latinHypercubeSearch, type Outcome, type Search, type SearchPoint } from "./search.ts";
import { type Individual, type Survivor, selected, tournament } from "./selection.ts";
import {
  centred,
  centreOf,
  childrenOf,
  createMemory,
  type Levels,
  levelOf,
  type Memory,
  USUAL_VARIATION,
  type Variation,
} from "./variation.ts";

export interface Nsga2Options {
  readonly axes: number;
  /** Survivors of a generation, and points of a generation; `usualPopulation` unless given. */
  readonly population?: number;
  /** Points in all, including the first generation; the last generation may be a short one. */
  readonly evaluations: number;
  /** Number of values of each axis, null where continuous (as every axis without this list). */
  readonly levels?: Levels;
  readonly variation?: Variation;
  /** Coordinates of the first points of the first generation, such as a known design and its neighbours. */
  readonly known?: readonly (readonly number[])[];
}

export interface Nsga2Search extends Search {
  /** Survivors of the completed generations, best first. */
  readonly population: readonly Individual[];
}

/** A twenty-fifth of the evaluations in [12, 100]: many generations matter more than a large population. */
export const usualPopulation = (evaluations: number): number =>
  Math.min(100, Math.max(12, Math.round(evaluations / 25)));

/** Attempts at a new child by crossover, then at a random new point, before a generation stays short. */
const ATTEMPTS = 500;

/**
 * NSGA-II by generations: a Latin hypercube, then binary tournaments under constraint domination, simulated
 * binary crossover, polynomial mutation, and survival by rank and crowding distance. A generation is issued
 * once all outcomes of the last are known, and depends on their set. No point is issued twice, and equal
 * levels of list axes are one point; a generation without a new point ends the search. Ties go to the lower
 * index. A point without numbers (null) is worse than every other. Throws RangeError for a population below
 * 2, for outcomes of different numbers of objectives, NaN or a negative violation. Source: [deb-2002].
 */
export function nsga2Search(options: Nsga2Options, rng: Rng): Nsga2Search {
  const { axes, evaluations } = options;
  const population = options.population ?? usualPopulation(evaluations);
  if (!(Number.isSafeInteger(population) && population >= 2))
    throw new RangeError(`nsga2: expected a population of at least 2, received ${population}`);
  const levels = options.levels ?? new Array<null>(axes).fill(null);
  if (levels.length !== axes)
    throw new RangeError(`nsga2: expected levels of ${axes} axes, received ${levels.length}`);
  const breeder = createBreeder(levels, options.variation ?? USUAL_VARIATION, rng);
  const local = levels.every((count) => count !== null) ? createLocalMoves(levels) : null;
  let parents: readonly Survivor[] = [];
  let generation = 0;
  let pending: readonly Child[] = breeder.first(Math.min(population, evaluations), options.known ?? []);
  let first = 0;
  let asked = 0;
  let columns: number | null = null;
  const told = new Map<number, Individual>();

  const advance = (): void => {
    // In order of arrival; selection sorts by index.
    parents = selected([...parents, ...told.values()], population);
    const moves = pending.flatMap(({ axis }, k) => (axis === null ? [] : [[first + k, axis] as const]));
    local?.learn([...told.values()], new Map(moves));
    first += pending.length;
    generation++;
    told.clear();
    asked = 0;
    pending = breeder.next(parents, local, Math.min(population, evaluations - first), generation);
  };
  return {
    ask(count) {
      const points: SearchPoint[] = [];
      for (; points.length < count && asked < pending.length; asked++)
        points.push({ index: first + asked, coordinates: pending[asked].coordinates });
      return points;
    },
    tell(index, outcome) {
      const k = index - first;
      if (!(k >= 0 && k < asked && Number.isInteger(k)) || told.has(index))
        throw new RangeError(`nsga2: expected an outcome of an open point, received one for index ${index}`);
      const known = checked(outcome, index, columns);
      columns ??= known?.objectives.length ?? null;
      told.set(index, { index, coordinates: pending[k].coordinates, outcome: known });
      if (told.size === pending.length) advance();
    },
    get isDone() {
      return pending.length === 0;
    },
    get population() {
      return parents;
    },
  };
}

/** Throws RangeError for an outcome that does not rank with `columns` objectives (null: none so far). */
function checked(outcome: Outcome | null, index: number, columns: number | null): Outcome | null {
  if (outcome === null) return null;
  const { objectives, violation } = outcome;
  const refuse = (expected: string, received: string | number): never => {
    throw new RangeError(`nsga2: expected ${expected}, received ${received} for index ${index}`);
  };
  if (objectives.length !== (columns ?? objectives.length))
    refuse(`${columns} objectives`, objectives.length);
  if (objectives.some(Number.isNaN)) refuse("objectives that are numbers", "NaN");
  if (violation < 0) refuse("a violation of at least 0", violation);
  return outcome;
}

/** A new point, and the axis of the local move that made it, or null. */
interface Child {
  readonly coordinates: readonly number[];
  readonly axis: number | null;
}

interface Breeder {
  first(count: number, known: readonly (readonly number[])[]): Child[];
  next(parents: readonly Survivor[], local: LocalMoves | null, count: number, generation: number): Child[];
}

/** Share of a generation that is steps along the front, on a grid. */
const LOCAL = 0.75;

const bred = (coordinates: readonly number[]): Child => ({ coordinates, axis: null });

/** Breeds only new points, which the memory has not seen. */
function createBreeder(levels: Levels, variation: Variation, rng: Rng): Breeder {
  const memory = createMemory(levels.length);
  return {
    first(count, known) {
      const plan = latinHypercubeSearch(levels.length, count, rng.fork("nsga2 first"));
      const spread = plan.ask(count).map(({ coordinates }) => coordinates);
      const points = [...known, ...spread]
        .slice(0, count)
        .map((coordinates) => centred([...coordinates], levels));
      const fresh = points.filter((point) => memory.add(point)).map(bred);
      return filled(fresh, count, levels, memory, rng.fork("nsga2 first, again"));
    },
    next(parents, local, count, generation) {
      const stream = rng.fork("nsga2").fork(generation);
      const fresh: Child[] = [];
      for (let tries = 0; local !== null && fresh.length < LOCAL * count && tries < ATTEMPTS; tries++) {
        const move = local.next(stream);
        if (move !== null && memory.add(move.coordinates)) fresh.push(move);
      }
      for (let failures = 0; fresh.length < count && failures < ATTEMPTS; ) {
        const before = fresh.length;
        const pair = childrenOf(
          tournament(parents, stream).coordinates,
          tournament(parents, stream).coordinates,
          levels,
          variation,
          stream,
        );
        for (const child of pair) if (fresh.length < count && memory.add(child)) fresh.push(bred(child));
        failures = fresh.length > before ? 0 : failures + 1;
      }
      return filled(fresh, count, levels, memory, stream);
    },
  };
}

/** The points, with random new ones up to `count` as far as any are found. */
function filled(points: readonly Child[], count: number, levels: Levels, memory: Memory, rng: Rng): Child[] {
  const all = [...points];
  for (let failures = 0; all.length < count && failures < ATTEMPTS; failures++) {
    const point = centred(
      levels.map(() => rng.uniform()),
      levels,
    );
    if (!memory.add(point)) continue;
    all.push(bred(point));
    failures = 0;
  }
  return all;
}

/** Most of the best points that are kept, even if the front has more. */
const MOST_KEPT = 400;

/** Share of moves to a neighbouring level; the others go to any level, as a list need not be ordered. */
const NEAR = 0.8;

/** A point that differs in one axis from one of the best seen points. */
interface Move {
  readonly coordinates: number[];
  readonly axis: number;
}

/**
 * Steps along the front of all points seen, not only of the population: on a grid of which a search sees a
 * large part they find what crossover misses. An axis is chosen as often as its steps reached the front
 * before: axes along which the front extends are followed, those whose best level is found are left. Pareto
 * local search [paquete-2004], with probability matching for the axes.
 */
interface LocalMoves {
  /** Takes the outcomes of a generation, and the axes of those that were moves. */
  learn(told: readonly Individual[], moves: ReadonlyMap<number, number>): void;
  /** Null where nothing was learnt yet, or the axis has one level. */
  next(rng: Rng): Move | null;
}

function createLocalMoves(levels: Levels): LocalMoves {
  let best: readonly Survivor[] = [];
  const tries = levels.map(() => 2);
  const successes = levels.map(() => 1);
  return {
    learn(told, moves) {
      best = selected([...best, ...told], MOST_KEPT, 1);
      const kept = new Set(best.map(({ index }) => index));
      for (const [index, axis] of moves) {
        tries[axis]++;
        if (kept.has(index)) successes[axis]++;
      }
    },
    next(rng) {
      if (best.length === 0) return null;
      const { coordinates } = tournament(best, rng);
      const axis = drawn(
        successes.map((n, k) => n / tries[k]),
        rng,
      );
      const count = levels[axis] ?? 1;
      if (count === 1) return null;
      const level = otherLevel(levelOf(coordinates[axis], count), count, rng);
      return { coordinates: coordinates.with(axis, centreOf(level, count)), axis };
    },
  };
}

function otherLevel(level: number, count: number, rng: Rng): number {
  const near = level + (rng.uniform() < 0.5 ? -1 : 1);
  const isNear = near >= 0 && near < count && rng.uniform() < NEAR;
  return isNear ? near : (level + 1 + rng.integer(count - 1)) % count;
}

/** An index with probability proportional to its weight. */
function drawn(weights: readonly number[], rng: Rng): number {
  let left = rng.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return found < 0 ? weights.length - 1 : found;
}
