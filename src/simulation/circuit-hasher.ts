import { circuitRead } from "../arrays/circuit-read.ts";
import { type HashCode, scaleFor } from "../attention/hash-code.ts";
import type { Hasher, Role } from "../attention/hasher.ts";
import { type Dense, dot, row } from "../base/dense.ts";
import type { Design } from "../design/design.ts";
import { electricsOf } from "../design/electrics.ts";
import { encodingOf } from "../design/encoding.ts";
import { wordLineInputs } from "./crossbar-hasher.ts";
import type { Kernels } from "./kernels.ts";
import type { ProgrammedSet } from "./programmed-set.ts";

/** Vectors whose reads are solved to set a scale: thousands of projections together. */
const FEW = 32;

/**
 * The hash with every read solved as a circuit with the cells' own law, for short texts: what the transfer matrix of
 * `crossbarHasher` is held against. Without read noise and without a converter's levels; offsets as the chip has them.
 * `scaling` sets the DACs' full scale, and a few of its vectors that of the hash. Throws UnconvergedError.
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
  const laws = set.arrays.map(({ cells }) => memristor.behaviour.law(cells));
  // A converter's offsets are fractions of its range, and it has no range here.
  const isCompared = readout.behaviour.reads !== "values";
  const offsets = isCompared ? set.offsets : set.offsets.map(() => 0);
  const oppositeOffsets = isCompared ? set.oppositeOffsets : offsets;
  const read = (levels: Float64Array): Float64Array =>
    Float64Array.from(
      set.arrays.flatMap((array, n) => [
        ...circuitRead(
          array,
          electrics,
          levels.map((level) => level * volts),
          laws[n],
          kernels.solver,
        ).outputs,
      ]),
    );
  return (vectors, role) => {
    if (isTimed) throw new RangeError("circuitHasher: expected inputs as voltages, received pulse widths");
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
