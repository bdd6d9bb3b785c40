/** Work that a batch should hold: a worker that is sent a point at a time spends its time on messages. */
const TARGET_MILLISECONDS = 50;
const MOST_POINTS = 512;

/**
 * Points of a worker's next batch after one of `points` that took so long; at most four times as many as before, so that one
 * quick batch (of infeasible points) does not bring an hour's work. A batch left over from another worker says little
 * about size and is counted all the same.
 */
export function nextBatchSize(size: number, points: number, milliseconds: number): number {
  const wanted = Math.round((TARGET_MILLISECONDS * points) / Math.max(milliseconds, 1e-3));
  return Math.max(1, Math.min(wanted, 4 * size, MOST_POINTS));
}
