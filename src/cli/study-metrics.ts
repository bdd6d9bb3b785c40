import type { LevelMetrics } from "../explore/study.ts";

const PRICE = ["energy_J", "latency_s", "area_m2", "energy_vs_exact", "energy_vs_lsh_digital"] as const;
const QUALITY = ["captured_mass", "captured_mass_interval95", "output_error"] as const;

/** Columns of a study's levels, SI with the unit in the name. */
export const LEVEL_METRICS: LevelMetrics = {
  analytic: PRICE,
  estimate: [...PRICE, "captured_mass"],
  simulate: [...PRICE, ...QUALITY],
  circuit: [...PRICE, ...QUALITY],
};
