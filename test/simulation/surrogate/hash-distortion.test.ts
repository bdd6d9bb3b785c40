// The law of a design's hash by hand, for independent devices on ideal wires and vectors without a direction.

import { expect, it } from "vitest";
import { createRng, dense, normals } from "#base";
import type { Design } from "../../../src/design/design.ts";
import { scaleNoise } from "../../../src/design/front-end.ts";
import { hashDistortion, projectionRows } from "../../../src/simulation/surrogate/hash-distortion.ts";
import type { SequenceSummary } from "../../../src/simulation/surrogate/level-summary.ts";
import { configOf } from "../../design-under-test.ts";

const [WIDTH, CV, LEVEL] = [32, 0.25, 0.3];

/** Vectors of independent levels of one deviation. */
const summary: SequenceSummary = {
  heads: [],
  queries: new Int32Array(0),
  length: 64,
  width: WIDTH,
  scale: LEVEL * Math.sqrt(WIDTH),
  second: dense(
    WIDTH,
    WIDTH,
    Float64Array.from({ length: WIDTH ** 2 }, (_, n) => (n % (WIDTH + 1) === 0 ? LEVEL ** 2 : 0)),
  ),
  fourthOverSecond: 3 * LEVEL ** 2,
  sample: dense(
    256,
    WIDTH,
    normals(256 * WIDTH, createRng("sample")).map((x) => LEVEL * x),
  ),
};

function designOf(readNoise: number, readout: string, hash = "simhash", rest = ""): Design {
  const { design } = configOf(
    `{ workload: { headWidth: ${WIDTH}, attention: { hash: "${hash}" } }, design: { hashing: { array: { rows: 32, columns: 64, wires: "ideal", pairing: "differential", spares: 0 },
       memristor: { model: "normal", mean: "50 µS", spread: ${CV}, readNoise: ${readNoise}, stuckOn: 0, stuckOff: 0 }, readoutRange: 5,
       dac: { model: "ideal" }, driver: { model: "ideal" }, tileSwitch: { model: "ideal" }, readout: { ${readout} }, ${rest} } } }`,
  );
  return design;
}

function lawOf(...of: Parameters<typeof designOf>) {
  const design = designOf(...of);
  const rows = projectionRows(design, WIDTH);
  return { design, ...hashDistortion(design, rows, summary, { rows: 32, columns: 64 }) };
}
/** σ_r² (1 + 1/CV²): each of two devices has noise of all of its current, and a signal of its spread. */
const devices = (readNoise: number): number => readNoise ** 2 * (1 + 1 / CV ** 2);
const IDEAL = 'family: "comparator", model: "ideal"';
const ADC = 'family: "adc", model: "sar", bits: 8, enobLoss: 3, offset: 0, trimBits: 0';

it("has the devices' noise relative to what their spread signals, and nothing else of ideal readouts", () => {
  expect(lawOf(0, IDEAL).law).toMatchObject({ noise: 0, absoluteShare: 0, offset: 0, spread: 0 });
  for (const readNoise of [0.02, 0.05]) {
    const { law } = lawOf(readNoise, IDEAL);
    expect(law.noise / Math.sqrt(devices(readNoise))).toBeGreaterThan(0.97);
    expect(law.noise / Math.sqrt(devices(readNoise))).toBeLessThan(1.03);
    expect([law.absoluteShare, law.offset]).toEqual([0, 0]);
  }
});

it("has a converter's noise as a share of its range of five deviations, that of signal and devices, at any input", () => {
  for (const readNoise of [0, 0.05]) {
    const { design, law } = lawOf(readNoise, ADC);
    const converted = (scaleNoise(design) * 5) ** 2 * (1 + devices(readNoise));
    expect(converted).toBeGreaterThan(0);
    const all = devices(readNoise) + converted;
    expect(Math.abs(law.noise / Math.sqrt(all) - 1)).toBeLessThan(0.03);
    expect(Math.abs(law.absoluteShare - converted / all)).toBeLessThan(0.03);
  }
});

it("has nothing in common of differential pairs, beyond the chance of 512 of them", () => {
  const { law, unexplained } = lawOf(0, IDEAL);
  // The mean of 512 projections along one direction.
  expect(Math.abs(law.common)).toBeLessThan(4 / Math.sqrt(512 * WIDTH));
  expect(unexplained).toBeLessThan(4 / 512);
});

it("has devices' noise at any input too, where an input of zero drives the lines half way", () => {
  for (const readout of [IDEAL, ADC]) {
    const { law } = lawOf(0.05, readout, "simhash", 'polarity: "offset",');
    expect(law.noise).toBeGreaterThan(0);
    expect(law.absoluteShare).toBeCloseTo(1, 12);
  }
  // Without offset, ideal readouts leave what grows with the input alone.
  expect(lawOf(0.05, IDEAL).law.absoluteShare).toBe(0);
});

/** Projections of given weights, each cell with nine times unit noise. */
function rowsOf(count: number, weight: (p: number, i: number) => number) {
  const filled = (of: (k: number) => number) =>
    dense(
      count,
      WIDTH,
      Float64Array.from({ length: count * WIDTH }, (_, k) => of(k)),
    );
  const { ideal } = projectionRows(designOf(0.05, IDEAL), WIDTH);
  const transfer = filled((k) => weight(Math.floor(k / WIDTH), k % WIDTH));
  const own = { ...ideal, transfer, noise: { ...ideal.noise, diagonal: filled(() => 9) } };
  return hashDistortion(designOf(0.05, IDEAL), { ideal: own, wired: null, references: null }, summary, {
    rows: 32,
    columns: 64,
  }).law;
}

/** Mean square of the sampled levels of some inputs. */
function squareOf(isMeant: (i: number) => boolean): number {
  const squares = [...summary.sample.data].filter((_, k) => isMeant(k % WIDTH)).map((x) => x * x);
  return squares.reduce((sum, x) => sum + x, 0) / squares.length;
}

it("compares noise with the variance between projections, whose mean takes one of their freedoms", () => {
  for (const [weights, variance] of [
    [[0, 2], 2],
    [[-1, 1, 3], 4],
    [[-1, 0, 1, 2, 3], 2.5],
  ] as const) {
    const { noise } = rowsOf(weights.length, (p) => weights[p]);
    const hand = (0.05 ** 2 * 9 * squareOf(() => true)) / (variance * LEVEL ** 2);
    expect(noise / Math.sqrt(hand)).toBeCloseTo(1, 9);
  }
});

it("has large weights apart: their share, their power, and noise over their own currents", () => {
  // One cell of 6400 among those of the first input, less their mean of 100; ±1 elsewhere.
  const law = rowsOf(64, (p, i) => (i > 0 ? (-1) ** p : p === 0 ? 6400 : 0));
  const large = 6300 ** 2 + 63 * 100 ** 2;
  expect(law.largeShare).toBeCloseTo(1 / WIDTH, 12);
  expect(law.largePower).toBeCloseTo(large / (large + 64 * 31), 12);
  const own = (0.05 ** 2 * 64 * 9 * squareOf((i) => i === 0)) / (large * LEVEL ** 2);
  expect(law.largeNoise / Math.sqrt(own)).toBeCloseTo(1, 9);
  // All inputs as noisy as the others, over the variances of all.
  const usual = (0.05 ** 2 * 32 * 9 * squareOf((i) => i > 0)) / (((large + 64 * 31) / 63) * LEVEL ** 2);
  expect(law.noise / Math.sqrt(usual)).toBeCloseTo(1, 9);
});
