import { describe, expect, it } from "vitest";
import type { WeightSettings } from "../../../src/arrays/weights/settings.ts";
import { everyCase } from "../../law.ts";
import {
  arrayProduct,
  gaussianInputs,
  INPUTS,
  OUTPUTS,
  type ProductSetting,
  perfect,
  WEIGHTS,
  wholeNumbers,
} from "./array-product.ts";

const ROWS = 6;
const inputs = gaussianInputs(ROWS, "inputs");
const inputRow = (r: number): Float32Array => inputs.subarray(r * INPUTS, (r + 1) * INPUTS);
const weightRow = (o: number): Float32Array => WEIGHTS.subarray(o * INPUTS, (o + 1) * INPUTS);

/** Every way of cutting a weight and an input, with rows that do and do not fill the last array. */
const CUTS: readonly Partial<WeightSettings>[] = [
  {},
  { rows: 16 },
  { rows: 13, columns: 5 },
  { pairing: "differential" },
  { pairing: "differential", cellBits: 4, lineBits: 8, rows: 30 },
  { cellBits: 1, lineBits: 3, rows: 25 },
  { cellBits: 3, lineBits: 2, weightBits: 6, inputBits: 7, rows: 72 },
  { pairing: "differential", weightBits: 2, cellBits: 1, inputBits: 2, rows: 7 },
];

const largestGap = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, x, n) => Math.max(most, Math.abs(x - b[n])), 0);

/** Sum over blocks of rows, slices and phases of converted whole sums, by plain loops. */
function byHand(settings: WeightSettings, converted: (sum: number, isBipolar: boolean) => number): number[] {
  const { weightBits, cellBits, inputBits, lineBits, pairing, rows } = settings;
  const isPair = pairing === "differential";
  const slices = Math.ceil((isPair ? weightBits - 1 : weightBits) / cellBits);
  const phases = Math.ceil(inputBits / lineBits);
  const out: number[] = [];
  for (let r = 0; r < ROWS; r++) {
    const x = wholeNumbers(inputRow(r), inputBits);
    for (let o = 0; o < OUTPUTS; o++) {
      const w = wholeNumbers(weightRow(o), weightBits);
      let sum = 0;
      for (let top = 0; top < INPUTS; top += rows)
        for (let s = 0; s < slices; s++)
          for (let p = 0; p < phases; p++) {
            const own = Math.min(lineBits, inputBits - lineBits * p);
            const isLast = p === phases - 1;
            let partial = 0;
            for (let i = top; i < Math.min(top + rows, INPUTS); i++) {
              const size = isPair ? Math.abs(w.numbers[i]) : w.numbers[i] + 2 ** (weightBits - 1);
              const digit = Math.floor(size / 2 ** (cellBits * s)) % 2 ** cellBits;
              const bits = ((x.numbers[i] + 2 ** inputBits) % 2 ** inputBits) / 2 ** (lineBits * p);
              const unsigned = Math.floor(bits) % 2 ** own;
              const driven =
                isLast && lineBits > 1 && unsigned >= 2 ** (own - 1) ? unsigned - 2 ** own : unsigned;
              partial += driven * digit * (isPair ? Math.sign(w.numbers[i]) : 1);
            }
            const factor = isLast && lineBits === 1 ? -(2 ** (inputBits - 1)) : 2 ** (lineBits * p);
            sum += 2 ** (cellBits * s) * factor * converted(partial, isPair || (isLast && lineBits > 1));
          }
      if (!isPair) sum -= 2 ** (weightBits - 1) * x.numbers.reduce((all, n) => all + n, 0);
      out.push(sum * x.step * w.step);
    }
  }
  return out;
}

