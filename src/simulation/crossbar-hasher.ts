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
    const voltages = drive(dac.behaviour.convert(vectors), driver.behaviour.readVoltage);
    const reads = rng.fork(role);
    const currents = set.read(voltages, reads.fork("device"));
    tally?.add("hash/dac/drive", voltages.data.length * arrays);
    tally?.add("hash/driver/charge", voltages.data.length * arrays * array.columns);
    tally?.add("hash/array/read", currents.data.length);
    tally?.add(`hash/readout/${readout.behaviour.action}`, currents.data.length);
    return readOut(currents, set, readout.behaviour, code, reads.fork("readout"));
  };
}

const drive = (levels: Dense, readVoltage: number): Dense =>
  dense(
    levels.rows,
    levels.columns,
    levels.data.map((x) => x * readVoltage),
  );

/** Ids from differential currents (tokens × pairs): each compared as the readout sees it, rounds × tokens. */
function readOut(
  currents: Dense,
  set: ProgrammedSet,
  readout: Readout,
  code: HashCode,
  rng: Rng,
): Int32Array {
  const tokens = currents.rows;
  const ids = new Int32Array(code.rounds * tokens);
  const seen = new Float64Array(currents.columns);
  const opposite = new Float64Array(currents.columns);
  const { noise, comparesOpposites } = readout;
  for (let t = 0; t < tokens; t++) {
    for (let p = 0; p < currents.columns; p++) {
      const current = currents.data[t * currents.columns + p];
      seen[p] = current - set.offsets[p] + (noise > 0 ? noise * rng.normal() : 0);
      opposite[p] = comparesOpposites
        ? -current - set.oppositeOffsets[p] + (noise > 0 ? noise * rng.normal() : 0)
        : -seen[p];
    }
    for (let round = 0; round < code.rounds; round++)
      ids[round * tokens + t] = code.encode(seen, opposite, round * code.columns);
  }
  return ids;
}
