/** A set of integers on [0, size) that finds neighbours in O(log₃₂ size): words of 32 bits over words of 32 bits. */
export interface RankSet {
  has(rank: number): boolean;
  add(rank: number): void;
  remove(rank: number): void;
  /** Largest member below `rank`, or −1. */
  below(rank: number): number;
  clear(): void;
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
    clear() {
      for (const words of levels) words.fill(0);
    },
  };
}
