import { defineBurstDram } from "./burst-dram.ts";

/** One stack of HBM3: 4.05 pJ a bit [hwcomponents-2026]; 32 pseudo-channels of 32 lines, bursts of 8. */
export const hbm3Dram = defineBurstDram({
  model: "hbm3",
  source: "hwcomponents-2026",
  energy: { nominal: 4.05e-12, source: "hwcomponents-2026", note: "J a bit" },
  bandwidth: "819 GB/s",
  burstBits: 256,
  row: "1 KiB",
  banks: 256,
});
