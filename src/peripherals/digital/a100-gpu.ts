import { defineGpu } from "./gpu.ts";

/**
 * A100 SXM of 80 GB with FlashAttention-2, forward and backward together [flash-attention-2024]. At 512 tokens a rate
 * is published for a width of 64 alone; wider heads are taken to lose as much there.
 */
export const a100Gpu = defineGpu({
  model: "a100",
  peak: 312e12,
  bandwidth: 2039e9,
  power: 400,
  die: 826e-6,
  rates: {
    long: [
      [64, 176e12],
      [128, 203e12],
    ],
    longCausal: [
      [64, 171e12],
      [128, 189e12],
    ],
    short: [
      [64, 132e12],
      [128, (203e12 * 132) / 176],
    ],
  },
});
