import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Constant, nanometres } from "#base";
import { metalPitch } from "#technology";
import { shippedCatalogue } from "../../src/design/catalogue.ts";

/** A constant of a shipped model. */
function constantOf(key: string): Constant {
  const [owner, name] = key.split(".");
  const [family, model] = owner.split(":");
  const found = shippedCatalogue.families[family as keyof typeof shippedCatalogue.families].find(
    (one) => one.model === model,
  );
  const constants: Readonly<Record<string, Constant>> = found?.constants ?? {};
  return constants[name];
}

const rangeOf = (key: string): readonly [low?: number, nominal?: number, high?: number] => {
  const { low, nominal, high } = constantOf(key);
  return [low, nominal, high];
};

/** The figures of each source once more, as it has them, and what they make of a constant. */
const FIGURES: readonly (readonly [
  key: string,
  source: string,
  low: number,
  nominal: number,
  high: number,
])[] = [
  // GB/s of a triad: gpu-stream/h200.txt and cuda-stream/h100_pcie.txt, last line; and of the data sheets.
  ["gpu:h100.bandwidthUse", "gpu-benches-2026", 3534 / 4800, (3534 / 4800 + 1832 / 2039) / 2, 1832 / 2039],
  // W at .25, 102 and 6 FLOP a byte: gpu-roofline/h200.txt.
  ["gpu:a100.powerUse", "gpu-benches-2026", 396 / 700, 572 / 700, 675 / 700],
  // 4096 numbers of 8 bytes read and written, GB/s: gpu-small-kernels, first line of three logs.
  ["gpu:h100.launch", "gpu-benches-2026", 65536 / 30e9, 65536 / 26e9, 65536 / 15e9],
  // Cycles RPpb, RCD, RL and DQSCK of 1.6 GHz; 10 and 10 ns.
  ["dram:lpddr4.latency", "drampower-2026", (29 + 28 + 3) / 1.6e9, (29 + 29 + 28 + 3) / 1.6e9 + 20e-9, 2e-7],
  // mA of idd6, idd2p and idd2n, and of the same from vdd2 and vddq.
  [
    "dram:lpddr4.standby",
    "drampower-2026",
    4 * (1.8 * 0.3e-3 + 1.1 * 0.5e-3 + 1.1 * 0.1e-3),
    4 * (1.8 * 1.2e-3 + 1.1 * 3e-3 + 1.1 * 0.75e-3),
    4 * (1.8 * 2e-3 + 1.1 * 27e-3 + 1.1 * 0.75e-3),
  ],
  // 1 % at 1 µm², and 1.5 fF there.
  ["dac:capacitive.mismatch", "ihp-2023", 0.003, 0.01 * Math.sqrt(1.5 / 1), 0.03],
  // 1 % of the greatest conductance, at that, at a half and at a tenth of it.
  ["memristor:lognormal.readNoise", "aihwkit-2026", 0.01 / 1, 0.01 / 0.5, 0.01 / 0.1],
  // µm² of the switches of 128 source lines at 32 nm.
  ["input-stage:regulated-cascode.area", "neurosim-v14", 1e-12, ((432e-12 / 128) * 65) / 32, 50e-12],
  // ln 16 time constants for ln 2, a cycle of 800 MHz.
  [
    "dynamic-array:gain-cell.lineTime",
    "giterman-2018",
    1 / 800e6,
    Math.log(16) / Math.log(2) / 800e6,
    100e-9,
  ],
  // µm² of the row switches of passive arrays of 64 and 128 rows.
  ["row-driver:line.area", "neurosim-v14", 209e-12 / 64, 474e-12 / 128, 1150e-12],
  ["tile-switch:transistor.minimum", "freepdk45-run-2026", 0.15 / 0.13, 0.09 / 0.045, 0.36 / 0.13],
  // pJ a pulse of 10 ns; two cells; 100 ns.
  ["search:cam-2t2r.write", "nvmexplorer-2026", 2 * 0.6e-12, 2 * 0.6e-12 * 10, 50e-12],
  // mV·µm of a pair at 28 nm, and of a device at 130 nm.
  [
    "comparator:charge.matching",
    "ihp-2023",
    2.2e-9,
    2.2e-9 + ((3.9e-9 * Math.SQRT2 - 2.2e-9) / (130 - 28)) * (65 - 28),
    3.9e-9 * Math.SQRT2,
  ],
  // pJ of a product, less the charge of 64 cells from 0.9 V, twice.
  [
    "adc:charge-to-pulse.comparator",
    "gain-cell-attention-2025",
    0,
    (1120e-12 + 700e-12) / 2 / 1024 - 2 * 64 * 0.4e-6 * 15e-9 * 0.9,
    1120e-12 / 1024 - 2 * 64 * 0.4e-6 * 15e-9 * 0.9,
  ],
];

