import type { Circuit, Terminal } from "../arrays/solver/circuit.ts";
import type { Rng } from "../base/rng.ts";
import type { Design } from "../design/design.ts";
import { createTechnology } from "../technology/technology.ts";
import type { ProgrammedSet } from "./crossbar-hasher.ts";

/** Which tile: array of its set, tile of that array row by row, both from 0. */
export interface TileIndex {
  readonly array: number;
  readonly tile: number;
}

/** Tiles of one array; the last ones of a row or column may be smaller. */
export function tileGrid({ array }: Design["hashing"]): { rows: number; columns: number } {
  return {
    rows: Math.ceil(array.rows / array.tileRows),
    columns: Math.ceil(array.columns / array.tileColumns),
  };
}

/**
 * Circuit of one passive tile as a hash read drives it: word lines in use held at their levels from the left,
 * bit lines in use in virtual ground at the bottom, the rest floating; wires as the hash node's pitch has them.
 * `levels` are fractions of the read voltage, one a row in use. Cells that hold no projection were initialised
 * with the others: `rng` draws them. Drivers, switches and readouts are ideal here.
 */
export function tileCircuit(
  design: Design,
  set: ProgrammedSet,
  levels: Float64Array,
  { array, tile }: TileIndex,
  rng: Rng,
): Circuit {
  const { array: geometry, memristor, driver } = design.hashing;
  const { lineResistance } = createTechnology(design.hashNode);
  const grid = tileGrid(design.hashing);
  const top = Math.floor(tile / grid.columns) * geometry.tileRows;
  const left = (tile % grid.columns) * geometry.tileColumns;
  const rows = Math.min(geometry.tileRows, geometry.rows - top);
  const columns = Math.min(geometry.tileColumns, geometry.columns - left);
  const firstPair = array * Math.floor(geometry.columns / 2);
  const { positive, negative } = set.pairs;
  const { conductance: spare } = memristor.behaviour.initialise(
    new Float64Array(geometry.rows * geometry.columns).fill(memristor.behaviour.meanConductance),
    rng.fork("spare cells"),
  );
  const isDriven = (i: number): boolean => top + i < levels.length;
  const pairOf = (j: number): number => firstPair + Math.floor((left + j) / 2);
  const isRead = (j: number): boolean =>
    pairOf(j) < positive.rows && left + j < 2 * Math.floor(geometry.columns / 2);
  const conductance = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const side = (left + j) % 2 === 0 ? positive : negative;
      conductance[i * columns + j] =
        isDriven(i) && isRead(j)
          ? side.data[pairOf(j) * side.columns + top + i]
          : spare[(top + i) * geometry.columns + left + j];
    }
  const terminal = (voltage: number): Terminal => ({ voltage, resistance: 0 });
  const side = (count: number, of: (n: number) => Terminal | null): (Terminal | null)[] =>
    Array.from({ length: count }, (_, n) => of(n));
  return {
    rows,
    columns,
    conductance,
    wordSegment: lineResistance,
    bitSegment: lineResistance,
    device: { model: "linear" },
    terminals: {
      left: side(rows, (i) =>
        isDriven(i) ? terminal(levels[top + i] * driver.behaviour.readVoltage) : null,
      ),
      right: null,
      top: null,
      bottom: side(columns, (j) => (isRead(j) ? terminal(0) : null)),
    },
  };
}
