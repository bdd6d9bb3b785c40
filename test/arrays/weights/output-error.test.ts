import { describe, expect, it } from "vitest";
import { outputError, type ProductShape } from "../../../src/arrays/weights/output-error.ts";
import { type WeightSettings, weightsSchema } from "../../../src/arrays/weights/settings.ts";
import {
  arrayProduct,
  gaussianInputs,
  INPUTS,
  OUTPUTS,
  perfect,
  WEIGHTS,
} from "../../language-model/engine/array-product.ts";
import { everyCase } from "../../law.ts";

const ROWS = 16;
const inputs = gaussianInputs(ROWS, "closed form");

const rowOf = (all: Float32Array, n: number): Float32Array => all.subarray(n * INPUTS, (n + 1) * INPUTS);
const crestOf = (all: Float32Array, rows: number): number => {
  let sum = 0;
  for (let r = 0; r < rows; r++) {
    const own = rowOf(all, r);
    const most = own.reduce((so, x) => Math.max(so, Math.abs(x)), 0);
    sum += most ** 2 / (own.reduce((so, x) => so + x * x, 0) / INPUTS);
  }
  return Math.sqrt(sum / rows);
};
const energy = (all: ArrayLike<number>): number => Array.from(all).reduce((sum, x) => sum + x * x, 0);
const squares = (all: Float32Array): number => energy(all) / all.length;

/** Input vectors with their exact outputs and shape. */
function casesOf(own: Float32Array): {
  readonly inputs: Float32Array;
  readonly exact: Float64Array;
  readonly shape: ProductShape;
} {
  const exact = Float64Array.from({ length: ROWS * OUTPUTS }, (_, n) => {
    const [x, w] = [rowOf(own, Math.floor(n / OUTPUTS)), rowOf(WEIGHTS, n % OUTPUTS)];
    return x.reduce((sum, one, i) => sum + one * w[i], 0);
  });
  const shape = {
    weightCrest: crestOf(WEIGHTS, OUTPUTS),
    inputCrest: crestOf(own, ROWS),
    largestSum: 4.5,
    gain: energy(exact) / exact.length / (INPUTS * squares(WEIGHTS) * squares(own)),
  };
  return { inputs: own, exact, shape };
}
const usual = casesOf(inputs);
/** One input of each vector is far above the others, whose upper bits all repeat their sign. */
const peaked = casesOf(inputs.map((x, n) => (n % INPUTS === 0 ? 12 : x)));

/** Error of products in arrays, over chips; `range` as in a calibration. */
function simulated(
  settings: WeightSettings,
  charge: number,
  range: number,
  { inputs: own, exact } = usual,
): number {
  let sum = 0;
  const chips = 6;
  for (let seed = 1; seed <= chips; seed++) {
    const read = arrayProduct(settings, own, { seed, charge, range });
    sum += energy(read.map((x, n) => x - exact[n])) / chips;
  }
  return Math.sqrt(sum / energy(exact));
}

const pairs = { pairing: "differential", rows: 36 } as const;
/** Settings, variance of the charge, and the range of each converter. */
const CASES: readonly [string, Partial<WeightSettings>, number, number][] = [
  ["bits of an input", { ...pairs, weightBits: 12, inputBits: 5 }, 0, 100],
  ["bits of a weight", { ...pairs, weightBits: 5, inputBits: 12 }, 0, 100],
  ["writing, rounded away", { ...pairs, weightBits: 9, inputBits: 10, programmingError: 0.008 }, 0, 100],
  ["writing, a third of a level", { ...pairs, programmingError: 0.02 }, 0, 100],
  ["writing, a level", { ...pairs, programmingError: 0.08 }, 0, 120],
  ["charge, a quarter of a level", pairs, 0.0625, 100],
  ["reads", { ...pairs, readNoise: 0.06 }, 0, 120],
  ["stuck cells", { ...pairs, stuck: 0.01 }, 0, 120],
  ["offset cells", { rows: 36, programmingError: 0.03 }, 0, 250],
  // Converters of 8 bits have steps of one for both kinds of digits.
  ["offset cells, four bits a line", { rows: 36, lineBits: 4, programmingError: 0.03, cellBits: 1 }, 0, 127],
];

describe("the closed form of an output's error", () => {
  it("is within a fifth of the simulated arrays', from rounding alone to errors of a level", () => {
    const found: [string, number][] = [];
    for (const [name, own, charge, range] of CASES) {
      const settings = perfect(own);
      found.push([
        name,
        outputError(settings, { charge, wires: 0 }, usual.shape) / simulated(settings, charge, range),
      ]);
    }
    everyCase(found, 10, ([name, ratio]) => {
      expect(ratio, name).toBeGreaterThan(0.8);
      expect(ratio, name).toBeLessThan(1.25);
    });
  });

  it("counts once what phases of signs round wrongly together, where most inputs are far below the largest", () => {
    const errors = [0.015, 0.02, 0.03];
    everyCase(errors, 3, (programmingError) => {
      const settings = perfect({ ...pairs, weightBits: 9, inputBits: 12, programmingError });
      const ratio =
        outputError(settings, { charge: 0, wires: 0 }, peaked.shape) / simulated(settings, 0, 100, peaked);
      expect(ratio).toBeGreaterThan(0.75);
      expect(ratio).toBeLessThan(1.33);
    });
  });

  it("grows with each error, and falls with each bit", () => {
    const at = (given: Readonly<Record<string, unknown>>, charge = 0, wires = 0): number =>
      outputError(
        weightsSchema.parse({
          ...{
            pairing: "differential",
            weightBits: 9,
            inputBits: 10,
            programmingError: 0.003,
            readNoise: 0.003,
          },
          ...given,
        }),
        { charge, wires },
      );
    const rising = (values: readonly number[]): void => {
      const pairs = values.slice(1).map((value, n) => [values[n], value] as const);
      // Beyond a tenth, more of the errors repeat from phase to phase and cancel in a sign, so growth need not be even.
      everyCase(pairs, values.length - 1, ([before, after]) =>
        expect(after).toBeGreaterThanOrEqual(before > 0.1 ? 0.8 * before : before),
      );
      expect(values[values.length - 1]).toBeGreaterThan(values[0]);
    };
    rising([0.001, 0.01, 0.02, 0.05].map((programmingError) => at({ programmingError })));
    rising([0.001, 0.02, 0.05].map((readNoise) => at({ readNoise })));
    rising([0, 0.01, 0.1].map((stuck) => at({ stuck })));
    rising([0, 0.05, 0.2].map((charge) => at({}, charge)));
    rising([0, 0.02, 0.1].map((wires) => at({}, 0, wires)));
    rising([8, 7, 6, 5, 4].map((adcBits) => at({ adcBits })));
    rising([10, 8, 6, 4].map((inputBits) => at({ inputBits, programmingError: 0, readNoise: 0 })));
    rising([9, 7, 5].map((weightBits) => at({ weightBits, programmingError: 0, readNoise: 0 })));
    rising(
      [8, 2, 1].map((copies) =>
        outputError(weightsSchema.parse({ pairing: "differential" }), { charge: 0.1, wires: 0, copies }),
      ),
    );
    rising([0, 0.02, 0.05].map((driftSpread) => at({ driftSpread })));
    rising([3600, 86_400, 3e7].map((age) => at({ drift: 0.05, driftSpread: 0.01, age: `${age} s` }, 0.02)));
  });
});
