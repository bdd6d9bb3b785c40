// Energy of operands between homes by tile repeats, and its least over nests with a common prefix.

import {
  bitsOf,
  type CheckedTree,
  DIMENSIONS,
  type Dimension,
  type Home,
  INDICES,
  isPassing,
  leastTile,
  type Operand,
  type Product,
  sizeOf,
} from "./memory-tree.ts";

/** The path between a home and the next inner one. */
export interface Edge {
  /** J to move all elements inwards once, or of outputs to bring them back for adding. */
  readonly down: number;
  readonly isOutput: boolean;
  /** J to move all outputs outwards once, finished and as partial sums; 0 for inputs. */
  readonly finished: number;
  readonly partial: number;
  /** Whether the data can be read only once. */
  readonly once: boolean;
  /** Bits in one instance of the inner home per element that inner loops leave, and its capacity. */
  readonly tileBits: number;
  readonly capacity: number;
}

export interface OperandEdges {
  readonly operand: Operand;
  /** Whether m, n and k index it. */
  readonly indexed: readonly boolean[];
  /** Elements that the loops distinguish. */
  readonly elements: number;
  readonly edges: readonly Edge[];
  /** J between last home and multipliers, under any nest; Infinity for a repeated pass without a home. */
  readonly units: number;
}

/** J of an edge whose tiles each come `repeats` times. */
export function energyOfEdge(edge: Edge, repeats: number): number {
  const { down, isOutput, finished, partial, once } = edge;
  if (repeats === 1) return isOutput ? finished : down;
  if (once) return Number.POSITIVE_INFINITY;
  return isOutput ? repeats * partial + (repeats - 1) * down : repeats * down;
}

/** Children of a home that take different data: others share the same data, or add to one sum on the way. */
export const ownSpread = (
  indices: readonly Dimension[],
  parent: Pick<Home, "below">,
  child: Pick<Home, "below">,
): number =>
  indices.reduce((size, dimension) => size * (parent.below[dimension] / child.below[dimension]), 1);

type Ends = Pick<Home, "below" | "instances">;

export function edgesOf(operand: Operand, { homes, spread }: CheckedTree, product: Product): OperandEdges {
  const own = homes[operand];
  const counts = (dimension: Dimension): number => Math.ceil(product[dimension] / spread[dimension]);
  const elements = INDICES[operand].reduce((all, dimension) => all * counts(dimension), 1);
  const turns = DIMENSIONS.reduce((all, dimension) => all * counts(dimension), 1);
  const passes = isPassing(operand, product);
  const inner = bitsOf(operand, product);
  const edge = (h: number, child: Ends, least: number, prices: { read: number; write: number }): Edge => {
    const { level, instances, below } = own[h - 1];
    const once = passes && h === 1;
    const outer = once ? { read: 0, write: 0 } : level;
    const moved = elements * least * instances * ownSpread(INDICES[operand], { below }, child);
    const kept = elements * least * child.instances;
    const up = (bits: number): number => bits * (moved * outer.write + kept * prices.read);
    const isOutput = operand === "O";
    return {
      down: inner * (moved * outer.read + kept * prices.write),
      isOutput,
      finished: isOutput ? up(product.bits.final) : 0,
      partial: isOutput ? up(inner) : 0,
      once,
      tileBits: least * inner,
      capacity: own[h]?.level.capacity ?? Number.POSITIVE_INFINITY,
    };
  };
  const edges = own.slice(1).map((home, n) => edge(n + 1, home, leastTile(operand, home), home.level));
  const unit = edge(own.length, { instances: sizeOf(spread), below: { m: 1, n: 1, k: 1 } }, 1, {
    read: 0,
    write: 0,
  });
  return {
    operand,
    indexed: DIMENSIONS.map((dimension) => INDICES[operand].includes(dimension)),
    elements,
    edges,
    // Multipliers keep nothing: their outputs are never finished.
    units: energyOfEdge({ ...unit, finished: unit.partial }, turns / elements),
  };
}

