// The levels of a design as the memory tree of a product, and their faults.

import { ConfigError, didYouMean, type Issue } from "#base";
import {
  checkTree,
  DIMENSIONS,
  type Dimension,
  type MemoryLevel,
  type MemoryTree,
  OPERANDS,
  type Operand,
  type Product,
} from "#loop-nests";
import { createTechnology } from "#technology";
import type { Spatial } from "../peripherals/mac/mac.ts";
import type { Design } from "./design.ts";
import {
  BUFFER,
  DATA,
  type Datum,
  type Level,
  levelsOf,
  MOST_HOMES,
  MOST_LEVELS,
  type Per,
} from "./memory-levels.ts";

/** The two products of attention. */
export const PRODUCTS = ["scores", "outputs"] as const;
export type ProductName = (typeof PRODUCTS)[number];

/** Data of the operands of a product O = A · B. */
export const DATA_OF: Readonly<Record<ProductName, Readonly<Record<Operand, Datum>>>> = {
  scores: { A: "queries", B: "keys", O: "scores" },
  outputs: { A: "weights", B: "values", O: "outputs" },
};

/** Scores go from the multipliers to the softmax unit and return as weights, bypassing the buffer. */
const PASSING: Readonly<Record<ProductName, readonly Operand[]>> = { scores: ["O"], outputs: ["A"] };

/** Bits of a running sum, int32 or float32 [horowitz-2014]. */
const SUM_BITS = 32;

/** m × k times k × n in the words of the multipliers, with the data of a product of attention. */
export const productOf = (
  { digital }: Pick<Design, "digital">,
  name: ProductName,
  { m, n, k }: Readonly<Record<Dimension, number>>,
): Product => ({
  m,
  n,
  k,
  bits: {
    A: digital.mac.behaviour.wordBits,
    B: digital.mac.behaviour.wordBits,
    partial: SUM_BITS,
    final: digital.mac.behaviour.accumulatorBits,
  },
  passing: PASSING[name],
});

type Sizes = Readonly<Record<Dimension, number>>;
type Spread = Readonly<Partial<Record<Dimension, number>>>;

/**
 * Dimensions divided over the rows of an array, and over the units of a row. Where rows each hold one query
 * and the product has fewer queries, spare rows take further columns of it.
 */
function spreadsOf(
  { rows, units, rowsOver, unitsOver }: Spatial,
  sizes: Sizes,
): Record<"row" | "unit", Spread> {
  const own = Math.min(rows, sizes[rowsOver]);
  const others = rowsOver === "m" && unitsOver !== "n" ? Math.min(Math.floor(rows / own), sizes.n) : 1;
  return {
    row: { [rowsOver]: own, ...(others > 1 ? { n: others } : {}) },
    unit: { [unitsOver]: Math.min(units, sizes[unitsOver]) },
  };
}

const FINENESS: Readonly<Record<Per, number>> = { array: 0, row: 1, unit: 2 };

/** Multipliers in parallel where their model states nothing. */
const ONE: Spatial = { arrays: 1, rows: 1, units: 1, rowsOver: "m", unitsOver: "k" };
export const spatialOf = ({ digital }: Pick<Design, "digital">): Spatial =>
  digital.mac.behaviour.spatial ?? ONE;

/** Instances of a level in one core. */
export function instancesOf({ per }: Pick<Level, "per">, { arrays, rows, units }: Spatial): number {
  return arrays * { array: 1, row: rows, unit: rows * units }[per];
}

const perBit = (bits: number, access: { readonly energy: number } | undefined): number =>
  (access?.energy ?? 0) / bits;

/**
 * The tree of one array for a product: buffer, levels and the spread between them. Energies, J a bit, are the
 * models' at the logic's node: searches rank by them. Bandwidths are bits per product time of all units.
 */
