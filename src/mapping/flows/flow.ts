// What a dataflow moves, as a function of what the buffer keeps.

import type { Plan, TensorName, Tiling } from "../../design/mapping-plan.ts";
import type { BufferAccess, Memory } from "../../peripherals/memory/memory.ts";
import type { ActionCount } from "../action-counts.ts";
import type { Hierarchy } from "../traffic.ts";

/** One kind of data on its way through a dataflow, over a layer and sequence. */
export interface Tensor {
  readonly name: TensorName;
  /** Bits of the buffer that it takes where it, or its tile at work, is kept whole. */
  readonly bits: number;
  /** Its accesses, linear in the share of it that the buffer keeps. */
  readonly counts: (hierarchy: Hierarchy) => ActionCount[];
}

/** A dataflow under one tiling. */
export interface Flow {
  readonly tensors: readonly Tensor[];
  /** Bits that have to be in the buffer whatever else is: tiles at work, and what streams past. */
  readonly held: number;
  /** Actions that do not depend on what the buffer keeps. */
  readonly others: readonly ActionCount[];
}

/** Ranges of numbers of tiles that a search goes through under one choice of all else. */
export interface TilingRange extends Omit<Tiling, "queryTiles" | "keyTiles"> {
  readonly queryTiles: readonly [from: number, to: number];
  readonly keyTiles: readonly [from: number, to: number];
}

/** Every plan of a workload on a design. */
export interface PlanSpace extends PlanFlows {
  /** How much of it there is decides which plans fit. */
  readonly buffer: Memory;
}

/** The dataflows of a workload on a design, however much its buffer holds. */
export interface PlanFlows {
  readonly buffer: BufferAccess;
  readonly memory: Memory;
  readonly ranges: readonly TilingRange[];
  /** Takes fractional numbers of tiles, too: counts grow with both, sizes fall. */
  readonly flow: (tiling: Tiling) => Flow;
  /** Counts of a flow, or of a part of it, with the time for which units of the MAC array are idle under a tiling. */
  readonly idle: (counts: readonly ActionCount[], tiling: Tiling) => ActionCount[];
  /**
   * What declared levels add to the counts of a flow under a tiling: accesses of theirs and of the buffer for them, and times for which units wait. No
   * tiling has fewer accesses than the whole.
   */
  readonly levels: (counts: readonly ActionCount[], tiling: Tiling) => ActionCount[];
  /** Share of the array's units that works in products of blocks at most under the tilings of a range, in (0, 1]. */
  readonly use: (range: TilingRange) => number;
}

/** Actions of a flow with the shares of a plan. */
export const flowCounts = (
  { tensors, others }: Flow,
  { buffer, memory }: Pick<PlanFlows, "buffer" | "memory">,
  resident: Plan["resident"],
): ActionCount[] => [
  ...others,
  ...tensors.flatMap(({ name, counts }) => counts({ buffer, memory, resident: resident[name] ?? 0 })),
];

/** Rows of `bits` bits that come into the buffer again from memory; with `written`, sums that go back as well. */
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

/** Times that each row of what passes comes in, `outer` tiles of the other kind staying, of `own` tiles of its own. */
export const visits = (outer: number, own: number): number => (own > 1 ? outer : 1);
