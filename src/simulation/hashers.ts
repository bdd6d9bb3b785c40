// Hashers on arrays: by the arrays' response, by solved circuits, and with folded weights.

import { type Dense, dense, dot, mapped, type Rng, raise, rootMeanSquare, row } from "#base";
import { circuitReader, connectedTiles } from "#crossbar-arrays";
import { type HashCode, type Hasher, type Role, SCALED_ON, scaleFor } from "../attention/hash-code.ts";
import { driversOfLine, rowBlocks } from "../design/array-design.ts";
import type { Design } from "../design/design.ts";
import { electricsOf, encodingOf } from "../design/electrics.ts";
import { stagesOf } from "../mapping/placement.ts";
import type { HeadActivations, ProjectedFrom } from "./activations.ts";
import type { Kernels } from "./kernels.ts";
import { type ProgrammedSet, programSet } from "./programmed-set.ts";
import { type ReadoutRange, type SeenValues, type Tally, type ValueReader, valueReader } from "./reads.ts";

/** Vectors read at a time; the first block sets the scales. */
export const READ_BLOCK = SCALED_ON;

export interface CrossbarOptions {
  readonly tally?: Tally | null;
  readonly kernels?: Kernels;
  /**
   * Vectors that set the full scales of DACs and converters and the hash's scale, for a hash that must not
   * see the sequence before its first token; or such a scale set earlier. By default, the hashed vectors.
   */
  readonly calibration?: Readonly<Record<Role, Dense>> | ((role: Role) => ArrayScale);
  /** `valueReader` of the same design and set, to share between hashers; a new one by default. */
  readonly reader?: ValueReader;
}

/** Full scale of DACs, range of converters and scale of the hash; nulls are set by the first hashed block. */
export interface ArrayScale {
  readonly dac: number;
  readonly ranges: ReadoutRange;
  readonly rms: number | null;
}

/** The scale set by vectors that are not hashed, with `read` of the same design; `reads` names the noise. */
export function arrayScale(
  design: Design,
  code: HashCode,
  reads: Rng,
  vectors: Dense,
  read: ValueReader,
): ArrayScale {
  const inputs = wordLineInputs(design, vectors);
  const scale = design.hashing.dac.behaviour.fullScale(inputs);
  const ranges: ReadoutRange = { fullScale: null, residue: null };
  // Comparators have no range to set.
  if (!code.isScaled && design.hashing.readout.behaviour.reads !== "values")
    return { dac: scale, ranges, rms: null };
  const streams = { device: reads.fork("device"), readout: reads.fork("readout") };
  const levels = levelsAt(design, inputs, scale, 0, Math.min(READ_BLOCK, inputs.rows));
  return { dac: scale, ranges, rms: hashScale(code, read(levels, 0, streams, ranges)) };
}

const hashScale = (code: HashCode, { seen }: SeenValues): number =>
  scaleFor(code, () => rootMeanSquare(seen));

/** Levels of a range of vectors, fractions of the read voltage. */
function levelsAt(
  { hashing: { dac } }: Design,
  { columns, data }: Dense,
  scale: number,
  first: number,
  count: number,
): Dense {
  const own = data.subarray(first * columns, (first + count) * columns);
  return dense(
    count,
    columns,
    own.map((x) => dac.behaviour.level(x, scale)),
  );
}

/** DAC → array → readout as a hasher. `rng` names the reads: noise is fresh for every vector and role. */
export function crossbarHasher(
  design: Design,
  set: ProgrammedSet,
  code: HashCode,
  rng: Rng,
  { tally = null, kernels, calibration, reader }: CrossbarOptions = {},
): Hasher {
  const readValues = reader ?? valueReader(design, set, kernels);
  return (vectors, role) => {
    const reads = rng.fork(role);
    const streams = { device: reads.fork("device"), readout: reads.fork("readout") };
    const ids = new Int32Array(code.rounds * vectors.rows);
    const inputs = wordLineInputs(design, vectors);
    const own =
      calibration === undefined
        ? {
            dac: design.hashing.dac.behaviour.fullScale(inputs),
            ranges: { fullScale: null, residue: null },
            rms: null,
          }
        : typeof calibration === "function"
          ? calibration(role)
          : arrayScale(design, code, reads.fork("calibration"), calibration[role], readValues);
    let rms: number | null = own.rms;
    // Blocks bound the memory of a long sequence; the streams continue across blocks.
    for (let first = 0; first < vectors.rows; first += READ_BLOCK) {
      const count = Math.min(READ_BLOCK, vectors.rows - first);
      const levels = levelsAt(design, inputs, own.dac, first, count);
      const values = readValues(levels, first, streams, own.ranges);
      rms ??= hashScale(code, values);
      encodeAll(values, code, rms, { ids, first, tokens: vectors.rows });
      if (tally !== null) tallyReads(tally, design, set, count);
    }
    return ids;
  };
}