export function treeOf(
  design: Pick<Design, "digital" | "logicNode">,
  name: ProductName,
  sizes: Sizes,
): MemoryTree {
  const { buffer, mac } = design.digital;
  const technology = createTechnology(design.logicNode);
  const spatial = spatialOf(design);
  const { interval } = mac.cost(technology).actions.mac;
  const cycle = interval * spatial.arrays * spatial.rows * spatial.units;
  const spreads = spreadsOf(spatial, sizes);
  const { bits } = buffer.behaviour;
  const { read, write } = buffer.cost(technology).actions;
  const own = levelsOf(design.digital).map(([level, { inside, per, keeps, ports, memory }]): LevelAt => {
    const { actions } = memory.cost(technology);
    const wide = memory.behaviour.bits;
    const rate = (access: { readonly interval: number }): number =>
      access.interval > 0 && cycle > 0 ? (wide * cycle) / access.interval : Number.POSITIVE_INFINITY;
    const rates = { read: rate(actions.read), write: rate(actions.write) };
    return {
      per,
      level: {
        name: level,
        inside,
        capacity: memory.behaviour.capacity * 8,
        keeps: OPERANDS.filter((operand) => keeps.includes(DATA_OF[name][operand])),
        read: perBit(wide, actions.read),
        write: perBit(wide, actions.write),
        bandwidth: ports === "separate" ? rates : Math.min(rates.read, rates.write),
      },
    };
  });
  const root = {
    name: BUFFER,
    capacity: Number.POSITIVE_INFINITY,
    keeps: OPERANDS,
    read: perBit(bits, read),
    write: perBit(bits, write),
  };
  return {
    mac: 0,
    levels: [root, ...spread(own, spreads), ...between(BUFFER, "array", "unit", "units", spreads)],
  };
}

interface LevelAt {
  readonly level: MemoryLevel;
  readonly per: Per;
}

/** Levels, each below the spreads that multiply it; levels of several instance counts may be inside one. */
const spread = (own: readonly LevelAt[], spreads: Record<"row" | "unit", Spread>): MemoryLevel[] =>
  own.flatMap(({ level, per }) => {
    const parent = own.find((other) => other.level.name === level.inside)?.per ?? "array";
    const inside = level.inside as string;
    const copies = between(inside, parent, per, level.name, spreads);
    return [...copies, copies.length === 0 ? level : { ...level, inside: copies[copies.length - 1].name }];
  });

/** Levels that keep nothing and have copies inside: rows of an array, units of a row. */
function between(
  inside: string,
  from: Per,
  to: Per,
  what: string,
  spreads: Record<"row" | "unit", Spread>,
): MemoryLevel[] {
  const steps = (["row", "unit"] as const).filter(
    (step) => FINENESS[step] > FINENESS[from] && FINENESS[step] <= FINENESS[to],
  );
  return steps.map((step, n) => ({
    name: `${step}s of ${what}`,
    inside: n === 0 ? inside : `${steps[n - 1]}s of ${what}`,
    capacity: Number.POSITIVE_INFINITY,
    keeps: [],
    read: 0,
    write: 0,
    spread: spreads[step],
  }));
}

const NAME = /^[a-z][a-zA-Z0-9-]*$/;

/** Faults of a design's levels, with paths below `design.digital.levels`; only the first kind found. */
export function levelIssues(
  design: Pick<Design, "digital" | "logicNode">,
): (readonly [path: string, message: string])[] {
  const levels = levelsOf(design.digital);
  if (design.digital.levels === undefined) return [];
  const named = nameIssues(levels);
  if (named.length > 0) return named;
  const shaped = shapeIssues(levels);
  if (shaped.length > 0) return shaped;
  return productIssues(design);
}

