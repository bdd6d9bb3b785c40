import { defineBurstDram } from "./burst-dram.ts";

/** One stack of HBM2: 6.25 pJ a bit [hwcomponents-2026]; 16 pseudo-channels of 64 lines, bursts of 4. */
export const hbm2Dram = defineBurstDram({
  model: "hbm2",
  source: "hwcomponents-2026",
  energy: {
    nominal: 6.25e-12,
    low: 3.9e-12,
    high: 7.03e-12,
    source: "hwcomponents-2026",
    note: "J a bit; low: the device alone, remembered; high: with PHY and controller",
  },
  bandwidth: "307 GB/s",
  burstBits: 256,
  row: "1 KiB",
  banks: 128,
});
