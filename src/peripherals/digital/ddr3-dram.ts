import { defineBurstDram } from "./burst-dram.ts";

/** One channel of DDR3-1600: 70 pJ a bit [hwcomponents-2026]; 64 lines, bursts of 8. */
export const ddr3Dram = defineBurstDram({
  model: "ddr3",
  source: "hwcomponents-2026",
  energy: { nominal: 70e-12, source: "hwcomponents-2026", note: "J a bit" },
  bandwidth: "12.8 GB/s",
  burstBits: 512,
  row: "8 KiB",
  banks: 8,
});