describe("a constant of a published figure", () => {
  it.each(FIGURES)("%s is what [%s] makes of it", (key, source, low, nominal, high) => {
    expect(constantOf(key).source).toBe(source);
    for (const [n, value] of rangeOf(key).entries())
      expect(Math.abs((value ?? Number.NaN) - [low, nominal, high][n])).toBeLessThan(1e-12 * nominal);
    expect(low).toBeLessThan(nominal);
    expect(nominal).toBeLessThan(high);
  });

  it("names no source for the dies but the white paper: 814 and 826 mm²", () => {
    expect(constantOf("gpu:h100.die")).toMatchObject({ nominal: 814e-6, source: "nvidia-hopper-2022" });
    expect(constantOf("gpu:a100.die")).toMatchObject({ nominal: 826e-6, source: "nvidia-hopper-2022" });
  });
});

describe("the pitch of contacted gates over the table's of metal", () => {
  const [low, nominal, high] = rangeOf("tile-switch:transistor.pitch");

  it("is that of the design rules at 45 nm, gate, two gaps and a contact, at its low end", () => {
    expect((low ?? 0) * metalPitch(nanometres(45))).toBeCloseTo((50 + 2 * 37.5 + 65) * 1e-9, 15);
  });

  it("is that of the cells of ASAP7 at its high end: their areas are multiples of 270 nm by 54 nm", () => {
    expect((high ?? 0) * metalPitch(nanometres(7))).toBeCloseTo(54e-9, 15);
    const table: { units: readonly { area_m2: number }[] } = JSON.parse(
      readFileSync(new URL("../../cell-tables/asap7-7nm.json", import.meta.url), "utf8"),
    );
    // Larger areas are rounded to five digits, which is more than a column of cells.
    const small = table.units.map(({ area_m2 }) => area_m2 / (270e-9 * 54e-9)).filter((n) => n < 1000);
    expect(small.length).toBeGreaterThan(3);
    for (const columns of small) expect(columns).toBeCloseTo(Math.round(columns), 1);
    for (const wrong of [2, 3, 5])
      expect(small.every((columns) => Math.abs(columns / wrong - Math.round(columns / wrong)) < 0.05)).toBe(
        false,
      );
  });

  it("is between them by default", () => {
    expect(nominal).toBeCloseTo(((low ?? 0) + (high ?? 0)) / 2, 12);
  });
});

it("a default offset of 50 nA is that of input devices as in the simulated comparator, within a fifth", () => {
  // 0.5 µm by 50 nm at 45 nm: ten lengths wide, so 0.65 µm by 65 nm; its energy at 1.1 V for a read of 10 ns.
  const volts = constantOf("comparator:charge.matching").nominal / Math.sqrt(0.65e-6 * 65e-9);
  const offset = (volts * constantOf("comparator:charge.energy").nominal) / 1.1 ** 2 / 10e-9;
  expect(offset / 50e-9).toBeGreaterThan(0.8);
  expect(offset / 50e-9).toBeLessThan(1.2);
});
