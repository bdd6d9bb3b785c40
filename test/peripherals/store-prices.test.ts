import { it } from "vitest";
import {
  A,
  AT_40,
  AT_45,
  type Case,
  CYCLE,
  E,
  from,
  holds,
  LEAK,
  logic,
  macro,
  SLOW,
  SRAM,
} from "./by-hand.ts";

const CHARGE = from("charge", 28);

/** Store of a MAC array for rows of 96 elements, each an int8 query and a running output of 16 bits, and 32 bits a 64 elements for logarithms of sums. */
function store(rows: number, summed: number) {
  // The same rows of a streamed int8 operand as well.
  const bits = rows * (96 * (8 + 8 + 16) + 1.5 * 32);
  // Macros of 256 words of 64 bits.
  const own = macro(256, 64, 4);
  return {
    area: (bits / 16384) * own.area,
    leakage: bits * 12e-12 * SRAM.energy,
    // A sum is read and written for every `summed` products of one of the two matrices.
    energy: 0.5 * (16 / summed) * (own.read + own.write),
    actions: { stage: [8 * own.write, 0, 0], restream: [8 * own.read, 0, 0] } as const,
  };
}

const ARRAYS: readonly Case[] = [
  [
    "mac int8",
    { units: 48, lanes: 16, blockRows: 24, blockWidth: 96, clock: SLOW },
    (() => {
      const block = store(24, 16);
      const circuits = 48 * (A.multiplier + 32 * A.adder + 26 * A.register) * AT_40.area;
      const add = 16 * (E.adder + E.register) * AT_45.energy;
      return {
        area: circuits + block.area,
        leakage: LEAK * circuits + block.leakage,
        actions: {
          mac: [
            (E.multiply + 32 * E.adder + 10 * E.register) * AT_45.energy + block.energy,
            4 * CYCLE,
            CYCLE / 48,
          ],
          stall: [0, 0, CYCLE / 48],
          ...block.actions,
          add: [add, 4 * CYCLE, CYCLE / 48],
        },
      };
    })(),
  ],
  [
    "mac systolic",
    { rows: 6, columns: 10, queries: 24, blockWidth: 96, clock: SLOW },
    (() => {
      const block = store(24, 6);
      const circuits = 60 * (A.multiplier + 32 * A.adder + 48 * A.register) * AT_40.area;
      const registers = 48 * E.register * AT_45.energy;
      return {
        area: circuits + block.area,
        leakage: LEAK * circuits + block.leakage,
        actions: {
          mac: [
            (E.multiply + 32 * E.adder) * AT_45.energy + registers + block.energy,
            16 * CYCLE,
            CYCLE / 60,
          ],
          stall: [0, 0, CYCLE / 60],
          ...block.actions,
          add: [32 * E.adder * AT_45.energy + registers, 16 * CYCLE, CYCLE / 60],
        },
      };
    })(),
  ],
  [
    "sram banked",
    { capacity: "512 KiB", bits: 96, bandwidth: "3 GB/s", banks: 7 },
    (() => {
      // 64 macros of 8 KiB, 1 024 words of 64 bits, in 256 rows; a memory of many takes 4.86 times the energy of one.
      // Ports of 3 banks more than one of 128 KiB each.
      const own = macro(1024, 64, 4);
      const around = 1 + 3.86 * (1 - 1 / 64);
      const times = [own.latency, 12 / 3e9] as const;
      return {
        area: 64 * own.area + 3 * 96 * 2 * (A.register + A.mux) * AT_40.area,
        leakage: 2 ** 22 * 12e-12 * SRAM.energy,
        actions: {
          read: [96 * own.read * around, ...times],
          write: [96 * own.write * around, ...times],
          stall: [0, 0, 12 / 3e9],
        },
      };
    })(),
  ],
  [
    "sram compiled",
    { words: 200, bits: 16 },
    (() => {
      const own = macro(200, 16, 4);
      return {
        area: own.area,
        leakage: 3200 * 12e-12 * SRAM.energy,
        actions: {
          read: [16 * own.read, own.latency, own.latency],
          write: [16 * own.write, own.latency, own.latency],
          stall: [0, 0, own.latency],
        },
      };
    })(),
  ],
  [
    "sram register-file",
    { capacity: "96 B", bits: 64, clock: SLOW },
    // 12 words: a read passes 4 of the 11 multiplexers of a bit.
    logic((768 * A.register + 11 * 64 * A.mux) * AT_40.area, {
      read: [64 * (4 * E.mux + E.register) * AT_45.energy, CYCLE, CYCLE],
      write: [64 * E.register * AT_45.energy, CYCLE, CYCLE],
      stall: [0, 0, CYCLE],
    }),
  ],
  [
    "sram cacti-like",
    { capacity: "96 KiB", bits: 96, banks: 5, bandwidth: "1 TB/s" },
    (() => {
      // A fifth of the depth of 2 MiB of 2048-bit words; three tenths of an access do not grow with the width.
      const size = ((0.7 * 96) / 2048 + 0.3) * 0.2 ** 0.78 * SRAM.energy;
      const latency = 2e-9 * SRAM.delay;
      return {
        // Half of the macro is cells; four further banks have a port to read and one to write.
        area: (98304 * 8 * 0.127e-12 * SRAM.area) / 0.5 + 4 * 96 * 2 * (A.register + A.mux) * AT_40.area,
        leakage: 98304 * 8 * 12e-12 * SRAM.energy,
        actions: {
          read: [416e-12 * size, latency, latency / 5],
          write: [378e-12 * size, latency, latency / 5],
          stall: [0, 0, latency / 5],
        },
      };
    })(),
  ],
  ...[
    [192 * 1024, 3],
    // A byte more than a bank takes another.
    [64 * 1024 + 1, 2],
  ].map(([bytes, banks]): Case => {
    const own = from("sram", 32);
    const access = [(64 / 256) * 20.45e-12 * own.energy, 2e-9 * own.delay, 4e-9] as const;
    return [
      "sram edram",
      { capacity: `${bytes} B`, bits: 64, bandwidth: "2 GB/s" },
      {
        area: banks * 0.083e-6 * own.area,
        // All bits once in 40 µs.
        leakage: (bytes * 8 * (20.45e-12 / 256) * own.energy) / 40e-6,
        actions: { read: access, write: access, stall: [0, 0, 4e-9] },
      },
    ];
  }),
];

