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
 * Share of a DRAM's bandwidth that a gather of aligned vectors of `bits` bits in random order uses, in (0, 1]. A
 * vector takes whole bursts, and activates its DRAM row unless that is open, and one more where it crosses into the
 * next. Bursts and activations of other banks overlap, so the longer of the two decides:
 * (bits / rate) / max(⌈bits / burst⌉ · burst / rate, (1 − hits) · rows · rowCycle / banks).
 */
export function gatherEfficiency(bits: number, timing: BurstTiming): number {
  const moved = Math.ceil(bits / timing.burstBits) * timing.burstBits;
  // Vectors start at multiples of a burst, so one that fits a burst never crosses.
  const rows = 1 + (moved - timing.burstBits) / timing.rowBits;
  const transfer = moved / timing.bitRate;
  const activation = ((1 - timing.rowHits) * rows * timing.rowCycle) / timing.banks;
  return bits / timing.bitRate / Math.max(transfer, activation);
}
