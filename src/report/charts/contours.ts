/** A point of a contour in places of the grid: column and row, fractions between them. */
export interface ContourPoint {
  readonly column: number;
  readonly row: number;
}

/**
 * Pieces of the line on which values, interpolated linearly between neighbours, equal a level (marching squares). Values
 * are rows × columns, row-major; cells with a value that is no number have no line.
 */
export function contour(
  values: readonly (readonly number[])[],
  level: number,
): readonly (readonly [ContourPoint, ContourPoint])[] {
  const pieces: (readonly [ContourPoint, ContourPoint])[] = [];
  for (let row = 0; row + 1 < values.length; row++)
    for (let column = 0; column + 1 < values[row].length; column++)
      pieces.push(...cellPieces(values, row, column, level));
  return pieces;
}

function cellPieces(
  values: readonly (readonly number[])[],
  row: number,
  column: number,
  level: number,
): (readonly [ContourPoint, ContourPoint])[] {
  // Corners in turn around the cell, each with the next one.
  const corners = [
    [row, column],
    [row, column + 1],
    [row + 1, column + 1],
    [row + 1, column],
  ];
  const crossings: ContourPoint[] = [];
  for (const [n, [r, c]] of corners.entries()) {
    const [nextRow, nextColumn] = corners[(n + 1) % 4];
    const [a, b] = [values[r][c], values[nextRow][nextColumn]];
    if (Number.isNaN(a) || Number.isNaN(b)) return [];
    if (a < level === b < level) continue;
    const share = (level - a) / (b - a);
    crossings.push({ column: c + share * (nextColumn - c), row: r + share * (nextRow - r) });
  }
  if (crossings.length === 2) return [[crossings[0], crossings[1]]];
  if (crossings.length !== 4) return [];
  // A saddle: the mean of the corners says which of them belong together.
  const mean = corners.reduce((sum, [r, c]) => sum + values[r][c], 0) / 4;
  const isJoined = mean < level === values[row][column] < level;
  return isJoined
    ? [
        [crossings[0], crossings[1]],
        [crossings[2], crossings[3]],
      ]
    : [
        [crossings[3], crossings[0]],
        [crossings[1], crossings[2]],
      ];
}
