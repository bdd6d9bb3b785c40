// What a dataflow moves, as a function of what the buffer keeps.

import type { BufferAccess, Memory } from "#circuits";
import type { Plan, TensorName, Tiling } from "../../design/mapping-plan.ts";
import type { ActionCount } from "../action-counts.ts";
import type { Hierarchy } from "../traffic.ts";

/** One kind of data that a dataflow moves, for one layer and sequence. */
export interface Tensor {
  readonly name: TensorName;
  /** Bits of the buffer that it takes where all of it, or of its current tile, is kept. */
  readonly bits: number;
  /** Its accesses, linear in the share of it that the buffer keeps. */
  readonly counts: (hierarchy: Hierarchy) => ActionCount[];
}

/** A dataflow under one tiling. */
export interface Flow {
  readonly tensors: readonly Tensor[];
  /** Bits that must always be in the buffer: current tiles, and data that stream past. */
  readonly held: number;
  /** Actions that do not depend on what the buffer keeps. */
  readonly others: readonly ActionCount[];
}

/** Ranges of tile numbers that a search covers, with all other choices fixed. */
export interface TilingRange extends Omit<Tiling, "queryTiles" | "keyTiles"> {
  readonly queryTiles: readonly [from: number, to: number];
  readonly keyTiles: readonly [from: number, to: number];
}

/** Every plan of a workload on a design. */
export interface PlanSpace extends PlanFlows {
  /** Its capacity decides which plans fit. */
  readonly buffer: Memory;
}

/** The dataflows of a workload on a design, for any buffer capacity. */
export interface PlanFlows {
  readonly buffer: BufferAccess;
  readonly memory: Memory;
  readonly ranges: readonly TilingRange[];
  /** Accepts fractional tile numbers, too: with both numbers, counts grow and sizes fall. */
  readonly flow: (tiling: Tiling) => Flow;
  /** Counts of a flow, or part of it, with the idle time of MAC array units under a tiling. */
  readonly idle: (counts: readonly ActionCount[], tiling: Tiling) => ActionCount[];
  /**
   * Counts that declared levels add to a flow's under a tiling: accesses to the levels, to the buffer for
   * them, and waiting times of units. No tiling has fewer accesses than the untiled one.
   */
  readonly levels: (counts: readonly ActionCount[], tiling: Tiling) => ActionCount[];
  /** Largest share of the array's units that block products use under the tilings of a range, in (0, 1]. */
  readonly use: (range: TilingRange) => number;
}

/** Actions of a flow with the resident shares of a plan. */
export const flowCounts = (
  { tensors, others }: Flow,
  { buffer, memory }: Pick<PlanFlows, "buffer" | "memory">,
  resident: Plan["resident"],
): ActionCount[] => [
  ...others,
  ...tensors.flatMap(({ name, counts }) => counts({ buffer, memory, resident: resident[name] ?? 0 })),
];

/** Accesses that reload rows of `bits` bits from memory; with `written`, sums that also return. */
export function reload(
  rows: number,
  bits: number,
  { buffer, memory, resident }: Hierarchy,
  written = false,
): ActionCount[] {
  const moved = rows * bits * resident;
  const come: ActionCount[] = [
    { operation: "gather", component: "memory", action: "read", count: moved / memory.bits },
    { operation: "gather", component: "buffer", action: "write", count: moved / buffer.bits },
  ];
  if (!written) return come;
  return [
    ...come,
    { operation: "combine", component: "buffer", action: "read", count: moved / buffer.bits },
    { operation: "combine", component: "memory", action: "write", count: moved / memory.bits },
  ];
}

/** Loads of each passing row: one per staying tile (`outer`), or one where its kind has a single tile. */
export const visits = (outer: number, own: number): number => (own > 1 ? outer : 1);
