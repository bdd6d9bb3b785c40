// The loop nest of a matrix product that takes least energy on a memory tree.

import { InfeasibleError } from "../../base/errors.ts";
import { power } from "../../base/power.ts";
import {
  type CheckedTree,
  checkTree,
  DIMENSIONS,
  type Dimension,
  type MemoryTree,
  OPERANDS,
  type Operand,
  type Product,
} from "./memory-tree.ts";
import {
  accessEnergy,
  accessesOf,
  checkMapping,
  type Loop,
  type MappedProduct,
  mapped,
  type ProductMapping,
} from "./product-map.ts";

const ORDERS: readonly (readonly Dimension[])[] = [
  ["m", "n", "k"],
  ["m", "k", "n"],
  ["n", "m", "k"],
  ["n", "k", "m"],
  ["k", "m", "n"],
  ["k", "n", "m"],
];

/** Orders of the loops of so many blocks. */
const ordersOf = (blocks: number): number => Math.round(power(ORDERS.length, blocks));

/** Nests that are looked at before a search is refused: some minutes (assumed). */
const MOST_NESTS = 2e6;

/** One way to keep an operand under a nest: depths, bits in each memory, energy. */
interface Kept {
  readonly outside: readonly number[];
  readonly tiles: ReadonlyMap<string, number>;
  readonly energy: number;
}

/**
 * The mapping of least energy among all nests of as many blocks of loops over m, n and k as the tree is deep, in any order inside a block, with
 * every depth of every operand that its memories hold; of equal energies the one of fewer cycles. `pinned` is a mapping
 * of one's own, which is only checked. Throws ConfigError for a tree or a mapping at fault, InfeasibleError where the nests are too many.
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
  const splits = counts.map((count) => factorings(count, blocks));
  const nests = splits.reduce((all, { length }) => all * length, 1) * ordersOf(blocks);
  if (nests > MOST_NESTS)
    throw new InfeasibleError(`mapping search: expected at most ${MOST_NESTS} loop nests, received ${nests}`);
  let best: MappedProduct | null = null;
  const seen = new Set<string>();
  for (const m of splits[0])
    for (const n of splits[1])
      for (const k of splits[2])
        for (let code = 0; code < ordersOf(blocks); code++) {
          const loops = nestOf({ m, n, k }, blocks, code);
          const key = loops.map(({ over, times }) => over + times).join("");
          if (seen.has(key)) continue;
          seen.add(key);
          best = better(best, bestUnder(checked, product, loops, best?.energy ?? Number.POSITIVE_INFINITY));
        }
  if (best === null) throw new InfeasibleError("mapping search: no tile fits");
  return best;
}

/** Loops of one turn are left out. */
function nestOf(
  splits: Readonly<Record<Dimension, readonly number[]>>,
  blocks: number,
  code: number,
): Loop[] {
  const loops: Loop[] = [];
  let rest = code;
  for (let block = 0; block < blocks; block++) {
    for (const over of ORDERS[rest % ORDERS.length]) {
      const times = splits[over][block];
      if (times > 1) loops.push({ over, times });
    }
    rest = Math.floor(rest / ORDERS.length);
  }
  return loops;
}

const better = (a: MappedProduct | null, b: MappedProduct | null): MappedProduct | null => {
  if (a === null || b === null) return a ?? b;
  if (b.energy !== a.energy) return b.energy < a.energy ? b : a;
  return b.cycles < a.cycles ? b : a;
};

/** The best depths under one nest; null where the bound of the operands alone is no better than what is known, or nothing fits. */
function bestUnder(
  checked: CheckedTree,
  product: Product,
  loops: readonly Loop[],
  known: number,
): MappedProduct | null {
  const kept = OPERANDS.map((operand) => waysToKeep(operand, checked, product, loops));
  if (kept.some(({ length }) => length === 0)) return null;
  const macs = mapped0(checked, product);
  const bound = kept.reduce((sum, ways) => sum + ways[0].energy, macs);
  if (bound > known) return null;
  let found: { readonly outside: readonly (readonly number[])[]; readonly energy: number } | null = null;
  const limits = new Map(checked.tree.levels.map(({ name, capacity }) => [name, capacity]));
  for (const a of kept[0])
    for (const b of kept[1])
      for (const o of kept[2]) {
        const energy = macs + a.energy + b.energy + o.energy;
        // Ways are in the order of their energy.
        if (energy > Math.min(known, found?.energy ?? Number.POSITIVE_INFINITY)) break;
        if (!fits([a, b, o], limits)) continue;
        found = { outside: [a.outside, b.outside, o.outside], energy };
        break;
      }
  if (found === null) return null;
  const outside = Object.fromEntries(
    OPERANDS.map((operand, n) => [operand, found.outside[n]]),
  ) as ProductMapping["outside"];
  return mapped(checked, product, { loops, outside });
}

const mapped0 = ({ tree, spread }: CheckedTree, product: Product): number =>
  DIMENSIONS.reduce(
    (all, dimension) => all * Math.ceil(product[dimension] / spread[dimension]) * spread[dimension],
    1,
  ) * tree.mac;

function fits(ways: readonly Kept[], limits: ReadonlyMap<string, number>): boolean {
  for (const [name, capacity] of limits) {
    let bits = 0;
    for (const { tiles } of ways) bits += tiles.get(name) ?? 0;
    if (bits > capacity) return false;
  }
  return true;
}

/** Every way to keep an operand that its memories hold alone, the least energy first. */
function waysToKeep(
  operand: Operand,
  checked: CheckedTree,
  product: Product,
  loops: readonly Loop[],
): Kept[] {
  const homes = checked.homes[operand];
  const ways: Kept[] = [];
  for (const outside of risingDepths(homes.length - 1, loops.length)) {
    const accesses = accessesOf(operand, checked, product, loops, outside);
    if (accesses.some(({ tile }, n) => tile > homes[n].level.capacity)) continue;
    const tiles = new Map(accesses.map(({ memory, tile }) => [memory, tile]));
    ways.push({ outside, tiles, energy: accessEnergy(checked, accesses) });
  }
  return ways.sort((a, b) => a.energy - b.energy);
}

/** All rising sequences of `count` depths of 0 to `most`. */
function risingDepths(count: number, most: number, from = 0): (readonly number[])[] {
  if (count === 0) return [[]];
  const found: (readonly number[])[] = [];
  for (let depth = from; depth <= most; depth++)
    for (const rest of risingDepths(count - 1, most, depth)) found.push([depth, ...rest]);
  return found;
}

/** All ordered products of `parts` whole numbers that make `count`. */
function factorings(count: number, parts: number): (readonly number[])[] {
  if (parts === 1) return [[count]];
  const found: (readonly number[])[] = [];
  for (let first = 1; first <= count; first++)
    if (count % first === 0)
      for (const rest of factorings(count / first, parts - 1)) found.push([first, ...rest]);
  return found;
}
