import { didYouMean, fault } from "../../base/errors.ts";
import { verbShapes } from "../../cli/command-shape.ts";
import { defineVerb } from "../../cli/define-verb.ts";
import { shippedCatalogue } from "../../design/catalogue.ts";
import { presetNames } from "../../runtime/package-files.ts";
import {
  bashCompletion,
  type CompletionWords,
  completionWords,
  fishCompletion,
  zshCompletion,
} from "./run.ts";

const SHELLS: Readonly<Record<string, (words: CompletionWords) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

export const completionVerb = defineVerb<[shell: string], object>({
  summary: "shell completion of verbs, options and config keys",
  about: "a shell's completion of verbs, options and the config keys of --set",
  args: [["<shell>", `one of ${Object.keys(SHELLS).join(", ")}`]],
  examples: ["completion bash"],
  notes: "To use it: source <(crosshash completion bash)",
  ask: async ({ args: [shell], output, whole }) => {
    const shells = Object.keys(SHELLS);
    if (!Object.hasOwn(SHELLS, shell))
      throw fault(
        "completion",
        "shell",
        `expected one of ${shells.join(", ")}, received ${JSON.stringify(shell)}${didYouMean(shell, shells)}`,
      );
    const places = new Map([
      ["config init", presetNames()],
      ["component", Object.keys(shippedCatalogue.families)],
      ["completion", shells],
    ]);
    const verbs = verbShapes(await whole());
    output.data(SHELLS[shell](completionWords(verbs, shippedCatalogue, places)));
    return undefined;
  },
});
