import { defineBurstDram } from "./burst-dram.ts";

/** One channel of DDR4-3200: 64 lines, bursts of 8. Its energy is remembered (1300 pJ for 64 bits), not read. */
export const ddr4Dram = defineBurstDram({
  model: "ddr4",
  source: "assumed",
  energy: { nominal: 20e-12, low: 10e-12, high: 40e-12, source: "assumed", note: "J a bit" },
  bandwidth: "25.6 GB/s",
  burstBits: 512,
  row: "8 KiB",
  banks: 16,
});
