import type { Estimate } from "../base/statistics.ts";
import type { Knee } from "../explore/knee.ts";

/** A tile, an array and a sharing at the quality that is asked for. */
export interface TileRow {
  readonly edge: number;
  readonly side: number;
  readonly sharing: string;
  /** Share of the signal that reaches the readouts, mean over columns, and of the worst cell; null where nothing can be built. */
  readonly retained: number | null;
  readonly worstCell: number | null;
  /** Fewest rounds that reach the quality; null where none does or nothing can be built. */
  readonly rounds: number | null;
  readonly capturedMass: Estimate | null;
  /** Share of the arrays' cells that hold a projection, and how many arrays there are. */
  readonly fill: number | null;
  readonly arrays: number | null;
  /** The price at these rounds, SI; of the hash without the moving of its vectors. */
  readonly price: {
    readonly hashArea: number;
    readonly hashEnergy: number;
    readonly hashTime: number;
    readonly area: number;
    readonly energy: number;
    readonly latency: number;
  } | null;
  readonly reason: string;
}

export interface TilesReport {
  readonly name: string;
  readonly workload: string;
  readonly tokens: number;
  /** Captured mass that every configuration has to reach, and what it stands for. */
  readonly target: number;
  readonly targetText: string;
  /** Captured mass of random buckets at the config's rounds, the control. */
  readonly control: Estimate;
  /** Names of the kernels that ran. */
  readonly kernels: string;
  readonly measuredOn: string;
  readonly proxy: boolean;
  /** Tile edge × array side. */
  readonly shapes: readonly TileRow[];
  /** Rows of `shapes` that no other has less chip area and energy than. */
  readonly front: readonly number[];
  readonly knee: Knee | null;
  /** The config's own tile and array under each sharing. */
  readonly sharing: readonly TileRow[];
}
