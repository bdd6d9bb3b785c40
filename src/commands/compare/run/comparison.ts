// What a comparison found.

import type { AssumedReach } from "../../../comparison/assumed-reach.ts";
import type { Alternative, CostBands, OffCentre, OwnRange } from "../../../comparison/bands.ts";
import type { DesignId, DesignResult, Ratios } from "../../../comparison/comparison-design.ts";
import type { CapacityCurve, PricedLengths } from "../../../comparison/curves.ts";
import type { DataMovement } from "../../../comparison/data-movement.ts";
import type { EqualNodes } from "../../../comparison/equal-nodes.ts";
import type { BestChange, Flip } from "../../../comparison/flips.ts";
import type { HashRival } from "../../../comparison/hash-rivals.ts";
import type { IsoQuality } from "../../../comparison/iso-quality.ts";
import type { LatencyCheck } from "../../../comparison/latency-check.ts";
import type { InLibrary } from "../../../comparison/one-library.ts";
import type { PlanTie } from "../../../comparison/plan-ties.ts";
import type { TokenTimes } from "../../../comparison/priced-comparison.ts";
import type { WhyLine } from "../../../comparison/why-lines.ts";
import type { ProvenanceItem } from "../../../cost/price-list.ts";
import type { CurrentLoad } from "../../../design/line-limits.ts";
import type { Workload } from "../../../design/workload.ts";
import type { ReadDisturb } from "../../../simulation/read-disturb.ts";
import type { Fidelity } from "../../../simulation/simulate.ts";
import type { ChangedRecalls } from "./changed-recall.ts";
import type { SearchedFidelity } from "./searched-fidelity.ts";

/** What the first screen says, found before prices at other lengths, bands and crossings. */
export interface FirstResults {
  readonly name: string;
  readonly seed: number;
  readonly version: string;
  /** Names of the kernels that ran. */
  readonly kernels: string;
  /** SHA-256 of the first head's queries and keys: distinguishes texts and models. */
  readonly activations: string;
  readonly workload: Workload;
  /** The design with all defaults, SI numbers with the unit in the key. */
  readonly design: unknown;
  readonly contenders: readonly DesignResult[];
  /** Largest currents of the arrays' lines and drivers, with their limits. */
  readonly loads: readonly CurrentLoad[];
  readonly ratios: Ratios;
  /** Designs over the ranges of constants that only they use. */
  readonly ownRanges: Readonly<Record<DesignId, OwnRange>>;
  /** Ratios with other models of units, which no draw of the bands includes. */
  readonly alternatives: readonly Alternative[];
  /** Designs with a second plan that is nearly as good and costs something else. */
  readonly planTies: readonly PlanTie[];
  /** The single change that helps the config's own design most; null where that design has no price. */
  readonly bestChange: BestChange | null;
  readonly fidelity: Fidelity;
  /** Quality of the designs that search codes. */
  readonly searched: SearchedFidelity;
  readonly margin: number;
  /** Null where the device's model gives no effect of voltage on it. */
  readonly readDisturb: ReadDisturb | null;
  readonly provenance: readonly ProvenanceItem[];
  /** What the assumed numbers alone could do to the verdicts. */
  readonly assumedReach: AssumedReach;
  /** All ratios with the logic in one cell library; null where the config has tables of its own. */
  readonly inLibrary: InLibrary | null;
}

/** Everything that a comparison found; every report is made from it. */
export interface Comparison extends FirstResults, PricedLengths {
  /** Designs and ratios over the ranges of the constants. */
  readonly bands: CostBands;
  /** The same at the config's own inputs: the constants alone are drawn. */
  readonly constantBands: CostBands;
  /** Bands that do not centre on the nominal ratios, and why. */
  readonly offCentre: readonly OffCentre[];
  /** Energy ratios with every part of every design at one node. */
  readonly equalNodes: readonly EqualNodes[];
  /** Changes that would reverse the verdicts on energy. */
  readonly flips: readonly Flip[];
  /** Both phases of each design. */
  readonly tokenTimes: ReadonlyMap<DesignId, TokenTimes>;
  /** The closed-form latencies next to the event-driven simulation of the schedule. */
  readonly latencyChecks: readonly LatencyCheck[];
  /** Roofs, places of data and occupancy of buffers of the designs on the chip's own units. */
  readonly movement: DataMovement;
  /** Traffic over the buffers' capacity; null where the chip does not limit them. */
  readonly capacities: CapacityCurve | null;
  readonly hashRivals: readonly HashRival[];
  /** The designs at equal quality; null unless the config asks for it. */
  readonly isoQuality: IsoQuality | null;
  /** Why designs lose to exact attention in energy just outside the ranges in which they win. */
  readonly why: readonly WhyLine[];
  /** Recall of the memristor hash with single changes that give it another quality. */
  readonly changed: ChangedRecalls;
}
