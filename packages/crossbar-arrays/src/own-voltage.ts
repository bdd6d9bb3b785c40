// Voltage of a driver across the cells of its own word line, for third-order currents and streamed solves.

import { type Dense, dense } from "#base";
import { linkConductance } from "./global-net.ts";
import type { ProgrammedArray } from "./programmed-array.ts";
import {
  type ArrayElectrics,
  bitSides,
  driverSides,
  endOfBitLines,
  isDriven,
  reachOfLines,
  readBlock,
  readColumns,
} from "./tile-circuit.ts";
import { LEAST_RESISTANCE, type TilePorts } from "./tile-ports.ts";

/** A tile's ends of one line, in order along the line. */
interface Tied {
  readonly tile: TilePorts;
  readonly ends: readonly { readonly position: number; readonly port: number }[];
}

export type LineKind = "word" | "bit";

const SIDES = { word: ["left", "right"], bit: ["top", "bottom"] } as const;

/**
 * Voltage (V) across each cell for 1 V behind its own word line's driver, or its own bit line's readout,
 * driven × columns. Lines of the other family are at 0 V at their switches; their rise by the line's current,
 * and returns over other lines, are neglected: common to a pair's outputs and small for a cell's own voltage.
 */
export function ownVoltages(
  array: ProgrammedArray,
  tiles: readonly TilePorts[],
  electrics: ArrayElectrics,
  kind: LineKind,
): Dense {
  const { columns } = array.geometry;
  const own = dense(array.driven, columns);
  const add = (i: number, j: number, value: number): void => {
    if (i < array.driven) own.data[i * columns + j] += value;
  };
  for (const [tile, volts] of endPotentials(array, tiles, electrics, kind)) {
    const { top, left } = tile.region;
    volts.forEach((lift, port) => {
      const { line } = tile.ports[port];
      tile.own[port].forEach((volt, n) => {
        if (kind === "word") add(top + line, left + n, lift * volt);
        else add(top + n, left + line, lift * volt);
      });
    });
  }
  return own;
}

/** Potentials (V) of the line ends at each tile, by port number. */
function endPotentials(
  array: ProgrammedArray,
  tiles: readonly TilePorts[],
  electrics: ArrayElectrics,
  kind: LineKind,
): Map<TilePorts, Map<number, number>> {
  const byLine = new Map<string, Tied[]>();
  for (const tile of tiles) {
    const { top, left, rows, columns } = tile.region;
    const block = kind === "bit" && readBlock(array.geometry, top);
    const [start, length, first] = kind === "word" ? [left, columns, top] : [top, rows, left];
    for (let line = 0; line < (kind === "word" ? rows : columns); line++) {
      if (kind === "word" && !isDriven(array, top + line)) continue;
      const ends = SIDES[kind].flatMap((side, k) => {
        const port = tile.ports.findIndex((own) => own.side === side && own.line === line);
        return port < 0 ? [] : [{ position: start + k * length, port }];
      });
      const name = `${first + line} ${block}`;
      if (ends.length > 0) byLine.set(name, [...(byLine.get(name) ?? []), { tile, ends }]);
    }
  }
  const volts = new Map<TilePorts, Map<number, number>>(tiles.map((tile) => [tile, new Map()]));
  for (const tied of byLine.values()) linePotentials(array, tied, electrics, kind, volts);
  return volts;
}