/** Precharge, activation and read of an LPDDR4-3200 in 89 cycles, and 20 ns of controller and PHY. */
const FIRST_BIT = 89 / 1.6e9 + 20e-9;

/** Behind the chip: J a bit, GB/s, idle W; bits of a row, opened at 0.11 pJ each. */
const dram = (model: string, energy: number, rate: number, idle: number, row?: number): Case => [
  `dram ${model}`,
  { bits: 96 },
  {
    area: 0,
    leakage: idle,
    actions: {
      read: [96 * energy, FIRST_BIT, 12 / (rate * 1e9)],
      write: [96 * energy, FIRST_BIT, 12 / (rate * 1e9)],
      activate: [row === undefined ? 0 : row * 0.11e-12, 0, 0],
      stall: [0, 0, row === undefined ? 0 : 12 / (rate * 1e9)],
    },
  },
];
const MEMORIES: readonly Case[] = [
  dram("lpddr1", 40e-12, 3.2, 0.02, 2 * 8192),
  // Four channels in power-down: 1.2 mA from 1.8 V, 3 and 0.75 mA from 1.1 V.
  dram("lpddr4", 6e-12, 25.6, 4 * (1.8 * 1.2e-3 + 1.1 * 3.75e-3)),
  dram("lpddr5", 5e-12, 51.2, 0.02, 2 * 8192),
  dram("lpddr5x", 4e-12, 68.3, 0.02, 2 * 8192),
  dram("ddr3", 70e-12, 12.8, 0.3, 8 * 8192),
  dram("ddr4", 20e-12, 25.6, 0.4, 8 * 8192),
  dram("gddr6", 7.5e-12, 64, 0.3, 2 * 8192),
  dram("hbm2", 6.25e-12, 307, 1, 8192),
  dram("hbm3", 4.05e-12, 819, 1.2, 8192),
  dram("hbm4", 3.2e-12, 2000, 1.5, 8192),
  dram("stacked", 0.66e-12, 10_000, 0.5, 8192),
];

const CONVERTERS: readonly Case[] = [
  [
    "dac r2r",
    { bits: 3, resistance: "30 kohm" },
    (() => {
      const time = Math.LN2 * 4 * 30e3 * 20e-15;
      return {
        area: 3 * 10e-12 * CHARGE.area,
        leakage: 3 * 0.1e-9 * CHARGE.energy,
        actions: {
          drive: [((3 * 0.81) / 180e3) * time * CHARGE.energy, time * CHARGE.delay, time * CHARGE.delay],
        },
      };
    })(),
  ],
  [
    "sample-hold capacitive",
    {},
    (() => {
      const own = from("charge", 32);
      return {
        area: 0.039e-12 * own.area,
        leakage: 0,
        actions: { hold: [0.977e-15 * own.energy, 0.5e-9 * own.delay, 0.5e-9 * own.delay] },
      };
    })(),
  ],
];

const GPUS = (
  [
    ["a100", 312e12, 2039e9, 400, 826e-6],
    ["h100", 989.4e12, 3350e9, 700, 814e-6],
  ] as const
).map(
  ([model, peak, bandwidth, power, die]): Case => [
    `gpu ${model}`,
    { cards: 3 },
    {
      // Energy is the power that is drawn while a card streams, times time.
      area: 3 * die,
      leakage: 3 * (572 / 700) * power,
      actions: {
        flop: [0, 0, 1 / (3 * peak)],
        stall: [0, 0, 1 / (3 * peak)],
        byte: [0, 0, 1 / (3 * ((3534 / 4800 + 1832 / 2039) / 2) * bandwidth)],
        launch: [0, 65536 / 26e9, 0],
      },
    },
  ],
);

it.each([
  ["MAC arrays and memories on the chip", ARRAYS, 67],
  ["memories behind it", MEMORIES, 100],
  ["converters", CONVERTERS, 10],
  ["GPUs", GPUS, 25],
] as const)("%s have the price of their parts, added up by hand", (_, cases, least) => {
  holds(cases, least);
});
