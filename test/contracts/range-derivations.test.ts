import { expect, it } from "vitest";
import type { Constant } from "#base";
import { DRAM } from "../../packages/circuits/src/memory/dram.ts";
import { SRAM_MACRO, SRAM_TIME, SRAM_WRITE } from "../../packages/circuits/src/memory/sram-macro.ts";
import { everyCase } from "../law.ts";
import { instanceOf } from "./instances.ts";

type Constants = Readonly<Record<string, Constant>>;

const of = (family: string, model: string): Constants => instanceOf(family, model).constants;

type Row = readonly [what: string, from: Constants, name: string, low: number, nominal: number, high: number];

/** Ends of ranges that are computed, worked out by hand from the figures that their notes cite. */
const BY_HAND: readonly Row[] = [
  // 209 µm² over 64 rows, 474 µm² over 128, MNSIM's 1150 µm².
  ["row driver", of("row-driver", "line"), "area", 3.265625e-12, 3.703125e-12, 1.15e-9],
  // 150 of 130 nm, 90 of 45 nm, 360 of 130 nm.
  ["tile switch", of("tile-switch", "transistor"), "minimum", 1.1538462, 2, 2.7692308],
  // 190 of 160 nm and 54 of 40 nm, and their mean.
  ["tile switch", of("tile-switch", "transistor"), "pitch", 1.1875, 1.26875, 1.35],
  // 0.021 pJ and NeuroSim's 131 fJ, 60 and 86 µm², for 16 bits.
  ["shift and add", of("shift-add", "accumulator"), "energy", 1.3125e-15, 1.3125e-15, 8.1875e-15],
  ["shift and add", of("shift-add", "accumulator"), "area", 3.75e-12, 3.75e-12, 5.375e-12],
  // 8 510 µm² over 384 lines or over 128 rows.
  [
    "level shifter",
    of("level-shifter", "cross-coupled"),
    "area",
    2.2161458e-11,
    6.6484375e-11,
    6.6484375e-11,
  ],
  // Two, four and six delays of 47.8 ps.
  ["counting tree", of("popcount", "adder-tree"), "adderDelay", 9.56e-11, 1.912e-10, 2.868e-10],
  // From 130 nm and 1.2 V to 28 nm and 0.9 V: .2153846 of the capacitance at .5625 of V².
  ["SRAM", SRAM_MACRO, "energyAt28", 0.03, 0.056, 0.12115385],
  // .146 at 45 nm, linear to 28 nm; 28 of 130 nm; its root.
  ["SRAM", SRAM_TIME, "timeAt28", 0.090844444, 0.21538462, 0.46409548],
  // One and four times 1.25 ns.
  ["gain cell", of("dynamic-array", "gain-cell"), "lineTime", 1.25e-9, 5e-9, 1e-7],
  // 396, 572 and 675 of 700 W; 64 KiB at 30, 26 and 15 GB/s.
  ["GPU", of("gpu", "h100"), "powerUse", 0.56571429, 0.81714286, 0.96428571],
  ["GPU", of("gpu", "h100"), "launch", 2.1845333e-6, 2.5206154e-6, 4.3690667e-6],
  // 3 534 of 4 800 GB/s and 1 832 of 2 039, and their mean.
  ["GPU", of("gpu", "h100"), "bandwidthUse", 0.73625, 0.81736482, 0.89847965],
  // 0.41 µm² over 90 nm squared.
  ["CAM", of("search", "cam-2t2r"), "squares", 30, 50.617284, 50.617284],
  // Two cells of 0.6 pJ in 10 ns, in ten times the time.
  ["CAM", of("search", "cam-2t2r"), "write", 1.2e-12, 1.2e-11, 5e-11],
  // 13 516.8 µm² over 64 × 64 bits.
  ["charge CAM", of("search", "cam-charge"), "cell", 1.5e-12, 3.3e-12, 3.3e-12],
  // 0.95 mW over 700 MS/s and 6 bits, against 50 fJ and 1.9 pJ of 6 bits; 300 and 4 000 µm²; 700 and 500 MS/s.
  ["charge CAM", of("search", "cam-charge"), "converter", 8.3333333e-15, 2.2619048e-13, 3.1666667e-13],
  ["charge CAM", of("search", "cam-charge"), "converterArea", 5e-11, 6.6666667e-10, 6.6666667e-10],
  ["charge CAM", of("search", "cam-charge"), "conversion", 1.4285714e-9, 1.4285714e-9, 2e-9],
  // Mean square of uniform digits, half and one and a half times it.
  ["analog pairs", of("search", "analog-pairs"), "meanDrive", 0.16666667, 0.33333333, 0.5],
  // 4 nJ over 2 048 conversions.
  ["charge to pulse", of("adc", "charge-to-pulse"), "control", 0, 1.953125e-12, 1.953125e-12],
  // 89 cycles of 1.6 GHz and 20 ns; without the precharge of 29 cycles and the controller 60 cycles.
  ["DRAM", DRAM, "latency", 3.75e-8, 7.5625e-8, 2e-7],
];

it("computed ends of ranges are what their sources' figures give by hand", () => {
  everyCase(
    BY_HAND.map((row) => ({ name: `${row[0]} ${row[2]}`, row })),
    3 * BY_HAND.length,
    ({ row: [, from, name, low, nominal, high] }) => {
      const own = from[name];
      for (const [seen, hand] of [
        [own.low, low],
        [own.nominal, nominal],
        [own.high, high],
      ])
        expect(Math.abs((seen as number) - (hand as number))).toBeLessThanOrEqual(1e-7 * (hand as number));
    },
  );
});

// The fit of the published macros' data sheets misses none of them by more than 12 %.
it("what is fitted to SRAM macros at 130 nm ranges over the residual of the fit", () => {
  const fitted = Object.entries({ ...SRAM_MACRO, ...SRAM_WRITE, ...SRAM_TIME }).filter(
    ([name, { source }]) => source === "ihp-sram-2025" && name !== "cellLeakage",
  );
  expect(fitted.length).toBeGreaterThan(9);
  for (const [name, { low, nominal, high }] of fitted) {
    expect((low as number) / nominal, name).toBeCloseTo(0.88, 12);
    expect((high as number) / nominal, name).toBeCloseTo(1.12, 12);
  }
});