/** Counts the actions of the arrays and their adders for `vectors` vectors. */
function tallyReads(tally: Tally, design: Design, set: ProgrammedSet, vectors: number): void {
  const { readout, array, mux } = design.hashing;
  const { phases, addsDigitally } = encodingOf(design);
  const { share } = mux.behaviour;
  // Rows are driven again for every column that shares a readout.
  const firings = phases.length * share;
  const width = set.response.transfer.columns;
  const drives = firings * vectors * width * set.arrays.length;
  const outputs = vectors * set.response.transfer.rows;
  const blocks = array.rowSplit === "digital" ? rowBlocks(array, width) : 1;
  const conversions = (addsDigitally ? phases.length : 1) * blocks * outputs;
  tally.add("hash/dac/drive", drives);
  const charged = set.arrays.flatMap(connectedTiles).filter(({ top }) => top === 0);
  const cells = charged.reduce((sum, { columns }) => sum + columns, 0);
  tally.add("hash/driver/charge", firings * vectors * width * cells);
  tally.add("hash/driver/hold", drives * driversOfLine(array));
  tally.add("hash/inputStage/hold", phases.length * blocks * outputs * stagesOf(design));
  tally.add("hash/array/read", firings * outputs);
  tally.add("hash/mux/select", share > 1 ? conversions : 0);
  tally.add(`hash/readout/${readout.behaviour.action}`, conversions);
  tally.add("hash/mac/add", conversions - outputs);
  if (array.pairing === "mean-centred") tally.add("hash/mac/add", 2 * vectors * width);
}

/** Word-line levels of vectors converted together, fractions of the read voltage. */
export function dacLevels(design: Design, vectors: Dense): Dense {
  const { fullScale, level } = design.hashing.dac.behaviour;
  const inputs = wordLineInputs(design, vectors);
  const scale = fullScale(inputs);
  return mapped(inputs, (x) => level(x, scale));
}

/** Inputs of the DACs: the vectors, minus each one's mean if mean-centring removes the common mode. */
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

/** Destination of a block's ids: rounds × tokens, the block's first token at `first`. */
interface Destination {
  readonly ids: Int32Array;
  readonly first: number;
  readonly tokens: number;
}

function encodeAll(
  { seen, opposite }: SeenValues,
  code: HashCode,
  rms: number,
  { ids, first, tokens }: Destination,
): void {
  const negative = new Float64Array(seen.columns);
  for (let t = 0; t < seen.rows; t++) {
    const values = row(seen, t);
    for (let p = 0; p < negative.length; p++)
      negative[p] = opposite === null ? -values[p] : opposite.data[t * seen.columns + p];
    for (let round = 0; round < code.rounds; round++)
      ids[round * tokens + first + t] = code.encode(values, negative, round * code.columns, rms);
  }
}

/** Vectors whose reads are solved to set a scale: together thousands of projections. */
const FEW = 32;

/**
 * Hash with every read solved as a circuit with the cells' own law, for short texts; the reference for the
 * transfer matrix of `crossbarHasher`. No read noise and no converter levels; offsets of the chip. `scaling`
 * sets the DACs' full scale, and a few of its vectors the hash's scale. Throws UnconvergedError.
 */
