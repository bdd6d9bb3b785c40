// The data of each DRAM standard.

import { z } from "zod";
import {
  type Constant,
  free,
  integer,
  joules,
  quantity,
  real,
  seconds,
  squareMetres,
  stated,
  watts,
} from "#base";
import { CAPACITY, capacityOf, DRAM, defineBurstDram, idle } from "./dram.ts";
import { defineMemory } from "./memory.ts";

const GIB = 2 ** 30;

/** Energy of a standard of which one figure is published, J a bit, with the range of another in proportion. */
const rangedAs = (standard: string, nominal: number, low: number, high: number): Constant => ({
  nominal,
  low: nominal * low,
  high: nominal * high,
  source: "hwcomponents-2026",
  note: `J a bit; range: that of ${standard} in proportion, assumed`,
});

/** LPDDR without a generation, taken as the first: 40 pJ per bit [hwcomponents-2026], five times LPDDR4. */
export const lpddr1Dram = defineBurstDram({
  model: "lpddr1",
  source: "hwcomponents-2026",
  energy: rangedAs("LPDDR4", 40e-12, 4 / 6, 8 / 6),
  bandwidth: "3.2 GB/s",
  burstBits: 256,
  row: "2 KiB",
  banks: 4,
  standby: idle(0.02, 0.005, 0.1),
  packageBytes: GIB / 4,
});

/** Energy per bit moved by LPDDR4. */
export const LPDDR4_ENERGY = {
  identity: "lpddr4.energy",
  nominal: 6e-12,
  low: 4e-12,
  high: 8e-12,
  source: "hwcomponents-2026",
  note: "J a bit; high: the source's; low: the device alone, assumed; between them: assumed",
} as const satisfies Constant;

/** Channels of 16 lines behind the default 25.6 GB/s. */
const LPDDR4_CHANNELS = 4;

/** Power of those channels, W, at currents from 1.8 V and from both supplies of 1.1 V of one, mA. */
const lpddr4Power = (core: number, others: number): number =>
  LPDDR4_CHANNELS * (1.8 * core + 1.1 * others) * 1e-3;

/** A data sheet's currents, as [drampower-2026] has them for a Micron part: IDD2P, IDD6 and IDD2N. */
export const LPDDR4_STANDBY = {
  identity: "lpddr4.standby",
  nominal: lpddr4Power(1.2, 3.0 + 0.75),
  low: lpddr4Power(0.3, 0.5 + 0.1),
  high: lpddr4Power(2.0, 27.0 + 0.75),
  source: "drampower-2026",
  note: "W, four channels in power-down, IDD2P of LPDDR4-3200; low: self-refresh, IDD6; high: standby, IDD2N; controller and PHY are off",
} as const satisfies Constant;

/**
 * Off-chip LPDDR4: 4 to 8 pJ per bit, the upper end that of [hwcomponents-2026]. The die is no part of the
 * chip's area. A gather of rows shorter than a burst or out of row order uses half of each burst (assumed).
 */
export const lpddr4Dram = defineMemory("dram")({
  model: "lpddr4",
  source: "hwcomponents-2026",
  staticPower: "standby",
  params: z.object({
    bits: integer({ min: 8, max: 65536 }, "bits of one access").prefault(512),
    capacity: CAPACITY,
    bandwidth: quantity("B/s", { min: 1e3, max: 1e14 }, "bytes a second").prefault("25.6 GB/s"),
    gatherEfficiency: stated(
      real({ min: 1e-3, max: 1 }, "share of a burst that a random gather uses").prefault(0.5),
    ),
  }),
  constants: {
    energy: LPDDR4_ENERGY,
    latency: DRAM.latency,
    standby: LPDDR4_STANDBY,
  },
  behave: ({ bits, capacity, gatherEfficiency }) => ({
    bits,
    ...capacityOf(capacity, 8 * GIB),
    gatherEfficiency,
  }),
  cost: ({ bits, bandwidth }, _, k) => {
    const access = {
      energy: joules(k.energy * bits),
      latency: seconds(k.latency),
      interval: seconds(bits / 8 / bandwidth),
    };
    return {
      area: squareMetres(0),
      leakage: watts(k.standby),
      // A gather's waste is all in its accesses.
      actions: { ...free(["activate", "stall"]).actions, read: access, write: access },
    };
  },
});

