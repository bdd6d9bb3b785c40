// A tiled array on its shared lines, condensed to its drivers: transfer and power of a read.

import { type Dense, dense } from "#base";
import { fours, plainKernel, type SolverKernel, type SymmetricSweep } from "#crossbar-solver";
import {
  type Context,
  clear,
  eliminateLevels,
  type LevelRow,
  link,
  type RowNetwork,
  scatter,
  type Triangle,
} from "./bit-levels.ts";
import { linkConductance } from "./global-net.ts";
import type { ProgrammedArray } from "./programmed-array.ts";
import { type ArrayElectrics, connectedTiles, driverSides, reachOfLines, readBlock } from "./tile-circuit.ts";
import { type TilePorts, tilePorts } from "./tile-ports.ts";

/** Exact response of an array to its drivers' voltages. */
export interface SharedResponse {
  /** Current into each bit line's readouts for 1 V at each driver, S, columns × driven; 0 if unread. */
  readonly transfer: Dense;
  /** vᵀ·delivered·v is the drivers' power, driven × driven, S. */
  readonly delivered: Dense;
  readonly tiles: readonly TilePorts[];
}

/**
 * Solves an array with all its tiles on common global lines. Each tile is condensed to its ports (tilePorts),
 * the word lines of a row of tiles are eliminated tile by tile, and the bit lines level by level, keeping the
 * drivers to the end: exact elimination, at a cost independent of wire quality. Throws UnconvergedError.
 */
export function sharedResponse(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  kernel: SolverKernel = plainKernel,
): SharedResponse {
  const { driven, geometry } = array;
  const transfer = dense(geometry.columns, driven);
  const delivered = dense(driven, driven);
  const tiles = connectedTiles(array).map((region) => tilePorts(array, region, electrics, kernel));
  const blocks = new Map<number, TilePorts[]>();
  for (const tile of tiles) append(blocks, readBlock(geometry, tile.region.top), tile);
  for (const [start, ofBlock] of blocks) {
    const context = { array, electrics, kernel, start };
    const rows = tileRowsOf(ofBlock);
    const [{ bits }] = rows;
    const words = rows.flatMap((row) => row.words);
    if (bits.length === 0 || words.length === 0) continue;
    const networkOf = (row: TileRow): RowNetwork => eliminateWords(context, row);
    eliminateLevels(context, rows, bits.length, words.length, networkOf, (block) => {
      scatter(block.transfer, bits, words, transfer);
      scatter(mirrored(block.delivered, words.length), words, words, delivered);
    });
  }
  return { transfer, delivered, tiles };
}

/** The symmetric matrix of a lower triangle. */
function mirrored({ data, stride }: Triangle, size: number): Dense {
  const matrix = dense(size, size);
  for (let i = 0; i < size; i++)
    for (let k = 0; k <= i; k++) matrix.data[i * size + k] = matrix.data[k * size + i] = data[i * stride + k];
  return matrix;
}

const append = <Item>(lists: Map<number, Item[]>, key: number, item: Item): void => {
  const list = lists.get(key) ?? [];
  list.push(item);
  lists.set(key, list);
};

/** A row of tiles, with its driven word lines and read bit lines. */
interface TileRow extends LevelRow {
  readonly tiles: readonly TilePorts[];
  readonly words: readonly number[];
  readonly bits: readonly number[];
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

/** Eliminates the global word lines of a row of tiles, from left to right. */
function eliminateWords({ array, electrics, kernel }: Context, row: TileRow): RowNetwork {
  const words = row.words.length;
  const sides = row.hasTop ? 2 : 1;
  const bits = row.bits.length;
  // Drivers, two alternating columns of word nodes, bit lines, so that used nodes are always a leading part.
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

/** Adds a tile's ports to the nodes: left and right word nodes, bottoms and tops of bit lines. */
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

/** The network without word nodes. */
function packed({ data, stride }: SymmetricSweep, words: number, bits: number): RowNetwork {
  const size = words + bits;
  const own = new Float64Array(size * size);
  const at = (n: number): number => (n < words ? n : n + 2 * words);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) own[i * size + j] = data[at(i) * stride + at(j)];
  return { drivers: words, stride: size, data: own };
}
