// What a program may ask of memory trees.

export type { LevelMemory } from "../../design/memory-levels.ts";
export type { Dimension, MemoryLevel, MemoryTree, Operand, Product } from "../../design/memory-tree.ts";
export type { LevelProduct } from "../level-traffic.ts";
export type { HomeAccess, Loop, MappedProduct, ProductMapping } from "./product-map.ts";
export { mapProduct } from "./product-search.ts";
