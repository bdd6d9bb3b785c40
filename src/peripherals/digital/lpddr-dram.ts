import { defineBurstDram } from "./burst-dram.ts";

/** LPDDR of the first generation: 40 pJ a bit [hwcomponents-2026], five times LPDDR4. */
export const lpddrDram = defineBurstDram({
  model: "lpddr",
  source: "hwcomponents-2026",
  energy: { nominal: 40e-12, source: "hwcomponents-2026", note: "J a bit" },
  bandwidth: "3.2 GB/s",
  burstBits: 256,
  row: "2 KiB",
  banks: 4,
});
