// Children of two points: crossover and mutation, on the cells of list axes.

import { power, type Rng } from "#base";

/** Strength of crossover and mutation. */
export interface Variation {
  /** Probability that a pair of parents is crossed at all. */
  readonly crossoverRate: number;
  /** Distribution index of simulated binary crossover: larger keeps children nearer to their parents. */
  readonly crossoverIndex: number;
  /** Expected number of mutated axes of a child. */
  readonly mutatedAxes: number;
  /** Distribution index of polynomial mutation. */
  readonly mutationIndex: number;
}

/** Values of the algorithm's authors [deb-2002], crossover index of their bounded variant. */
export const USUAL_VARIATION: Variation = {
  crossoverRate: 0.9,
  crossoverIndex: 15,
  mutatedAxes: 1,
  mutationIndex: 20,
};

/** Two children of two parents on [0, 1)^axes: crossed, mutated, list axes at the middle of a level. */
export function childrenOf(
  first: readonly number[],
  second: readonly number[],
  levels: Levels,
  variation: Variation,
  rng: Rng,
): [number[], number[]] {
  const [a, b] = [[...first], [...second]];
  if (rng.uniform() < variation.crossoverRate)
    for (let axis = 0; axis < a.length; axis++) {
      // Half of the axes pass unchanged, as in the authors' own program.
      if (rng.uniform() < 0.5) crossAxis(a, b, axis, variation.crossoverIndex, rng);
    }
  return [mutated(a, levels, variation, rng), mutated(b, levels, variation, rng)];
}

/**
 * Simulated binary crossover in [0, 1]: children at mid ∓ β · distance / 2, the density of β cut at the
 * bounds and scaled back to 1; a coin decides which child gets which value. Source: [deb-agrawal-1995].
 */
function crossAxis(a: number[], b: number[], axis: number, index: number, rng: Rng): void {
  const low = Math.min(a[axis], b[axis]);
  const high = Math.max(a[axis], b[axis]);
  const distance = high - low;
  if (distance < 1e-14) return;
  const u = rng.uniform();
  const spread = (room: number): number => {
    const alpha = 2 - power(1 + (2 * room) / distance, -(index + 1));
    return u <= 1 / alpha ? power(u * alpha, 1 / (index + 1)) : power(1 / (2 - u * alpha), 1 / (index + 1));
  };
  const lower = inside((low + high - spread(low) * distance) / 2);
  const upper = inside((low + high + spread(1 - high) * distance) / 2);
  [a[axis], b[axis]] = rng.uniform() < 0.5 ? [upper, lower] : [lower, upper];
}

const inside = (u: number): number => Math.min(Math.max(u, 0), TOP);

/** Each axis changes with probability mutatedAxes / axes. */
function mutated(parent: readonly number[], levels: Levels, variation: Variation, rng: Rng): number[] {
  const rate = Math.min(1, variation.mutatedAxes / parent.length);
  return parent.map((u, axis) => {
    const n = levels[axis];
    const changes = rng.uniform() < rate;
    if (n === null) return changes ? polynomialStep(u, variation.mutationIndex, rng) : u;
    const level = levelOf(u, n);
    return centreOf(changes ? otherLevel(level, n, variation.mutationIndex, rng) : level, n);
  });
}

/** Polynomial mutation within [0, 1], cut at the bounds: [deb-2002]'s operator as its authors program it. */
function polynomialStep(u: number, index: number, rng: Rng): number {
  const root = 1 / (index + 1);
  const r = rng.uniform();
  const step =
    r < 0.5
      ? power(2 * r + (1 - 2 * r) * power(1 - u, index + 1), root) - 1
      : 1 - power(2 * (1 - r) + (2 * r - 1) * power(u, index + 1), root);
  return inside(u + step);
}

/**
 * Another level of a list: the result of a polynomial step if it leaves the level, otherwise by a coin a
 * neighbour or any other level; a list need not be ordered, and a polynomial step rarely leaves a wide level.
 */
function otherLevel(level: number, levels: number, index: number, rng: Rng): number {
  if (levels === 1) return level;
  const stepped = levelOf(polynomialStep(centreOf(level, levels), index, rng), levels);
  if (stepped !== level) return stepped;
  if (rng.uniform() < 0.5) return (level + 1 + rng.integer(levels - 1)) % levels;
  const neighbour = level + (rng.uniform() < 0.5 ? -1 : 1);
  return neighbour < 0 ? 1 : neighbour === levels ? levels - 2 : neighbour;
}

/** For each axis, the number of its values where it is a list; null where it is continuous. */
export type Levels = readonly (number | null)[];

/** Largest coordinate below 1. */
const TOP = 1 - 2 ** -53;

/** Level of a coordinate: ⌊u · n⌋. */
export const levelOf = (coordinate: number, levels: number): number => Math.floor(coordinate * levels);

/** The middle of a level: equal levels get equal coordinates. */
export const centreOf = (level: number, levels: number): number => (level + 0.5) / levels;

/** Coordinates with every list axis at the middle of its level. */
export const centred = (coordinates: readonly number[], levels: Levels): number[] =>
  coordinates.map((u, axis) => {
    const n = levels[axis];
    return n === null ? u : centreOf(levelOf(u, n), n);
  });

/** Remembers which coordinates were seen. */
export interface Memory {
  /** False where equal coordinates were added before. */
  add(coordinates: readonly number[]): boolean;
}

/**
 * A memory of 53-bit hashes, about 50 bytes a point for any number of axes. Two different points may share a
 * hash: among a million with a probability of 6e-5, and then one of them is not proposed.
 */
export function createMemory(axes: number): Memory {
  const seen = new Set<number>();
  const values = new Float64Array(axes);
  const words = new Uint32Array(values.buffer);
  return {
    add(coordinates) {
      values.set(coordinates);
      const before = seen.size;
      seen.add(hash53(words));
      return seen.size > before;
    },
  };
}

/** Two 32-bit multiplicative hashes of the words, each finished by MurmurHash3's avalanche. */
function hash53(words: Uint32Array): number {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  for (let i = 0; i < words.length; i++) {
    a = Math.imul(a ^ words[i], 0xcc9e2d51);
    a ^= a >>> 15;
    b = Math.imul(b ^ words[i], 0x1b873593);
    b ^= b >>> 13;
  }
  return finished(a) * 2 ** 21 + (finished(b) >>> 11);
}

function finished(x: number): number {
  let h = x ^ (x >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