export function circuitHasher(
  design: Design,
  set: ProgrammedSet,
  code: HashCode,
  scaling: Readonly<Record<Role, Dense>>,
  kernels: Kernels = {},
): Hasher {
  const { dac, driver, memristor, readout } = design.hashing;
  const { phases, baseline, isTimed } = encodingOf(design);
  const electrics = electricsOf(design);
  const volts = driver.behaviour.readVoltage;
  const readers = set.arrays.map((array) =>
    circuitReader(array, electrics, memristor.behaviour.law(array.cells), kernels.solver),
  );
  // A converter's offsets are fractions of its range, which does not exist here.
  const isCompared = readout.behaviour.reads !== "values";
  const offsets = isCompared ? set.offsets : set.offsets.map(() => 0);
  const oppositeOffsets = isCompared ? set.oppositeOffsets : offsets;
  const read = (levels: Float64Array): Float64Array =>
    Float64Array.from(readers.flatMap((reader) => [...reader(levels.map((level) => level * volts)).outputs]));
  return (vectors, role) => {
    if (isTimed)
      raise(
        "design.hashing.encoding",
        "(root)",
        `expected inputs as voltages for a read that is solved as a circuit, received "${design.hashing.encoding}"`,
      );
    const inputs = wordLineInputs(design, vectors);
    const scale = dac.behaviour.fullScale(wordLineInputs(design, scaling[role]));
    const idle = baseline.map((level) =>
      level === 0 ? null : read(new Float64Array(vectors.columns).fill(level)),
    );
    const ids = new Int32Array(code.rounds * vectors.rows);
    const valuesOf = (signal: Dense, t: number): Float64Array => {
      const levels = row(signal, t).map((x) => dac.behaviour.level(x, scale));
      const values = offsets.map((offset) => -offset);
      phases.forEach(({ level, weight }, n) => {
        read(levels.map(level)).forEach((current, p) => {
          values[p] += weight * (current - (idle[n]?.[p] ?? 0));
        });
      });
      return values;
    };
    const rms = scaleFor(code, () => {
      const few = wordLineInputs(design, scaling[role]);
      const squares = Array.from({ length: Math.min(FEW, few.rows) }, (_, t) => {
        const values = valuesOf(few, t);
        return dot(values, 0, values, 0, values.length) / values.length;
      });
      return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / Math.max(1, squares.length));
    });
    for (let t = 0; t < vectors.rows; t++) {
      const values = valuesOf(inputs, t);
      const opposite = values.map((value, p) => -value - offsets[p] - oppositeOffsets[p]);
      for (let round = 0; round < code.rounds; round++)
        ids[round * vectors.rows + t] = code.encode(values, opposite, round * code.columns, rms);
    }
    return ids;
  };
}

export interface FoldedOptions {
  /** Streams of the arrays, and of their reads. */
  readonly array: Rng;
  readonly reads: Rng;
  readonly tally: Tally | null;
  readonly kernels: Kernels | undefined;
}

/**
 * Hash of one role on arrays that hold R W: `projections` R of a head (projections × head width) times the
 * weights W of its query or key (head width × layer width). They hash the layer's input before positions are
 * applied, instead of their argument. Queries and keys use separate arrays, written to the same R with
 * write-verify, so that their residual errors differ.
 */
export function foldedHasher(
  design: Design,
  code: HashCode,
  projections: Dense,
  head: HeadActivations,
  role: Role,
  { array, reads, tally, kernels }: FoldedOptions,
): Hasher {
  const { inputs, query, key } = projectedOf(head);
  const set = programSet(design, multiplied(projections, role === "query" ? query : key), array, kernels);
  const hash = crossbarHasher(design, set, code, reads, { tally, kernels });
  return () => hash(inputs, role);
}

/** Throws RangeError if no model gives projections to fold. */
function projectedOf({ projected }: HeadActivations): ProjectedFrom {
  if (projected !== undefined) return projected;
  throw new RangeError(
    "design.hashing.folding: expected activations of a model, whose projections can be written, received those of a constructed task",
  );
}

/** Matrix product a · b. */
export function multiplied(a: Dense, b: Dense): Dense {
  const product = dense(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++)
    for (let k = 0; k < a.columns; k++) {
      const x = a.data[i * a.columns + k];
      for (let j = 0; j < b.columns; j++) product.data[i * b.columns + j] += x * b.data[k * b.columns + j];
    }
  return product;
}
