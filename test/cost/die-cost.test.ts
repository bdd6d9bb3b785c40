import { describe, expect, it } from "vitest";
import { createRng, type Metres, squareMetres } from "#base";
import { defectYield, diesPerWafer, waferPrice } from "#technology";
import type { DesignResult } from "../../src/comparison/comparison-design.ts";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 1e-5, devicePower: 5e-6, peakLineCurrent: 1e-4 };
const squareMillimetres = (area: number) => squareMetres(area * 1e-6);

describe("dies of a wafer", () => {
  it("meet a case worked by hand: 100 mm² on 300 mm", () => {
    // π 300² / 400 = 706.86, π 300 / √200 = 66.64.
    expect(diesPerWafer(squareMillimetres(100), 0.3 as Metres)).toBe(640);
    expect(diesPerWafer(squareMillimetres(70_000), 0.3 as Metres)).toBe(0);
  });

  it("lie near what a count of squares on the disc gives", () => {
    const side = 10;
    let whole = 0;
    for (let x = -15; x < 15; x++)
      for (let y = -15; y < 15; y++) {
        const far = Math.max(...[x, x + 1].flatMap((a) => [y, y + 1].map((b) => Math.hypot(a, b))));
        if (far * side <= 150) whole++;
      }
    expect(Math.abs(diesPerWafer(squareMillimetres(side ** 2), 0.3 as Metres) / whole - 1)).toBeLessThan(
      0.05,
    );
  });
});

describe("defects", () => {
  it("leave (1 + A·D/α)^−α of the dies: by hand, and the Poisson law for a large α", () => {
    // 1 cm², 0.1 defects a cm², α 3: (31/30)^−3.
    expect(defectYield(squareMillimetres(100), 1000, 3)).toBeCloseTo((30 / 31) ** 3, 14);
    expect(defectYield(squareMillimetres(100), 1000, 1e6)).toBeCloseTo(Math.exp(-0.1), 6);
    expect(defectYield(squareMillimetres(100), 0, 3)).toBe(1);
  });

  it("leave the share of drawn dies whose gamma-distributed Poisson count is none", () => {
    // A negative binomial is a Poisson count whose mean is gamma: α = 3 as the sum of three exponentials.
    const rng = createRng("defects");
    const [mean, dies] = [0.8, 40_000];
    let none = 0;
    for (let n = 0; n < dies; n++) {
      let rate = 0;
      for (let k = 0; k < 3; k++) rate -= (Math.log(1 - rng.uniform()) * mean) / 3;
      if (rng.uniform() < Math.exp(-rate)) none++;
    }
    const expected = defectYield(squareMillimetres(100), mean * 1e4, 3);
    expect(Math.abs(none / dies - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / dies));
  });
});

it("the price of a wafer falls with the node, through every entry of its table", () => {
  for (const [nm, dollars] of [
    [5, 9346],
    [7, 9346],
    [10, 5992],
    [16, 3984],
    [20, 3677],
    [28, 2891],
    [40, 2274],
    [65, 1937],
    [90, 1937],
  ])
    expect(waferPrice((nm * 1e-9) as Metres), `${nm} nm`).toBeCloseTo(dollars, 6);
  const nodes = Array.from({ length: 59 }, (_, n) => waferPrice(((7 + n) * 1e-9) as Metres));
  for (let n = 1; n < nodes.length; n++) expect(nodes[n]).toBeLessThan(nodes[n - 1]);
});

