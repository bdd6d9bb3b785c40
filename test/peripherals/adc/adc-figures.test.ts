import { describe, expect, it } from "vitest";
import { type ActionCost, kelvin, nanometres } from "#base";
import { createTechnology } from "#technology";
import { instanceOf } from "../../contracts/instances.ts";

/** Energy in pJ, area in µm², leakage in W, time in ns. */
function priceOf(model: string, params: Readonly<Record<string, unknown>>, nm: number, temperature = 300) {
  const technology = createTechnology(nanometres(nm), { temperature: kelvin(temperature) });
  const cost = instanceOf("adc", model, params).cost(technology);
  const { energy, latency, interval } = cost.actions.convert as ActionCost;
  return {
    energy: energy * 1e12,
    area: cost.area * 1e12,
    leakage: cost.leakage,
    latency: latency * 1e9,
    interval: interval * 1e9,
  };
}

const rounded = (x: number, digits: number): number => Number(x.toPrecision(digits));

describe("survey at 32 nm, as its own plug-in prints it", () => {
  it.each([
    [4, "1 MS/s", 0.924],
    [4, "10 GS/s", 0.924],
    [5, "1 GS/s", 0.936],
    [6, "1 GS/s", 1.065],
    [7, "1 GS/s", 1.312],
    [7, "10 GS/s", 2.74],
    [8, "1 GS/s", 1.714],
    [8, "10 GS/s", 7.512],
    [9, "1 MS/s", 2.34],
    [9, "1 GS/s", 4.697],
    [10, "1 MS/s", 3.31],
    [10, "1 GS/s", 13.95],
    [10, "10 GS/s", 63.93],
  ])("%d bits at %s: %d pJ", (bits, rate, energy) => {
    expect(rounded(priceOf("survey", { bits, rate }, 32).energy, 4)).toBeCloseTo(energy, 3);
  });

  it.each([
    ["1 MS/s", 1714],
    ["10 MS/s", 2598],
    ["100 MS/s", 3939],
    ["1 GS/s", 5972],
    ["10 GS/s", 14086],
  ])("8 bits at %s: %d µm²", (rate, area) => {
    expect(Math.abs(priceOf("survey", { bits: 8, rate }, 32).area / area - 1)).toBeLessThan(2e-4);
  });

  // The published formula with the published digits of its coefficients, evaluated to 40 digits by mpmath.
  it("agrees with the published coefficients to 1e-10", () => {
    const cases = [
      [4, "1 MS/s", 32, 0.92374933309505, 1424.5145661971],
      [8, "1 GS/s", 32, 1.7137119697685, 5971.6331607447],
      [8, "10 GS/s", 32, 7.5121485570929, 14086.215713185],
      [10, "1 GS/s", 22, 6.894457695524, 6241.6395168281],
      [12, "100 MS/s", 65, 110.11998198551, 27661.008000367],
      [6.5, "1 GS/s", 45, 1.5359710896259, 8108.4119932636],
      [14, "1 MS/s", 28, 13.103240238702, 2758.0577590128],
    ] as const;
    for (const [bits, rate, nm, energy, area] of cases) {
      const price = priceOf("survey", { bits, rate }, nm);
      expect(Math.abs(price.energy / energy - 1)).toBeLessThan(1e-10);
      expect(Math.abs(price.area / area - 1)).toBeLessThan(1e-10);
    }
    expect(cases.length).toBe(7);
  });

  it("takes 3.79 times the energy at 65 nm, by its own term of the node", () => {
    const ratio = priceOf("survey", { bits: 8 }, 65).energy / priceOf("survey", { bits: 8 }, 32).energy;
    expect(rounded(ratio, 3)).toBe(3.79);
  });

  it("leaks a fifth of its power at full rate", () => {
    const { energy, leakage } = priceOf("survey", { bits: 8, rate: "100 MS/s" }, 45);
    expect(leakage / (energy * 1e-12 * 1e8)).toBeCloseTo(0.2, 12);
  });

  // Area goes as f^0.18072 · E^0.29912: below the bound E does not depend on f, above as f^(2.8719 / 10 · ln 10).
  it("has the exponents of its two regimes", () => {
    const slope = (of: "energy" | "area", from: number, to: number): number =>
      Math.log(
        priceOf("survey", { bits: 8, rate: `${to} S/s` }, 32)[of] /
          priceOf("survey", { bits: 8, rate: `${from} S/s` }, 32)[of],
      ) / Math.log(to / from);
    expect(slope("energy", 1e6, 1e9)).toBeCloseTo(0, 12);
    expect(slope("energy", 2e9, 8e9)).toBeCloseTo(0.6613, 4);
    expect(slope("area", 1e6, 1e9)).toBeCloseTo(0.18071538424508238, 12);
    expect(slope("area", 2e9, 8e9)).toBeCloseTo(0.3785, 4);
  });

  it("refuses fewer than 4 bits, where it would rise again", () => {
    expect(() => priceOf("survey", { bits: 3 }, 32)).toThrow("expected a number in [4, 14], received 3");
  });
});

