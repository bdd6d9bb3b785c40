import { exactPairs } from "../../src/attention/plan.ts";
import type { Fact } from "./fact.ts";

/** Peak of dense 16-bit products (FLOP/s), bandwidth (B/s) and thermal design power (W). Source: [nvidia-2023]. */
const GPUS = {
  A100: { peak: 312e12, bandwidth: 2039e9, power: 400, ridge: 153 },
  H100: { peak: 989.4e12, bandwidth: 3350e9, power: 700, ridge: 295 },
} as const;

/** Measured FLOP/s of fused attention at 16 384 tokens, its share of the peak and pJ a FLOP. Source: [flash-attention-2024]. */
const MEASURED = [
  ["A100", "FA2, d = 64", 176e12, 56, 2.27],
  ["A100", "FA2, d = 128", 203e12, 65, 1.97],
  ["H100", "FA3, d = 64", 497e12, 50, 1.41],
  ["H100", "FA3, d = 128", 648e12, 65.5, 1.08],
  ["H100", "FA3, d = 256", 756e12, 76, 0.93],
  ["H100", "FA3, best", 740e12, 75, null],
] as const;

/** Ridge points of two GPUs and what measured fused attention makes of their peaks. */
export function rooflineFacts(): Fact[] {
  const base = { topic: "GPU roofline", evidence: "arithmetic", tolerance: 0.01 } as const;
  const ridges = Object.entries(GPUS).map(
    ([name, { peak, bandwidth, ridge }]): Fact => ({
      ...base,
      quantity: `${name}, ridge`,
      unit: "FLOP/B",
      published: ridge,
      ours: peak / bandwidth,
      tolerance: 0.002,
      source: "nvidia-2023",
      note: "dense 16-bit peak over bandwidth of the memory",
    }),
  );
  const measured = MEASURED.flatMap(([name, kernel, rate, share, picojoules]): Fact[] => {
    const { peak, power } = GPUS[name];
    const fact = { ...base, source: "flash-attention-2024", note: "forward, 16 384 tokens" };
    const use: Fact = {
      ...fact,
      quantity: `${name}, ${kernel}: use of the peak`,
      unit: "%",
      published: share,
      ours: (100 * rate) / peak,
    };
    if (picojoules === null) return [use];
    const energy: Fact = {
      ...fact,
      quantity: `${name}, ${kernel}: energy at thermal design power`,
      unit: "pJ/FLOP",
      published: picojoules,
      ours: (power / rate) * 1e12,
    };
    return [use, energy];
  });
  const flops = 4 * 16 * exactPairs(16_384, false) * 128;
  const time = flops / 648e12;
  const whole = {
    ...base,
    tolerance: 1e-3,
    source: "flash-attention-2024",
    note: "16 heads of 128, batch 1",
  };
  return [
    ...ridges,
    ...measured,
    { ...whole, quantity: "H100, 16 384 tokens", unit: "ms", published: 3.394, ours: time * 1e3 },
    { ...whole, quantity: "H100, 16 384 tokens", unit: "J", published: 2.376, ours: time * GPUS.H100.power },
  ];
}
