import { expect, it } from "vitest";
import { createRng } from "#base";
import { softmaxLane } from "../../../../src/commands/import/run/cells/units/streams.ts";
import { everyCase } from "../../../law.ts";

const SIZES = softmaxLane.sizes[0];
const { WHOLE, FRACTION, ENTRY, SUM } = SIZES;
const STEPS = 2 ** FRACTION;

it("the table of the softmax lane has 2^(f/steps − 1) in its bits, the leading one left out", () => {
  const { "exponential.hex": file } = softmaxLane.files?.(SIZES) ?? {};
  const words = String(file).trim().split("\n");
  expect(words).toHaveLength(STEPS);
  for (const [f, word] of words.entries()) {
    const mantissa = Math.round(2 ** (f / STEPS - 1) * 2 ** ENTRY);
    expect(Number.parseInt(word, 16), String(f)).toBe(mantissa - 2 ** (ENTRY - 1));
  }
});

it("its expected weights are powers of two of scores less the largest ceiling so far, and sums follow it up", () => {
  const found: { weight: number; sum: number; ideal: number; total: number }[] = [];
  let [most, total] = [Number.NEGATIVE_INFINITY, 0];
  const vectors = softmaxLane.vectors(SIZES, createRng("lane"), "energy");
  for (let n = 0; n < 640; n++) {
    const { inputs, outputs } = vectors.next().value;
    if (outputs === null) continue;
    const bits = WHOLE + FRACTION;
    const score = Number(BigInt.asIntN(bits, inputs.score)) / STEPS;
    if (inputs.start === 1n) [most, total] = [Math.ceil(score), 0];
    else if (Math.ceil(score) > most) {
      total *= 2 ** (most - Math.ceil(score));
      most = Math.ceil(score);
    }
    // The largest ceiling has half of the entry's range.
    const ideal = 2 ** (score - most + ENTRY - 1);
    total += ideal;
    const sum = Number(BigInt.asUintN(SUM, outputs.sum));
    found.push({ weight: Number(outputs.weight), sum, ideal, total });
  }
  everyCase(found, 640, ({ weight, sum, ideal, total: exact }) => {
    // Rounded to half a unit of an entry, then cut off.
    expect(weight).toBeGreaterThan(ideal - 1.51);
    expect(weight).toBeLessThan(ideal + 0.51);
    // 64 weights and as many shifts, each at most two units off.
    expect(Math.abs(sum - exact)).toBeLessThan(130);
    expect(sum / exact).toBeGreaterThan(0.98);
  });
});