describe("survey shared out", () => {
  it.each([2, 3, 8])("%i converters at a throughput are as many single ones at its share", (n) => {
    const throughput = 6e9;
    const one = priceOf("survey", { bits: 9, rate: `${throughput / n} S/s` }, 28);
    // A group converts as often as one at the whole throughput, and each conversion costs what one of the group takes.
    expect((n / one.interval) * 1e9).toBeCloseTo(throughput, -1);
    const all = priceOf("survey", { bits: 9, rate: `${throughput} S/s` }, 28);
    expect(one.energy).toBeLessThan(all.energy);
    // Above the bound on both sides: E ~ f^0.66129, A ~ f^0.18072 · E^0.29912.
    const energyExponent = 2.8719030399529957 / (10 / Math.LN10);
    expect(one.energy / all.energy).toBeCloseTo(n ** -energyExponent, 9);
    expect(one.area / all.area).toBeCloseTo(
      n ** -(0.18071538424508238 + 0.29912426192653485 * energyExponent),
      9,
    );
  });
});

describe("sar", () => {
  it.each([
    [1, 0.02, 104],
    [4, 0.067, 223],
    [6, 0.11, 302],
    [8, 0.161, 382],
  ])("%i bits at 32 nm: %d pJ, %i µm²", (bits, energy, area) => {
    const price = priceOf("sar", { bits }, 32);
    expect(Math.abs(price.energy - energy)).toBeLessThanOrEqual(0.0005);
    expect(Math.abs(price.area - area)).toBeLessThan(1);
    expect(price.latency).toBeCloseTo(bits + 1, 12);
  });

  // (a · 5 + b) µW · 6 ns, from the published coefficients of each node.
  it.each([
    [7, (0.1061 * 5 + 0.8847) * 6e-3],
    [22, (0.538 * 5 + 4.3753) * 6e-3],
    [65, (3.7506 * 5 + 25.844) * 6e-3],
  ])("5 bits at %i nm: %d pJ", (nm, energy) => {
    expect(priceOf("sar", { bits: 5, columnResistance: "1e12 ohm" }, nm).energy).toBeCloseTo(energy, 8);
  });

  it("grows from node to node and draws 0.08 V² over the column's resistance besides", () => {
    let before = 0;
    for (let nm = 7; nm <= 65; nm += 0.5) {
      const { energy } = priceOf("sar", { bits: 5 }, nm);
      expect(energy).toBeGreaterThan(before);
      before = energy;
    }
    const column = (ohms: number): number =>
      (priceOf("sar", { bits: 5, columnResistance: `${ohms} ohm` }, 32).energy -
        priceOf("sar", { bits: 5, columnResistance: "1e12 ohm" }, 32).energy) /
      6e-3;
    // µW; within the few percent by which the fit's exponent is not −1.
    for (const ohms of [1e3, 1e4, 1e5]) expect(column(ohms) / (0.08e6 / ohms)).toBeCloseTo(1, 1);
  });

  it("takes 13 % more at 400 K", () => {
    const ratio = priceOf("sar", { bits: 8 }, 32, 400).energy / priceOf("sar", { bits: 8 }, 32).energy;
    expect(ratio).toBeCloseTo(1.13, 12);
  });
});

