import { readArray } from "../arrays/read-array.ts";
import type { HashCode } from "../attention/hash-code.ts";
import type { Hasher } from "../attention/hasher.ts";
import { type Dense, dense, rootMeanSquare, row } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import type { Design } from "../design/design.ts";
import { encodingOf } from "../design/encoding.ts";
import type { InputEncoding } from "../peripherals/converters/input-encoding.ts";
import type { Readout } from "../peripherals/converters/readout.ts";
import type { ProgrammedSet } from "./programmed-set.ts";
import type { Tally } from "./tally.ts";

/** Vectors read at a time. */
export const READ_BLOCK = 1024;

/** DAC → array → readout as a hasher. `rng` names the reads: noise is fresh for every vector and role. */
export function crossbarHasher(
  design: Design,
  set: ProgrammedSet,
  code: HashCode,
  rng: Rng,
  tally: Tally | null = null,
): Hasher {
  const { dac, readout, array, mux } = design.hashing;
  const readValues = valueReader(design, set);
  const { phases, addsDigitally } = encodingOf(design);
  return (vectors, role) => {
    const reads = rng.fork(role);
    const streams = { device: reads.fork("device"), readout: reads.fork("readout") };
    const ids = new Int32Array(code.rounds * vectors.rows);
    const inputs = wordLineInputs(design, vectors);
    const scale = dac.behaviour.fullScale(inputs);
    const ranges: ReadoutRange = { fullScale: null };
    // Blocks bound the memory of a long sequence; the streams run on from block to block.
    for (let first = 0; first < vectors.rows; first += READ_BLOCK) {
      const count = Math.min(READ_BLOCK, vectors.rows - first);
      const block = inputs.data.subarray(first * vectors.columns, (first + count) * vectors.columns);
      const levels = dense(
        count,
        vectors.columns,
        block.map((x) => dac.behaviour.level(x, scale)),
      );
      const values = readValues(levels, streams, ranges);
      encodeAll(values, code, { ids, first, tokens: vectors.rows });
      // Rows are driven anew for every column that takes its turn at a readout.
      const firings = phases.length * mux.behaviour.share;
      const drives = firings * levels.data.length * set.arrays.length;
      tally?.add("hash/dac/drive", drives);
      tally?.add("hash/driver/charge", drives * array.columns);
      const outputs = count * set.response.transfer.rows;
      tally?.add("hash/array/read", firings * outputs);
      tally?.add(`hash/readout/${readout.behaviour.action}`, (addsDigitally ? phases.length : 1) * outputs);
    }
    return ids;
  };
}

/** What goes to the DACs: the vectors, less each one's own mean where that removes the common mode. */
export function wordLineInputs({ hashing }: Design, vectors: Dense): Dense {
  if (hashing.array.pairing !== "mean-centred") return vectors;
  const centred = dense(vectors.rows, vectors.columns, vectors.data.slice());
  for (let t = 0; t < vectors.rows; t++) {
    const vector = centred.data.subarray(t * vectors.columns, (t + 1) * vectors.columns);
    const mean = vector.reduce((sum, x) => sum + x, 0) / vectors.columns;
    for (let i = 0; i < vector.length; i++) vector[i] -= mean;
  }
  return centred;
}

/** What a digital unit makes ids of: projections and their negatives as the readout saw them, reads × projections. */
interface SeenValues {
  readonly seen: Dense;
  readonly opposite: Dense | null;
}

/** Range of the converters, set once a sequence and role on what its first block brings. */
interface ReadoutRange {
  fullScale: number | null;
}

type ValueReader = (levels: Dense, rngs: { device: Rng; readout: Rng }, range: ReadoutRange) => SeenValues;

/** Levels (reads × width) → what the readout makes of the currents; converters see each phase where phases add digitally. */
export function valueReader(design: Design, set: ProgrammedSet): ValueReader {
  const { readout, readoutRange } = design.hashing;
  const { addsDigitally, phases } = encodingOf(design);
  const readPhases = phaseReader(design, set);
  return (levels, rngs, range) => {
    const currents = readPhases(levels, rngs.device);
    if (readout.behaviour.reads !== "values")
      return compare(weightedSum(currents, phases), set, readout.behaviour, rngs.readout);
    const parts = addsDigitally ? currents : [weightedSum(currents, phases)];
    range.fullScale ??= readoutRange * Math.max(...parts.map(rootMeanSquare));
    // Nothing flows at all where every input is zero: any range will do.
    const fullScale = range.fullScale || 1;
    const digital = parts.map((part) => digitise(part, set, readout.behaviour, fullScale, rngs.readout));
    return { seen: addsDigitally ? weightedSum(digital, phases) : digital[0], opposite: null };
  };
}

/**
 * Output currents (A) of the phases in which a vector is read, each with noise of its own, less the constant that an
 * input of zero draws.
 */
export function phaseReader(design: Design, { response }: ProgrammedSet) {
  const { driver, memristor } = design.hashing;
  const { readVoltage } = driver.behaviour;
  const { phases, baseline } = encodingOf(design);
  const width = response.transfer.columns;
  const idle = baseline.map((level) => {
    const voltages = new Float64Array(width).fill(level * readVoltage);
    return level === 0 ? null : readArray(response, 0, dense(1, width, voltages), null).data;
  });
  return (levels: Dense, rng: Rng): Dense[] =>
    phases.map(({ level }, n) => {
      const voltages = levels.data.map((x) => level(x) * readVoltage);
      const { readNoise } = memristor.behaviour;
      const currents = readArray(response, readNoise, dense(levels.rows, width, voltages), rng);
      const constant = idle[n];
      if (constant !== null)
        for (let k = 0; k < currents.data.length; k++) currents.data[k] -= constant[k % currents.columns];
      return currents;
    });
}

/** Phases added with their weights. */
export function weightedSum(parts: readonly Dense[], phases: InputEncoding["phases"]): Dense {
  if (parts.length === 1 && phases[0].weight === 1) return parts[0];
  const total = dense(parts[0].rows, parts[0].columns);
  parts.forEach(({ data }, n) => {
    for (let k = 0; k < data.length; k++) total.data[k] += phases[n].weight * data[k];
  });
  return total;
}

/** Currents with the offsets and the noise of the circuits that compare them. */
function compare(currents: Dense, set: ProgrammedSet, readout: Readout, rng: Rng): SeenValues {
  const { noise, comparesOpposites } = readout;
  const seen = dense(currents.rows, currents.columns);
  const opposite = comparesOpposites ? dense(currents.rows, currents.columns) : null;
  for (let k = 0; k < currents.data.length; k++) {
    const p = k % currents.columns;
    seen.data[k] = currents.data[k] - set.offsets[p] + (noise > 0 ? noise * rng.normal() : 0);
    if (opposite !== null)
      opposite.data[k] = -currents.data[k] - set.oppositeOffsets[p] + (noise > 0 ? noise * rng.normal() : 0);
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

/** Where a block's ids go: rounds × tokens, the block's first token at `first`. */
interface Destination {
  readonly ids: Int32Array;
  readonly first: number;
  readonly tokens: number;
}

function encodeAll(
  { seen, opposite }: SeenValues,
  code: HashCode,
  { ids, first, tokens }: Destination,
): void {
  const negative = new Float64Array(seen.columns);
  for (let t = 0; t < seen.rows; t++) {
    const values = row(seen, t);
    for (let p = 0; p < negative.length; p++)
      negative[p] = opposite === null ? -values[p] : opposite.data[t * seen.columns + p];
    for (let round = 0; round < code.rounds; round++)
      ids[round * tokens + first + t] = code.encode(values, negative, round * code.columns);
  }
}
