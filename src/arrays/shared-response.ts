// A tiled array on its shared lines, condensed to what its drivers see: transfer and power of a read.

import { fours, plainKernel, type SolverKernel, type SymmetricSweep } from "#crossbar-solver";
import { type Dense, dense } from "../base/dense.ts";
import { linkConductance } from "./global-net.ts";
import type { ProgrammedArray } from "./programmed-array.ts";
import {
  type ArrayElectrics,
  bitSides,
  blockStart,
  connectedTiles,
  driverSides,
  endOfBitLines,
  reachOfLines,
} from "./tile-circuit.ts";
import { type SolvedTiles, type TilePorts, tilePorts } from "./tile-ports.ts";

/** What an array does to the voltages of its drivers, exactly. */
export interface SharedResponse {
  /** Current into each bit line's readouts for 1 V of each driver, S, columns × driven; 0 where nothing is read. */
  readonly transfer: Dense;
  /** vᵀ·delivered·v is the drivers' power, driven × driven, S. */
  readonly delivered: Dense;
  readonly tiles: readonly TilePorts[];
}

/**
 * Solves an array with all its tiles on common global lines. Each tile is condensed onto its ports (tilePorts), the word
 * lines of a row of tiles are eliminated tile by tile, and the levels of the bit lines row by row, drivers staying to the
 * end: exact elimination, whose cost does not depend on how bad the wires are. Throws UnconvergedError.
 */
export function sharedResponse(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  kernel: SolverKernel = plainKernel,
  solved?: SolvedTiles,
): SharedResponse {
  const { driven, geometry } = array;
  const transfer = dense(geometry.columns, driven);
  const delivered = dense(driven, driven);
  const tiles = connectedTiles(array).map((region) => tilePorts(array, region, electrics, kernel, solved));
  const blocks = new Map<number, TilePorts[]>();
  for (const tile of tiles) {
    const block = geometry.readsBlocks === true ? blockStart(geometry, tile.region.top) : 0;
    append(blocks, block, tile);
  }
  for (const [start, ofBlock] of blocks) {
    eliminateLevels({ array, electrics, kernel, start }, tileRowsOf(ofBlock), transfer, delivered);
  }
  return { transfer, delivered, tiles };
}

const append = <Item>(lists: Map<number, Item[]>, key: number, item: Item): void => {
  const list = lists.get(key) ?? [];
  list.push(item);
  lists.set(key, list);
};

interface Context {
  readonly array: ProgrammedArray;
  readonly electrics: ArrayElectrics;
  readonly kernel: SolverKernel;
  /** First word line of the block. */
  readonly start: number;
}

/** Tiles side by side, with the word lines that are driven and the bit lines that are read. */
interface TileRow {
  readonly tiles: readonly TilePorts[];
  readonly top: number;
  readonly bottom: number;
  readonly words: readonly number[];
  readonly bits: readonly number[];
  readonly hasTop: boolean;
}

function tileRowsOf(tiles: readonly TilePorts[]): TileRow[] {
  const byTop = new Map<number, TilePorts[]>();
  for (const tile of tiles) append(byTop, tile.region.top, tile);
  return [...byTop].map(([top, row]) => ({
    tiles: row,
    top,
    bottom: top + row[0].region.rows,
    words: row[0].ports.filter(({ side }) => side === "left").map(({ line }) => top + line),
    bits: row.flatMap(({ region, ports }) =>
      ports.filter(({ side }) => side === "bottom").map(({ line }) => region.left + line),
    ),
    hasTop: row[0].ports.some(({ side }) => side === "top"),
  }));
}

/** Adds a conductance between two nodes of a Laplacian. */
function link({ data, stride }: SymmetricSweep, a: number, b: number, conductance: number): void {
  data[a * stride + a] += conductance;
  data[b * stride + b] += conductance;
  data[Math.max(a, b) * stride + Math.min(a, b)] -= conductance;
}

/** Clears rows and columns of swept nodes, which leaves the rest of their network. */
function clear({ data, stride }: SymmetricSweep, size: number, first: number, count: number): void {
  for (let i = first; i < first + count; i++) data.fill(0, i * stride, i * stride + i + 1);
  for (let i = first + count; i < size; i++)
    data.fill(0, i * stride + first, i * stride + Math.min(i + 1, first + count));
}

