// Traffic of the operands of attention's products through the levels between buffer and multipliers.

import { ConfigError, canonicalJson, InfeasibleError, memoised } from "#base";
import {
  checkTree,
  cyclesOf,
  DIMENSIONS,
  type MappedProduct,
  type MemoryTree,
  mapProduct,
  OPERANDS,
  type Product,
  type ProductMapping,
} from "#loop-nests";
import type { Design } from "../design/design.ts";
import {
  DATA_OF,
  PRODUCTS,
  type ProductName,
  productOf,
  spatialOf,
  treeOf,
  turnsOf,
} from "../design/level-tree.ts";
import { BUFFER, levelsOf } from "../design/memory-levels.ts";
import { AXES_OF, pinnedNest } from "../design/pinned-nest.ts";
import type { Workload } from "../design/workload.ts";
import { type ActionCount, mergeCounts } from "./action-counts.ts";
import type { ArrayBlocks } from "./mac-blocks.ts";

/** One product of attention on a design's levels. */
export interface LevelProduct {
  readonly name: ProductName;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Products of the whole workload; a fraction where the last are not full. */
  readonly count: number;
  /** The loops, outermost first; a level's name marks where its tiles are kept. */
  readonly nest: string;
  /** Energy of one product in the buffer and the levels, at the models' own prices, J. */
  readonly energy: number;
  /** Cycles of one product, of the multipliers or of the busiest level. */
  readonly cycles: number;
  /** Whether the config pins the nest. */
  readonly isPinned: boolean;
}

const search = memoised(
  (tree: MemoryTree, product: Product): MappedProduct => mapProduct(tree, product),
  (tree, product) =>
    canonicalJson([tree.levels.map((level) => ({ ...level, capacity: String(level.capacity) })), product]),
  4096,
);

const OPERATION = { scores: "score", outputs: "weigh" } as const;

/** Counts that levels add to those of one layer and sequence; only declared levels need `blocksOf`. */
export function levelCounts(
  design: Design,
  blocksOf: () => ArrayBlocks,
  counts: readonly ActionCount[],
): { readonly counts: ActionCount[]; readonly products: LevelProduct[] } {
  const added: ActionCount[] = [];
  const products: LevelProduct[] = [];
  if (design.digital.levels === undefined) return { counts: added, products };
  const blocks = blocksOf();
  for (const name of PRODUCTS) {
    const { sizes, count, fed, left } = blocks[name];
    if (count === 0) continue;
    const tree = treeOf(design, name, sizes);
    const product = productOf(design, name, sizes);
    const pinned = nestOf(design, name, tree, product);
    const found = feasible(() =>
      pinned === null ? search(tree, product) : mapProduct(tree, product, pinned),
    );
    const bound = found.cycles > cyclesOf(checkTree(tree, product), product) ? found.cycles : 0;
    const operation = OPERATION[name];
    const total = (memory: string, key: "reads" | "writes"): number =>
      count * found.accesses.reduce((sum, one) => sum + (one.memory === memory ? one[key] : 0), 0);
    const { bits } = design.digital.buffer.behaviour;
    // The plan's own counts already include bringing data to the array once.
    const again = { read: total(BUFFER, "reads") - fed, write: total(BUFFER, "writes") - left };
    for (const action of ["read", "write"] as const)
      added.push({ operation, component: "buffer", action, count: Math.max(0, again[action]) / bits });
    for (const [level, { memory }] of levelsOf(design.digital))
      for (const [action, key] of [
        ["read", "reads"],
        ["write", "writes"],
      ] as const)
        added.push({
          operation,
          component: "levels",
          action: `${level} ${action}`,
          count: total(level, key) / memory.behaviour.bits,
        });
    added.push({
      operation,
      component: "mac",
      action: "stall",
      count: bound === 0 ? 0 : waits(design, name, bound, count, counts),
    });
    products.push({
      name,
      ...sizes,
      count,
      nest: nestWords(name, tree, product, found.mapping),
      isPinned: pinned !== null,
      energy: found.energy,
      cycles: found.cycles,
    });
  }
  return { counts: added, products };
}