describe("flash", () => {
  it("has one comparator more than twice as many for a further bit", () => {
    for (const bits of [1, 2, 3, 4, 5, 6, 7]) {
      const [low, high] = [bits, bits + 1].map((b) => priceOf("flash", { bits: b }, 28));
      const ratio = (2 ** (bits + 1) - 1) / (2 ** bits - 1);
      expect(high.energy / low.energy).toBeCloseTo(ratio, 12);
      expect(high.area / low.area).toBeCloseTo(ratio, 12);
      expect(high.leakage / low.leakage).toBeCloseTo(ratio, 12);
    }
  });

  it("on a ladder, counts its comparators by 2^b − 1 − b full adders", () => {
    const node = createTechnology(nanometres(32));
    for (const bits of [2, 3, 4]) {
      const [ladder, columns] = ["ladder", "columns"].map(
        (levels) => instanceOf("adc", "flash", { bits, levels }).cost(node).area,
      );
      // 32 adders of 40 nm take 278 µm².
      const adder = (278e-12 / 32) * node.areaFactor("logic", nanometres(40));
      expect((ladder - columns) / ((2 ** bits - 1 - bits) * adder)).toBeCloseTo(1, 9);
    }
  });

  // Within the factor of two that separates models of one circuit.
  it.each([
    [1, 0.0035, 25],
    [4, 0.049, 372],
    [6, 0.203, 1771],
    [8, 0.82, 9297],
  ])("%i bits at 32 nm: near %d pJ, %i µm²", (bits, energy, area) => {
    // Alone, with its reference levels to itself.
    const price = priceOf("flash", { bits, sharedLevels: 1 }, 32);
    expect(Math.abs(Math.log2(price.energy / energy))).toBeLessThan(0.15);
    expect(Math.abs(Math.log2(price.area / area))).toBeLessThan(0.6);
  });
});

describe("low-resolution", () => {
  it("is the flash bank with a ladder below 4 bits, the survey from 7", () => {
    for (const bits of [1, 2, 3]) {
      const joined = priceOf("low-resolution", { bits, rate: "100 MS/s" }, 32);
      expect(joined.energy).toBe(priceOf("flash", { bits, levels: "ladder" }, 32).energy);
      expect(joined.area).toBe(priceOf("flash", { bits, levels: "ladder" }, 32).area);
    }
    for (const bits of [7, 8, 12])
      expect(priceOf("low-resolution", { bits }, 32).energy).toBe(priceOf("survey", { bits }, 32).energy);
  });

  it("is the middle of three published converters at 4 bits, and as far to the survey at 5 as at 6", () => {
    const rate = "50 MS/s";
    const middle = (bits: number): number =>
      Math.cbrt(
        ["sar", "isaac", "zigzag"].reduce((all, model) => all * priceOf(model, { bits }, 32).energy, 1),
      );
    const of = (model: string, bits: number): number => priceOf(model, { bits, rate }, 32).energy;
    expect(of("low-resolution", 4) / middle(4)).toBeCloseTo(1, 9);
    for (const [bits, share] of [
      [5, 1 / 3],
      [6, 2 / 3],
    ])
      expect(
        of("low-resolution", bits) / (middle(bits) ** (1 - share) * of("survey", bits) ** share),
        `${bits} bits`,
      ).toBeCloseTo(1, 9);
  });

  it("rises by less than a factor of two and a half a bit from 2 to 8 bits, between its published neighbours", () => {
    const energies = [2, 3, 4, 5, 6, 7, 8].map(
      (bits) => priceOf("low-resolution", { bits, rate: "75 MS/s" }, 28).energy,
    );
    energies.slice(1).forEach((energy, n) => {
      expect(energy / energies[n]).toBeGreaterThan(1);
      expect(energy / energies[n]).toBeLessThan(2.5);
    });
    const four = ["sar", "isaac"].map((model) => priceOf(model, { bits: 4 }, 28).energy);
    expect(energies[2]).toBeGreaterThan(four[0]);
    expect(energies[2]).toBeLessThan(four[1]);
  });

  it("interleaves banks where one is too slow", () => {
    const [slow, fast] = ["1 GS/s", "4 GS/s"].map((rate) => priceOf("low-resolution", { bits: 2, rate }, 32));
    expect(fast.area / slow.area).toBeCloseTo(4, 12);
    expect(fast.interval).toBeCloseTo(0.25, 12);
    expect(fast.latency).toBeCloseTo(1, 12);
    expect(fast.energy).toBe(slow.energy);
  });
});

