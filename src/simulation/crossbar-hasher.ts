import { readArray } from "../arrays/read-array.ts";
import type { HashCode } from "../attention/hash-code.ts";
import type { Hasher } from "../attention/hasher.ts";
import { type Dense, dense } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import type { Design } from "../design/design.ts";
import { encodingOf } from "../design/encoding.ts";
import type { Readout } from "../peripherals/converters/readout.ts";
import type { ProgrammedSet } from "./programmed-set.ts";
import type { Tally } from "./tally.ts";

/** Differential currents (A) of vectors, reads × projections, as the readout gets them; fresh noise from `rng`. */
export type CurrentReader = (levels: Dense, rng: Rng) => Dense;

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
  const { dac, readout, array } = design.hashing;
  const readCurrents = currentReader(design, set);
  const { phases } = encodingOf(design);
  return (vectors, role) => {
    const reads = rng.fork(role);
    const streams = { device: reads.fork("device"), readout: reads.fork("readout") };
    const ids = new Int32Array(code.rounds * vectors.rows);
    const inputs = wordLineInputs(design, vectors);
    const scale = dac.behaviour.fullScale(inputs);
    // Blocks bound the memory of a long sequence; the streams run on from block to block.
    for (let first = 0; first < vectors.rows; first += READ_BLOCK) {
      const count = Math.min(READ_BLOCK, vectors.rows - first);
      const block = inputs.data.subarray(first * vectors.columns, (first + count) * vectors.columns);
      const levels = dense(
        count,
        vectors.columns,
        block.map((x) => dac.behaviour.level(x, scale)),
      );
      const currents = readCurrents(levels, streams.device);
      readOut(currents, set, readout.behaviour, code, streams.readout, { ids, first, tokens: vectors.rows });
      const drives = phases.length * levels.data.length * set.arrays.length;
      tally?.add("hash/dac/drive", drives);
      tally?.add("hash/driver/charge", drives * array.columns);
      tally?.add("hash/array/read", phases.length * currents.data.length);
      tally?.add(`hash/readout/${readout.behaviour.action}`, currents.data.length);
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

/**
 * Reads one vector as the encoding's phases, each with noise of its own, and adds them with their weights, less the
 * constant that an input of zero draws.
 */
export function currentReader(design: Design, { response }: ProgrammedSet): CurrentReader {
  const { driver, memristor } = design.hashing;
  const { readVoltage } = driver.behaviour;
  const { phases, baseline } = encodingOf(design);
  const width = response.transfer.columns;
  const idle = baseline.map((level) =>
    level === 0
      ? null
      : readArray(response, 0, dense(1, width, new Float64Array(width).fill(level * readVoltage)), null).data,
  );
  return (levels, rng) => {
    const total = dense(levels.rows, response.transfer.rows);
    phases.forEach(({ level, weight }, n) => {
      const voltages = dense(
        levels.rows,
        width,
        levels.data.map((x) => level(x) * readVoltage),
      );
      const { data } = readArray(response, memristor.behaviour.readNoise, voltages, rng);
      const constant = idle[n];
      for (let k = 0; k < data.length; k++)
        total.data[k] += weight * (data[k] - (constant === null ? 0 : constant[k % total.columns]));
    });
    return total;
  };
}

/** Where a block's ids go: rounds × tokens, the block's first token at `first`. */
interface Destination {
  readonly ids: Int32Array;
  readonly first: number;
  readonly tokens: number;
}

/** Ids from differential currents (a block's tokens × pairs), each compared as the readout sees it. */
function readOut(
  currents: Dense,
  set: ProgrammedSet,
  { noise, comparesOpposites }: Readout,
  code: HashCode,
  rng: Rng,
  { ids, first, tokens }: Destination,
): void {
  const seen = new Float64Array(currents.columns);
  const opposite = new Float64Array(currents.columns);
  for (let t = 0; t < currents.rows; t++) {
    for (let p = 0; p < currents.columns; p++) {
      const current = currents.data[t * currents.columns + p];
      seen[p] = current - set.offsets[p] + (noise > 0 ? noise * rng.normal() : 0);
      opposite[p] = comparesOpposites
        ? -current - set.oppositeOffsets[p] + (noise > 0 ? noise * rng.normal() : 0)
        : -seen[p];
    }
    for (let round = 0; round < code.rounds; round++)
      ids[round * tokens + first + t] = code.encode(seen, opposite, round * code.columns);
  }
}