/** Writes a global line's potentials (V) at its tiles' ends, its own source at 1 V and all else at 0 V. */
function linePotentials(
  array: ProgrammedArray,
  tied: readonly Tied[],
  electrics: ArrayElectrics,
  kind: LineKind,
  volts: ReadonlyMap<TilePorts, Map<number, number>>,
): void {
  const positions = [...new Set(tied.flatMap(({ ends }) => ends.map(({ position }) => position)))].sort(
    (a, b) => a - b,
  );
  const place = new Map(positions.map((position, k) => [position, k]));
  const count = positions.length;
  const chain = chainOf(count);
  for (let k = 1; k < count; k++) join(chain, k, linkConductance(electrics, positions[k] - positions[k - 1]));
  const { first, last, end } = sourcesOf(array, tied, electrics, kind);
  const hold = (k: number, cells: number): void => {
    const conductance = linkConductance(electrics, cells, end);
    chain.diagonal[k] += conductance;
    chain.right[k] += conductance;
  };
  if (first !== null) hold(0, positions[0] - first);
  if (last !== null) hold(count - 1, last - positions[count - 1]);
  for (const { tile, ends } of tied) {
    const { rows, data } = tile.admittance;
    for (const { position, port } of ends) chain.diagonal[place.get(position)!] += data[port * rows + port];
    // Nothing else connects to the line between the two ends of a tile.
    if (ends.length === 2)
      chain.off[place.get(ends[1].position)!] += data[ends[0].port * rows + ends[1].port];
  }
  const potential = solveChain(chain);
  for (const { tile, ends } of tied)
    for (const { position, port } of ends) volts.get(tile)!.set(port, potential[place.get(position)!]);
}

/** Positions of a line's sources, in cells from the array's first, and the resistance of each, Ω. */
function sourcesOf(
  array: ProgrammedArray,
  tied: readonly Tied[],
  electrics: ArrayElectrics,
  kind: LineKind,
): { readonly first: number | null; readonly last: number | null; readonly end: number } {
  if (kind === "word") {
    const isFar = driverSides(electrics).includes("right");
    return { first: 0, last: isFar ? reachOfLines(array).columns : null, end: electrics.driver };
  }
  const { top } = tied[0].tile.region;
  const start = readBlock(array.geometry, top);
  return {
    first: bitSides(electrics.drive).includes("top") ? start : null,
    last: endOfBitLines(array, top),
    end: electrics.readout,
  };
}

/** A chain of nodes: conductances to 0 V and to neighbours, S, and source currents at 1 V. */
interface Chain {
  readonly diagonal: Float64Array;
  /** Coupling of each node to the previous one, negative. */
  readonly off: Float64Array;
  readonly right: Float64Array;
}

const chainOf = (count: number): Chain => ({
  diagonal: new Float64Array(count),
  off: new Float64Array(count),
  right: new Float64Array(count),
});

function join({ diagonal, off }: Chain, k: number, conductance: number): void {
  diagonal[k - 1] += conductance;
  diagonal[k] += conductance;
  off[k] -= conductance;
}

/** Potentials of a chain, V; overwrites the chain. */
function solveChain({ diagonal, off, right }: Chain): Float64Array {
  const count = diagonal.length;
  for (let k = 1; k < count; k++) {
    const factor = off[k] / diagonal[k - 1];
    diagonal[k] -= factor * off[k];
    right[k] -= factor * right[k - 1];
  }
  for (let k = count - 1; k >= 0; k--)
    right[k] = (right[k] - (k + 1 < count ? off[k + 1] * right[k + 1] : 0)) / diagonal[k];
  return right;
}

/** `ownVoltages` for the bit lines of a single-tile array, all word lines at 0 V. */
export function heldBitVoltages(array: ProgrammedArray, electrics: ArrayElectrics): Dense {
  const { driven, geometry, cells, faults } = array;
  const { rows, columns } = geometry;
  const isRead = readColumns(array);
  const own = dense(driven, columns);
  const source = 1 / Math.max(LEAST_RESISTANCE, electrics.readout);
  for (let j = 0; j < columns; j++) {
    if (isRead[j] === 0 || faults.openBit[j] === 1) continue;
    const chain = chainOf(rows);
    for (let i = 0; i < rows; i++) chain.diagonal[i] += cells.conductance[i * columns + j];
    for (let i = 1; i < rows; i++) join(chain, i, 1 / Math.max(LEAST_RESISTANCE, electrics.bitSegment));
    for (const side of bitSides(electrics.drive)) {
      const k = side === "top" ? 0 : rows - 1;
      chain.diagonal[k] += source;
      chain.right[k] += source;
    }
    const potential = solveChain(chain);
    for (let i = 0; i < driven; i++) own.data[i * columns + j] = potential[i];
  }
  return own;
}
