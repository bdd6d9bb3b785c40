// The depths at which the operands of a product are kept under one nest, where they share the memories.

import { type CheckedTree, OPERANDS } from "../../design/memory-tree.ts";
import { energyOfEdge, type OperandEdges } from "./operand-edges.ts";
import type { ProductMapping } from "./product-map.ts";

/** One way to keep an operand: depths, bits in each memory of the tree, J. */
interface Kept {
  readonly outside: readonly number[];
  readonly tiles: readonly number[];
  readonly energy: number;
}

/** Of an operand under the loops outside a depth. */
interface Turns {
  readonly repeats: number;
  readonly distinct: number;
}

/**
 * The depths of least energy that the memories hold together, or null where none is less than `known`, J. `prefixes` are those of
 * each depth, the outermost first, and in each those of the operands.
 */
export function jointDepths(
  operands: readonly OperandEdges[],
  prefixes: readonly (readonly Turns[])[],
  { tree, homes }: CheckedTree,
  known: number,
): ProductMapping["outside"] | null {
  const numbers = new Map(tree.levels.map(({ name }, n) => [name, n]));
  const limits = tree.levels.map(({ capacity }) => capacity);
  const kept = operands.map((own, i) => {
    const at = homes[own.operand].slice(1).map(({ level }) => numbers.get(level.name) as number);
    const turns = prefixes.map((prefix) => prefix[i]);
    return waysToKeep(own, turns, at, limits.length);
  });
  const cheapest = kept.map((ways) => ways[0]?.energy ?? Number.POSITIVE_INFINITY);
  let least = known * (1 + 1e-12);
  let found: readonly Kept[] | null = null;
  for (const a of kept[0]) {
    if (a.energy + cheapest[1] + cheapest[2] > least) break;
    for (const b of kept[1]) {
      if (a.energy + b.energy + cheapest[2] > least) break;
      for (const o of kept[2]) {
        const energy = a.energy + b.energy + o.energy;
        if (energy > least || (found !== null && energy === least)) break;
        if (!limits.every((limit, n) => a.tiles[n] + b.tiles[n] + o.tiles[n] <= limit)) continue;
        [found, least] = [[a, b, o], energy];
        break;
      }
    }
  }
  if (found === null) return null;
  const ways = found;
  return Object.fromEntries(
    OPERANDS.map((operand, n) => [operand, ways[n].outside]),
  ) as ProductMapping["outside"];
}

/** Ways to keep an operand that its memories hold alone, the least energy first; those that never pay are left out. */
function waysToKeep(
  { edges, elements }: OperandEdges,
  turns: readonly Turns[],
  at: readonly number[],
  levels: number,
): Kept[] {
  let ways: Kept[] = [{ outside: [], tiles: Array.from({ length: levels }, () => 0), energy: 0 }];
  edges.forEach((edge, h) => {
    ways = ways.flatMap(({ outside, tiles, energy }) => {
      const further: Kept[] = [];
      for (let depth = outside[h - 1] ?? 0; depth < turns.length; depth++) {
        const { repeats, distinct } = turns[depth];
        const bits = edge.tileBits * (elements / distinct);
        const own = energyOfEdge(edge, repeats);
        if (bits > edge.capacity || own === Number.POSITIVE_INFINITY) continue;
        const held = tiles.map((before, n) => (n === at[h] ? before + bits : before));
        further.push({ outside: [...outside, depth], tiles: held, energy: energy + own });
      }
      return further;
    });
  });
  ways.sort((one, other) => one.energy - other.energy);
  return notDominated(ways);
}

/** Ways, in the order of their energies, of which none before takes as few bits everywhere. */
function notDominated(ways: readonly Kept[]): Kept[] {
  const kept: Kept[] = [];
  for (const way of ways)
    if (!kept.some(({ tiles }) => tiles.every((bits, n) => bits <= way.tiles[n]))) kept.push(way);
  return kept;
}