describe("a product in arrays without errors", () => {
  it("is that of the whole numbers, however weights and inputs are cut into cells, phases and blocks", () => {
    everyCase(CUTS, 8, (cut) => {
      const settings = perfect(cut);
      const whole: number[] = [];
      for (let r = 0; r < ROWS; r++)
        for (let o = 0; o < OUTPUTS; o++) {
          const [x, w] = [
            wholeNumbers(inputRow(r), settings.inputBits),
            wholeNumbers(weightRow(o), settings.weightBits),
          ];
          whole.push(x.step * w.step * x.numbers.reduce((sum, n, i) => sum + n * w.numbers[i], 0));
        }
      expect(largestGap(arrayProduct(settings, inputs), whole)).toBeLessThan(2e-5);
    });
  });

  it("tends to the plain product: with 16 bits of both it is within two half steps a term", () => {
    const settings = perfect({
      weightBits: 16,
      inputBits: 16,
      cellBits: 4,
      lineBits: 4,
      pairing: "differential",
    });
    const read = arrayProduct(settings, inputs);
    for (let r = 0; r < ROWS; r++)
      for (let o = 0; o < OUTPUTS; o++) {
        const [x, w] = [inputRow(r), weightRow(o)];
        const plain = x.reduce((sum, one, i) => sum + one * w[i], 0);
        const [mostX, mostW] = [x, w].map((all) =>
          all.reduce((most, one) => Math.max(most, Math.abs(one)), 0),
        );
        const bound = (INPUTS * mostX * mostW) / (2 ** 15 - 1) + 1e-4;
        expect(Math.abs(read[r * OUTPUTS + o] - plain)).toBeLessThan(bound);
      }
  });

  it("rounds every column sum to a converter's steps and cuts it off at its ends", () => {
    everyCase(CUTS, 8, (cut) => {
      const settings = perfect({ ...cut, adcBits: 4 });
      // Of this range no whole sum is halfway between two codes.
      const range = 41;
      const out = byHand(settings, (sum, isBipolar) => {
        const codes = isBipolar ? 7 : 15;
        const step = Math.max(range / codes, 1);
        return step * Math.min(codes, Math.max(isBipolar ? -codes : 0, Math.round(sum / step)));
      });
      expect(largestGap(arrayProduct(settings, inputs, { range }), out)).toBeLessThan(5e-5);
    });
  });

  it("has no step below a whole sum: a wide converter is exact", () => {
    const settings = perfect({ adcBits: 8, pairing: "differential" });
    const exact = arrayProduct(settings, inputs);
    for (const range of [100, 30, 127])
      expect(
        largestGap(arrayProduct({ ...settings, rows: range === 30 ? 8 : 72 }, inputs, { range }), exact),
      ).toBeLessThan(1e-5);
  });
});

/** Mean and variance over chips of the error of each output, summed over outputs and vectors. */
function errorsOf(settings: WeightSettings, chips: number, more: ProductSetting = {}) {
  const exact = arrayProduct({ ...settings, ...NO_ERRORS }, inputs);
  let [mean, square] = [0, 0];
  for (let seed = 1; seed <= chips; seed++) {
    const read = arrayProduct(settings, inputs, { ...more, seed });
    for (const [n, x] of read.entries()) {
      mean += (x - exact[n]) / chips / exact.length;
      square += (x - exact[n]) ** 2 / chips / exact.length;
    }
  }
  return { mean, square };
}

const NO_ERRORS = { programmingError: 0, readNoise: 0, drift: 0, driftSpread: 0, stuck: 0 } as const;
const PAIRS = { pairing: "differential", onOff: 4, cellBits: 4, lineBits: 8 } as const;

/** Σ over vectors and outputs of the squared steps and of an input's squared numbers, a mean of one output. */
function meanSquares(settings: WeightSettings, of: (r: number, o: number) => number): number {
  let sum = 0;
  for (let r = 0; r < ROWS; r++)
    for (let o = 0; o < OUTPUTS; o++) {
      const [x, w] = [
        wholeNumbers(inputRow(r), settings.inputBits),
        wholeNumbers(weightRow(o), settings.weightBits),
      ];
      sum += (x.step * w.step) ** 2 * of(r, o);
    }
  return sum / ROWS / OUTPUTS;
}

