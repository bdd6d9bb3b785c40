import { describe, expect, it } from "vitest";
import { pricing } from "../../evidence/published/pricing.ts";
import { readoutTrade } from "../../evidence/published/readout-trade.ts";
import { priceSubarray, subarrayEnergy } from "../../evidence/published/subarray.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";

const price = pricing(shippedCatalogue);
const trade = readoutTrade(price);
const setOf = (name: string) => {
  const set = trade.sets.find((candidate) => candidate.name === name);
  if (set === undefined) throw new Error(name);
  return set;
};

describe("a subarray", () => {
  const converter = { family: "adc", model: "flash", params: { bits: 2 }, action: "convert" };
  const of = (share: number, side = 128) => priceSubarray(price, { side, nm: 32, share, converter });

  it("hand-computed: 128 columns, three comparators of 3.5 fJ each, 1 ns of V²·G", () => {
    const { converter: conversions, cells } = of(1);
    expect(conversions * 1e12).toBeCloseTo(128 * 3 * 3.5e-3, 9);
    // 64 driven cells, half of 10 µS and half of 0.588 µS, at 0.51 V for 1 ns, 128 columns.
    expect(cells * 1e12).toBeCloseTo(128 * 0.51 ** 2 * 32 * (10 + 10 / 17) * 1e-3, 6);
  });

  it("drives its rows once for every column that shares a converter, which saves area and not conversions", () => {
    const [one, eight] = [of(1), of(8)];
    expect(eight.drivers / one.drivers).toBeCloseTo(8, 12);
    expect(eight.converter).toBe(one.converter);
    expect(one.converterArea / eight.converterArea).toBeCloseTo(8, 12);
    expect(eight.time).toBeGreaterThan(8 * one.time);
  });

  it("charges word lines by the square of the side", () => {
    expect(of(1, 256).drivers / of(1, 128).drivers).toBeCloseTo(4, 12);
  });

  it("refuses a node without a read voltage", () => {
    expect(() => priceSubarray(price, { side: 64, nm: 45, share: 1, converter })).toThrow(
      "subarray: expected a node of 22 or 32 nm, received 45 nm",
    );
  });
});

describe("the readout trade", () => {
  it("splits every energy into converter, refire and cells", () => {
    for (const { readouts } of trade.sets)
      for (const { energy, converter, refire, cells } of readouts)
        expect((converter + refire + cells) / energy).toBeCloseTo(1, 12);
  });

  it("splits every saving into shares that add up", () => {
    for (const { shares } of trade.sets)
      expect(shares.converter + shares.refire + shares.cells).toBeCloseTo(1, 12);
  });

  it("prints ×23 and ×57 as published", () => {
    expect(trade.published.energyRatio).toBeCloseTo(23.4, 1);
    expect(trade.published.timeRatio).toBeCloseTo(56.6, 1);
  });

  it("is only ×2.5 for ZigZag's converters, whose energy is linear in the bits", () => {
    const [shared, flash] = setOf("ZigZag").readouts;
    expect(shared.converter / flash.converter).toBeCloseTo(2.5, 2);
    expect(setOf("ZigZag").energyRatio).toBeGreaterThan(2.4);
    expect(setOf("ZigZag").energyRatio).toBeLessThan(2.7);
  });

  it("fires the rows eight times in the shared readout of every set", () => {
    for (const { readouts } of trade.sets) {
      const mux = price("mux", "pass-gate", { inputs: 8, columnResistance: "2951.388888888889 ohm" }, 32);
      const rows = readouts[0].refire - 128 * mux.actions.select.energy;
      expect(rows / readouts[1].refire).toBeCloseTo(8, 6);
    }
  });

  it("names the sets that it compares, and an exchange that lies between their ratios", () => {
    const ratios = trade.sets.map(({ energyRatio }) => energyRatio);
    const [largest, smallest] = [Math.max(...ratios), Math.min(...ratios)];
    for (const { name, energyRatio } of trade.sets)
      if (energyRatio === largest || energyRatio === smallest)
        expect(trade.conclusion).toContain(`"${name}"`);
    const becomes = Number(/becomes ×([\d.]+)/.exec(trade.conclusion)?.[1]);
    expect(becomes).toBeLessThan(largest);
    expect(becomes).toBeGreaterThan(0.5 * smallest);
  });

  it("adds up the energy of a subarray", () => {
    const parts = priceSubarray(price, {
      side: 64,
      nm: 22,
      share: 4,
      converter: { family: "adc", model: "zigzag", params: { bits: 3 }, action: "convert" },
    });
    expect(subarrayEnergy(parts)).toBeCloseTo(parts.converter + parts.drivers + parts.mux + parts.cells, 20);
  });
});
