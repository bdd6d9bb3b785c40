/**
 * `quick` in the quick tier, `slow` in the slow one, which runs every file that calls this once more: a law is tried on a
 * few cases before each commit, and on all of them where there is time.
 */
export function byTier<T>(quick: T, slow: T): T {
  return process.env.CROSSHASH_TIER === "slow" ? slow : quick;
}
