// What a driver leaves across the cells of its own word line: what third-order currents and streamed solves need.

import { type Dense, dense } from "../base/dense.ts";
import { linkConductance } from "./global-net.ts";
import type { ProgrammedArray } from "./programmed-array.ts";
import type { SolverKernel } from "./solver/line-system.ts";
import { forEachUnitDrive } from "./solver/unit-drives.ts";
import {
  type ArrayElectrics,
  driverSides,
  isDriven,
  reachOfLines,
  tileCircuit,
  wordSides,
} from "./tile-circuit.ts";
import { portCircuit, type TilePorts } from "./tile-ports.ts";

/** Columns a word line's tiles, from left to right, tie to it. */
interface Tied {
  readonly tile: TilePorts;
  readonly left: number;
  readonly right: number | null;
}

/**
 * Voltage across each cell for 1 V of its own word line's driver, driven × columns. Bit lines are at 0 V where their
 * switches are, so what the line's current lifts them by is left out: a thousandth, where a line has a hundred cells.
 */
export function ownVoltages(
  array: ProgrammedArray,
  tiles: readonly TilePorts[],
  electrics: ArrayElectrics,
  kernel?: SolverKernel,
): Dense {
  const { columns } = array.geometry;
  const own = dense(array.driven, columns);
  const ends = new Map<string, readonly [left: number, right: number]>();
  for (const [line, tied] of tiedTiles(array, tiles)) {
    const at = linePotentials(array, tied, electrics);
    tied.forEach(({ tile }, n) => {
      ends.set(`${line} ${tile.region.left}`, at[n]);
    });
  }
  for (const { region } of tiles) {
    const circuit = portCircuit(array, region, electrics);
    const sides = wordSides(electrics.drive).filter((side) => circuit.terminals[side] !== null);
    sides.forEach((side) => {
      forEachUnitDrive(
        circuit,
        { family: "word", sides: [side], ...(kernel === undefined ? {} : { kernel }) },
        (line, voltages) => {
          const volts = ends.get(`${region.top + line} ${region.left}`)![side === "left" ? 0 : 1];
          const to = (region.top + line) * columns + region.left;
          for (let j = 0; j < region.columns; j++)
            own.data[to + j] += volts * voltages[line * region.columns + j];
        },
      );
    });
  }
  return own;
}

function tiedTiles(array: ProgrammedArray, tiles: readonly TilePorts[]): Map<number, Tied[]> {
  const byLine = new Map<number, Tied[]>();
  for (const tile of tiles) {
    const { top } = tile.region;
    tile.ports.forEach(({ side, line }, p) => {
      if (side !== "left" || !isDriven(array, top + line)) return;
      const right = tile.ports.findIndex((other) => other.side === "right" && other.line === line);
      const tied = { tile, left: p, right: right < 0 ? null : right };
      byLine.set(top + line, [...(byLine.get(top + line) ?? []), tied]);
    });
  }
  return byLine;
}

/** Potentials (V) of a global word line where its tiles begin and end, its driver at 1 V and all else at 0 V. */
function linePotentials(
  array: ProgrammedArray,
  tied: readonly Tied[],
  electrics: ArrayElectrics,
): (readonly [left: number, right: number])[] {
  const positions = [
    ...new Set(
      tied.flatMap(({ tile: { region }, right }) =>
        right === null ? [region.left] : [region.left, region.left + region.columns],
      ),
    ),
  ].sort((a, b) => a - b);
  const place = new Map(positions.map((position, k) => [position, k]));
  const count = positions.length;
  const diagonal = new Float64Array(count);
  const off = new Float64Array(count);
  const potential = new Float64Array(count);
  for (let k = 1; k < count; k++) {
    const wire = linkConductance(electrics, positions[k] - positions[k - 1]);
    diagonal[k - 1] += wire;
    diagonal[k] += wire;
    off[k] -= wire;
  }
  const drive = (k: number, cells: number): void => {
    const conductance = linkConductance(electrics, cells, electrics.driver);
    diagonal[k] += conductance;
    potential[k] += conductance;
  };
  drive(0, positions[0]);
  if (driverSides(electrics).includes("right"))
    drive(count - 1, reachOfLines(array).columns - positions[count - 1]);
  for (const { tile, left, right } of tied) {
    const { rows, data } = tile.admittance;
    const from = place.get(tile.region.left)!;
    diagonal[from] += data[left * rows + left];
    if (right === null) continue;
    const to = place.get(tile.region.left + tile.region.columns)!;
    diagonal[to] += data[right * rows + right];
    off[to] += data[left * rows + right];
  }
  for (let k = 1; k < count; k++) {
    const factor = off[k] / diagonal[k - 1];
    diagonal[k] -= factor * off[k];
    potential[k] -= factor * potential[k - 1];
  }
  for (let k = count - 1; k >= 0; k--)
    potential[k] = (potential[k] - (k + 1 < count ? off[k + 1] * potential[k + 1] : 0)) / diagonal[k];
  return tied.map(({ tile: { region }, right }) => [
    potential[place.get(region.left)!],
    right === null ? 0 : potential[place.get(region.left + region.columns)!],
  ]);
}

/** What one drive a word line does to an array that is one tile, no more kept than its lines' own part. */
export interface StreamedDrives {
  /** Columns × driven, S. */
  readonly transfer: Dense;
  /** Driven × driven, S. */
  readonly delivered: Dense;
  /** Driven × columns, V. */
  readonly own: Dense;
}

/** Solves a large passive array drive by drive, for the driven lines alone. Throws UnconvergedError. */
export function streamedDrives(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  kernel?: SolverKernel,
): StreamedDrives {
  const { driven, geometry } = array;
  const { rows, columns } = geometry;
  const region = { top: 0, left: 0, rows, columns };
  const circuit = tileCircuit(array, region, electrics);
  const { conductance, terminals } = circuit;
  const transfer = dense(columns, driven);
  const delivered = dense(driven, driven);
  const own = dense(driven, columns);
  const collected = new Float64Array(columns);
  forEachUnitDrive(
    circuit,
    {
      family: "word",
      sides: wordSides(electrics.drive),
      lines: driven,
      ...(kernel === undefined ? {} : { kernel }),
    },
    (line, voltages) => {
      collected.fill(0);
      for (let i = 0; i < rows; i++) {
        let drawn = 0;
        for (let j = 0; j < columns; j++) {
          const current = conductance[i * columns + j] * voltages[i * columns + j];
          drawn += current;
          collected[j] += current;
        }
        if (i < driven && terminals.left?.[i] != null) delivered.data[i * driven + line] = drawn;
      }
      for (let j = 0; j < columns; j++)
        if (terminals.bottom?.[j] != null) transfer.data[j * driven + line] = collected[j];
      own.data.set(voltages.subarray(line * columns, (line + 1) * columns), line * columns);
    },
  );
  return { transfer, delivered, own };
}
