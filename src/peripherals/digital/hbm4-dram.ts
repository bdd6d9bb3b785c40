import { defineBurstDram } from "./burst-dram.ts";

/** One stack of HBM4: 3.2 pJ a bit [hwcomponents-2026]; 64 pseudo-channels of 32 lines, bursts of 8. */
export const hbm4Dram = defineBurstDram({
  model: "hbm4",
  source: "hwcomponents-2026",
  energy: { nominal: 3.2e-12, source: "hwcomponents-2026", note: "J a bit" },
  bandwidth: "2 TB/s",
  burstBits: 256,
  row: "1 KiB",
  banks: 512,
});
