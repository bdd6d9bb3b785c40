// Settling of first-order stages in series.

/** Minimum relative difference of two time constants; closer ones would divide by zero in the closed form. */
const APART = 1e-3;

/**
 * Share of a step that has not settled at `time` after stages of the given time constants: Σ_i e^(−t/τ_i) ·
 * Π_{j≠i} τ_i / (τ_i − τ_j), 1 at time 0. Stages with a time constant of 0 follow at once.
 */
export function residueAfter(time: number, timeConstants: readonly number[]): number {
  const stages = apart(timeConstants);
  let left = 0;
  for (let i = 0; i < stages.length; i++) {
    const own = stages[i];
    let share = Math.exp(-time / own);
    for (let j = 0; j < stages.length; j++) if (j !== i) share *= own / (own - stages[j]);
    left += share;
  }
  return Math.min(1, Math.max(0, left));
}

/** Time constants, longest first, without those under a millionth of it; near-equal ones are separated. */
function apart(timeConstants: readonly number[]): number[] {
  const slowest = Math.max(0, ...timeConstants);
  const stages: number[] = [];
  for (const own of timeConstants) {
    if (!(own > slowest * 1e-6)) continue;
    let at = stages.length;
    while (at > 0 && stages[at - 1] < own) at--;
    stages.splice(at, 0, own);
  }
  for (let i = 1; i < stages.length; i++) stages[i] = Math.min(stages[i], stages[i - 1] * (1 - APART));
  return stages;
}

/** Time until a share in (0, 1) is left, in the time constants' unit; 0 if all stages follow at once. */
export function settlingTime(share: number, timeConstants: readonly number[]): number {
  const sum = timeConstants.reduce((total, own) => total + own, 0);
  if (sum === 0) return 0;
  let [low, high] = [0, sum];
  while (residueAfter(high, timeConstants) > share) high *= 2;
  for (let n = 0; n < 60; n++) {
    const middle = (low + high) / 2;
    if (residueAfter(middle, timeConstants) > share) low = middle;
    else high = middle;
  }
  return high;
}
