import { bankedSram, hbm3Dram, lpddr4Dram, stackedDram } from "#circuits";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { cacheBytes } from "../mapping/off-chip-memory.ts";

/** Where keys and values are stored: a memory behind the chip, or a buffer that holds all of them. */
export interface CacheMemory {
  readonly name: string;
  /** Model of the family `dram`; null for an on-chip buffer sized to hold them. */
  readonly memory: Design["memory"] | null;
}

/** Memories of keys and values: behind the chip, in a stack beside it, bonded onto it, and on it. */
export const MEMORIES: readonly CacheMemory[] = [
  ...[lpddr4Dram, hbm3Dram, stackedDram].map(({ model, schema }) => ({
    name: model,
    memory: schema.parse({ model }) as Design["memory"],
  })),
  { name: "on chip", memory: null },
];

/** The design with keys and values in another memory, or in a buffer for all layers and sequences. */
export function withCache(design: Design, workload: Workload, memory: Design["memory"] | null): Design {
  if (memory !== null) return { ...design, memory };
  const { buffer } = design.digital;
  const needed = Math.ceil((2 * cacheBytes(design, workload)) / design.cores);
  const capacity = Math.max(
    needed,
    Number.isFinite(buffer.behaviour.capacity) ? buffer.behaviour.capacity : 0,
  );
  const held = bankedSram.schema.parse({ model: bankedSram.model, capacity: `${capacity} B` });
  return { ...design, digital: { ...design.digital, buffer: held as Design["digital"]["buffer"] } };
}