/** Lower triangle of a row of tiles between its drivers (first) and its bit lines: bottoms, then tops. */
interface RowNetwork {
  readonly drivers: number;
  readonly stride: number;
  readonly data: Float64Array;
}

/** Eliminates the global word lines of a row of tiles, from left to right. */
function eliminateWords({ array, electrics, kernel }: Context, row: TileRow): RowNetwork {
  const words = row.words.length;
  const sides = row.hasTop ? 2 : 1;
  const bits = row.bits.length;
  // Drivers, two columns of word nodes that take turns, bit lines; so what is in use is always a leading part.
  const size = 3 * words + sides * bits;
  const place = new Map(row.bits.map((bit, n) => [bit, 3 * words + n * sides]));
  return kernel.withSweep(size, (matrix) => {
    let own = words;
    let position = row.tiles[0].region.left;
    let used = 3 * words;
    const join = (cells: number, to: number): void => {
      for (let i = 0; i < words; i++) link(matrix, own + i, to + i, linkConductance(electrics, cells));
    };
    const drive = (cells: number): void => {
      const conductance = linkConductance(electrics, cells, electrics.driver);
      for (let i = 0; i < words; i++) link(matrix, i, own + i, conductance);
    };
    const retire = (): void => {
      matrix.sweep(fours(used), own, words);
      clear(matrix, fours(used), own, words);
      own = 3 * words - own;
    };
    drive(position);
    row.tiles.forEach((tile, n) => {
      const { left, columns } = tile.region;
      used += sides * tile.ports.filter(({ side }) => side === "bottom").length;
      const hasRight = tile.ports.some(({ side }) => side === "right");
      addTile(matrix, tile, row.words, own, 3 * words - own, place);
      if (hasRight) {
        join(columns, 3 * words - own);
        retire();
        position = left + columns;
      }
      const next = row.tiles[n + 1]?.region.left;
      if (next === undefined || next === position) return;
      join(next - position, 3 * words - own);
      retire();
      position = next;
    });
    if (driverSides(electrics).includes("right")) drive(reachOfLines(array).columns - position);
    retire();
    return packed(matrix, words, row.bits.length * sides);
  });
}

/** A tile's ports among the nodes: left and right word nodes, bottoms and tops of bit lines. */
function addTile(
  { data, stride }: SymmetricSweep,
  { region, ports, admittance }: TilePorts,
  words: readonly number[],
  left: number,
  right: number,
  place: ReadonlyMap<number, number>,
): void {
  const first = new Map(words.map((word, n) => [word - region.top, n]));
  const nodes = ports.map(({ side, line }) => {
    if (side === "left") return left + first.get(line)!;
    if (side === "right") return right + first.get(line)!;
    return place.get(region.left + line)! + (side === "top" ? 1 : 0);
  });
  for (let p = 0; p < nodes.length; p++)
    for (let q = 0; q < nodes.length; q++)
      if (nodes[q] <= nodes[p]) data[nodes[p] * stride + nodes[q]] += admittance.data[p * nodes.length + q];
}

/** The network without its word nodes. */
function packed({ data, stride }: SymmetricSweep, words: number, bits: number): RowNetwork {
  const size = words + bits;
  const own = new Float64Array(size * size);
  const at = (n: number): number => (n < words ? n : n + 2 * words);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) own[i * size + j] = data[at(i) * stride + at(j)];
  return { drivers: words, stride: size, data: own };
}