/** A tree that holds the tile of a full array may not hold that of a product of another shape. */
function feasible<Result>(map: () => Result): Result {
  try {
    return map();
  } catch (error) {
    if (error instanceof ConfigError) throw new InfeasibleError(`design.digital.levels: ${error.message}`);
    throw error;
  }
}

/** The nest that the config pins for a product of these sizes; null for others, which are searched. */
function nestOf(
  design: Design,
  name: ProductName,
  tree: MemoryTree,
  product: Product,
): ProductMapping | null {
  const said = design.mapping.nests[name];
  if (said === undefined) return null;
  const nest = pinnedNest(name, said, design);
  // `parseConfig` has already refused invalid nests.
  if (typeof nest === "string") return null;
  const turns = turnsOf(tree, product);
  for (const { over, times } of nest.loops) turns[over] /= times;
  return Object.values(turns).every((left) => left === 1) ? nest : null;
}

/** Stalls, in products' times, while units wait for the busiest level, beyond their counted idle time. */
function waits(
  design: Design,
  name: ProductName,
  cycles: number,
  count: number,
  counts: readonly ActionCount[],
): number {
  const { rows, units } = spatialOf(design);
  let busy = 0;
  for (const { operation, component, action, count: own } of counts)
    if (component === "mac" && action !== "add" && operation === OPERATION[name]) busy += own;
  return Math.max(0, count * cycles * rows * units - busy);
}

/** Counts of the whole workload including those of the levels, and the products on the levels. */
export function withLevels(
  design: Design,
  { layers, batch }: Workload,
  blocksOf: () => ArrayBlocks,
  counts: readonly ActionCount[],
): { readonly counts: ActionCount[]; readonly levels?: readonly LevelProduct[] } {
  const repeats = layers * batch;
  if (design.digital.levels === undefined) return { counts: mergeCounts(counts, repeats) };
  const own = levelCounts(design, blocksOf, counts);
  return {
    counts: mergeCounts([...counts, ...own.counts], repeats),
    levels: own.products.map((product) => ({ ...product, count: product.count * repeats })),
  };
}

/** The levels as a unit of each core; none where they are not declared. */
export const levelUnits = ({ digital }: Design): readonly "levels"[] =>
  digital.levels === undefined ? [] : ["levels"];

/**
 * "keys 128 > sums > registers(queries) > queries 2 > registers(keys) > at once: queries 64, width 64": loops
 * with their turns, outermost first. A level's name marks where its tiles are kept, with the data where those
 * differ.
 */
export function nestWords(
  name: ProductName,
  tree: MemoryTree,
  product: Product,
  { loops, outside }: ProductMapping,
): string {
  const { homes, spread } = checkTree(tree, product);
  const axes = AXES_OF[name];
  const marksAt = (depth: number): string[] =>
    tree.levels.flatMap((level) => {
      const kept = OPERANDS.filter((operand) => homes[operand].slice(1).some((home) => home.level === level));
      const here = kept.filter((operand) => {
        const h = homes[operand].findIndex((home) => home.level === level) - 1;
        return outside[operand][h] === depth;
      });
      if (here.length === 0) return [];
      return here.length === kept.length
        ? [level.name]
        : [`${level.name}(${here.map((operand) => DATA_OF[name][operand]).join(", ")})`];
    });
  const words = loops.flatMap(({ over, times }, depth) => [...marksAt(depth), `${axes[over]} ${times}`]);
  const atOnce = DIMENSIONS.filter((dimension) => spread[dimension] > 1).map(
    (dimension) => `${axes[dimension]} ${spread[dimension]}`,
  );
  return [
    ...words,
    ...marksAt(loops.length),
    ...(atOnce.length === 0 ? [] : [`at once: ${atOnce.join(", ")}`]),
  ].join(" > ");
}
