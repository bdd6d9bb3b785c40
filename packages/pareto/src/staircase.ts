/** Mutually non-dominated steps (x, y), x ascending and y descending, below a corner. */
export interface Staircase {
  /** Adds a step; returns the area up to the corner that only it covers so far. */
  add(rank: number, x: number, y: number): number;
}

/**
 * An empty staircase for x values whose ranks are known in advance: 0 … ranks − 1 in the order of x, equal x
 * one rank. n steps take O(n log₃₂ ranks): each leaves at most once.
 */
export function createStaircase(ranks: number, cornerX: number, cornerY: number): Staircase {
  const members = createRankSet(ranks);
  const xs = new Float64Array(ranks);
  const ys = new Float64Array(ranks);
  const next = new Int32Array(ranks);
  let first = -1;
  return {
    add(rank, x, y) {
      const before = members.below(rank);
      const above = before < 0 ? cornerY : ys[before];
      const isMember = members.has(rank);
      if (above <= y || (isMember && ys[rank] <= y)) return 0;
      let gain = 0;
      let from = x;
      let height = above;
      let after = before < 0 ? first : next[before];
      // Steps that the new one dominates leave; each had kept part of the new rectangle.
      while (after >= 0 && ys[after] >= y) {
        gain += (xs[after] - from) * (height - y);
        from = xs[after];
        height = ys[after];
        members.remove(after);
        after = next[after];
      }
      gain += ((after >= 0 ? xs[after] : cornerX) - from) * (height - y);
      members.add(rank);
      xs[rank] = x;
      ys[rank] = y;
      next[rank] = after;
      if (before < 0) first = rank;
      else next[before] = rank;
      return gain;
    },
  };
}

/** Set of integers on [0, size) that finds neighbours in O(log₃₂ size): 32-bit words over 32-bit words. */
export interface RankSet {
  has(rank: number): boolean;
  add(rank: number): void;
  remove(rank: number): void;
  /** Largest member below `rank`, or −1. */
  below(rank: number): number;
}

export function createRankSet(size: number): RankSet {
  const levels: Uint32Array[] = [];
  for (let n = Math.max(size, 1); levels.length === 0 || n > 1; ) {
    n = (n + 31) >>> 5;
    levels.push(new Uint32Array(n));
  }
  return {
    has: (rank) => ((levels[0][rank >>> 5] >>> (rank & 31)) & 1) === 1,
    add(rank) {
      for (const words of levels) {
        words[rank >>> 5] |= 1 << (rank & 31);
        rank >>>= 5;
      }
    },
    remove(rank) {
      for (const words of levels) {
        words[rank >>> 5] &= ~(1 << (rank & 31));
        // A word that still has a member keeps its bit above.
        if (words[rank >>> 5] !== 0) return;
        rank >>>= 5;
      }
    },
    below(rank) {
      for (let level = 0; level < levels.length; level++) {
        const lower = levels[level][rank >>> 5] & ((1 << (rank & 31)) - 1);
        if (lower === 0) {
          rank >>>= 5;
          continue;
        }
        let found = ((rank >>> 5) << 5) + 31 - Math.clz32(lower);
        while (level-- > 0) found = (found << 5) + 31 - Math.clz32(levels[level][found]);
        return found;
      }
      return -1;
    },
  };
}