const squaresOf = (r: number, bits: number): number =>
  wholeNumbers(inputRow(r), bits).numbers.reduce((sum, n) => sum + n * n, 0);

describe("errors of cells", () => {
  it("of writing: each of a pair adds its variance, by the weight of its slice", () => {
    const settings = perfect({ ...PAIRS, programmingError: 0.02 });
    // 15 levels over three quarters of the highest conductance; slices of 1 and 16; two cells.
    const cell = (15 / 0.75) ** 2 * 0.02 ** 2 * 2 * (1 + 256);
    const expected = meanSquares(settings, (r) => cell * squaresOf(r, 8));
    const { mean, square } = errorsOf(settings, 60);
    expect(square / expected).toBeGreaterThan(0.96);
    expect(square / expected).toBeLessThan(1.04);
    expect(Math.abs(mean)).toBeLessThan(0.02 * Math.sqrt(expected));
  });

  it("of a read: the variance of each driven current, drawn anew for every vector", () => {
    const settings = perfect({ ...PAIRS, readNoise: 0.03 });
    const lowest = 0.25;
    const expected = meanSquares(settings, (r, o) => {
      const x = wholeNumbers(inputRow(r), 8).numbers;
      const w = wholeNumbers(weightRow(o), 8).numbers;
      let sum = 0;
      for (const [slice, factor] of [1, 16].entries())
        for (const [i, n] of x.entries()) {
          const digit = Math.floor(Math.abs(w[i]) / 16 ** slice) % 16;
          const high = lowest + (digit * 0.75) / 15;
          sum += factor ** 2 * n * n * (high ** 2 + lowest ** 2);
        }
      return 0.03 ** 2 * (15 / 0.75) ** 2 * sum;
    });
    const { square } = errorsOf(settings, 60);
    expect(square / expected).toBeGreaterThan(0.96);
    expect(square / expected).toBeLessThan(1.04);
    const twice = arrayProduct(settings, Float32Array.from([...inputRow(0), ...inputRow(0)]));
    expect(largestGap(twice.subarray(0, OUTPUTS), twice.subarray(OUTPUTS))).toBeGreaterThan(0);
  });

  it("of a read's charge: one variance a column and phase, by the weights of slices and phases", () => {
    const settings = perfect({ rows: 30 });
    // Blocks of 30, 30 and 12 rows; slices of 1, 4, 16 and 64; bits of 1 to 128.
    const columns = 3 * (1 + 16 + 256 + 4096) * ((4 ** 8 - 1) / 3);
    const expected = 0.4 * meanSquares(settings, () => columns);
    const { mean, square } = errorsOf(settings, 60, { charge: 0.4 });
    expect(square / expected).toBeGreaterThan(0.96);
    expect(square / expected).toBeLessThan(1.04);
    expect(Math.abs(mean)).toBeLessThan(0.02 * Math.sqrt(expected));
    // With noise of the cells too the variances add.
    const both = errorsOf({ ...settings, readNoise: 0.03 }, 60, { charge: 0.4 }).square;
    const cells = errorsOf({ ...settings, readNoise: 0.03 }, 60).square;
    expect(both / (expected + cells)).toBeGreaterThan(0.95);
    expect(both / (expected + cells)).toBeLessThan(1.05);
  });

  it("of drift without a spread: every pair keeps the same share of its difference", () => {
    const settings = perfect({ ...PAIRS, drift: 0.05, age: 86_400 as WeightSettings["age"] });
    const exact = arrayProduct({ ...settings, drift: 0 }, inputs);
    const kept = 86_400 ** -0.05;
    const read = arrayProduct(settings, inputs);
    expect(
      largestGap(
        read,
        exact.map((x) => kept * x),
      ),
      // A share of a level is no whole number of the products' steps.
    ).toBeLessThan(3e-4);
  });

  it("of stuck cells: as many as stated, half of them at either end", () => {
    const settings = perfect({ ...PAIRS, weightBits: 5, stuck: 0.1 });
    // One slice: a cell of level d becomes 15 or 0, each with probability 1/20.
    const expected = meanSquares(settings, (r, o) => {
      const x = wholeNumbers(inputRow(r), 8).numbers;
      const w = wholeNumbers(weightRow(o), 5).numbers;
      let [mean, variance] = [0, 0];
      for (const [i, n] of x.entries()) {
        const digits = w[i] < 0 ? [0, -w[i]] : [w[i], 0];
        for (const [line, d] of digits.entries()) {
          const shift = 0.05 * (15 - d) - 0.05 * d;
          mean += (line === 0 ? 1 : -1) * n * shift;
          variance += n * n * (0.05 * (15 - d) ** 2 + 0.05 * d ** 2 - shift ** 2);
        }
      }
      return mean ** 2 + variance;
    });
    const { square } = errorsOf(settings, 60);
    expect(square / expected).toBeGreaterThan(0.95);
    expect(square / expected).toBeLessThan(1.05);
  });

  it("are averaged over cells in parallel, noise of reads and of the charge too", () => {
    const down = {
      copies: { queryKeyValue: 1, outputProjection: 1, up: 1, down: 4, outputHead: 1 },
    } as const;
    const cases: readonly [Partial<WeightSettings>, number][] = [
      [{ programmingError: 0.02 }, 0],
      [{ readNoise: 0.03 }, 0],
      [{}, 0.4],
    ];
    everyCase(cases, 6, ([own, charge]) => {
      const settings = perfect({ ...PAIRS, ...own });
      const one = errorsOf(settings, 40, { charge }).square;
      const four = errorsOf({ ...settings, ...down }, 40, { charge }).square;
      expect(one / four, JSON.stringify(own)).toBeGreaterThan(3.7);
      expect(one / four, JSON.stringify(own)).toBeLessThan(4.3);
    });
    // Of four cells the number that stick is not all or none.
    const stuck = perfect({ ...PAIRS, stuck: 0.1 });
    const ratio = errorsOf(stuck, 40).square / errorsOf({ ...stuck, ...down }, 40).square;
    expect(ratio).toBeGreaterThan(2);
    expect(ratio).toBeLessThan(4.3);
    // Another step's copies change nothing here.
    expect(arrayProduct({ ...stuck, copies: { ...down.copies, down: 1, up: 4 } }, inputs)).toEqual(
      arrayProduct(stuck, inputs),
    );
  });

  it("are those of one chip: the same seed gives the same cells, another one others", () => {
    const settings = perfect({ programmingError: 0.02 });
    expect(arrayProduct(settings, inputs)).toEqual(arrayProduct(settings, inputs));
    expect(
      largestGap(arrayProduct(settings, inputs), arrayProduct(settings, inputs, { seed: 2 })),
    ).toBeGreaterThan(0);
  });

  it("a wire's share weakens the cell at its row and column, and no other", () => {
    const settings = perfect({ ...PAIRS, weightBits: 5, rows: 72, columns: 2 * OUTPUTS });
    const wires = new Float32Array(72 * 2 * OUTPUTS).fill(1);
    const [row, output] = [10, 7];
    for (const line of [0, 1]) wires[row * 2 * OUTPUTS + 2 * output + line] = 0.5;
    const exact = arrayProduct(settings, inputs);
    const read = arrayProduct(settings, inputs, { wires });
    const w = wholeNumbers(weightRow(output), 5);
    for (let r = 0; r < ROWS; r++) {
      const x = wholeNumbers(inputRow(r), 8);
      const lost = 0.5 * w.numbers[row] * w.step * x.numbers[row] * x.step;
      for (let o = 0; o < OUTPUTS; o++)
        expect(read[r * OUTPUTS + o]).toBeCloseTo(exact[r * OUTPUTS + o] - (o === output ? lost : 0), 4);
    }
  });
});
