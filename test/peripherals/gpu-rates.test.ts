import { expect, it } from "vitest";
import type { Gpu } from "../../src/peripherals/gpu.ts";
import { bind } from "./bind.ts";

// TFLOP/s of [flash-attention-2024] at 16 384 tokens, the same with a mask, and at 512.
const [LONG, MASKED, SHORT, PEAK] = [497, 473, 333, 989.4];
const [LONG_128, MASKED_128, SHORT_128] = [648, 616, 467];

it("a GPU's rate is what was measured at its ends, its mean in the middle of the logarithm, and a mask costs the same share", () => {
  const { utilisation } = bind<string, Gpu>("gpu", "h100").behaviour;
  const rate = (width: number, length: number, causal: boolean): number =>
    PEAK * utilisation(width, length, causal);
  const middle = Math.sqrt(512 * 16_384);
  const cases: readonly (readonly [number, number, boolean, number])[] = [
    [64, 16_384, false, LONG],
    [64, 1 << 20, false, LONG],
    [64, 16_384, true, MASKED],
    [64, 512, false, SHORT],
    [64, 100, false, SHORT],
    [64, 512, true, (SHORT * MASKED) / LONG],
    [64, middle, false, (LONG + SHORT) / 2],
    [64, middle, true, (((LONG + SHORT) / 2) * MASKED) / LONG],
    [128, 512, true, (SHORT_128 * MASKED_128) / LONG_128],
    [32, 16_384, false, LONG / 2],
    [96, 16_384, false, (LONG + LONG_128) / 2],
    [1024, 512, false, SHORT_128],
  ];
  for (const [width, length, causal, wanted] of cases)
    expect(rate(width, length, causal) / wanted, `${width} ${length} ${causal}`).toBeCloseTo(1, 9);
});
