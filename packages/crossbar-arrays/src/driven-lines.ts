// Driver load of an array by columns of tiles, so that arrays that read fewer of the same bit lines share
// their first columns.

import { BoundedMap, type Dense, dense, dot } from "#base";
import { fours, plainKernel, type SolverKernel, type SymmetricSweep } from "#crossbar-solver";
import {
  addLaplacian,
  type Context,
  eliminateLevels,
  link,
  load,
  scatter,
  type Triangle,
  unload,
} from "./bit-levels.ts";
import { linkConductance } from "./global-net.ts";
import type { ProgrammedArray } from "./programmed-array.ts";
import {
  type ArrayElectrics,
  connectedTiles,
  driverSides,
  reachOfLines,
  readBlock,
  readColumns,
  type TileRegion,
} from "./tile-circuit.ts";
import { peakOfTile, readEnds, type TileEnds, tileEnds, wordPorts } from "./tile-ports.ts";

export interface DrivenLines {
  /** vᵀ·delivered·v is the drivers' power, driven × driven, S. */
  readonly delivered: Dense;
  /** Largest readout current of a bit line, and a bound of a tile line's, for 1 V at every driver, S. */
  readonly peakReadout: number;
  readonly peakOfTiles: number;
}

/** A column of tiles with its bit lines eliminated. */
interface TileColumn {
  readonly left: number;
  readonly columns: number;
  /** Read bit lines, by their number in the array. */
  readonly bits: readonly number[];
  /** Word lines of the ports; numbering continues at the right end. */
  readonly ends: readonly number[];
  readonly hasRight: boolean;
  /** The ports' Laplacian, and current into bit lines' readouts for 1 V at a port, S. */
  readonly network: Triangle;
  readonly transfer: Dense;
  readonly peak: number;
}

/** The first columns of an array, between its drivers at the left and the continuation of its word lines. */
interface Prefix {
  readonly before: Prefix | null;
  /** Position at which the word lines continue, cells. */
  readonly position: number;
  /** Lower triangle of the Laplacian of drivers, then word lines, packed by rows, S. */
  readonly network: Float64Array;
  /** The last column added, without its network. */
  readonly column: Omit<TileColumn, "network"> | null;
  /** Potentials before the last wire for 1 V at every driver, V, and as shares of those behind; or null. */
  readonly lift: { readonly drivers: Float64Array; readonly behind: Float64Array } | null;
  readonly peak: number;
}

/** Cached parts of an array's block: its fully read first columns, and by position tiles of other columns. */
interface Chain {
  readonly prefixes: Prefix[];
  readonly tiles: Map<number, readonly TileEnds[]>;
}

const emptyChain = (): Chain => ({ prefixes: [], tiles: new Map() });

/** Chains by everything that they depend on. */
export type KnownChains = <T>(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  start: number,
  use: (chain: Chain) => T,
) => T;

const forgetful: KnownChains = (_, __, ___, use) => use(emptyChain());

/** A cache of chains of `mostBytes` together, of which some are dropped where they are more. */
export function rememberedChains(mostBytes: number): KnownChains {
  interface Owned {
    readonly conductance: Float64Array;
    readonly chain: Chain;
  }
  const known = new BoundedMap<string, readonly Owned[]>(mostBytes);
  return (array, electrics, start, use) => {
    const { conductance } = array.cells;
    const name = nameOf(array, electrics, start);
    const alike = known.get(name) ?? [];
    const own = alike.find((other) => areEqual(conductance, other.conductance));
    const { chain } = own ?? { chain: emptyChain() };
    const result = use(chain);
    const all = own === undefined ? [...alike, { conductance, chain }] : alike;
    const bytes = all.reduce((sum, one) => sum + one.conductance.byteLength + bytesOf(one.chain), 0);
    if (own === undefined) known.set(name, all, bytes);
    else known.resize(name, bytes);
    return result;
  };
}

