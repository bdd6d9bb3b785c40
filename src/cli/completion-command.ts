import type { Command } from "commander";
import { didYouMean } from "../base/did-you-mean.ts";
import { ConfigError } from "../base/errors.ts";
import { shippedCatalogue } from "../design/catalogue.ts";
import { presetNames } from "../runtime/presets.ts";
import type { AddVerb } from "./add-verb.ts";
import { verbShapes } from "./command-shape.ts";
import { bashCompletion } from "./completion/bash.ts";
import { fishCompletion } from "./completion/fish.ts";
import { type CompletionWords, completionWords } from "./completion/words.ts";
import { zshCompletion } from "./completion/zsh.ts";
import { withExample } from "./options.ts";
import type { Output } from "./output.ts";

const SHELLS: Readonly<Record<string, (words: CompletionWords) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

export const addCompletion: AddVerb = (program: Command, output: Output, _, whole) => {
  const shells = Object.keys(SHELLS);
  const command = program
    .command("completion")
    .description("a shell's completion of verbs, options and the config keys of --set")
    .argument("<shell>", `one of ${shells.join(", ")}`)
    .action(async (shell: string) => {
      if (!Object.hasOwn(SHELLS, shell))
        throw new ConfigError([
          {
            place: "completion",
            path: "shell",
            message: `expected one of ${shells.join(", ")}, received ${JSON.stringify(shell)}${didYouMean(shell, shells)}`,
          },
        ]);
      const places = new Map([
        ["init", presetNames()],
        ["component", Object.keys(shippedCatalogue.families)],
        ["completion", shells],
      ]);
      const verbs = verbShapes(await whole());
      output.data(SHELLS[shell](completionWords(verbs, shippedCatalogue, places)));
    });
  withExample(command, "source <(crosshash completion bash)");
};
