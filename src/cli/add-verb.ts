import type { Command } from "commander";
import type { Outcome } from "./exit.ts";
import type { Output } from "./output.ts";

/** Adds verbs to a program. `whole` gives the program with all verbs, for verbs that tell about the others. */
export type AddVerb = (
  program: Command,
  output: Output,
  outcome: Outcome,
  whole: () => Promise<Command>,
) => void;
