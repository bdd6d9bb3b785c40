import type { DifferentialPairs } from "../arrays/differential-pairs.ts";
import { initialisePairs } from "../arrays/differential-pairs.ts";
import type { PairReader } from "../arrays/ideal-wires.ts";
import { idealWireReader } from "../arrays/ideal-wires.ts";
import { grayRank } from "../attention/gray-code.ts";
import type { Hasher } from "../attention/hasher.ts";
import type { SimHashShape } from "../attention/simhash.ts";
import { type Dense, dense } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import type { Design } from "../design/design.ts";
import type { Tally } from "./tally.ts";

/** One set of projections on arrays, programmed once: every query and key of its heads goes through it. */
export interface ProgrammedSet {
  readonly pairs: DifferentialPairs;
  readonly read: PairReader;
  /** Comparator offsets, A, one a pair; fixed for the chip. */
  readonly offsets: Float64Array;
}

/**
 * Programs the pairs for projections (pairs × width). Streams: conductances and offsets belong to the set, so
 * they are the same for every head and every read of it.
 */
export function programSet(design: Design, projections: Dense, rng: Rng): ProgrammedSet {
  const { memristor, readout } = design.hashing;
  const pairs = initialisePairs(memristor.behaviour, projections, rng.fork("conductance"));
  return {
    pairs,
    read: idealWireReader(pairs, memristor.behaviour.readNoise),
    offsets: readout.behaviour.offsets(projections.rows, rng.fork("offset")),
  };
}

/** DAC → array → comparators as a hasher. `rng` names the reads: noise is fresh for every vector and role. */
export function crossbarHasher(
  design: Design,
  set: ProgrammedSet,
  shape: SimHashShape,
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
    tally?.add("hash/readout/decide", currents.data.length);
    return decide(currents, set.offsets, readout.behaviour.noise, shape, reads.fork("comparator"));
  };
}

const drive = (levels: Dense, readVoltage: number): Dense =>
  dense(
    levels.rows,
    levels.columns,
    levels.data.map((x) => x * readVoltage),
  );

/** Comparator decisions on differential currents (tokens × pairs), Gray-ranked, rounds × tokens. */
function decide(
  currents: Dense,
  offsets: Float64Array,
  noise: number,
  shape: SimHashShape,
  rng: Rng,
): Int32Array {
  const tokens = currents.rows;
  const ids = new Int32Array(shape.rounds * tokens);
  for (let t = 0; t < tokens; t++)
    for (let round = 0; round < shape.rounds; round++) {
      let word = 0;
      for (let b = 0; b < shape.bits; b++) {
        const pair = round * shape.bits + b;
        const disturbance = noise > 0 ? noise * rng.normal() : 0;
        const current = currents.data[t * currents.columns + pair] + disturbance;
        word = (word << 1) | (current >= offsets[pair] ? 1 : 0);
      }
      ids[round * tokens + t] = grayRank(word);
    }
  return ids;
}