/** A tile of an operand in one of its homes: bits of one instance, and J of the transfers to it. */
interface Kept {
  readonly bits: number;
  readonly energy: number;
}

/** Known values of an operand under the loops outside a depth. */
export interface Prefix {
  /** How often each different tile is moved, and the number of different tiles. */
  readonly repeats: number;
  readonly distinct: number;
  /** Turns of loops that do not index the operand, since the last that does. */
  readonly pending: number;
  /** Tiles of each home at this depth and outside it that fit, the largest first; their energies rise. */
  readonly kept: readonly (readonly Kept[])[];
}

const NONE: readonly Kept[] = [];

/** An operand outside all loops. */
export function outermost(own: OperandEdges): Prefix {
  const none = { repeats: 1, distinct: 1, pending: 1 };
  return { ...none, kept: own.edges.map((edge) => withTile(NONE, edge, own, none)) };
}

/** Adds one inner loop: a tile stays while only loops that do not index it turn inside those that do. */
export function under(prefix: Prefix, own: OperandEdges, dimension: number, times: number): Prefix {
  const { repeats, distinct, pending, kept } = prefix;
  if (!own.indexed[dimension]) return { repeats, distinct, pending: pending * times, kept };
  const inner = { repeats: repeats * pending, distinct: distinct * times, pending: 1 };
  return { ...inner, kept: own.edges.map((edge, h) => withTile(kept[h], edge, own, inner)) };
}

function withTile(
  others: readonly Kept[],
  edge: Edge,
  { elements }: OperandEdges,
  { repeats, distinct }: Pick<Prefix, "repeats" | "distinct">,
): readonly Kept[] {
  const bits = edge.tileBits * (elements / distinct);
  const energy = energyOfEdge(edge, repeats);
  if (bits > edge.capacity || energy === Number.POSITIVE_INFINITY) return others;
  const last = others[others.length - 1];
  // A smaller tile of the same energy replaces the larger.
  if (last !== undefined && last.energy >= energy) return [...others.slice(0, -1), { bits, energy }];
  return [...others, { bits, energy }];
}

/**
 * Lower bound, J, of transfers between homes for nests that begin with the loops of `prefixes` and have
 * `rest` turns of m, n and k left: each memory alone holds its tiles, or smaller ones at no less energy.
 */
export function createBound(
  operands: readonly OperandEdges[],
  { tree, homes }: CheckedTree,
): (prefixes: readonly Prefix[], rest: readonly number[]) => number {
  const memories = tree.levels.map(({ name, capacity }) => ({
    capacity,
    ways: operands.flatMap(({ operand }, i) => {
      const h = homes[operand].findIndex(({ level }) => level.name === name) - 1;
      return h < 0 ? [] : [{ i, h }];
    }),
  }));
  const choicesOf = (prefixes: readonly Prefix[], rest: readonly number[], i: number, h: number) => {
    const { kept, repeats, pending } = prefixes[i];
    const own = operands[i];
    if (!DIMENSIONS.some((_, d) => own.indexed[d] && rest[d] > 1)) return kept[h];
    const further = energyOfEdge(own.edges[h], repeats * pending);
    return further === Number.POSITIVE_INFINITY ? kept[h] : [...kept[h], { bits: 0, energy: further }];
  };
  return (prefixes, rest) => {
    let bound = 0;
    for (const { capacity, ways } of memories) {
      if (ways.length === 0) continue;
      const choices = ways.map(({ i, h }) => choicesOf(prefixes, rest, i, h));
      bound += leastThatFits(choices, 0, capacity, Number.POSITIVE_INFINITY);
    }
    return bound;
  };
}

/** Least energy of one option per choice, from the n-th on, that fit together; Infinity where none do. */
function leastThatFits(
  choices: readonly (readonly Kept[])[],
  n: number,
  capacity: number,
  known: number,
): number {
  if (n === choices.length) return 0;
  let least = known;
  for (const { bits, energy } of choices[n]) {
    if (energy >= least || bits > capacity) continue;
    least = Math.min(least, energy + leastThatFits(choices, n + 1, capacity - bits, least - energy));
  }
  return least;
}
