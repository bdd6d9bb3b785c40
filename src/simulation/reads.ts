// A read of programmed arrays: its parts and phases, the readout's values, and the action counts.

import { type Dense, dense, mapped, type Rng, rootMeanSquare } from "#base";
import type { ReadPhase } from "#circuits";
import { outputCurrents } from "#crossbar-arrays";
import { noiseKey, plainVmmKernel, varianceForm } from "#vmm";
import { rowBlocks } from "../design/array-design.ts";
import type { Design } from "../design/design.ts";
import { encodingOf } from "../design/electrics.ts";
import { currentNoise, unsettledShare } from "../design/front-end.ts";
import type { Readout } from "../peripherals/readout/readout.ts";
import type { Kernels } from "./kernels.ts";
import { type ProgrammedSet, reachOfSet } from "./programmed-set.ts";

/** Input of the digital encoder: projections and their negatives as read out, reads × projections. */
export interface SeenValues {
  readonly seen: Dense;
  readonly opposite: Dense | null;
}

/** Converter range and residue size, set once per sequence and role from the first block. */
export interface ReadoutRange {
  fullScale: number | null;
  /** Root mean square of the previous read's residue in an output, A. */
  residue: number | null;
}

export type ValueReader = (
  levels: Dense,
  first: number,
  rngs: { device: Rng; readout: Rng },
  range: ReadoutRange,
) => SeenValues;

/** Levels (reads × width) → readout values; converters see each part of a read if parts add digitally. */
export function valueReader(design: Design, set: ProgrammedSet, kernels?: Kernels): ValueReader {
  const { readout, readoutRange } = design.hashing;
  const { addsDigitally } = encodingOf(design);
  const reads = readParts(design, set.response.transfer.columns);
  const addsParts = addsDigitally || design.hashing.array.rowSplit === "digital";
  const readPhases = phaseReader(design, set, kernels);
  const used = reachOfSet(design, set);
  const residue = unsettledShare(design, used);
  const ownNoise = currentNoise(design, used);
  return (levels, first, rngs, range) => {
    const currents = readPhases(levels, first, rngs.device);
    // An unsettled read falls short of its step and keeps a residue of the previous, independent vector.
    range.residue ??= residue * Math.max(...currents.map(rootMeanSquare));
    const noise = Math.hypot(ownNoise, range.residue);
    if (readout.behaviour.reads !== "values")
      return compare(
        scaled(weightedSum(currents, reads), 1 - residue),
        set,
        readout.behaviour,
        noise,
        rngs.readout,
      );
    const parts = addsParts ? currents : [weightedSum(currents, reads)];
    range.fullScale ??= readoutRange * Math.max(...parts.map(rootMeanSquare));
    // If all inputs are zero, no current flows and any range will do.
    const fullScale = range.fullScale || 1;
    const digital = parts.map((part) =>
      digitise(part, set, readout.behaviour, { fullScale, noise, kept: 1 - residue }, rngs.readout),
    );
    return { seen: addsParts ? weightedSum(digital, reads) : digital[0], opposite: null };
  };
}

