// What a design of a trained index is made of, and the numbers of one search.

import type { ComponentCost, Instance } from "#base";
import type { Design } from "../../design/design.ts";
import type { Indexer } from "../../design/indexer.ts";
import type { StoreName } from "./index-quality.ts";

/** Classes of the energy of a token, in the order of every table. */
export const INDEX_CLASSES = [
  "read keys",
  "products",
  "hash",
  "top-k",
  "re-rank",
  "write",
  "fetch",
  "attend",
  "static",
] as const;

export type IndexClass = (typeof INDEX_CLASSES)[number];

/** An action: its count for one token of one sequence in one layer, and its energy, J. */
export interface IndexLine {
  readonly of: IndexClass;
  readonly what: string;
  readonly count: number;
  readonly each: number;
}

/** Instances of a component on the chip; `each`: one set of them for every selection of every sequence. */
export interface IndexPart {
  readonly name: string;
  readonly instance: Instance;
  readonly count: number;
  readonly each: boolean;
}

/** Sizes of a step, and the prices of components at the design's node. */
export interface IndexGround {
  readonly indexer: Indexer;
  readonly design: Design;
  readonly length: number;
  readonly batch: number;
  /** Index keys of a layer. */
  readonly keys: number;
  readonly memory: Instance<"read" | "write">;
  readonly price: <Action extends string>(instance: Instance<Action>) => ComponentCost<Action>;
}

/** A search of one layer's keys. */
export interface IndexScan {
  readonly lines: readonly IndexLine[];
  /** Time for a token of every sequence, s. */
  readonly time: number;
  readonly parts: readonly IndexPart[];
  /** Whether lines are compared with a threshold; otherwise scores are counted for the k best. */
  readonly isThreshold?: boolean;
  /** Positions that are scored again with the MXFP4 keys of the memory, over those that are attended. */
  readonly shortlist?: number;
  /** Contexts that a row of a store that wears survives. */
  readonly contexts?: number;
}

/** A design of a trained index: one file in `designs/` and one entry in `INDEX_DESIGNS`. */
export interface IndexDesign {
  readonly id: string;
  /** Its name in tables, at most 21 characters. */
  readonly name: string;
  /** Colour `#RRGGBB` of its line. */
  readonly colour: string;
  /** Store of the quality table, by which its overlap with the exact index is known. */
  readonly store: StoreName;
  /** Layers that use one selection, where it is not the workload's. */
  readonly sharedBy?: number;
  readonly search: (ground: IndexGround) => IndexScan;
}
