/**
 * Exact solution of an array of equal linear cells: left driven through one word segment, bottom grounded
 * through one bit segment, the other ends open. Each line is then a chain with a source at distance one
 * segment and a mirror at the far end, whose eigenvectors are sin((2p−1)·k·π/(2n+1)), k = 1 … n from the
 * source, with eigenvalues 2 − 2cos((2p−1)π/(2n+1)); in the product of both bases the cells couple equal
 * modes only, and every mode is a 2 × 2 system.
 */
export interface UniformArray {
  readonly rows: number;
  readonly columns: number;
  /** S, of every cell. */
  readonly conductance: number;
  /** Ω, above 0; also the resistance of the left and the bottom terminals. */
  readonly wordSegment: number;
  readonly bitSegment: number;
}

/** Currents into the bottom terminals (A), `columns` long, for the voltages of the left ones (V). O(n²). */
export function uniformArrayCurrents(array: UniformArray, voltage: Float64Array): Float64Array {
  const { rows, columns, conductance: g, wordSegment, bitSegment } = array;
  if (voltage.length !== rows)
    throw new RangeError(`uniformArrayCurrents: expected ${rows} voltages, received ${voltage.length}`);
  if (!(wordSegment > 0 && bitSegment > 0 && g >= 0))
    throw new RangeError("uniformArrayCurrents: expected segments above 0 and a conductance of at least 0");
  const along = chainModes(columns);
  const down = chainModes(rows);
  // The squared norm of a mode is (2n + 1)/4.
  const weight = 16 / ((2 * rows + 1) * (2 * columns + 1));
  // Rows count from the ground, so that the last row is k = 1 of the bit lines' modes.
  const reflected = voltage.toReversed();
  const inModes = new Float64Array(columns);
  for (let q = 0; q < rows; q++) {
    let drive = 0;
    for (let k = 0; k < rows; k++) drive += down.vector(q, k + 1) * reflected[k];
    const atGround = down.vector(q, 1);
    const bitWires = down.eigenvalue(q) / bitSegment;
    for (let p = 0; p < columns; p++) {
      const wordWires = along.eigenvalue(p) / wordSegment;
      const source = (drive * along.vector(p, 1)) / wordSegment;
      // (λ/r + g)(μ/r + g) − g² without its cancellation.
      inModes[p] += (atGround * g * source) / (wordWires * (bitWires + g) + g * bitWires);
    }
  }
  const currents = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    let potential = 0;
    for (let p = 0; p < columns; p++) potential += along.vector(p, j + 1) * inModes[p];
    currents[j] = (weight * potential) / bitSegment;
  }
  return currents;
}

interface ChainModes {
  eigenvalue(mode: number): number;
  /** Component at node k = 1 … n from the source. */
  vector(mode: number, k: number): number;
}

function chainModes(length: number): ChainModes {
  const period = 2 * (2 * length + 1);
  // sin(m·π/(2n+1)) for every m that occurs, reduced by its period: the argument itself would grow with n².
  const sine = Float64Array.from({ length: period }, (_, m) => Math.sin((m * Math.PI) / (2 * length + 1)));
  const eigenvalues = Float64Array.from({ length }, (_, p) => {
    const half = Math.sin(((2 * p + 1) * Math.PI) / (2 * (2 * length + 1)));
    // 2 − 2cos x = 4sin²(x/2) keeps the digits of the smallest.
    return 4 * half * half;
  });
  return {
    eigenvalue: (mode) => eigenvalues[mode],
    vector: (mode, k) => sine[((2 * mode + 1) * k) % period],
  };
}
