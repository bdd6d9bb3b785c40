import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";

export type RungId = "exact-digital" | "lsh-digital" | "lsh-memristor";

/** An entry of the comparison: the design and the workload as this rung sees them. Nothing else differs. */
export interface Rung {
  readonly id: RungId;
  readonly title: string;
  readonly design: (design: Design) => Design;
  readonly workload: (workload: Workload) => Workload;
}

const attendBy =
  (kind: "exact" | "lsh") =>
  (workload: Workload): Workload => ({ ...workload, attention: { ...workload.attention, kind } });

const hashOn =
  (unit: "crossbar" | "digital") =>
  (design: Design): Design => ({ ...design, hashing: { ...design.hashing, unit } });

/** The ladder: same nodes, MACs, buffer, bandwidth, precision, length and batch on every rung. */
export const RUNGS: readonly Rung[] = [
  {
    id: "exact-digital",
    title: "A  exact attention, O(L²), digital",
    design: hashOn("digital"),
    workload: attendBy("exact"),
  },
  {
    id: "lsh-digital",
    title: "B  LSH attention, hash on digital adders",
    design: hashOn("digital"),
    workload: attendBy("lsh"),
  },
  {
    id: "lsh-memristor",
    title: "C  LSH attention, hash on memristor arrays",
    design: hashOn("crossbar"),
    workload: attendBy("lsh"),
  },
];