describe("zigzag at 28 nm", () => {
  // (100 b + 0.001 · 4^b) · 0.81 fJ, 10^(1.206 − 0.0369 b) · 2^b µm², b · (0.640 + 0.00653 rows) ns, by hand.
  it.each([
    [1, 0.08100324, 0, 64, 1.05792],
    [4, 0.32420736, 183.029, 128, 5.90336],
    [8, 0.70108416, 2084.6827, 256, 18.49344],
  ])("%i bits", (bits, energy, area, rows, delay) => {
    const price = priceOf("zigzag", { bits, rows }, 28);
    expect(Math.abs(price.energy / energy - 1)).toBeLessThan(1e-6);
    expect(Math.abs(price.area - area)).toBeLessThan(1e-3);
    expect(Math.abs(price.latency / delay - 1)).toBeLessThan(1e-6);
  });

  it("goes from linear to a factor of four a bit", () => {
    const ratio = (bits: number): number =>
      priceOf("zigzag", { bits: bits + 1 }, 28).energy / priceOf("zigzag", { bits }, 28).energy;
    expect(ratio(4)).toBeLessThan(1.3);
    expect(ratio(11)).toBeGreaterThan(3);
  });
});

describe("isaac at 32 nm", () => {
  it.each([
    [4, 0.79, 361],
    [7, 1.42, 845],
    [8, 1.667, 1200],
    [10, 2.38, 3002],
  ])("%i bits: %d pJ, %i µm²", (bits, energy, area) => {
    const price = priceOf("isaac", { bits }, 32);
    expect(price.energy).toBeCloseTo(energy, 9);
    expect(price.area).toBeCloseTo(area, 6);
  });

  it("draws the published 2 mW at 8 bits", () => {
    const { energy, interval } = priceOf("isaac", {}, 32);
    expect(energy / interval).toBeCloseTo(2, 2);
  });

  it.each([3, 11])("refuses %i bits", (bits) => {
    expect(() => priceOf("isaac", { bits }, 32)).toThrow(`expected an integer in [4, 10], received ${bits}`);
  });
});

it.each([
  [1, 0.0244],
  [4, 0.39],
  [6, 0.88],
  [8, 1.5625],
])("puma at %i bits, 32 nm: %d pJ, always 1200 µm², 12.5 ns a bit for 128 columns", (bits, energy) => {
  const price = priceOf("puma", { bits }, 32);
  expect(Math.abs(price.energy - energy)).toBeLessThan(0.002);
  expect(price.area).toBeCloseTo(1200, 9);
  expect(128 * price.interval).toBeCloseTo(12.5 * bits, 9);
});

it("time-domain is 0.145 pJ and 310 µm² at 8 bits, 65 nm; a further bit doubles time and energy", () => {
  const [eight, nine] = [8, 9].map((bits) => priceOf("time-domain", { bits }, 65));
  expect(eight.energy).toBeCloseTo(0.145, 12);
  expect(eight.area).toBeCloseTo(310, 9);
  expect(nine.energy / eight.energy).toBeCloseTo(2, 12);
  expect(nine.latency / eight.latency).toBeCloseTo(2, 12);
});