describe("a good die of each design", () => {
  const pricedAll = (design: string): DesignResult[] => {
    const config = configOf(`{ design: { ${design} } }`);
    return priceAll(config.design, config.workload, POINT);
  };
  const dieOf = (contenders: readonly DesignResult[], id: string) => {
    const contender = contenders.find((candidate) => candidate.id === id);
    if (!contender?.feasible) throw new Error(`${id} is infeasible`);
    return { die: contender.die, area: contender.cost.area };
  };

  it("costs the wafer over the good dies on it, with layers of arrays where there are any", () => {
    const contenders = pricedAll("wafer: { price: 1000, arrayLayers: 0.2, defects: 0.5 }");
    for (const [id, price] of [
      ["exact-digital", 1000],
      ["lsh-digital", 1000],
      ["lsh-memristor", 1200],
      ["exact-analog", 1200],
    ] as const) {
      const { die, area } = dieOf(contenders, id);
      const dies = diesPerWafer(squareMetres(area), 0.294 as Metres);
      const works = (1 + (area * 5000) / 3) ** -3;
      expect(die?.goodDie, id).toBeCloseTo(price / (dies * works), 9);
    }
    expect(dieOf(contenders, "gpu").die).toBeNull();
  });

  it("is two dies where the arrays have another node, each circuit on one of them", () => {
    const config = configOf(
      '{ design: { logicNode: "28 nm", hashNode: "65 nm", wafer: { price: 1000, arrayLayers: 0.2, defects: 0.5 } } }',
    );
    const contender = priceAll(config.design, config.workload, POINT).find(
      ({ id }) => id === "lsh-memristor",
    );
    if (!contender?.feasible) throw new Error("expected a price");
    const { areas, area } = contender.cost;
    const withArrays = ["array", "dac", "driver", "tileSwitch", "mux", "inputStage", "readout"];
    const arrays = areas
      .filter(({ component }) => withArrays.includes(component))
      .reduce((sum, item) => sum + item.area, 0);
    // By hand, 0.5 defects a cm² with α = 3; layers of arrays on the one die alone.
    const good = (own: number, price: number): number =>
      price / (diesPerWafer(squareMetres(own), 0.294 as Metres) * (1 + (own * 5000) / 3) ** -3);
    expect(arrays).toBeGreaterThan(0.001 * area);
    expect(contender.die?.dies).toBe(2);
    // Both fit the scanner's field: the larger die is uncut.
    const larger = Math.max(area - arrays, arrays);
    expect(contender.die?.dieArea).toBeCloseTo(larger, 15);
    expect(contender.die?.uncutArea).toBeCloseTo(larger, 15);
    expect(contender.die?.goodDie).toBeCloseTo(good(area - arrays, 1000) + good(arrays, 1200), 9);
  });

  it("has a best number of spare columns: too few spoil chips, too many take area", () => {
    const costs = [0, 2, 4, 8, 56].map((spares) => {
      const { die } = dieOf(
        pricedAll(`hashing: { array: { spares: ${spares}, openLines: 0.01 } }`),
        "lsh-memristor",
      );
      return die?.goodDie ?? Number.POSITIVE_INFINITY;
    });
    const best = costs.indexOf(Math.min(...costs));
    expect(best).toBeGreaterThan(0);
    expect(best).toBeLessThan(4);
    // Without a spare, the chip's yield is that of all its arrays without a single open bit line.
    const { die } = dieOf(pricedAll("hashing: { array: { openLines: 0.01 } }"), "lsh-memristor");
    expect(die?.arrayYield).toBeLessThan(0.3);
  });

  it("is that of several dies where one is larger than 858 mm², the field of a scanner", () => {
    const { die, area } = dieOf(pricedAll("cores: 16384"), "lsh-digital");
    expect(area).toBeGreaterThan(0.05);
    expect(die?.dies).toBe(Math.ceil(area / 858e-6));
    expect((die?.dies ?? 0) * (die?.dieArea ?? 0)).toBeCloseTo(area, 12);
    // 300 mm with a rim of 3 mm, 0.1 defects a cm², α = 3, by hand from the die's own area.
    const one = die?.dieArea ?? 1;
    const onWafer = Math.floor((Math.PI * 0.294 ** 2) / (4 * one) - (Math.PI * 0.294) / Math.sqrt(2 * one));
    const good = onWafer * (1 + (one * 1e3) / 3) ** -3;
    expect(die?.goodDie).toBeCloseTo(((die?.dies ?? 0) * (die?.waferPrice ?? 0)) / good, 6);
  });

  it("is unknown where no die fits a wafer, and refuses what is no wafer", () => {
    const { die, area } = dieOf(pricedAll('wafer: { diameter: "50 mm" }, cores: 300'), "lsh-digital");
    expect(area).toBeGreaterThan(0.85e-3);
    expect(die).toBeNull();
    expect(() => configOf("{ design: { wafer: { defects: -1 } } }")).toThrow(
      /design\.wafer\.defects: expected.*received -1/,
    );
    expect(() => configOf('{ design: { wafer: { diameter: "3 m" } } }')).toThrow(/design\.wafer\.diameter/);
    expect(() => configOf("{ design: { wafer: { yield: 1 } } }")).toThrow(/design\.wafer/);
  });
});
