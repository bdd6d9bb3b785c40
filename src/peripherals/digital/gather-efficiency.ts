import type { VectorGather } from "./memory.ts";

/** What decides how well a DRAM serves single rows in random order. */
export interface BurstTiming {
  /** Bits that one burst moves, wanted or not. */
  readonly burstBits: number;
  /** Bits of an open row of a bank. */
  readonly rowBits: number;
  /** Bits a second. */
  readonly bitRate: number;
  /** Time from one row's activation to the next of the same bank, s. */
  readonly rowCycle: number;
  /** Banks whose activations overlap. */
  readonly banks: number;
  /** Share of gathered rows that meet their DRAM row open. */
  readonly rowHits: number;
}

/**
 * What a gather of aligned vectors of `bits` bits in random order takes of a DRAM, a vector. It takes whole bursts,
 * and activates its DRAM row unless that is open, and one more where it crosses into the next. Bursts and activations
 * of other banks overlap, so the longer of the two decides the time:
 * max(⌈bits / burst⌉ · burst / rate, (1 − hits) · rows · rowCycle / banks).
 */
export function vectorGather(bits: number, timing: BurstTiming): VectorGather {
  const moved = Math.ceil(bits / timing.burstBits) * timing.burstBits;
  // Vectors start at multiples of a burst, so one that fits a burst never crosses.
  const opened = (1 - timing.rowHits) * (1 + (moved - timing.burstBits) / timing.rowBits);
  const activation = (opened * timing.rowCycle) / timing.banks;
  return {
    moved,
    occupied: Math.max(moved, activation * timing.bitRate),
    activations: Math.max(0, opened - moved / timing.rowBits),
  };
}

/** Share of a DRAM's bandwidth that such a gather uses, in (0, 1]. */
export const gatherEfficiency = (bits: number, timing: BurstTiming): number =>
  bits / vectorGather(bits, timing).occupied;
