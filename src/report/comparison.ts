import type { ProvenanceItem } from "../cost/provenance.ts";
import type { Workload } from "../design/workload.ts";
import type { CostBands } from "../ladder/bands.ts";
import type { Ratios, RungId, RungResult } from "../ladder/comparison-design.ts";
import type { Crossover, CurvePoint } from "../ladder/curves.ts";
import type { HashRival } from "../ladder/hash-rivals.ts";
import type { IsoQuality } from "../ladder/iso-quality.ts";
import type { LatencyCheck } from "../ladder/latency-check.ts";
import type { TokenTimes } from "../ladder/token-times.ts";
import type { Fidelity } from "../simulation/simulate.ts";

/** Everything that a comparison found; what every report is drawn from. */
export interface Comparison {
  readonly name: string;
  readonly seed: number;
  readonly version: string;
  /** Names of the kernels that ran. */
  readonly kernels: string;
  readonly workload: Workload;
  /** The design with all defaults, SI numbers with the unit in the key. */
  readonly design: unknown;
  readonly rungs: readonly RungResult[];
  readonly ratios: Ratios;
  /** Rungs and ratios over the ranges of the constants. */
  readonly bands: CostBands;
  /** Both phases of each rung. */
  readonly tokenTimes: ReadonlyMap<RungId, TokenTimes>;
  /** The closed-form latencies beside the schedule played event by event. */
  readonly latencyChecks: readonly LatencyCheck[];
  readonly hashRivals: readonly HashRival[];
  /** The ladder at equal quality; null unless the config asks for it. */
  readonly isoQuality: IsoQuality | null;
  readonly crossover: readonly Crossover[];
  readonly curves: readonly CurvePoint[];
  readonly fidelity: Fidelity;
  readonly margin: number;
  readonly provenance: readonly ProvenanceItem[];
}
