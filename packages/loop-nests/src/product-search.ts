// Finds the loop nest of a matrix product with the least energy on a memory tree.

import { InfeasibleError, power } from "#base";
import type { Loop, ProductMapping } from "./memory-tree.ts";
import {
  type CheckedTree,
  checkTree,
  DIMENSIONS,
  type MemoryTree,
  OPERANDS,
  type Product,
} from "./memory-tree.ts";
import {
  createBound,
  edgesOf,
  energyOfEdge,
  type OperandEdges,
  outermost,
  type Prefix,
  under,
} from "./operand-edges.ts";
import { checkMapping, cyclesOf, type MappedProduct, mapped } from "./product-map.ts";

/** Orders of the loops of `blocks` blocks, six each. */
const ordersOf = (blocks: number): number => Math.round(power(6, blocks));

/** Nests of a product beyond which a search is refused: bounds skip most, in seconds (assumed). */
const MOST_NESTS = 2e7;

/** Relative difference of energies due to rounding only. */
const ROUNDING = 1e-12;

/**
 * Finds the mapping of least energy among all nests of as many blocks of loops over m, n and k as the tree is
 * deep, in any order within a block, with every depth of each operand that its memories hold; of equal
 * energies the one with fewer cycles. Loops are nested from the outermost in; a partial nest is dropped once
 * its operands' least energies, ignoring shared capacity, reach the best. `pinned` is the caller's mapping,
 * which is only checked. Throws ConfigError for faulty trees or mappings, InfeasibleError for too many nests.
 *
 * @example
 * const keeps = ["A", "B", "O"] as const;
 * const tree = {
 *   mac: 0.2e-12,
 *   levels: [
 *     { name: "dram", capacity: Infinity, keeps, read: 10e-12, write: 10e-12, bandwidth: 64 },
 *     { name: "buffer", inside: "dram", capacity: 65_536, keeps, read: 0.2e-12, write: 0.2e-12 },
 *   ],
 * };
 * const { energy, cycles } = mapProduct(tree, { m: 128, n: 128, k: 64, bits: { A: 8, B: 8, partial: 32, final: 8 } });
 */
export function mapProduct(tree: MemoryTree, product: Product, pinned?: ProductMapping): MappedProduct {
  const checked = checkTree(tree, product);
  if (pinned !== undefined) {
    checkMapping(checked, product, pinned);
    return mapped(checked, product, pinned);
  }
  const blocks = Math.max(2, ...OPERANDS.map((operand) => checked.homes[operand].length));
  const counts = DIMENSIONS.map((dimension) => Math.ceil(product[dimension] / checked.spread[dimension]));
  const nests = counts.reduce((all, count) => all * splitsOf(count, blocks), 1) * ordersOf(blocks);
  if (nests > MOST_NESTS)
    throw new InfeasibleError(`mapping search: expected at most ${MOST_NESTS} loop nests, received ${nests}`);
  const best = createSearch(checked, product, blocks).run(counts);
  if (best === null) throw new InfeasibleError("mapping search: no tile fits");
  return best;
}

/** Number of ordered products of `parts` integers that equal `count`. */
function splitsOf(count: number, parts: number): number {
  let all = 1;
  let rest = count;
  for (let prime = 2; rest > 1; prime++) {
    if (prime * prime > rest) prime = rest;
    let times = 0;
    for (; rest % prime === 0; rest /= prime) times++;
    for (let n = 1; n <= times; n++) all *= (parts - 1 + n) / n;
  }
  return Math.round(all);
}

/** Factors of a number above 1, the largest first, cached. */
const factors = new Map<number, readonly number[]>();

function factorsOf(count: number): readonly number[] {
  const known = factors.get(count);
  if (known !== undefined) return known;
  const found: number[] = [];
  for (let factor = count; factor > 1; factor--) if (count % factor === 0) found.push(factor);
  factors.set(count, found);
  return found;
}

/** A loop that may come next, and the bound of nests that begin with it. */
interface Step {
  readonly d: number;
  readonly times: number;
  /** Whether it begins a block. */
  readonly isNew: boolean;
  readonly prefix: readonly Prefix[];
  readonly bound: number;
}

