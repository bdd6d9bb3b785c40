import type { Rng } from "../../base/rng.ts";
import { centreOf, type Levels, levelOf } from "./cells.ts";
import { type Individual, type Survivor, selected, tournament } from "./selection.ts";

/** Most of the best that are kept, however many the front holds. */
const MOST_KEPT = 400;

/** Share of moves to a neighbouring level; the others go to any level, as a list need not be ordered. */
const NEAR = 0.8;

/** A point that differs in one axis from one of the best that were seen. */
export interface Move {
  readonly coordinates: number[];
  readonly axis: number;
}

/**
 * Steps along the front of all points seen, not only of those that a population has room for: on a grid of which a search
 * sees a large part they find what crossover passes by. An axis is taken as often as its steps led to the front
 * before, so that those along which the front extends are followed, and those whose best level is found are let be.
 * Pareto local search [paquete-2004], with probability matching for the axes.
 */
export interface LocalMoves {
  /** Takes the outcomes of a generation, and which of them were moves along which axis. */
  learn(told: readonly Individual[], moves: ReadonlyMap<number, number>): void;
  /** Null where nothing was learnt yet, or the axis has one level. */
  next(rng: Rng): Move | null;
}

export function createLocalMoves(levels: Levels): LocalMoves {
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
