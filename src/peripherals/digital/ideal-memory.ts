import { z } from "zod";
import { integer } from "../../base/fields.ts";
import { free } from "../../base/free.ts";
import type { Bytes } from "../../base/units.ts";
import { defineMemory, type Memory } from "./memory.ts";

const ideal = {
  model: "ideal",
  source: "assumed",
  params: z.object({ bits: integer({ min: 1, max: 65536 }, "bits of one access").prefault(512) }),
  constants: {},
  behave: ({ bits }: { readonly bits: number }): Memory => ({
    bits,
    capacity: Number.POSITIVE_INFINITY as Bytes,
    gatherEfficiency: 1,
  }),
} as const;

/** Boundless, free memories. */
export const idealSram = defineMemory("sram")({ ...ideal, cost: () => free(["read", "write", "stall"]) });
export const idealDram = defineMemory("dram")({
  ...ideal,
  cost: () => free(["read", "write", "activate", "stall"]),
});
