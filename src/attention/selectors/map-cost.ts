/** What a query map costs, for all heads that have one of their own. */
export interface MapCost {
  readonly maps: number;
  /** Keys that each is fitted on. */
  readonly samples: number;
  /** Multiplications and additions of fitting them once: BᵀB, BᵀK, Cholesky and the solution for each dimension. */
  readonly fitMacs: number;
  /** Of each query of each head: M q. */
  readonly queryMacs: number;
  /** Bytes of the maps and means, at two bytes a number (assumed). */
  readonly storedBytes: number;
}

const BYTES = 2;

/** Costs of maps between `bits` signs and `width` dimensions, fitted on `samples` keys each, `fits` times. */
export function mapCost(bits: number, width: number, samples: number, maps: number, fits = 1): MapCost {
  const gram = (samples * bits * (bits + 1)) / 2;
  const solve = bits ** 3 / 6 + bits ** 2 * width;
  return {
    maps,
    samples,
    fitMacs: Math.round(fits * maps * (gram + samples * bits * width + solve)),
    queryMacs: bits * width,
    storedBytes: BYTES * maps * (bits * width + width),
  };
}
