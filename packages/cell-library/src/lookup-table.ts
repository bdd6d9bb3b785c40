/**
 * Values over one or two axes, SI units. First axis: slew of the input (of a setup: of the data); second: load of the output (of a setup:
 * slew of the clock). An axis that a table lacks has one point.
 */
export interface LookupTable {
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** first.length × second.length, the second axis fastest. */
  readonly values: Float64Array;
}
