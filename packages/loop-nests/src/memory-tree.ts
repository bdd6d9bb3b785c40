// Memories as a tree: which hold which operand of a matrix product, their capacities and access costs.

import { ConfigError, didYouMean, type Issue } from "#base";

/** Operand of a product O[m, n] = Σₖ A[m, k] · B[k, n]. */
export type Operand = "A" | "B" | "O";
export const OPERANDS: readonly Operand[] = ["A", "B", "O"];

export type Dimension = "m" | "n" | "k";
export const DIMENSIONS: readonly Dimension[] = ["m", "n", "k"];

/** Dimensions that an operand is indexed by. */
export const INDICES: Readonly<Record<Operand, readonly Dimension[]>> = {
  A: ["m", "k"],
  B: ["k", "n"],
  O: ["m", "n"],
};

/** A memory of the tree. */
export interface MemoryLevel {
  readonly name: string;
  /** The memory that it is filled from; the root has none. */
  readonly inside?: string;
  /** Bits of one instance. */
  readonly capacity: number;
  readonly keeps: readonly Operand[];
  /** Energy of an access, J a bit. */
  readonly read: number;
  readonly write: number;
  /** Bits a cycle of one instance, reads and writes together or each. Unlimited where it is left out. */
  readonly bandwidth?: number | { readonly read: number; readonly write: number };
  /** Copies of everything inside, by divided dimension: cores, clusters, rows and columns of arrays. */
  readonly spread?: Readonly<Partial<Record<Dimension, number>>>;
}

/** A product, and the bits of its operands, which differ for partial sums and finished outputs. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly bits: { readonly A: number; readonly B: number; readonly partial: number; readonly final: number };
  /**
   * Operands that bypass the root, between the multipliers and another unit: they take no access of the root,
   * and cannot be read again. None where it is left out.
   */
  readonly passing?: readonly Operand[];
}

export const isPassing = (operand: Operand, { passing = [] }: Product): boolean => passing.includes(operand);

/** A temporal loop over `times` tiles of a dimension. */
export interface Loop {
  readonly over: Dimension;
  readonly times: number;
}

/**
 * A loop nest, outermost first, and for each operand the number of loops outside its tile in each of its
 * homes after the root: operands may be kept at different depths of one nest.
 */
export interface ProductMapping {
  readonly loops: readonly Loop[];
  readonly outside: Readonly<Record<Operand, readonly number[]>>;
}

/** Memories with the multipliers at the leaves. */
export interface MemoryTree {
  readonly levels: readonly MemoryLevel[];
  /** Energy of a multiply-accumulate, J; a unit does one a cycle. */
  readonly mac: number;
}

/** A memory on an operand's path from the root to the multipliers. */
export interface Home {
  readonly level: MemoryLevel;
  /** Instances of it, and the multipliers below each, by dimension. */
  readonly instances: number;
  readonly below: Readonly<Record<Dimension, number>>;
}

export interface CheckedTree {
  readonly tree: MemoryTree;
  readonly homes: Readonly<Record<Operand, readonly Home[]>>;
  /** Multipliers in parallel, by dimension. */
  readonly spread: Readonly<Record<Dimension, number>>;
}

const isPositive = (value: number): boolean => value > 0 && !Number.isNaN(value);

/**
 * Operands' paths through a tree. Throws ConfigError with all faults: duplicate names, missing parents,
 * cycles, no root or several, operands without home or with unnested homes, levels below a tile, bad numbers.
 */
export function checkTree(tree: MemoryTree, product: Product): CheckedTree {
  const issues: Issue[] = [];
  const complain = (path: string, message: string): void => {
    issues.push({ place: "memory tree", path, message });
  };
  checkNumbers(tree, product, complain);
  const parents = chains(tree.levels, complain);
  if (issues.length > 0) throw new ConfigError(issues);
  const spread = leafSpread(tree.levels, parents);
  const found = OPERANDS.map((operand) => [
    operand,
    homesOf(operand, tree.levels, parents, spread, complain),
  ]);
  const homes = Object.fromEntries(found) as CheckedTree["homes"];
  if (issues.length === 0) checkLeastTile(tree.levels, homes, product, complain);
  if (issues.length > 0) throw new ConfigError(issues);
  return { tree, homes, spread };
}

type Complain = (path: string, message: string) => void;

function checkNumbers({ levels, mac }: MemoryTree, product: Product, complain: Complain): void {
  for (const dimension of DIMENSIONS)
    if (!Number.isSafeInteger(product[dimension]) || product[dimension] < 1)
      complain(dimension, `expected a whole number of at least 1, received ${product[dimension]}`);
  if (!(mac >= 0 && mac < Number.POSITIVE_INFINITY))
    complain("mac", `expected an energy of at least 0 J, received ${mac}`);
  for (const { name, capacity, read, write, bandwidth, spread = {} } of levels) {
    if (!isPositive(capacity))
      complain(`${name}.capacity`, `expected more than 0 bits, received ${capacity}`);
    for (const [key, value] of Object.entries({ read, write }))
      if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
        complain(`${name}.${key}`, `expected an energy of at least 0 J, received ${value}`);
    const rates = typeof bandwidth === "object" ? Object.values(bandwidth) : [bandwidth ?? 1];
    for (const rate of rates)
      if (!isPositive(rate))
        complain(`${name}.bandwidth`, `expected more than 0 bits a cycle, received ${rate}`);
    for (const [key, value] of Object.entries(spread))
      if (!Number.isSafeInteger(value) || value < 1)
        complain(`${name}.spread.${key}`, `expected a whole number of at least 1, received ${value}`);
  }
}

