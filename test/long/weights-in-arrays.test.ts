import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import type { WeightSettings } from "../../src/arrays/weights/settings.ts";
import { transferShares } from "../../src/arrays/weights/wires.ts";
import {
  arrayProduct,
  gaussianInputs,
  INPUTS,
  perfect,
  WEIGHTS,
} from "../language-model/engine/array-product.ts";
import { everyCase } from "../law.ts";

/** A Python with numpy. */
const PYTHON = process.env.CROSSHASH_NUMPY;
const SCRIPT = new URL("weights-in-arrays.py", import.meta.url).pathname;
const CHIPS = 400;

const ask = (task: unknown): Record<string, unknown> =>
  JSON.parse(
    execFileSync(PYTHON ?? "python3", [SCRIPT], {
      input: JSON.stringify(task),
      maxBuffer: 1 << 28,
    }).toString(),
  ) as Record<string, unknown>;

const table = (values: ArrayLike<number>, columns: number): number[][] =>
  Array.from({ length: values.length / columns }, (_, r) =>
    Array.from({ length: columns }, (_, c) => values[r * columns + c]),
  );

const NONE = { programmingError: 0, readNoise: 0, drift: 0, driftSpread: 0, stuck: 0 } as const;
const day = 86_400 as WeightSettings["age"];

const CASES: readonly [string, Partial<WeightSettings>][] = [
  ["writing, pairs", { pairing: "differential", programmingError: 0.03 }],
  ["writing, offset", { programmingError: 0.03, cellBits: 4, lineBits: 4 }],
  ["reads, pairs bit by bit", { pairing: "differential", readNoise: 0.05, rows: 30 }],
  ["reads, offset, eight bits at once", { readNoise: 0.05, lineBits: 8 }],
  ["drift with a spread", { pairing: "differential", drift: 0.05, driftSpread: 0.02, age: day, onOff: 5 }],
  ["stuck cells", { pairing: "differential", stuck: 0.05, cellBits: 1 }],
  [
    "all of them",
    { programmingError: 0.02, readNoise: 0.02, drift: 0.02, driftSpread: 0.01, age: day, stuck: 0.01 },
  ],
];

describe.skipIf(PYTHON === undefined)("numpy, which knows nothing of this code, agrees", () => {
  it("on the mean square of errors within 2 %, and on their mean within as much of their size", () => {
    const inputs = gaussianInputs(4, "numpy");
    everyCase(CASES, 7, ([, own]) => {
      const settings = perfect(own);
      const { mean, square } = ask({
        settings,
        chips: CHIPS,
        weights: table(WEIGHTS, INPUTS),
        inputs: table(inputs, INPUTS),
      }) as { mean: number; square: number };
      const exact = arrayProduct({ ...settings, ...NONE }, inputs);
      const ours = { mean: 0, square: 0 };
      for (let seed = 1; seed <= CHIPS; seed++)
        for (const [n, x] of arrayProduct(settings, inputs, { seed }).entries()) {
          ours.mean += (x - exact[n]) / exact.length / CHIPS;
          ours.square += (x - exact[n]) ** 2 / exact.length / CHIPS;
        }
      expect(Math.abs(ours.square / square - 1)).toBeLessThan(0.02);
      expect(Math.abs(ours.mean - mean)).toBeLessThan(0.02 * Math.sqrt(square));
    });
  });

  it("on what wires leave of every cell of an array, to 1e-6", () => {
    const [rows, columns, segment] = [11, 9, 40];
    const rng = createRng("wires");
    const conductance = Float64Array.from({ length: rows * columns }, () => 1e-5 * (0.05 + rng.uniform()));
    const { shares } = ask({ circuit: { conductance: table(conductance, columns), segment } }) as {
      shares: number[][];
    };
    const end = { voltage: 0, resistance: segment };
    const ours = transferShares({
      rows,
      columns,
      conductance,
      wordSegment: segment,
      bitSegment: segment,
      device: { model: "linear" },
      terminals: {
        left: Array.from({ length: rows }, () => end),
        right: null,
        top: null,
        bottom: Array.from({ length: columns }, () => end),
      },
    });
    for (const [n, share] of shares.flat().entries()) expect(ours[n] / share).toBeCloseTo(1, 6);
  });
});
