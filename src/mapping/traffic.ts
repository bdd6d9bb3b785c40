import type { Metres } from "#base";
import type { BufferAccess, Memory } from "#circuits";
import type { Design } from "../design/design.ts";
import type { ActionCount, Operation } from "./action-counts.ts";
import type { Census } from "./placement.ts";

/** The memories behind an operation, and how much of the working set the buffer holds. */
export interface Hierarchy {
  readonly buffer: BufferAccess;
  readonly memory: Memory;
  /** Share of accesses that the buffer serves, in [0, 1]; the rest goes to the memory behind it. */
  readonly resident: number;
}

export const hierarchyOf = (buffer: Memory, memory: Memory, workingSetBits: number): Hierarchy => ({
  buffer,
  memory,
  resident: Math.min(1, (buffer.capacity * 8) / workingSetBits),
});

/** Sequential accesses that move `bits` for an operation. Words are packed, so a count may be a fraction. */
export function move(
  operation: Operation,
  action: "read" | "write",
  bits: number,
  { buffer, memory, resident }: Hierarchy,
): ActionCount[] {
  return [
    { operation, component: "buffer", action, count: (bits * resident) / buffer.bits },
    { operation, component: "memory", action, count: (bits * (1 - resident)) / memory.bits },
  ];
}

/**
 * Accesses that move `vectors` vectors of `bits` bits in random order. From the memory behind the buffer, a
 * vector takes whole bursts and opens rows: moved bits count as transfers, opened rows as `activate`, and
 * time in which nothing moves as `stall`. A memory that states only an efficiency also transfers what it
 * wastes. From the buffer, a vector takes at least one word, and waiting for busy banks costs only time.
 */
export function gather(
  operation: Operation,
  action: "read" | "write",
  vectors: number,
  bits: number,
  { buffer, memory, resident }: Hierarchy,
): ActionCount[] {
  const away = vectors * (1 - resident);
  const wasted = bits / memory.gatherEfficiency;
  const { moved, occupied, activations } = memory.gatherOf?.(bits) ?? {
    moved: wasted,
    occupied: wasted,
    activations: 0,
  };
  const here = (vectors * Math.max(bits, buffer.bits) * resident) / buffer.bits;
  return [
    { operation, component: "buffer", action, count: here },
    { operation, component: "buffer", action: "stall", count: here / buffer.gatherEfficiency - here },
    { operation, component: "memory", action, count: (away * moved) / memory.bits },
    { operation, component: "memory", action: "activate", count: away * activations },
    { operation, component: "memory", action: "stall", count: (away * (occupied - moved)) / memory.bits },
  ];
}

/** Bits that actions of a memory move, whole accesses of it. */
export const accessedBits = (
  counts: readonly ActionCount[],
  memory: "buffer" | "memory",
  actions: readonly string[],
  { bits }: Pick<Memory, "bits">,
): number =>
  bits *
  counts.reduce(
    (sum, { component, action, count }) =>
      sum + (component === memory && actions.includes(action) ? count : 0),
    0,
  );

/** Bytes that actions read from and write to the memory behind the chip. */
export const memoryBytes = (
  { counts }: { readonly counts: readonly ActionCount[] },
  { memory }: Pick<Design, "memory">,
): number => accessedBits(counts, "memory", ["read", "write"], memory.behaviour) / 8;

/** Every token enters and leaves the chip once under any attention. */
export const enter = (bits: number, { buffer, memory }: Hierarchy): ActionCount[] => [
  { operation: "input", component: "memory", action: "read", count: bits / memory.bits },
  { operation: "input", component: "buffer", action: "write", count: bits / buffer.bits },
];

export const leave = (bits: number, { buffer, memory }: Hierarchy): ActionCount[] => [
  { operation: "output", component: "buffer", action: "read", count: bits / buffer.bits },
  { operation: "output", component: "memory", action: "write", count: bits / memory.bits },
];

/** Whether arrays of another technology node need a second die, joined by a link: a die has one node. */
export const isTwoDies = (arrayNode: Metres, { logicNode }: Pick<Design, "logicNode">): boolean =>
  Math.abs(arrayNode - logicNode) > 1e-3 * logicNode;

export const linkCensus = (arrayNode: Metres, design: Design): Census =>
  isTwoDies(arrayNode, design) ? { link: 1 } : {};

/** Flits that move `bits` bits between the dies for an operation; none where there is one die. */
export const linkCounts = (
  operation: Operation,
  bits: number,
  arrayNode: Metres,
  design: Design,
): ActionCount[] => {
  if (!isTwoDies(arrayNode, design)) return [];
  const { behaviour } = design.chipletLink;
  return [{ operation, component: "link", action: "transfer", count: bits / behaviour.bits }];
};
