import { defineBurstDram } from "./burst-dram.ts";

/** LPDDR, listed without a generation and taken as the first: 40 pJ a bit [hwcomponents-2026], five times LPDDR4. */
export const lpddr1Dram = defineBurstDram({
  model: "lpddr1",
  source: "hwcomponents-2026",
  energy: { nominal: 40e-12, source: "hwcomponents-2026", note: "J a bit" },
  bandwidth: "3.2 GB/s",
  burstBits: 256,
  row: "2 KiB",
  banks: 4,
});
