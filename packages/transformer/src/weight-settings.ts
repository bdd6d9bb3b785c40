/** Steps of a model whose matrices are in arrays. */
export type WeightStep = "queryKeyValue" | "outputProjection" | "up" | "down" | "outputHead";

/** What products need to know of arrays that hold a model's weights. Conductances are shares of the highest. */
export interface WeightSettings {
  /** Word lines and bit lines of an array. */
  readonly rows: number;
  readonly columns: number;
  /** Bits of a weight, of one scale an output, and of a cell. */
  readonly weightBits: number;
  readonly cellBits: number;
  /** A signed weight: an offset that is subtracted as a number, or a pair of bit lines. */
  readonly pairing: "single" | "differential";
  /** Bits of an input, of one scale a vector, and those that a word line carries at once. */
  readonly inputBits: number;
  readonly lineBits: number;
  /** Resolution of a column's converter, bits. */
  readonly adcBits: number;
  /** Highest conductance over the lowest. */
  readonly onOff: number;
  /** Standard deviation of a written conductance. */
  readonly programmingError: number;
  /** Exponent of a conductance's decay, and its standard deviation between cells. */
  readonly drift: number;
  readonly driftSpread: number;
  /** Time since writing, s. */
  readonly age: number;
  /** Cells in parallel of each weight of a step. */
  readonly copies: Readonly<Record<WeightStep, number>>;
  /** Share of stuck cells, half at either end. */
  readonly stuck: number;
  /** Standard deviation of a cell's current in a read, of that current. */
  readonly readNoise: number;
  /** Percentile of a calibration text's inputs that the inputs of a matrix reach; without it each vector its own largest. */
  readonly inputPercentile?: number;
  /** Percentile of a calibration text's column sums that converters reach. */
  readonly rangePercentile: number;
}
