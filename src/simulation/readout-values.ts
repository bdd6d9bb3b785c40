import { type Dense, dense, rootMeanSquare } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import type { Design } from "../design/design.ts";
import { encodingOf } from "../design/encoding.ts";
import type { Readout } from "../peripherals/converters/readout.ts";
import type { Kernels } from "./kernels.ts";
import { phaseReader, weightedSum } from "./phase-reader.ts";
import type { ProgrammedSet } from "./programmed-set.ts";
import { readParts } from "./read-parts.ts";

/** What a digital unit makes ids of: projections and their negatives as the readout saw them, reads × projections. */
export interface SeenValues {
  readonly seen: Dense;
  readonly opposite: Dense | null;
}

/** Range of the converters, set once a sequence and role on what its first block brings. */
export interface ReadoutRange {
  fullScale: number | null;
}

export type ValueReader = (
  levels: Dense,
  first: number,
  rngs: { device: Rng; readout: Rng },
  range: ReadoutRange,
) => SeenValues;

/** Levels (reads × width) → what the readout makes of the currents; converters see each part of a read where parts add digitally. */
export function valueReader(design: Design, set: ProgrammedSet, kernels?: Kernels): ValueReader {
  const { readout, readoutRange } = design.hashing;
  const { addsDigitally } = encodingOf(design);
  const reads = readParts(design, set.response.transfer.columns);
  const addsParts = addsDigitally || design.hashing.array.rowSplit === "digital";
  const readPhases = phaseReader(design, set, kernels);
  return (levels, first, rngs, range) => {
    const currents = readPhases(levels, first, rngs.device);
    if (readout.behaviour.reads !== "values")
      return compare(weightedSum(currents, reads), set, readout.behaviour, rngs.readout);
    const parts = addsParts ? currents : [weightedSum(currents, reads)];
    range.fullScale ??= readoutRange * Math.max(...parts.map(rootMeanSquare));
    // Nothing flows at all where every input is zero: any range will do.
    const fullScale = range.fullScale || 1;
    const digital = parts.map((part) => digitise(part, set, readout.behaviour, fullScale, rngs.readout));
    return { seen: addsParts ? weightedSum(digital, reads) : digital[0], opposite: null };
  };
}

/** Currents with the offsets and the noise of the circuits that compare them. */
function compare(currents: Dense, set: ProgrammedSet, readout: Readout, rng: Rng): SeenValues {
  const { noise, comparesOpposites } = readout;
  const seen = dense(currents.rows, currents.columns);
  const opposite = comparesOpposites ? dense(currents.rows, currents.columns) : null;
  const { offsets, oppositeOffsets } = set;
  const disturbance = noise > 0 ? () => noise * rng.normal() : () => 0;
  for (let t = 0, k = 0; t < currents.rows; t++)
    for (let p = 0; p < currents.columns; p++, k++) {
      const current = currents.data[k];
      seen.data[k] = current - offsets[p] + disturbance();
      if (opposite !== null) opposite.data[k] = -current - oppositeOffsets[p] + disturbance();
    }
  return { seen, opposite };
}

/** Currents as a converter's levels; its offsets and noise are fractions of the full scale. */
function digitise(
  currents: Dense,
  set: ProgrammedSet,
  { noise, quantise = (value) => value }: Readout,
  fullScale: number,
  rng: Rng,
): Dense {
  return dense(
    currents.rows,
    currents.columns,
    currents.data.map((current, k) => {
      const disturbed =
        fullScale * (set.offsets[k % currents.columns] - (noise > 0 ? noise * rng.normal() : 0));
      return quantise(current - disturbed, fullScale);
    }),
  );
}
