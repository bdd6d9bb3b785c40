// Pinned loop nests of attention's products, in the notation of config and reports.

import { didYouMean } from "#base";
import {
  bitsOf,
  checkTree,
  DIMENSIONS,
  type Dimension,
  INDICES,
  type Loop,
  leastTile,
  OPERANDS,
  type Operand,
  type ProductMapping,
} from "#loop-nests";
import type { Design } from "./design.ts";
import { DATA_OF, PRODUCTS, type ProductName, productOf, spatialOf, treeOf } from "./level-tree.ts";
import { levelsOf } from "./memory-levels.ts";

/** Names of a product's dimensions. */
export const AXES_OF: Readonly<Record<ProductName, Readonly<Record<Dimension, string>>>> = {
  scores: { m: "queries", n: "keys", k: "width" },
  outputs: { m: "queries", n: "width", k: "keys" },
};

type Levelled = Pick<Design, "digital" | "logicNode">;

/** Where tiles are kept: a level's name, all or some of its data, and the loops outside it. */
interface Mark {
  readonly level: string;
  readonly data: readonly string[] | null;
  readonly depth: number;
}

/**
 * Parses a nest such as "keys 32 > operands(queries) > queries 2 > operands(keys)": loops, outermost first,
 * and levels that keep tiles. "At once" is left to the array. Returns a message for invalid text.
 */
export function pinnedNest(name: ProductName, said: string, design: Levelled): ProductMapping | string {
  const axes = AXES_OF[name];
  const loops: Loop[] = [];
  const marks: Mark[] = [];
  const levels = levelsOf(design.digital).map(([level]) => level);
  for (const word of said.split(">").map((part) => part.trim())) {
    if (word.startsWith("at once:")) continue;
    const [, axis, times] = /^([a-z]+) +([1-9][0-9]{0,8})$/.exec(word) ?? [];
    const over = DIMENSIONS.find((dimension) => axes[dimension] === axis);
    const [, level = word, data] = /^([^\s()]+)\(([^()]*)\)$/.exec(word) ?? [];
    if (over !== undefined) loops.push({ over, times: Number(times) });
    else if (levels.includes(level))
      marks.push({ level, data: data?.split(",").map((datum) => datum.trim()) ?? null, depth: loops.length });
    else
      return `expected a loop (${Object.values(axes).join(", ")}, with its turns) or a level, received ${JSON.stringify(word.slice(0, 40))}${didYouMean(level, levels)}`;
  }
  const outside = {} as Record<Operand, readonly number[]>;
  const { homes } = checkTree(...nominal(name, design, loops));
  for (const operand of OPERANDS) {
    const datum = DATA_OF[name][operand];
    const depths: number[] = [];
    for (const { level } of homes[operand].slice(1)) {
      const own = marks.filter(
        (mark) => mark.level === level.name && (mark.data === null || mark.data.includes(datum)),
      );
      if (own.length !== 1)
        return `expected one place for the ${datum} of ${level.name}, received ${own.length}`;
      depths.push(own[0].depth);
    }
    if (depths.some((depth, n) => depth < (depths[n - 1] ?? 0)))
      return `expected the ${datum} of outer levels before those of inner ones`;
    outside[operand] = depths;
  }
  return { loops, outside };
}

/** The tree and the product of a nest on a full array. */
function nominal(name: ProductName, design: Levelled, loops: readonly Loop[]) {
  const { rows, units, rowsOver, unitsOver } = spatialOf(design);
  const sizes = { m: 1, n: 1, k: 1, [rowsOver]: rows, [unitsOver]: units };
  for (const { over, times } of loops) sizes[over] *= times;
  return [treeOf(design, name, sizes), productOf(design, name, sizes)] as const;
}

/** Fault of a nest: in its words, or in a level's room for its tiles. */
function nestFault(name: ProductName, said: string, design: Levelled): string | null {
  const nest = pinnedNest(name, said, design);
  if (typeof nest === "string") return nest;
  const [tree, product] = nominal(name, design, nest.loops);
  const { homes } = checkTree(tree, product);
  for (const level of tree.levels) {
    let needed = 0;
    const kept: string[] = [];
    for (const operand of OPERANDS) {
      const h = homes[operand].findIndex((home) => home.level === level);
      if (h < 1) continue;
      const inside = nest.loops.slice(nest.outside[operand][h - 1]);
      const own = inside.filter(({ over }) => INDICES[operand].includes(over));
      const elements = own.reduce((all, { times }) => all * times, leastTile(operand, homes[operand][h]));
      needed += elements * bitsOf(operand, product);
      kept.push(DATA_OF[name][operand]);
    }
    if (needed > level.capacity)
      return `expected tiles of ${kept.join(", ")} within the ${level.capacity / 8} B of ${level.name}, received ${needed / 8} B`;
  }
  return null;
}

/** Pinned nests at fault, each with its key below `design.mapping`. */
export const nestIssues = (
  design: Pick<Design, "digital" | "logicNode" | "mapping">,
): (readonly [string, string])[] =>
  PRODUCTS.flatMap((name) => {
    const said = design.mapping.nests[name];
    if (said === undefined) return [];
    if (design.digital.levels === undefined)
      return [[`nests.${name}`, "expected design.digital.levels, which it is a nest on, received none"]];
    const fault = nestFault(name, said, design);
    return fault === null ? [] : [[`nests.${name}`, fault]];
  });
