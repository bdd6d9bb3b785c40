/**
 * Rank of a Gray code word. Ranks that differ by one belong to words that differ in one bit, and so do the
 * last rank and the first: neighbours in sorted order are neighbours in angle.
 */
export function grayRank(word: number): number {
  let rank = word;
  for (let shift = word >>> 1; shift !== 0; shift >>>= 1) rank ^= shift;
  return rank;
}

/** Gray code word of a rank: the inverse of grayRank. */
export const grayWord = (rank: number): number => rank ^ (rank >>> 1);
