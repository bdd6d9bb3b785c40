import { z } from "zod";
import { integer } from "../../base/fields.ts";
import { free } from "../../base/free.ts";
import type { Bytes } from "../../base/units.ts";
import { defineMemory } from "./memory.ts";

const ideal = (family: "sram" | "dram") =>
  defineMemory(family)({
    model: "ideal",
    source: "assumed",
    params: z.object({ bits: integer({ min: 1, max: 65536 }, "bits of one access").prefault(512) }),
    constants: {},
    behave: ({ bits }) => ({ bits, capacity: Number.POSITIVE_INFINITY as Bytes, gatherEfficiency: 1 }),
    cost: () => free(["read", "write"]),
  });

/** Boundless, free memories. */
export const idealSram = ideal("sram");
export const idealDram = ideal("dram");
