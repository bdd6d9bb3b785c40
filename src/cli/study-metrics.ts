import type { EvaluatedMetrics } from "../explore/study.ts";

const PRICE = [
  "energy_J",
  "latency_s",
  "area_m2",
  "energy_vs_exact",
  "energy_vs_lsh_digital",
  "throughput_tokens_per_s",
] as const;
const QUALITY = ["captured_mass", "captured_mass_interval95", "output_error"] as const;

/** Columns of a study's levels, SI with the unit in the name. */
export const LEVEL_METRICS: EvaluatedMetrics = {
  analytic: PRICE,
  estimate: [...PRICE, "captured_mass"],
  simulate: [...PRICE, ...QUALITY],
  circuit: [...PRICE, ...QUALITY],
};
