import { defineGpu } from "./gpu.ts";

/** H100 SXM5 with FlashAttention-3 [flash-attention-2024]. No causal rate is published at a width of 256: as at 128. */
export const h100Gpu = defineGpu({
  model: "h100",
  peak: 989.4e12,
  bandwidth: 3350e9,
  power: 700,
  die: 814e-6,
  rates: {
    long: [
      [64, 497e12],
      [128, 648e12],
      [256, 756e12],
    ],
    longCausal: [
      [64, 473e12],
      [128, 616e12],
      [256, (756e12 * 616) / 648],
    ],
    short: [
      [64, 333e12],
      [128, 467e12],
    ],
  },
});