const bytesOf = ({ prefixes, tiles }: Chain): number => {
  let doubles = 0;
  for (const { network, column, lift } of prefixes)
    doubles += network.length + (column?.transfer.data.length ?? 0) + (lift?.behind.length ?? 0);
  for (const column of tiles.values()) for (const { admittance } of column) doubles += admittance.data.length;
  return 8 * doubles;
};

function areEqual(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

/** Everything that the circuit of an array depends on except its cells and the outputs in use. */
const nameOf = (array: ProgrammedArray, electrics: ArrayElectrics, start: number): string => {
  const { geometry, driven, faults } = array;
  const lines = [faults.openWord, faults.openBit, readColumns(wholeOf(array))];
  return `${JSON.stringify([geometry, electrics, driven, start])} ${lines.join(" ")}`;
};

/** The array with all its possible outputs in use. */
const wholeOf = (array: ProgrammedArray): ProgrammedArray => ({ ...array, outputs: array.plan.outputs });

/**
 * Power of the drivers of a tiled array of linear cells. Tiles are condensed to their ports, the bit lines of
 * a column of tiles eliminated from the top down, the word lines from left to right: exact, like
 * `sharedResponse`, which works by rows and gives each driver's part of each output. Throws UnconvergedError.
 */
export function drivenLines(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  kernel: SolverKernel = plainKernel,
  knownChains: KnownChains = forgetful,
): DrivenLines {
  const { geometry, driven, faults } = array;
  const delivered = dense(driven, driven);
  const readouts = new Float64Array(geometry.columns);
  let peakOfTiles = 0;
  for (const [start, regions] of groupsOf(connectedTiles(array), ({ top }) => readBlock(geometry, top))) {
    const words = linesOf(regions, driven).filter((line) => faults.openWord[line] === 0);
    if (words.length === 0) continue;
    const context = { array, electrics, kernel, start };
    knownChains(array, electrics, start, (chain) => {
      const prefix = prefixOf(context, chain, words.length, regions);
      const block = closed(context, prefix, words.length);
      scatter(block.delivered, words, words, delivered);
      addReadouts(prefix, block.potentials, readouts);
      peakOfTiles = Math.max(peakOfTiles, prefix.peak);
    });
  }
  return { delivered, peakReadout: Math.max(...readouts), peakOfTiles };
}

function groupsOf<Item>(items: readonly Item[], keyOf: (item: Item) => number): Map<number, Item[]> {
  const groups = new Map<number, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Driven word lines of a block. */
function linesOf(regions: readonly TileRegion[], driven: number): number[] {
  const first = regions[0].top;
  const { top, rows } = regions[regions.length - 1];
  return Array.from({ length: Math.min(driven, top + rows) - first }, (_, n) => first + n);
}

/** All columns of an array; leading columns that are fully read come from the cache or are added to it. */
function prefixOf(context: Context, chain: Chain, words: number, regions: readonly TileRegion[]): Prefix {
  const { array, electrics, kernel } = context;
  const all = wholeOf(array);
  const [isRead, isReadable] = [readColumns(array), readColumns(all)];
  const groups = [...groupsOf(regions, ({ left }) => left)];
  let prefix = withDrivers(electrics, words, groups[0][0]);
  let isKnown = true;
  groups.forEach(([left, ofColumn], n) => {
    const end = left + ofColumn[0].columns;
    const isWhole = isRead.subarray(left, end).every((mark, k) => mark === isReadable[left + k]);
    isKnown &&= isWhole && left === n * array.geometry.tileColumns;
    if (isKnown && n < chain.prefixes.length) {
      prefix = chain.prefixes[n];
      return;
    }
    const whole = chain.tiles.get(left) ?? ofColumn.map((region) => tileEnds(all, region, electrics, kernel));
    if (!isWhole) chain.tiles.set(left, whole);
    const tiles = whole.map((tile) => readEnds(tile, (line) => isRead[left + line] === 1, kernel));
    const before = prefix;
    prefix = condensed(context, tiles, words, (column) => withColumn(context, before, column, words));
    if (!isKnown) return;
    chain.prefixes.push(prefix);
    chain.tiles.delete(left);
  });
  return prefix;
}

/** Uses a stack of tiles with its bit lines eliminated. */
function condensed<T>(
  context: Context,
  tiles: readonly TileEnds[],
  words: number,
  use: (column: TileColumn) => T,
): T {
  const rows = tiles.map((tile) => ({ ...levelOf(tile), network: networkOf(tile) }));
  const { left, columns } = tiles[0].region;
  const bits = tiles[0].ports.flatMap(({ side, line }) => (side === "bottom" ? [left + line] : []));
  const ends: number[] = [];
  let hasRight = false;
  let from = 0;
  for (const { ports } of tiles) {
    const count = ports.filter(({ side }) => side === "left").length;
    for (const first of [from, words + from])
      if (first === from || ports.some(({ side }) => side === "right"))
        for (let i = 0; i < count; i++) ends.push(first + i);
    hasRight ||= ports.some(({ side }) => side === "right");
    from += count;
  }
  const peak = tiles.reduce((most, tile) => Math.max(most, peakOfTile(tile, context.electrics)), 0);
  const networkOfRow = ({ network }: (typeof rows)[number]) => network;
  return eliminateLevels(
    context,
    rows,
    bits.length,
    ends.length,
    networkOfRow,
    ({ transfer, delivered: network }) =>
      use({ left, columns, bits, ends, hasRight, network, transfer, peak }),
  );
}

const levelOf = ({ region: { top, rows }, ports }: TileEnds) => ({
  top,
  bottom: top + rows,
  hasTop: ports.some(({ side }) => side === "top"),
});

/** A tile's admittance reordered: word lines first, and each bit line's bottom before its top. */
function networkOf({ ports, admittance }: TileEnds) {
  const { rows: stride, data: given } = admittance;
  const words = wordPorts(ports);
  const bits = ports.findLastIndex(({ side }) => side === "top") + 1 - words;
  if (bits <= 0) return { drivers: words, stride, data: given };
  const data = new Float64Array(stride * stride);
  const placeOf = (n: number): number =>
    n < words ? n : words + ((n - words) >> 1) + ((n - words) % 2 === 0 ? bits : 0);
  for (let i = 0; i < stride; i++)
    for (let j = 0; j <= i; j++) data[i * stride + j] = given[placeOf(i) * stride + placeOf(j)];
  return { drivers: words, stride, data };
}

/** Word lines behind their drivers, before the first column. */
function withDrivers(electrics: ArrayElectrics, words: number, position: number): Prefix {
  const conductance = linkConductance(electrics, position, electrics.driver);
  const network = new Float64Array(words * (2 * words + 1));
  for (let i = 0; i < words; i++) {
    const own = words + i;
    network[(i * (i + 3)) / 2] = network[(own * (own + 3)) / 2] = conductance;
    network[(own * (own + 1)) / 2 + i] = -conductance;
  }
  return { before: null, position, network, column: null, lift: null, peak: 0 };
}

/** Appends a column of tiles to the previous ones. */
function withColumn(context: Context, before: Prefix, column: TileColumn, words: number): Prefix {
  const reached =
    before.position === column.left ? before : joined(context, before, null, column.left, words);
  const position = column.hasRight ? column.left + column.columns : column.left;
  return joined(context, reached, column, position, words);
}

/** The word lines up to `position`, with a column of tiles if given. */
function joined(
  { kernel, electrics }: Context,
  before: Prefix,
  column: TileColumn | null,
  position: number,
  words: number,
): Prefix {
  const isFurther = position > before.position;
  const size = (isFurther ? 3 : 2) * words;
  return kernel.withSweep(size, (matrix) => {
    load(matrix, before.network, 2 * words);
    if (column !== null)
      addLaplacian(matrix, new Int32Array(column.ends.map((end) => words + end)), column.network);
    const ahead = {
      before,
      position,
      column: column && { ...column, network: undefined },
      peak: Math.max(before.peak, column?.peak ?? 0),
    };
    if (!isFurther) return { ...ahead, network: unload(matrix, words, words), lift: null };
    const wire = linkConductance(electrics, position - before.position);
    for (let i = 0; i < words; i++) link(matrix, words + i, 2 * words + i, wire);
    matrix.sweep(fours(size), words, words);
    const behind = new Float64Array(words * words);
    for (let r = 0; r < words; r++) {
      const row = (2 * words + r) * matrix.stride + words;
      for (let k = 0; k < words; k++) behind[r * words + k] = -matrix.data[row + k];
    }
    return {
      ...ahead,
      network: unload(matrix, words, 2 * words),
      lift: { drivers: liftOfDrivers(matrix, words), behind },
    };
  });
}

/** Potentials of swept word lines for 1 V at every driver, V, with the lines behind them at 0 V. */
function liftOfDrivers({ data, stride }: SymmetricSweep, words: number): Float64Array {
  const lift = new Float64Array(words);
  for (let k = 0; k < words; k++) for (let d = 0; d < words; d++) lift[k] -= data[(words + k) * stride + d];
  return lift;
}

/** Terminates a block's word lines behind its last column. */
function closed(
  { array, electrics, kernel }: Context,
  { network, position }: Prefix,
  words: number,
): { readonly delivered: Dense; readonly potentials: Float64Array } {
  return kernel.withSweep(2 * words, (matrix) => {
    load(matrix, network, 2 * words);
    if (driverSides(electrics).includes("right")) {
      const wire = linkConductance(electrics, reachOfLines(array).columns - position, electrics.driver);
      for (let i = 0; i < words; i++) link(matrix, i, words + i, wire);
    }
    matrix.sweep(fours(2 * words), words, words);
    const delivered = dense(words, words);
    for (let i = 0; i < words; i++)
      for (let k = 0; k <= i; k++)
        delivered.data[i * words + k] = delivered.data[k * words + i] = matrix.data[i * matrix.stride + k];
    return { delivered, potentials: liftOfDrivers(matrix, words) };
  });
}

/** Adds each bit line's current for 1 V at every driver, S, from the potentials (V) at word-line ends. */
function addReadouts(last: Prefix, potentials: Float64Array, into: Float64Array): void {
  const words = potentials.length;
  let behind = potentials;
  for (let prefix: Prefix | null = last; prefix !== null; prefix = prefix.before) {
    const { lift, column } = prefix;
    const own = lift === null ? behind : lifted(lift, behind);
    if (column !== null) {
      const { columns, data } = column.transfer;
      const ports = new Float64Array(columns);
      for (let p = 0; p < columns; p++) {
        const end = column.ends[p];
        ports[p] = end < words ? own[end] : behind[end - words];
      }
      column.bits.forEach((bit, j) => {
        into[bit] += dot(data, j * columns, ports, 0, columns);
      });
    }
    behind = own;
  }
}

/** Potentials (V) before a wire from those behind it. */
function lifted({ drivers, behind }: NonNullable<Prefix["lift"]>, volts: Float64Array): Float64Array {
  const own = drivers.slice();
  const words = own.length;
  let r = 0;
  for (let row = 0; r + 3 < words; r += 4, row += 4 * words) {
    const [a, b, c, d] = [volts[r], volts[r + 1], volts[r + 2], volts[r + 3]];
    for (let k = 0, at = row; k < words; k++, at++)
      own[k] =
        own[k] +
        a * behind[at] +
        b * behind[at + words] +
        c * behind[at + 2 * words] +
        d * behind[at + 3 * words];
  }
  for (; r < words; r++) for (let k = 0; k < words; k++) own[k] += volts[r] * behind[r * words + k];
  return own;
}
