import type { Dense } from "../base/dense.ts";

/**
 * How much worse a front got: the least share ε by which every point of the old front has to give way in each objective for
 * some point of the new front to be as good as it; 0 where none has to, Infinity for an empty new front. Rows ×
 * objectives, smaller is better; shares are of the old value's size, of 1 where that is 0. It is the multiplicative
 * ε-indicator: a gain in one place does not make up for a loss in another, as it does in a hypervolume.
 * Source: [zitzler-2003].
 */
export function frontLoss(before: Dense, after: Dense): number {
  let worst = 0;
  for (let p = 0; p < before.rows; p++) {
    let least = Number.POSITIVE_INFINITY;
    for (let q = 0; q < after.rows && least > worst; q++) {
      let most = 0;
      for (let c = 0; c < before.columns; c++) {
        const old = before.data[p * before.columns + c];
        const now = after.data[q * after.columns + c];
        if (now > old) most = Math.max(most, (now - old) / (old === 0 ? 1 : Math.abs(old)));
      }
      least = Math.min(least, most);
    }
    worst = Math.max(worst, least);
  }
  return worst;
}