function nameIssues(levels: readonly (readonly [string, Level])[]): (readonly [string, string])[] {
  if (levels.length < 1 || levels.length > MOST_LEVELS)
    return [["", `expected 1 to ${MOST_LEVELS} levels, received ${levels.length}`]];
  const names = [...levels.map(([name]) => name), BUFFER];
  return levels.flatMap(([name, { inside, memory }]): (readonly [string, string])[] => {
    if (name === BUFFER)
      return [[name, `expected another name than that of design.digital.${BUFFER}, received "${name}"`]];
    if (!NAME.test(name))
      return [[name, `expected a name of letters, digits and hyphens, received ${JSON.stringify(name)}`]];
    if (!names.includes(inside))
      return [
        [
          `${name}.inside`,
          `expected the name of a level or "${BUFFER}", received "${inside}"${didYouMean(inside, names)}`,
        ],
      ];
    const { lacks } = memory.behaviour;
    if (lacks !== undefined)
      return [[`${name}.memory.${lacks}`, "expected a quantity with its unit, received nothing"]];
    return [];
  });
}

/** Cycles, levels with fewer instances than those around them, data on too many levels or on none. */
function shapeIssues(levels: readonly (readonly [string, Level])[]): (readonly [string, string])[] {
  const known = new Map(levels);
  const wayOf = (name: string): string[] => {
    const way = [name];
    for (let at = known.get(name)?.inside; at !== undefined && at !== BUFFER; at = known.get(at)?.inside) {
      way.push(at);
      if (way.indexOf(at) < way.length - 1) break;
    }
    return way;
  };
  for (const [name] of levels) {
    const way = wayOf(name);
    const last = way[way.length - 1];
    if (way.indexOf(last) < way.length - 1)
      return [
        [
          `${last}.inside`,
          `expected a way to the ${BUFFER}, received a cycle: ${way.slice(way.indexOf(last)).join(" in ")}`,
        ],
      ];
  }
  for (const [name, { inside, per }] of levels) {
    const outer = known.get(inside)?.per ?? "array";
    if (FINENESS[per] < FINENESS[outer])
      return [
        [`${name}.per`, `expected "${outer}" or finer, as ${inside} has one per ${outer}, received "${per}"`],
      ];
  }
  for (const datum of DATA) {
    const homes = levels.filter(([, { keeps }]) => keeps.includes(datum)).map(([name]) => name);
    if (homes.length > MOST_HOMES)
      return [
        ["", `${datum}: expected at most ${MOST_HOMES} levels that keep them, received ${homes.join(", ")}`],
      ];
    if (homes.length === 0 && (datum === "scores" || datum === "weights"))
      return [
        [
          "",
          `${datum}: expected a level that keeps them, received none: they go between the multipliers and the softmax unit, and the ${BUFFER} is no home of theirs`,
        ],
      ];
  }
  return [];
}

/** Faults of the trees of both products, in terms of attention, at the sizes of one tile. */
function productIssues(design: Pick<Design, "digital" | "logicNode">): (readonly [string, string])[] {
  const { rows, units, rowsOver, unitsOver } = spatialOf(design);
  const least = { m: 1, n: 1, k: 1, [rowsOver]: rows, [unitsOver]: units };
  const found = new Map<string, string>();
  for (const name of PRODUCTS)
    for (const { path, message } of treeFaults(treeOf(design, name, least), productOf(design, name, least))) {
      const isOperand = (OPERANDS as readonly string[]).includes(path);
      const at = isOperand ? "" : path.replace(/\.capacity$/, ".memory.capacity");
      const said = message.replace(/\b[ABO]\b/g, (word) => DATA_OF[name][word as Operand]);
      if (!found.has(at)) found.set(at, isOperand ? `${DATA_OF[name][path as Operand]}: ${said}` : said);
    }
  return [...found];
}

function treeFaults(tree: MemoryTree, product: Product): readonly Issue[] {
  try {
    checkTree(tree, product);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
}

/** Turns of all of a product's loops, by dimension. */
export const turnsOf = (tree: MemoryTree, product: Product): Record<Dimension, number> => {
  const { spread: own } = checkTree(tree, product);
  return Object.fromEntries(DIMENSIONS.map((d) => [d, Math.ceil(product[d] / own[d])])) as Record<
    Dimension,
    number
  >;
};
