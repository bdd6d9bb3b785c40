import type { Memory } from "../peripherals/digital/memory.ts";
import type { ActionCount, Operation } from "./action-counts.ts";

/** The memories behind an operation, and how much of the working set the buffer holds. */
export interface Hierarchy {
  readonly buffer: Memory;
  readonly memory: Memory;
  /** Share of accesses that the buffer serves, in [0, 1]; the rest goes to the memory behind it. */
  readonly resident: number;
}

export const hierarchyOf = (buffer: Memory, memory: Memory, workingSetBits: number): Hierarchy => ({
  buffer,
  memory,
  resident: Math.min(1, (buffer.capacity * 8) / workingSetBits),
});

/**
 * Accesses that move `bits` for an operation. Words are packed, so a count may be a fraction. A random gather
 * from the memory behind the buffer uses only a share of each burst.
 */
export function move(
  operation: Operation,
  action: "read" | "write",
  bits: number,
  hierarchy: Hierarchy,
  order: "stream" | "gather" = "stream",
): ActionCount[] {
  const { buffer, memory, resident } = hierarchy;
  const efficiency = order === "gather" ? memory.gatherEfficiency : 1;
  return [
    { operation, component: "buffer", action, count: (bits * resident) / buffer.bits },
    { operation, component: "memory", action, count: (bits * (1 - resident)) / (memory.bits * efficiency) },
  ];
}

/** Every token enters and leaves the chip once, whatever the attention. */
export const enter = (bits: number, { buffer, memory }: Hierarchy): ActionCount[] => [
  { operation: "input", component: "memory", action: "read", count: bits / memory.bits },
  { operation: "input", component: "buffer", action: "write", count: bits / buffer.bits },
];

export const leave = (bits: number, { buffer, memory }: Hierarchy): ActionCount[] => [
  { operation: "output", component: "buffer", action: "read", count: bits / buffer.bits },
  { operation: "output", component: "memory", action: "write", count: bits / memory.bits },
];
