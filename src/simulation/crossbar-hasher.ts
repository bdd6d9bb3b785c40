import type { DifferentialPairs } from "../arrays/differential-pairs.ts";
import { initialisePairs } from "../arrays/differential-pairs.ts";
import type { PairReader } from "../arrays/ideal-wires.ts";
import { idealWireReader } from "../arrays/ideal-wires.ts";
import type { HashCode } from "../attention/hash-code.ts";
import type { Hasher } from "../attention/hasher.ts";
import { type Dense, dense } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import type { Design } from "../design/design.ts";
import type { Readout } from "../peripherals/converters/readout.ts";
import type { Tally } from "./tally.ts";

/** One set of projections on arrays, programmed once: every query and key of its heads goes through it. */
export interface ProgrammedSet {
  readonly pairs: DifferentialPairs;
  readonly read: PairReader;
  /** Readout offsets, A, one a pair, and one a pair's negative; fixed for the chip. */
  readonly offsets: Float64Array;
  readonly oppositeOffsets: Float64Array;
}

/**
 * Programs the pairs for projections (pairs × width). Streams: conductances and offsets belong to the set, so
 * they are the same for every head and every read of it.
 */
export function programSet(design: Design, projections: Dense, rng: Rng): ProgrammedSet {
  const { memristor, readout } = design.hashing;
  const pairs = initialisePairs(memristor.behaviour, projections, rng.fork("conductance"));
  const offsets = readout.behaviour.offsets(projections.rows, rng.fork("offset"));
  return {
    pairs,
    read: idealWireReader(pairs, memristor.behaviour.readNoise),
    offsets,
    oppositeOffsets: readout.behaviour.comparesOpposites
      ? readout.behaviour.offsets(projections.rows, rng.fork("opposite offset"))
      : offsets.map((offset) => -offset),
  };
}

/** DAC → array → readout as a hasher. `rng` names the reads: noise is fresh for every vector and role. */
export function crossbarHasher(
  design: Design,
  set: ProgrammedSet,
  code: HashCode,
  rng: Rng,
  tally: Tally | null = null,
): Hasher {
  const { dac, driver, readout, array } = design.hashing;
  const arrays = Math.ceil(set.offsets.length / Math.floor(array.columns / 2));
  return (vectors, role) => {
    const reads = rng.fork(role);
    const streams = { device: reads.fork("device"), readout: reads.fork("readout") };
    const ids = new Int32Array(code.rounds * vectors.rows);
    const scale = dac.behaviour.fullScale(vectors);
    const { readVoltage } = driver.behaviour;
    // Blocks bound the memory of a long sequence; the streams run on from block to block.
    for (let first = 0; first < vectors.rows; first += READ_BLOCK) {
      const count = Math.min(READ_BLOCK, vectors.rows - first);
      const block = vectors.data.subarray(first * vectors.columns, (first + count) * vectors.columns);
      const levels = block.map((x) => dac.behaviour.level(x, scale) * readVoltage);
      const currents = set.read(dense(count, vectors.columns, levels), streams.device);
      readOut(currents, set, readout.behaviour, code, streams.readout, { ids, first, tokens: vectors.rows });
      tally?.add("hash/dac/drive", levels.length * arrays);
      tally?.add("hash/driver/charge", levels.length * arrays * array.columns);
      tally?.add("hash/array/read", currents.data.length);
      tally?.add(`hash/readout/${readout.behaviour.action}`, currents.data.length);
    }
    return ids;
  };
}

/** Vectors read at a time. */
export const READ_BLOCK = 1024;

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
