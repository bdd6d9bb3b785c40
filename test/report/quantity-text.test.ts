import { expect, it } from "vitest";
import { axisTitle } from "#charts";
import { columnTitle, quantityAxis, quantityName, quantityText } from "../../src/text/quantity.ts";

it("names and measures every quantity of a chip", () => {
  const shown = [
    "area",
    "power",
    "peakPower",
    "powerDensity",
    "bandwidth",
    "latency",
    "energy",
    "throughput",
  ].map((quantity) => [
    quantityName(quantity),
    quantityText(quantity, 2.5e-6),
    quantityText(quantity, 2.5e6),
  ]);
  expect(shown).toEqual([
    ["area", "2.5 mm²", "2.50e+12 mm²"],
    ["average power", "2.5 µW", "2.5 MW"],
    ["peak power", "2.5 µW", "2.5 MW"],
    ["power density", "2.50e-12 W/mm²", "2.5 W/mm²"],
    ["memory bandwidth", "2.5 µB/s", "2.5 MB/s"],
    ["latency", "2.5 µs", "2.5 Ms"],
    ["energy", "2.5 µJ", "2.5 MJ"],
    ["tokens/s of attention", "2.50e-6 tokens/s", "2.50e+6 tokens/s"],
  ]);
  expect(quantityText("area", Number.NaN)).toBe("–");
  expect(["throughput", "area", "powerDensity"].map(quantityAxis)).toEqual([
    "throughput (tokens/s)",
    "area (mm²)",
    "power density (W/mm²)",
  ]);
});

it("names each column of a study by what it holds", () => {
  const columns = [
    "energy_vs_exact",
    "energy_vs_lsh_digital",
    "recall",
    "recall_interval95",
    "output_error",
    "energy_J",
    "area_m2",
    "power_W",
    "line_ohm",
    "cores",
  ];
  expect(columns.map((column) => axisTitle(columnTitle(column)))).toEqual([
    "energy over exact attention (ratio)",
    "energy over all-digital LSH attention (ratio)",
    "attention recall (fraction)",
    "attention recall, half of its 95 % interval (fraction)",
    "output error (relative RMS)",
    "energy (J)",
    "area (mm²)",
    "average power (W)",
    "line (Ω)",
    "cores",
  ]);
});
