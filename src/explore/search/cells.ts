/** Of each axis, the number of values that it can take, where it is a list; null where it is continuous. */
export type Levels = readonly (number | null)[];

/** Largest coordinate below 1. */
export const TOP = 1 - 2 ** -53;

/** Level that a coordinate stands for: ⌊u · n⌋. */
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
 * A memory of 53-bit hashes, about 50 bytes a point whatever the number of axes. Two different points may share a hash:
 * among a million with a probability of 6e-5, and then one of them is not proposed.
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
