// The public interface of this package.
export {
  bitsOf,
  checkTree,
  DIMENSIONS,
  type Dimension,
  INDICES,
  type Loop,
  leastTile,
  type MemoryLevel,
  type MemoryTree,
  OPERANDS,
  type Operand,
  type Product,
  type ProductMapping,
} from "./src/memory-tree.ts";
export { cyclesOf, type HomeAccess, type MappedProduct } from "./src/product-map.ts";
export { mapProduct } from "./src/product-search.ts";
