/** How the workload's vectors drive the arrays, averaged over its inputs: what a read costs beside its counts. */
export interface OperatingPoint {
  /** Power that the drivers deliver for one projection during a phase of a read, W: solved source power. */
  readonly pairPower: number;
  /** The part of it that the devices turn to heat; the rest heats wires, switches and both ends, W. */
  readonly devicePower: number;
  /** Largest current that a line of a tile can carry, every input at full scale, A. */
  readonly peakLineCurrent: number;
}