/** Currents with the comparators' offsets and noise. */
function compare(
  currents: Dense,
  set: ProgrammedSet,
  { comparesOpposites }: Readout,
  noise: number,
  rng: Rng,
): SeenValues {
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

/** Currents times a factor. */
const scaled = (currents: Dense, factor: number): Dense =>
  factor === 1 ? currents : mapped(currents, (x) => factor * x);

/** Quantises currents to a converter's levels; its offsets and noise are fractions of the full scale. */
function digitise(
  currents: Dense,
  set: ProgrammedSet,
  { noise, quantise = (value) => value }: Readout,
  {
    fullScale,
    noise: added,
    kept,
  }: { readonly fullScale: number; readonly noise: number; readonly kept: number },
  rng: Rng,
): Dense {
  const deviation = Math.hypot(noise, added / fullScale);
  return dense(
    currents.rows,
    currents.columns,
    currents.data.map((current, k) => {
      const disturbed =
        fullScale * (set.offsets[k % currents.columns] - (deviation > 0 ? deviation * rng.normal() : 0));
      return quantise(kept * current - disturbed, fullScale);
    }),
  );
}

/**
 * Word-line levels (reads × width, fractions of the read voltage) → output currents (A) of each part of a
 * read. `first` is the index of the first read in the sequence that `rng` names.
 */
type PhaseReader = (levels: Dense, first: number, rng: Rng) => Dense[];

/**
 * Reads each phase with its own noise, minus the constant current of a zero input. Reads without noise are
 * exact sums in float64; those with noise use the vector-matrix kernel in single precision. Results do not
 * depend on how a sequence is cut into blocks.
 */
function phaseReader(design: Design, { response }: ProgrammedSet, kernels: Kernels = {}): PhaseReader {
  const { driver, memristor } = design.hashing;
  const { readVoltage } = driver.behaviour;
  const { readNoise } = memristor.behaviour;
  const { transfer, cubic } = response;
  const parts = readParts(design, transfer.columns);
  const quiet = (levels: Dense): Dense =>
    outputCurrents(
      response,
      mapped(levels, (x) => x * readVoltage),
    );
  const idle = parts.map((part) => {
    if (part.baseline === 0) return null;
    const level = dense(1, transfer.columns, new Float64Array(transfer.columns).fill(part.baseline));
    return quiet(drivenIn(level, part)).data;
  });
  const vmm =
    readNoise === 0
      ? null
      : (kernels.vmm ?? plainVmmKernel).prepare({
          transfer,
          cubic,
          noise: varianceForm(response),
          readNoise,
          readVoltage,
          dacBits: null,
          adc: null,
        });
  return (levels, first, rng) =>
    parts.map((part, n) => {
      const held = drivenIn(mapped(levels, part.level), part);
      const batch = { inputs: held.data, dacFullScale: 1, firstVector: first };
      const currents =
        vmm === null
          ? quiet(held)
          : dense(
              levels.rows,
              transfer.rows,
              Float64Array.from(vmm.currents({ ...batch, key: noiseKey(rng.fork(`phase ${n}`)) })),
            );
      const constant = idle[n];
      if (constant !== null)
        for (let k = 0; k < currents.data.length; k++) currents.data[k] -= constant[k % currents.columns];
      return currents;
    });
}

/** Weighted sum of a read's parts. */
function weightedSum(parts: readonly Dense[], weights: readonly { readonly weight: number }[]): Dense {
  if (parts.length === 1 && weights[0].weight === 1) return parts[0];
  const total = dense(parts[0].rows, parts[0].columns);
  parts.forEach(({ data }, n) => {
    for (let k = 0; k < data.length; k++) total.data[k] += weights[n].weight * data[k];
  });
  return total;
}

/** One part of a vector's read: a phase of its encoding, on the word lines of a row block. */
interface ReadPart extends ReadPhase {
  /** Level of the part for an input of 0. */
  readonly baseline: number;
  /** Range of driven word lines, `last` excluded. */
  readonly first: number;
  readonly last: number;
}

/**
 * Parts of the read of a vector of `width` elements: the phases of its encoding, each over all rows at once,
 * or per row block if the blocks' readouts are added digitally.
 */
function readParts(design: Design, width: number): ReadPart[] {
  const { array } = design.hashing;
  const { phases, baseline } = encodingOf(design);
  const blocks = array.rowSplit === "digital" ? rowBlocks(array, width) : 1;
  return phases.flatMap((phase, n) =>
    Array.from({ length: blocks }, (_, block) => ({
      ...phase,
      baseline: baseline[n],
      first: blocks === 1 ? 0 : block * array.rows,
      last: blocks === 1 ? width : Math.min(width, (block + 1) * array.rows),
    })),
  );
}

/** Levels, with word lines outside the part set to zero. */
function drivenIn(levels: Dense, { first, last }: ReadPart): Dense {
  if (first === 0 && last === levels.columns) return levels;
  return dense(
    levels.rows,
    levels.columns,
    levels.data.map((x, k) => (k % levels.columns >= first && k % levels.columns < last ? x : 0)),
  );
}

/** Counts the simulation's actions, to check the mapping's closed forms. */
export interface Tally {
  /** `key` is `operation/component/action`. */
  add(key: string, count: number): void;
  readonly counts: ReadonlyMap<string, number>;
}
