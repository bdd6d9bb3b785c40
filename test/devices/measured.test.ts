import { describe, expect, it } from "vitest";
import { createRng, dense, Measured, normals } from "#base";
import { idealResponse, programArray } from "#crossbar-arrays";
import { fitCurrentVoltage, fitDistribution, fitNoise, type Memristor } from "#memristors";
import { binaryMemristor } from "../../packages/memristors/src/binary.ts";
import { empiricalMemristor } from "../../packages/memristors/src/empirical.ts";
import { andersonDarling } from "../../packages/memristors/src/fit/mixture.ts";
import { fittedMemristor } from "../../packages/memristors/src/fitted.ts";

const lognormals = (count: number, median: number, sigma: number, label: string): Float64Array =>
  normals(count, createRng(label)).map((z) => median * Math.exp(sigma * z));

const empirical = (file: Measured, params: Record<string, unknown> = {}): Memristor =>
  empiricalMemristor.schema.parse({ model: "empirical", file, ...params }).behaviour;

describe("fits", () => {
  it("of one lognormal are the closed forms: mean of ln G, its deviation, and their errors", () => {
    const values = lognormals(1000, 5e-5, 0.3, "closed form");
    const logs = [...values].map(Math.log);
    const mean = logs.reduce((a, b) => a + b) / 1000;
    const deviation = Math.sqrt(logs.reduce((sum, y) => sum + (y - mean) ** 2, 0) / 1000);
    const { populations, best, score } = fitDistribution(values, 0, 1);
    expect(best.name).toBe("lognormal");
    const own = populations[0].mean;
    expect(own.value / Math.exp(mean + deviation ** 2 / 2)).toBeCloseTo(1, 6);
    // ln of the mean is µ + σ²/2, of variance σ²/n + σ⁴/(2n).
    const error = Math.sqrt(deviation ** 2 / 1000 + deviation ** 4 / 2000);
    expect(Math.log(own.high / own.value) / (score * error)).toBeCloseTo(1, 3);
  });

  it("find what is stuck at either end, cells without any current included, and nothing in a plain tail", () => {
    const found = [
      [...lognormals(950, 5e-5, 0.4, "a"), ...new Array<number>(50).fill(3e-6)],
      [...lognormals(950, 5e-5, 0.4, "b"), ...lognormals(50, 4e-4, 0.01, "c")],
      [...lognormals(950, 5e-5, 0.4, "d"), ...new Array<number>(50).fill(0)],
      [...lognormals(1000, 5e-5, 0.9, "e")],
    ].map((values) => {
      const { stuckOff, stuckOn } = fitDistribution(Float64Array.from(values), 0, 1);
      return [stuckOff.value, stuckOn.value].map((share) => Number(share.toFixed(3)));
    });
    expect(found).toEqual([
      [0.05, 0],
      [0, 0.05],
      [0.05, 0],
      [0, 0],
    ]);
  });

  it("say that two modes are two", () => {
    const two = [...lognormals(400, 2e-5, 0.2, "low"), ...lognormals(600, 9e-5, 0.2, "high")];
    const { isBimodal, populations } = fitDistribution(Float64Array.from(two), 0, 1);
    expect(isBimodal).toBe(true);
    expect(populations[1].share.low < 0.4 && 0.4 < populations[1].share.high).toBe(true);
  });

  it("measure Anderson and Darling's distance: its integral for three values of a uniform law", () => {
    // n ∫ (F_n − F)² / (F (1 − F)) dF between the jumps at 0.2, 0.5 and 0.9, by the midpoint rule.
    const at = [0.2, 0.5, 0.9];
    let integral = 0;
    const steps = 1e6;
    for (let k = 0; k < steps; k++) {
      const f = (k + 0.5) / steps;
      const empiricalShare = at.filter((x) => x <= f).length / 3;
      integral += (3 * (empiricalShare - f) ** 2) / (f * (1 - f)) / steps;
    }
    expect(andersonDarling(Float64Array.from(at), (x) => x)).toBeCloseTo(integral, 4);
  });

  it("recover an exact sinh, cubic and power law", () => {
    const volts = Array.from({ length: 20 }, (_, k) => (k + 1) / 50);
    const sinh = fitCurrentVoltage(
      [{ volts, amperes: volts.map((v) => (4e-5 / 5) * Math.sinh(5 * v)) }],
      0.05,
    );
    const cubic = fitCurrentVoltage([{ volts, amperes: volts.map((v) => 4e-5 * (v + 20 * v ** 3)) }], 0.05);
    const points = Array.from({ length: 30 }, (_, k) => 1e-5 * (k + 1)).map((g) => ({
      conductance: g,
      deviation: g * 0.04 * (g / 5e-5) ** -0.5,
    }));
    const noise = fitNoise(points, 5e-5, 0.05);
    expect(sinh.best.law).toBe("sinh");
    expect(sinh.best.parameter?.value).toBeCloseTo(5, 5);
    expect(cubic.best.law).toBe("cubic");
    expect(cubic.best.parameter?.value).toBeCloseTo(20, 4);
    expect(noise.amount.value).toBeCloseTo(0.04, 9);
    expect(noise.exponent.value).toBeCloseTo(-0.5, 9);
  });
});

