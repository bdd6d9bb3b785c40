import {
  applyTrain,
  freshArray,
  resetTrain,
  START_CONDUCTANCE,
  stuckShare,
} from "../arrays/programming/pulse-train.ts";
import { tileRegions } from "../arrays/tile-circuit.ts";
import type { Rng } from "../base/rng.ts";
import type { Design } from "../design/design.ts";
import { electricsOf } from "../design/electrics.ts";
import type { Kernels } from "./kernels.ts";

/** What it takes to make an array random with the published pulses, and what comes out. */
export interface Initialisation {
  readonly source: string;
  /** Pulses of every tile, and their time; tiles come one after another. */
  readonly pulses: number;
  /** s and J of one array, Σ solved source power × pulse time. */
  readonly time: number;
  readonly energy: number;
  /** Conductances that result, S, and the share of cells that no pulse moves any more. */
  readonly mean: number;
  readonly spread: number;
  readonly stuck: number;
  /** Pulses beyond its threshold that the most worn cell has seen. */
  readonly wear: number;
}

const MODES = { one: "one-side", both: "both-ends", "four-sides": "four-sides" } as const;

/**
 * The published recipe on the design's own tiles (one in the middle of the array stands for all): 40 RESET pulses from 65 µS, node voltages solved
 * at every pulse by the devices' own law. Null for devices without a published recipe.
 */
export function measureInitialisation(design: Design, rng: Rng, kernels?: Kernels): Initialisation | null {
  const { array, memristor } = design.hashing;
  const source = memristor.behaviour.dynamics?.recipe;
  if (source === undefined) return null;
  const tiles = tileRegions({ geometry: array });
  const [{ rows, columns }] = tiles;
  const electrics = electricsOf(design);
  // Tiles are written one at a time, the others' switches open: a global line in the middle of its array is half as long.
  const join = (cells: number): number =>
    tiles.length > 1 ? electrics.tileSwitch + (electrics.globalSegment * cells) / 2 : 0;
  const driven = {
    rows,
    columns,
    memristor: memristor.behaviour,
    wires: {
      wordSegment: electrics.wordSegment,
      bitSegment: electrics.bitSegment,
      wordEnd: electrics.driver + join(array.columns),
      bitEnd: electrics.driver + join(array.rows),
      mode: MODES[electrics.drive],
    },
    method: "exact" as const,
    kernel: kernels?.solver,
  };
  const start = new Float64Array(rows * columns).fill(START_CONDUCTANCE);
  const { programmed } = applyTrain(driven, freshArray(driven, start, rng), resetTrain(rows, columns));
  const { conductance } = memristor.behaviour.dynamics!.cells(programmed.state);
  const mean = conductance.reduce((sum, g) => sum + g, 0) / conductance.length;
  return {
    source,
    pulses: programmed.pulses,
    time: programmed.time * tiles.length,
    energy: programmed.energy * tiles.length,
    mean,
    spread: Math.sqrt(conductance.reduce((sum, g) => sum + (g - mean) ** 2, 0) / conductance.length),
    stuck: stuckShare(programmed),
    wear: programmed.wear.reduce((most, count) => Math.max(most, count), 0),
  };
}
