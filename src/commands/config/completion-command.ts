import type { Command } from "commander";
import { didYouMean, fault } from "#base";
import { verbShapes } from "../../cli/command-shape.ts";
import { defineVerb } from "../../cli/define-verb.ts";
import { shippedCatalogue } from "../../design/catalogue.ts";
import { presetNames } from "../../runtime/package-files.ts";
import { candidateLines, candidates, completionWords, SHELLS } from "./run/completion.ts";

/** Output of `__complete` for a partial command line; shells call it, and no help lists it. */
export function completed(program: Command, line: readonly string[]): string {
  const places = new Map([
    ["config init", presetNames()],
    ["explain", Object.keys(shippedCatalogue.families)],
    ["config completion", Object.keys(SHELLS)],
  ]);
  return candidateLines(candidates(completionWords(verbShapes(program), shippedCatalogue, places), line));
}

export const completionVerb = defineVerb<[shell: string], object>({
  summary: "shell completion of verbs, options and config keys",
  about: "a shell's completion of verbs, options and the config keys of --set",
  args: [["<shell>", `one of ${Object.keys(SHELLS).join(", ")}`]],
  examples: ["config completion bash"],
  notes: "To use it: source <(crosshash config completion bash)",
  ask: ({ args: [shell], output }) => {
    const shells = Object.keys(SHELLS);
    if (!Object.hasOwn(SHELLS, shell))
      throw fault(
        "completion",
        "shell",
        `expected one of ${shells.join(", ")}, received ${JSON.stringify(shell)}${didYouMean(shell, shells)}`,
      );
    output.data(SHELLS[shell]);
    return undefined;
  },
});
