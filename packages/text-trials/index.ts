// The public interface of this package.
export { buildHaystacks, type HaystackShape, type Source } from "./src/haystack.ts";
export type { Encoder, Haystack, Item, Task } from "./src/item.ts";
export { type PassageShape, USUAL_PASSAGE } from "./src/needles.ts";
export { type ClusterDifference, DRAWS, holm, type PairedLoss, pairedLoss } from "./src/paired-loss.ts";
export { builtInProse } from "./src/prose.ts";
export { windowHaystack } from "./src/window-haystack.ts";