/** For each level, the levels from the root to it. */
function chains(
  levels: readonly MemoryLevel[],
  complain: Complain,
): ReadonlyMap<string, readonly MemoryLevel[]> {
  const known = new Map(levels.map((level) => [level.name, level]));
  const ways = new Map<string, readonly MemoryLevel[]>();
  levels.forEach(({ name }, n) => {
    if (levels.findIndex((one) => one.name === name) < n)
      complain(name, "expected each name once, received it twice");
  });
  const roots = levels.filter(({ inside }) => inside === undefined);
  if (levels.length === 0) complain("levels", "expected at least one memory, received none");
  for (const level of levels) {
    const way: MemoryLevel[] = [];
    for (let at: MemoryLevel | undefined = level; at !== undefined; ) {
      if (way.includes(at)) {
        const ring = [...way.slice(way.indexOf(at)), at].map(({ name }) => name).join(" in ");
        complain(`${level.name}.inside`, `expected a way to the root, received a cycle: ${ring}`);
        break;
      }
      way.push(at);
      const { inside, name }: MemoryLevel = at;
      if (inside === undefined) break;
      at = known.get(inside);
      if (at === undefined)
        complain(
          `${name}.inside`,
          `expected the name of a memory, received "${inside}"${didYouMean(inside, [...known.keys()])}`,
        );
    }
    ways.set(level.name, way.reverse());
  }
  if (roots.length > 1)
    complain("levels", `expected one root, received ${roots.map(({ name }) => name).join(", ")}`);
  return ways;
}

const ONES: Readonly<Record<Dimension, number>> = { m: 1, n: 1, k: 1 };

/** Product of the spreads of some levels, by dimension. */
const spreadOf = (levels: readonly MemoryLevel[]): Record<Dimension, number> =>
  levels.reduce(
    (whole, { spread = {} }) => ({
      m: whole.m * (spread.m ?? 1),
      n: whole.n * (spread.n ?? 1),
      k: whole.k * (spread.k ?? 1),
    }),
    { ...ONES },
  );

/** Multipliers are below every spread: all levels that spread must be on one path. */
function leafSpread(
  levels: readonly MemoryLevel[],
  parents: ReadonlyMap<string, readonly MemoryLevel[]>,
): Record<Dimension, number> {
  const deepest = levels
    .map(({ name }) => parents.get(name) as readonly MemoryLevel[])
    .reduce((best, way) => (sizeOf(spreadOf(way)) > sizeOf(spreadOf(best)) ? way : best));
  return spreadOf(deepest);
}

export const sizeOf = ({ m, n, k }: Readonly<Record<Dimension, number>>): number => m * n * k;

function homesOf(
  operand: Operand,
  levels: readonly MemoryLevel[],
  parents: ReadonlyMap<string, readonly MemoryLevel[]>,
  spread: Readonly<Record<Dimension, number>>,
  complain: Complain,
): readonly Home[] {
  const own = levels
    .filter(({ keeps }) => keeps.includes(operand))
    .sort((a, b) => (parents.get(a.name)?.length ?? 0) - (parents.get(b.name)?.length ?? 0));
  const root = levels.find(({ inside }) => inside === undefined);
  if (own.length === 0 || own[0] !== root) {
    complain(
      operand,
      `expected a home for it in ${root?.name ?? "the root"}, where it comes from, received ${own.map(({ name }) => name).join(", ") || "none"}`,
    );
    return [];
  }
  const way = parents.get(own[own.length - 1].name) as readonly MemoryLevel[];
  const beside = own.find((level) => !way.includes(level));
  if (beside !== undefined)
    complain(
      operand,
      `expected homes inside each other, received ${beside.name} beside ${own[own.length - 1].name}`,
    );
  return own.map((level) => {
    const above = (parents.get(level.name) as readonly MemoryLevel[]).slice(0, -1);
    const outside = spreadOf(above);
    const below = { m: spread.m / outside.m, n: spread.n / outside.n, k: spread.k / outside.k };
    return { level, instances: sizeOf(outside), below };
  });
}

/** Elements of an operand that the multipliers below a home take at once. */
export const leastTile = (operand: Operand, { below }: Home): number =>
  INDICES[operand].reduce((size, dimension) => size * below[dimension], 1);

/** Bits of an operand's element during computation. */
export const bitsOf = (operand: Operand, { bits }: Product): number =>
  operand === "O" ? bits.partial : bits[operand];

function checkLeastTile(
  levels: readonly MemoryLevel[],
  homes: CheckedTree["homes"],
  product: Product,
  complain: Complain,
): void {
  for (const level of levels) {
    let least = 0;
    for (const operand of OPERANDS) {
      const home = homes[operand].find((one) => one.level === level);
      if (home !== undefined) least += leastTile(operand, home) * bitsOf(operand, product);
    }
    if (least > level.capacity)
      complain(
        `${level.name}.capacity`,
        `expected at least the ${least} bits of one tile of ${level.keeps.join(", ")}, received ${level.capacity}`,
      );
  }
}
