import type { Rng } from "../base/rng.ts";

/** Lines of one array that were made wrong; they stay so for the life of the chip. */
export interface LineFaults {
  /** 1 where a word or a bit line is not connected to its driver or readout. */
  readonly openWord: Uint8Array;
  readonly openBit: Uint8Array;
  /** 1 where a bit line touches its right neighbour: the two readouts share both currents. */
  readonly shortedBit: Uint8Array;
}

export interface LineFaultRates {
  /** Share of lines that are open. */
  readonly openLines: number;
  /** Share of neighbouring bit lines that are shorted. */
  readonly shortedLines: number;
}

/** Faults of one array, drawn once a chip. */
export function drawLineFaults(
  rows: number,
  columns: number,
  { openLines, shortedLines }: LineFaultRates,
  rng: Rng,
): LineFaults {
  const marks = (count: number, share: number, name: string): Uint8Array => {
    const stream = rng.fork(name);
    return Uint8Array.from({ length: count }, () => (share > 0 && stream.uniform() < share ? 1 : 0));
  };
  return {
    openWord: marks(rows, openLines, "open word lines"),
    openBit: marks(columns, openLines, "open bit lines"),
    shortedBit: marks(columns - 1, shortedLines, "shorted bit lines"),
  };
}

/**
 * Shares the currents of shorted bit lines in place: a run of lines that touch divides the sum of its
 * currents equally among its readouts, as equal virtual grounds do. `values` holds `width` numbers a column.
 */
export function shareShorted(values: Float64Array, width: number, shorted: Uint8Array): void {
  for (let first = 0; first < shorted.length; first++) {
    if (shorted[first] === 0) continue;
    let last = first + 1;
    while (last < shorted.length && shorted[last] === 1) last++;
    const lines = last - first + 1;
    for (let n = 0; n < width; n++) {
      let sum = 0;
      for (let j = first; j <= last; j++) sum += values[j * width + n];
      for (let j = first; j <= last; j++) values[j * width + n] = sum / lines;
    }
    first = last;
  }
}
