/** State of the cells of one block after programming, one entry a cell: I = G·V + K·V³ about 0 V. */
export interface Cells {
  /** G, conductance at zero bias, S. */
  readonly conductance: Float64Array;
  /** K, third-order coefficient, S/V²; null where every cell is linear. */
  readonly cubic: Float64Array | null;
}

/**
 * How the current of a cell follows from its voltage, as a circuit solver takes it: I = G·V,
 * I = (G/a)·sinh(a·V) with `sharpness` a in 1/V, or I = G·V + K·V³ with K in S/V², one a cell.
 */
export type CellLaw =
  | { readonly model: "linear" }
  | { readonly model: "sinh"; readonly sharpness: number }
  | { readonly model: "cubic"; readonly cubic: Float64Array };

/** Cells that obey Ohm's law. */
export const linearCells = (conductance: Float64Array): Cells => ({ conductance, cubic: null });

/** Cells with I = (G/a)·sinh(a·V) of the given conductances; the third-order coefficient is G·a²/6. */
export const sinhCells =
  (sharpness: number) =>
  (conductance: Float64Array): Cells => ({
    conductance,
    cubic: conductance.map((g) => (g * sharpness ** 2) / 6),
  });
