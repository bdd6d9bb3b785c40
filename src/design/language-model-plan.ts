import { z } from "zod";
import { choice, flag, integer } from "../base/fields.ts";

/** How `lm` attends inside a language model; what the hardware prices is in the workload. */
export const languageModelSchema = z.strictObject({
  candidates: choice(
    ["prefix-window", "bucket", "clusters", "chunk"],
    "keys that a query sees in a round: the window before its place in the sorted prefix, its bucket, its balanced cluster, or the chunk of the whole sorted sequence (which keys: not causal)",
  ).prefault("prefix-window"),
  lift: choice(["none", "xbox-plus"], "lift of queries and keys to one norm before they are hashed").prefault(
    "none",
  ),
  hashed: choice(
    ["after-positions", "before-positions"],
    "vectors that are hashed: as they enter the dot product, or before their rotation by position",
  ).prefault("after-positions"),
  circuitReads: flag(
    "also hash by arrays whose every read is solved as a circuit with the cells' own law: slow, for short windows",
  ).prefault(false),
  windows: integer({ min: 1, max: 4096 }, "windows of text on which the model is scored").prefault(4),
  length: integer({ min: 2, max: 1 << 20 }, "tokens of a window").prefault(1024),
  arrays: integer({ min: 1, max: 1000 }, "array samples that every window is scored on").prefault(3),
});

export type LanguageModelPlan = z.output<typeof languageModelSchema>;
