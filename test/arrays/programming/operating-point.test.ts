import { describe, expect, it, test } from "vitest";
import { createRng } from "#base";
import {
  applyTrain,
  type DriveMode,
  fittedConductance,
  freshArray,
  resetTrain,
  selectCell,
} from "#crossbar-arrays";
import { operatingPoint } from "../../../packages/crossbar-arrays/src/programming/operating-point.ts";
import { memristor, publishedArray, smallArray } from "./tiox-array.ts";

const linear = memristor("vteam");
const conductances = (count: number): Float64Array => {
  const rng = createRng("conductances");
  return Float64Array.from({ length: count }, () => 1e-3 * (1 + 10 * rng.uniform()));
};

describe("half-select biases over ideal wires", () => {
  test.each([
    ["half", 0.5, 0],
    ["third", 1 / 3, -1 / 3],
  ] as const)("V/%s: what each cell sees", (scheme, half, other) => {
    const array = smallArray(linear, 0);
    const { state } = freshArray(array, conductances(20), createRng(1));
    const { voltage } = operatingPoint(array, state, selectCell(4, 5, 2, 3, -1.2, scheme));
    voltage.forEach((v, k) => {
      const isRow = Math.floor(k / 5) === 2;
      const isColumn = k % 5 === 3;
      const share = isRow && isColumn ? 1 : isRow || isColumn ? half : other;
      expect(v).toBeCloseTo(-1.2 * share, 12);
    });
  });

  it("wires take from the selected cell", () => {
    const array = smallArray(linear, 20);
    const { state } = freshArray(array, conductances(20), createRng(1));
    const { voltage } = operatingPoint(array, state, selectCell(4, 5, 0, 4, 1, "third"));
    expect(voltage[4]).toBeLessThan(0.95);
    expect(voltage[4]).toBeGreaterThan(0.3);
  });

  it("refuses a cell that is not there", () => {
    expect(() => selectCell(4, 5, 4, 0, 1, "half")).toThrow(/expected a cell of 4 × 5, received \(4, 0\)/);
  });
});

describe("power", () => {
  test.each(["one-side", "both-ends", "four-sides"] as const)(
    "of cells, word and bit lines is what the sources deliver (%s)",
    (mode: DriveMode) => {
      const published = publishedArray(40, mode);
      for (const array of [published, { ...published, method: "exact" as const }]) {
        const { state } = freshArray(array, new Float64Array(768).fill(65e-6), createRng(2));
        const lines = { word: new Float64Array(16).fill(0.3), bit: new Float64Array(48).fill(-0.1) };
        const { power } = operatingPoint(array, state, lines);
        expect((power.cells + power.words + power.bits) / power.total).toBeCloseTo(1, 9);
        expect(power.words).toBeGreaterThan(0);
        expect(power.bits).toBeGreaterThan(0);
      }
    },
  );

  it("driving both ends of the lines wastes less in them", () => {
    const at = (mode: DriveMode): number => {
      const array = publishedArray(40, mode);
      const { state } = freshArray(array, new Float64Array(768).fill(65e-6), createRng(2));
      const lines = { word: new Float64Array(16).fill(0.3), bit: new Float64Array(48) };
      const { power } = operatingPoint(array, state, lines);
      return power.cells / power.total;
    };
    expect(at("both-ends")).toBeGreaterThan(at("one-side"));
    expect(at("four-sides")).toBeGreaterThan(at("both-ends"));
  });
});

