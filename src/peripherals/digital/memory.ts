import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";
import type { Bytes } from "../../base/units.ts";

export interface Memory {
  /** Bits that one access moves. */
  readonly bits: number;
  /** What fits, B; Infinity where the chip does not bound it. */
  readonly capacity: Bytes;
  /** Share of a burst that a gather of single rows uses, in (0, 1]. */
  readonly gatherEfficiency: number;
  /** The same for rows of `bits` bits, where the model knows bursts and rows. */
  readonly gatherEfficiencyOf?: (bits: number) => number;
}

/** Actions `read` and `write`: one access of `bits`. */
export type MemoryModel = Model<"read" | "write", Memory>;

export const defineMemory =
  (family: "sram" | "dram") =>
  <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
    definition: Omit<Definition<Shape, "read" | "write", Memory, C>, "family">,
  ): MemoryModel =>
    define({ ...definition, family });