/** Four channels of LPDDR5-6400: 16 lines each, bursts of 16. Energy and standby are not from a data sheet. */
export const lpddr5Dram = defineBurstDram({
  model: "lpddr5",
  source: "assumed",
  energy: {
    nominal: 5e-12,
    low: 3.5e-12,
    high: 8e-12,
    source: "assumed",
    note: "J a bit, a fifth less than LPDDR4's as makers state; high: LPDDR4's high end",
  },
  bandwidth: "51.2 GB/s",
  burstBits: 256,
  row: "2 KiB",
  banks: 64,
  standby: idle(0.02, 0.005, 0.1),
  packageBytes: 12 * GIB,
});

/** Four channels of LPDDR5X-8533, else as LPDDR5. */
export const lpddr5xDram = defineBurstDram({
  model: "lpddr5x",
  source: "assumed",
  energy: {
    nominal: 4e-12,
    low: 3e-12,
    high: 6.5e-12,
    source: "assumed",
    note: "J a bit, a fifth less than LPDDR5's as makers state",
  },
  bandwidth: "68.3 GB/s",
  burstBits: 256,
  row: "2 KiB",
  banks: 64,
  standby: idle(0.02, 0.005, 0.1),
  packageBytes: 16 * GIB,
});

/** One package of GDDR6 at 16 Gb/s a line: two channels of 16 lines, bursts of 16. */
export const gddr6Dram = defineBurstDram({
  model: "gddr6",
  source: "micron-gddr-2020",
  energy: {
    nominal: 7.5e-12,
    low: 5.5e-12,
    high: 9e-12,
    source: "micron-gddr-2020",
    note: "J a bit, average power of the device; low: 350 pJ for 64 bits, remembered; high: assumed, with PHY and controller",
  },
  bandwidth: "64 GB/s",
  burstBits: 256,
  row: "2 KiB",
  banks: 32,
  standby: idle(0.3, 0.1, 1),
  packageBytes: 2 * GIB,
});

/** One channel of DDR3-1600: 70 pJ per bit [hwcomponents-2026]; 64 lines, bursts of 8. */
export const ddr3Dram = defineBurstDram({
  model: "ddr3",
  source: "hwcomponents-2026",
  energy: rangedAs("LPDDR4", 70e-12, 4 / 6, 8 / 6),
  bandwidth: "12.8 GB/s",
  burstBits: 512,
  row: "8 KiB",
  banks: 8,
  standby: idle(0.3, 0.1, 1),
  packageBytes: 4 * GIB,
});

/** One channel of DDR4-3200: 64 lines, bursts of 8. Energy remembered (1300 pJ for 64 bits), not read. */
export const ddr4Dram = defineBurstDram({
  model: "ddr4",
  source: "assumed",
  energy: { nominal: 20e-12, low: 10e-12, high: 40e-12, source: "assumed", note: "J a bit" },
  bandwidth: "25.6 GB/s",
  burstBits: 512,
  row: "8 KiB",
  banks: 16,
  standby: idle(0.4, 0.15, 1.2),
  packageBytes: 16 * GIB,
});

/** One stack of HBM2: 6.25 pJ per bit [hwcomponents-2026]; 16 pseudo-channels of 64 lines, bursts of 4. */
export const hbm2Dram = defineBurstDram({
  model: "hbm2",
  attachment: "micro-bumps",
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
  standby: idle(1, 0.5, 2),
  packageBytes: 8 * GIB,
});

/** One stack of HBM3: 4.05 pJ per bit [hwcomponents-2026]; 32 pseudo-channels of 32 lines, bursts of 8. */
export const hbm3Dram = defineBurstDram({
  model: "hbm3",
  attachment: "micro-bumps",
  source: "hwcomponents-2026",
  energy: rangedAs("HBM2", 4.05e-12, 3.9 / 6.25, 7.03 / 6.25),
  bandwidth: "819 GB/s",
  burstBits: 256,
  row: "1 KiB",
  banks: 256,
  standby: idle(1.2, 0.5, 2.5),
  packageBytes: 16 * GIB,
});

/** One stack of HBM4: 3.2 pJ per bit [hwcomponents-2026]; 64 pseudo-channels of 32 lines, bursts of 8. */
export const hbm4Dram = defineBurstDram({
  model: "hbm4",
  attachment: "micro-bumps",
  source: "hwcomponents-2026",
  energy: rangedAs("HBM2", 3.2e-12, 3.9 / 6.25, 7.03 / 6.25),
  bandwidth: "2 TB/s",
  burstBits: 256,
  row: "1 KiB",
  banks: 512,
  standby: idle(1.5, 0.6, 3),
  packageBytes: 36 * GIB,
});

/**
 * DRAM bonded onto the chip, its banks above the units that read them: no interface between packages, short
 * wires. No source for its energy was read; it is between on-chip memory and a stack on an interposer.
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
