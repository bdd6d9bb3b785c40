import type { Rng } from "#base";
import {
  applyTrain,
  freshArray,
  resetTrain,
  START_CONDUCTANCE,
  stuckShare,
  tileRegions,
} from "#crossbar-arrays";
import type { Design } from "../design/design.ts";
import { electricsOf } from "../design/electrics.ts";
import type { Kernels } from "./kernels.ts";

/** Cost of randomising an array with the published pulses, and the resulting state. */
export interface Initialisation {
  readonly source: string;
  /** Pulses per tile; tiles are pulsed one after another. */
  readonly pulses: number;
  /** s and J of one array, Σ solved source power × pulse time. */
  readonly time: number;
  readonly energy: number;
  /** Resulting conductances, S, and the share of cells that pulses no longer change. */
  readonly mean: number;
  readonly spread: number;
  readonly stuck: number;
  /** Most pulses above threshold that any cell has received. */
  readonly wear: number;
}

const MODES = { one: "one-side", both: "both-ends", "four-sides": "four-sides" } as const;

/**
 * Applies the published recipe to the design's own tiles (one in mid-array represents all): 40 RESET pulses
 * from 65 µS, node voltages solved at every pulse by the device law. Null for devices without a recipe.
 */
export function measureInitialisation(design: Design, rng: Rng, kernels?: Kernels): Initialisation | null {
  const { array, memristor } = design.hashing;
  const source = memristor.behaviour.dynamics?.recipe;
  if (source === undefined) return null;
  const tiles = tileRegions({ geometry: array });
  const [{ rows, columns }] = tiles;
  const electrics = electricsOf(design);
  // Tiles are written singly, the others' switches open: mid-array, half of the global line is in series.
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
