/** Numbers of lines per cell, row-major. */
export interface Density {
  readonly width: number;
  readonly height: number;
  readonly counts: Uint32Array;
  readonly most: number;
}

/**
 * Counts the designs' lines through each cell of a parallel-coordinates picture: twenty thousand lines take
 * milliseconds, stroking them seconds. Designs with equal ends between two axes are one line of their number.
 *
 * `rows` are axes × designs: a design's row on an axis, negative without a value; `columns`: the axes'
 * positions.
 */
export function lineDensity(
  rows: readonly Int16Array[],
  columns: readonly number[],
  mask: Uint8Array,
  width: number,
  height: number,
): Density {
  const counts = new Uint32Array(width * height);
  const pairs = new Uint32Array(height * height);
  for (let gap = 0; gap + 1 < rows.length; gap++) {
    pairs.fill(0);
    const [left, right] = [rows[gap], rows[gap + 1]];
    for (let n = 0; n < mask.length; n++)
      if (mask[n] === 1 && left[n] >= 0 && right[n] >= 0) pairs[left[n] * height + right[n]]++;
    const [from, to] = [columns[gap], columns[gap + 1]];
    for (let row = 0; row < height; row++)
      for (let end = 0; end < height; end++) {
        const count = pairs[row * height + end];
        if (count > 0) addLine(counts, width, from, to, row, end, count);
      }
  }
  let most = 0;
  for (const count of counts) if (count > most) most = count;
  return { width, height, counts, most };
}

const HALF = 1 << 15;

/**
 * Adds to every cell of a line, as one run of rows per column, so that steep lines have no holes. Rows are in
 * 16.16 fixed point: the loop runs millions of times per drawing.
 */
function addLine(
  counts: Uint32Array,
  width: number,
  from: number,
  to: number,
  fromRow: number,
  toRow: number,
  count: number,
): void {
  const slope = (((toRow - fromRow) << 16) / Math.max(1, to - from)) | 0;
  let exact = (fromRow << 16) + HALF;
  let row = fromRow;
  for (let column = from; column < to; column++) {
    exact += slope;
    const next = exact >> 16;
    let at = row * width + column;
    counts[at] += count;
    const step = next > row ? width : -width;
    for (let more = Math.abs(next - row); more > 1; more--) {
      at += step;
      counts[at] += count;
    }
    row = next;
  }
}

/** Opacity of a count in [0.15, 1], logarithmic, so that one line is visible next to thousands. */
export const opacity = (count: number, most: number): number =>
  most <= 1 ? 1 : 0.15 + (0.85 * Math.log(count)) / Math.log(most);