/** Eliminates the bit lines of a block level by level, and writes what is left between its drivers and readouts. */
function eliminateLevels(
  context: Context,
  rows: readonly TileRow[],
  transfer: Dense,
  delivered: Dense,
): void {
  const { electrics, kernel } = context;
  const bits = rows[0].bits.length;
  const drivers = rows.reduce((sum, { words }) => sum + words.length, 0);
  if (bits === 0 || drivers === 0) return;
  // One level at a time; with readouts at both ends the next one too, and the readouts as nodes of their own.
  const isTwoSided = bitSides(electrics.drive).includes("top");
  const base = isTwoSided ? 3 * bits : bits;
  const words: number[] = [];
  kernel.withSweep(base + drivers, (matrix) => {
    const step = isTwoSided ? twoSidedStep(matrix, bits, context) : oneSidedStep(matrix, bits, electrics);
    rows.forEach((row, n) => {
      const network = eliminateWords(context, row);
      step(row, n === 0 ? null : rows[n - 1], network, base + words.length);
      words.push(...row.words);
    });
    const beyond = endOfBitLines(context.array, context.start) - rows[rows.length - 1].bottom;
    const out = linkConductance(electrics, beyond, electrics.readout);
    const { stride, data } = matrix;
    const size = fours(base + drivers);
    for (let j = 0; j < bits; j++)
      if (isTwoSided) link(matrix, j, 2 * bits + j, out);
      else data[j * stride + j] += out;
    matrix.sweep(size, 0, bits);
    rows[0].bits.forEach((bit, j) => {
      for (let s = 0; s < drivers; s++) {
        const share = data[(base + s) * stride + (isTwoSided ? 2 * bits + j : j)];
        transfer.data[bit * transfer.columns + words[s]] += -share * (isTwoSided ? 1 : out);
      }
    });
    for (let s = 0; s < drivers; s++)
      for (let t = 0; t <= s; t++) {
        const value = data[(base + s) * stride + base + t];
        delivered.data[words[s] * delivered.columns + words[t]] = value;
        delivered.data[words[t] * delivered.columns + words[s]] = value;
      }
  });
}

type Step = (row: TileRow, before: TileRow | null, network: RowNetwork, firstDriver: number) => void;

/** Adds a row of tiles: bit nodes j at `bottom` + j (and `top` + j), its drivers from `firstDriver` on. */
function addRow(
  { data, stride }: SymmetricSweep,
  { drivers, stride: width, data: own }: RowNetwork,
  firstDriver: number,
  bit: (n: number) => number,
): void {
  const at = (n: number): number => (n < drivers ? firstDriver + n : bit(n - drivers));
  for (let i = 0; i < width; i++)
    for (let j = 0; j <= i; j++) {
      const [a, b] = [at(i), at(j)];
      data[Math.max(a, b) * stride + Math.min(a, b)] += own[i * width + j];
    }
}

/**
 * Readouts at the bottom alone: the wire from a level to the next joins each bit line to itself, so that sweeping a level
 * of inverse P behind wires C leaves C − C·P·C at the next.
 */
function oneSidedStep(matrix: SymmetricSweep, bits: number, electrics: ArrayElectrics): Step {
  const { data, stride } = matrix;
  return (row, before, network, firstDriver) => {
    if (before !== null) {
      const wire = linkConductance(electrics, row.bottom - before.bottom);
      for (let j = 0; j < bits; j++) data[j * stride + j] += wire;
      matrix.sweep(fours(firstDriver), 0, bits);
      for (let i = 0; i < bits; i++) {
        for (let j = 0; j <= i; j++) data[i * stride + j] *= wire * wire;
        data[i * stride + i] += wire;
      }
      for (let s = bits; s < firstDriver; s++) for (let j = 0; j < bits; j++) data[s * stride + j] *= wire;
    }
    addRow(matrix, network, firstDriver, (n) => n);
  };
}

/** Readouts at both ends: levels above (0), below (bits) and readouts (2·bits). */
function twoSidedStep(matrix: SymmetricSweep, bits: number, { electrics, start }: Context): Step {
  return (row, before, network, firstDriver) => {
    const { data, stride } = matrix;
    if (before === null)
      for (let j = 0; j < bits; j++)
        link(matrix, j, 2 * bits + j, linkConductance(electrics, row.top - start, electrics.readout));
    for (let j = 0; j < bits; j++)
      link(matrix, j, bits + j, linkConductance(electrics, row.bottom - row.top));
    const bit = row.hasTop ? (n: number) => (n % 2 === 0 ? bits : 0) + (n >> 1) : (n: number) => bits + n;
    addRow(matrix, network, firstDriver, bit);
    const size = fours(firstDriver + row.words.length);
    matrix.sweep(size, 0, bits);
    clear(matrix, size, 0, bits);
    // The level below takes the place of the one above.
    for (let i = bits; i < size; i++)
      for (let j = bits; j < Math.min(i + 1, 2 * bits); j++) {
        const value = data[i * stride + j];
        if (value === 0) continue;
        data[i * stride + j] = 0;
        const a = i < 2 * bits ? i - bits : i;
        data[Math.max(a, j - bits) * stride + Math.min(a, j - bits)] = value;
      }
  };
}