describe("the published solution", () => {
  it("is the exact one for linear cells", () => {
    const exact = smallArray(linear, 5);
    const { state } = freshArray(exact, conductances(20), createRng(1));
    const lines = selectCell(4, 5, 1, 1, 0.5, "third");
    const ours = operatingPoint(exact, state, lines).voltage;
    operatingPoint({ ...exact, method: "published" }, state, lines).voltage.forEach((v, k) => {
      expect(v).toBeCloseTo(ours[k], 8);
    });
  });

  it("of one cell by hand: fit, voltage divider, chord held at 0.4 V, voltage divider", () => {
    const [a, k, series, volts] = [97.4e-6, 1.2e-4, 4000, 1.5];
    const device = memristor("tiox");
    const dynamics = {
      ...device.dynamics!,
      current: (_: unknown, v: Float64Array) => v.map((x) => (a + k * x * x) * x),
    };
    const array = {
      ...smallArray({ ...device, dynamics }, series / 2, 1, 1),
      method: "published" as const,
    };
    const { state } = freshArray(array, Float64Array.of(65e-6), createRng(1));
    // Least squares through the origin of a·V + k·V³ is a + k·ΣV⁴/ΣV².
    const points = Array.from({ length: 50 }, (_, n) => -0.2 + (0.4 * n) / 49);
    const fourth = points.reduce((sum, v) => sum + v ** 4, 0) / points.reduce((sum, v) => sum + v ** 2, 0);
    const fitted = a + k * fourth;
    expect(fittedConductance(dynamics, state)[0] / fitted).toBeCloseTo(1, 12);
    const first = volts / (1 + fitted * series);
    expect(first).toBeGreaterThan(0.4);
    const chord = a + k * 0.16;
    const lines = { word: Float64Array.of(volts), bit: Float64Array.of(0) };
    const { voltage, power } = operatingPoint(array, state, lines);
    expect(voltage[0]).toBeCloseTo(volts / (1 + chord * series), 9);
    expect(power.cells / (chord * voltage[0] ** 2)).toBeCloseTo(1, 9);
  });

  // A run of the published notebook: mW of the first RESET pulse, of the last, and of an inference after 40.
  it("reproduces the published powers within 2 %, on the mean of 4 arrays", () => {
    const array = publishedArray(40, "one-side");
    const input = [4, 1, 4, 4, 1, 1, 4, 4, 4, 1, 4, 1, 4, 1, 1, 1].map((decivolts) => decivolts / 10);
    const published = [45.0, 43.78, 8.382, 97.16, 88.81, 1.25, 1.139, 0.1613, 2.55];
    const sums = new Float64Array(published.length);
    for (let seed = 0; seed < 4; seed++) {
      const start = freshArray(array, new Float64Array(768).fill(65e-6), createRng(seed));
      const { programmed, power } = applyTrain(array, start, resetTrain(16, 48));
      const lines = { word: Float64Array.from(input), bit: new Float64Array(48) };
      const inference = operatingPoint(array, programmed.state, lines).power;
      const parts = [power[0], inference].map(({ cells, words, bits, total }) => [cells, words, bits, total]);
      [...parts[0], power[39].total, ...parts[1]].forEach((watts, n) => {
        sums[n] += watts * 250;
      });
    }
    sums.forEach((milliwatts, n) => {
      expect(Math.abs(milliwatts / published[n] - 1)).toBeLessThan(0.02);
    });
  });
});

it("an exact solution at programming voltages has currents that rise, whatever the fit says", () => {
  const array = { ...publishedArray(40, "one-side"), method: "exact" as const };
  const { state } = freshArray(array, new Float64Array(768).fill(20e-6), createRng(3));
  expect(Math.min(...array.memristor.dynamics!.cells(state).cubic!)).toBeLessThan(0);
  const lines = { word: new Float64Array(16), bit: new Float64Array(48).fill(1.8) };
  const { voltage } = operatingPoint(array, state, lines);
  expect(Math.max(...voltage)).toBeLessThan(0);
  expect(Math.min(...voltage)).toBeGreaterThan(-1.8);
});

it("devices without dynamics cannot be programmed", () => {
  const array = smallArray(memristor("lognormal"), 1);
  expect(() => freshArray(array, conductances(20), createRng(1))).toThrow(/expected a memristor whose model/);
});