describe("measured devices", () => {
  it("of a fit have the mean and spread that they state, both populations and the stuck cells included", () => {
    const params = { mean: "40 uS", spread: 0.3, secondShare: 0.3, secondMean: "120 uS", secondSpread: 0.1 };
    const { behaviour } = fittedMemristor.schema.parse({
      model: "fitted",
      ...params,
      stuckOff: 0.05,
      off: "1 uS",
    });
    const { conductance } = behaviour.initialise(new Float64Array(200_000), createRng(1));
    const mean = conductance.reduce((a, b) => a + b) / conductance.length;
    const spread = Math.sqrt(conductance.reduce((sum, g) => sum + (g - mean) ** 2, 0) / conductance.length);
    expect(Math.abs(mean / behaviour.meanConductance - 1)).toBeLessThan(0.006);
    expect(Math.abs(spread / behaviour.conductanceSpread - 1)).toBeLessThan(0.006);
  });

  it("of two states have the medians and deviations of ln R that a data sheet gives, in the stated shares", () => {
    const { behaviour } = binaryMemristor.schema.parse({
      model: "binary",
      rOn: "20 kohm",
      rOff: "500 kohm",
      sigma: 0.1,
      sigmaOff: 0.4,
      onShare: 0.25,
    });
    const { conductance } = behaviour.initialise(new Float64Array(100_000), createRng(3));
    const logs = [...conductance].map((g) => Math.log(1 / g)).sort((a, b) => a - b);
    // 60 kohm is five deviations from either state.
    const [on, off] = [logs.filter((x) => x < Math.log(6e4)), logs.filter((x) => x >= Math.log(6e4))];
    expect(on.length / logs.length).toBeCloseTo(0.25, 2);
    const moments = (values: readonly number[]) => {
      const mean = values.reduce((a, b) => a + b) / values.length;
      return [mean, Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length)];
    };
    // Four standard errors of 25 000 and 75 000 cells.
    const [meanOn, deviationOn] = moments(on);
    const [meanOff, deviationOff] = moments(off);
    expect(Math.abs(meanOn - Math.log(2e4))).toBeLessThan(0.0026);
    expect(Math.abs(deviationOn - 0.1)).toBeLessThan(0.0018);
    expect(Math.abs(meanOff - Math.log(5e5))).toBeLessThan(0.006);
    expect(Math.abs(deviationOff - 0.4)).toBeLessThan(0.0042);
    const mean = conductance.reduce((a, b) => a + b) / conductance.length;
    expect(Math.abs(mean / behaviour.meanConductance - 1)).toBeLessThan(0.02);
  });

  it("as a map are the array, block by block, and its columns' noise is the sum over their own cells", () => {
    const [rows, columns] = [16, 8];
    const values = lognormals(rows * 2 * columns, 5e-5, 0.5, "map");
    const noise = { readNoise: 0.05, noiseReference: "50 uS", noiseExponent: -0.6 };
    const file = new Measured("map.csv", "0", rows, 2 * columns, values);
    const memristor = empirical(file, { use: "map", ...noise });
    const array = programArray(
      memristor,
      dense(columns, rows, new Float64Array(rows * columns)),
      {
        geometry: { rows, columns, tileRows: rows, tileColumns: columns },
        pairing: "single-ended",
        openLines: 0,
        shortedLines: 0,
        index: 1,
      },
      createRng(1),
    );
    const cell = (i: number, j: number): number => values[i * 2 * columns + columns + j];
    expect([...array.cells.conductance]).toEqual(
      Array.from({ length: rows * columns }, (_, k) => cell(Math.floor(k / columns), k % columns)),
    );
    const { diagonal } = idealResponse(array, 0.2).noise;
    const relative = Array.from({ length: columns }, (_, j) => {
      let [response, own] = [0, 0];
      for (let i = 0; i < rows; i++) {
        response += memristor.readNoise ** 2 * diagonal.data[j * rows + i];
        own += (cell(i, j) * 0.05 * (cell(i, j) / 5e-5) ** -0.6) ** 2;
      }
      return response / own;
    });
    for (const ratio of relative) expect(ratio).toBeCloseTo(1, 12);
  });

  it("as a map refuse arrays that it is too small for, and draw from their values otherwise", () => {
    const file = new Measured("map.csv", "0", 2, 2, Float64Array.of(1e-5, 2e-5, 3e-5, 4e-5));
    const block = { rows: 3, columns: 2, index: 0 };
    expect(() =>
      empirical(file, { use: "map" }).initialise(new Float64Array(6), createRng(1), block),
    ).toThrow(/expected a map of at least 3 rows × 2 columns.*received 2 × 2/);
    const { conductance } = empirical(file).initialise(new Float64Array(4000), createRng(1), block);
    expect(new Set(conductance)).toEqual(new Set(file.values));
    expect(conductance.filter((g) => g === 1e-5).length).toBeGreaterThan(880);
  });

  it("need their file in a design", () => {
    expect(empiricalMemristor.schema.parse({ model: "empirical" }).behaviour.lacks).toBe("file");
    expect(empirical(new Measured("a", "0", 1, 1, Float64Array.of(1e-5))).lacks).toBeUndefined();
  });
});
