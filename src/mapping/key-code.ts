import type { Design } from "../design/design.ts";
import { type KeyCode, keyCodeOf } from "../design/key-codes.ts";
import type { Workload } from "../design/workload.ts";

/** What a design stores of a key under a workload that scores keys by their codes. */
export const codeOf = (
  { hashing, search }: Pick<Design, "hashing" | "search">,
  { attention, headWidth }: Pick<Workload, "attention" | "headWidth">,
): KeyCode =>
  keyCodeOf(attention, headWidth, {
    onArrays: hashing.unit === "crossbar",
    answers: search.behaviour.answers,
  });