function createSearch(checked: CheckedTree, product: Product, blocks: number) {
  const operands = OPERANDS.map((operand) => edgesOf(operand, checked, product));
  const fixed = operands.reduce((sum, { units }) => sum + units, macEnergy(checked, product));
  const boundOf = createBound(operands, checked);
  // Without bandwidths all nests take the same number of cycles.
  const isTimed = checked.tree.levels.some(({ bandwidth }) => bandwidth !== undefined);
  let best: MappedProduct | null = null;
  const isWorse = (energy: number): boolean =>
    best !== null &&
    (isTimed ? energy > best.energy * (1 + ROUNDING) : energy >= best.energy * (1 - ROUNDING));

  const finish = (): void => {
    const known = best === null ? Number.POSITIVE_INFINITY : best.energy - fixed;
    const outside = jointDepths(operands, prefixes, checked, known);
    if (outside === null) return;
    const found = mapped(checked, product, { loops: [...loops], outside });
    if (best === null || found.energy < best.energy * (1 - ROUNDING) || found.cycles < best.cycles)
      best = found;
  };

  const loops: Loop[] = [];
  const rest: number[] = [];
  const prefixes: (readonly Prefix[])[] = [];
  /** `inBlock`: dimensions in the current block, one bit each. */
  const nest = (block: number, inBlock: number): void => {
    if (rest.every((count) => count === 1)) {
      finish();
      return;
    }
    const here = prefixes[prefixes.length - 1];
    const steps: Step[] = [];
    for (let d = 0; d < DIMENSIONS.length; d++) {
      const isNew = (inBlock & (1 << d)) !== 0;
      if (rest[d] === 1 || (isNew && block === blocks - 1)) continue;
      for (const times of factorsOf(rest[d])) {
        const prefix = here.map((own, i) => under(own, operands[i], d, times));
        rest[d] /= times;
        const bound = fixed + boundOf(prefix, rest);
        rest[d] *= times;
        if (!isWorse(bound)) steps.push({ d, times, isNew, prefix, bound });
      }
    }
    steps.sort((one, other) => one.bound - other.bound);
    for (const { d, times, isNew, prefix, bound } of steps) {
      if (isWorse(bound)) continue;
      loops.push({ over: DIMENSIONS[d], times });
      rest[d] /= times;
      prefixes.push(prefix);
      nest(isNew ? block + 1 : block, isNew ? 1 << d : inBlock | (1 << d));
      prefixes.pop();
      rest[d] *= times;
      loops.pop();
    }
  };
  return {
    run(counts: readonly number[]): MappedProduct | null {
      rest.push(...counts);
      prefixes.push(operands.map(outermost));
      if (operands.every(({ units }) => units < Number.POSITIVE_INFINITY)) nest(0, 0);
      return best;
    },
  };
}

const macEnergy = (checked: CheckedTree, product: Product): number =>
  cyclesOf(checked, product) *
  DIMENSIONS.reduce((all, dimension) => all * checked.spread[dimension], 1) *
  checked.tree.mac;

/** One way to keep an operand: depths, bits in each memory of the tree, J. */
interface Kept {
  readonly outside: readonly number[];
  readonly tiles: readonly number[];
  readonly energy: number;
}

/**
 * The depths of least energy that the memories hold together, or null where none is below `known`, J.
 * `prefixes` lists each depth, outermost first, with one entry per operand.
 */
function jointDepths(
  operands: readonly OperandEdges[],
  prefixes: readonly (readonly Prefix[])[],
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

/** Ways to keep one operand that its memories hold, the least energy first; dominated ones are left out. */
function waysToKeep(
  { edges, elements }: OperandEdges,
  turns: readonly Prefix[],
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

/** Ways, in order of energy, without those that an earlier one matches or beats in bits everywhere. */
function notDominated(ways: readonly Kept[]): Kept[] {
  const kept: Kept[] = [];
  for (const way of ways)
    if (!kept.some(({ tiles }) => tiles.every((bits, n) => bits <= way.tiles[n]))) kept.push(way);
  return kept;
}
