import { defineBurstDram } from "./dram.ts";

const GIB = 2 ** 30;

/**
 * DRAM bonded onto the chip, its banks over the units that read them: no interface between packages, short wires. No
 * source for its energy was read: between on-chip memory and a stack behind an interposer.
 */
export const stackedDram = defineBurstDram({
  model: "stacked",
  attachment: "bonds",
  source: "assumed",
  energy: { nominal: 0.66e-12, low: 0.3e-12, high: 1.5e-12, source: "assumed", note: "J a bit" },
  bandwidth: "10 TB/s",
  burstBits: 128,
  row: "1 KiB",
  banks: 1024,
  standby: { nominal: 0.5, low: 0.1, high: 1.5, source: "assumed", note: "W, device and controller idle" },
  packageBytes: 8 * GIB,
});
