// A bound of all loop nests that begin with the same loops.

import { type CheckedTree, DIMENSIONS } from "../../design/memory-tree.ts";
import { type Edge, energyOfEdge, type OperandEdges } from "./operand-edges.ts";

/** A tile of an operand in one of its homes: bits of one instance, and J of the way there. */
interface Kept {
  readonly bits: number;
  readonly energy: number;
}

/** What of an operand is known under the loops outside a depth. */
export interface Prefix {
  /** How often each different tile comes, and how many different ones there are. */
  readonly repeats: number;
  readonly distinct: number;
  /** Turns of loops that do not index it since the last that does. */
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

/** One more loop inside: a tile stays while only loops that do not index it turn inside those that do. */
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
  // A smaller tile of the same energy takes the place of the larger.
  if (last !== undefined && last.energy >= energy) return [...others.slice(0, -1), { bits, energy }];
  return [...others, { bits, energy }];
}

/**
 * J that the ways between homes take at least under nests that begin with the loops of `prefixes` and go on with `rest` turns of m, n
 * and k: each memory by itself holds what it is filled with, or what is cut further takes as much as it does by now.
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

/** Least energy with which one of each choice fits, from the n-th on; Infinity where none does. */
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
