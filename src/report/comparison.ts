import type { ProvenanceItem } from "../cost/provenance.ts";
import type { Workload } from "../design/workload.ts";
import type { CostBands } from "../ladder/bands.ts";
import type { Crossover, CurvePoint } from "../ladder/curves.ts";
import type { Ratios, RungResult } from "../ladder/ladder.ts";
import type { Fidelity } from "../simulation/simulate.ts";

/** Everything that a comparison found; what every report is drawn from. */
export interface Comparison {
  readonly name: string;
  readonly seed: number;
  readonly version: string;
  readonly workload: Workload;
  /** The design with all defaults, SI numbers with the unit in the key. */
  readonly design: unknown;
  readonly rungs: readonly RungResult[];
  readonly ratios: Ratios;
  /** Rungs and ratios over the ranges of the constants. */
  readonly bands: CostBands;
  readonly crossover: readonly Crossover[];
  readonly curves: readonly CurvePoint[];
  readonly fidelity: Fidelity;
  readonly margin: number;
  readonly provenance: readonly ProvenanceItem[];
}
