import type { Design, Platform } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";

export type RungId = "exact-digital" | "lsh-digital" | "lsh-memristor" | "exact-analog" | "gpu";

/** An entry of the comparison: the design and the workload as this rung sees them. Nothing else differs. */
export interface Rung {
  readonly id: RungId;
  /** Title, with the name of what the priced design has settled on where there was a choice. */
  readonly title: (design: Design) => string;
  readonly design: (design: Design) => Design;
  readonly workload: (workload: Workload) => Workload;
}

const attendBy =
  (kind: "exact" | "lsh") =>
  (workload: Workload): Workload => ({ ...workload, attention: { ...workload.attention, kind } });

const hashOn =
  (unit: "crossbar" | "digital") =>
  (design: Design): Design => ({ ...design, platform: "digital", hashing: { ...design.hashing, unit } });

const runOn =
  (platform: Platform) =>
  (design: Design): Design => ({ ...design, platform, hashing: { ...design.hashing, unit: "digital" } });

/**
 * The ladder: A to D share nodes, MACs, buffer, bandwidth, length and batch. A to C share int8 operands; D has those of
 * its arrays, and E its own node and precision.
 */
export const RUNGS: readonly Rung[] = [
  {
    id: "exact-digital",
    title: () => "A  exact attention, O(L²), digital",
    design: hashOn("digital"),
    workload: attendBy("exact"),
  },
  {
    id: "lsh-digital",
    title: () => "B  LSH attention, hash on digital adders",
    design: hashOn("digital"),
    workload: attendBy("lsh"),
  },
  {
    id: "lsh-memristor",
    title: () => "C  LSH attention, hash on memristor arrays",
    design: hashOn("crossbar"),
    workload: attendBy("lsh"),
  },
  {
    id: "exact-analog",
    title: ({ baselines }) => `D  exact attention, K and V in ${baselines.analog.model} arrays`,
    design: runOn("analog"),
    workload: attendBy("exact"),
  },
  {
    id: "gpu",
    title: ({ baselines }) => `E  exact attention on a GPU, ${baselines.gpu.model}`,
    design: runOn("gpu"),
    workload: attendBy("exact"),
  },
];
