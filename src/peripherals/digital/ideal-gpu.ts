import { z } from "zod";
import { define } from "../../base/component.ts";
import { free } from "../../base/free.ts";
import type { Gpu, GpuModel } from "./gpu.ts";

/** A GPU that computes for nothing and in no time. */
export const idealGpu: GpuModel = define({
  affects: "price",
  family: "gpu",
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: (): Gpu => ({ bytes: 2, utilisation: () => 1 }),
  cost: () => free(["flop", "stall", "byte", "launch"]),
});
