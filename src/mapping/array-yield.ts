import type { Pairing } from "../arrays/column-plan.ts";
import type { LineFaultRates } from "../arrays/line-faults.ts";
import { power } from "../base/power.ts";

/**
 * Probability that at most `spares` of an array's outputs are faulty: an output is where one of its bit lines is open, or
 * touches a neighbour. Lines are open, and gaps bridged, independently; a bridge between two outputs spoils both, so
 * the outputs are walked from left to right with the last gap in mind. Word lines are not asked: an open one takes an
 * input from all outputs alike, which the simulation shows and a spare column does not mend.
 */
export function arrayYield(
  outputs: number,
  spares: number,
  pairing: Pairing,
  { openLines, shortedLines }: LineFaultRates,
): number {
  if (openLines === 0 && shortedLines === 0) return 1;
  const lines = pairing === "differential" ? 2 : 1;
  const connected = power(1 - openLines, lines);
  const untouched = power(1 - shortedLines, lines - 1);
  // bad[b] and bridged[b]: probability of b faulty outputs so far, the gap to the right open or bridged.
  let clear = new Float64Array(spares + 2);
  let bridged = new Float64Array(spares + 2);
  clear[0] = 1;
  for (let p = 0; p < outputs; p++) {
    const next = { clear: new Float64Array(spares + 2), bridged: new Float64Array(spares + 2) };
    const bridgeRight = p < outputs - 1 ? shortedLines : 0;
    for (let bad = 0; bad <= spares; bad++) {
      const good = clear[bad] * connected * untouched;
      const faulty = clear[bad] + bridged[bad] - good;
      next.clear[bad] += good * (1 - bridgeRight);
      next.clear[bad + 1] += faulty * (1 - bridgeRight);
      // A bridge to the right spoils this output whatever its own lines are.
      next.bridged[bad + 1] += (good + faulty) * bridgeRight;
    }
    clear = next.clear;
    bridged = next.bridged;
  }
  let sum = 0;
  for (let bad = 0; bad <= spares; bad++) sum += clear[bad];
  // Every output of an array with a dummy column counts on it.
  return pairing === "dummy-column" ? sum * (1 - openLines) * (1 - shortedLines) : sum;
}
