// A loop nest of attention's products in words.

import { DATA_OF, type ProductName } from "../../design/level-tree.ts";
import { checkTree, DIMENSIONS, type MemoryTree, OPERANDS, type Product } from "../../design/memory-tree.ts";
import { AXES_OF } from "../../design/pinned-nest.ts";
import type { ProductMapping } from "./product-map.ts";

/**
 * "keys 128 > sums > registers(queries) > queries 2 > registers(keys) > at once: queries 64, width 64": loops with their turns, the outermost first. A
 * level's name is where its tiles are kept while the loops after it turn, with the data where those differ.
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
