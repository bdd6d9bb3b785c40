import { Command } from "commander";
import type { AddVerb } from "./add-verb.ts";
import type { Verb } from "./define-verb.ts";

/** A verb that still adds itself to a program, as one of the list. */
export const former = (add: AddVerb, name: string): Verb => ({
  summary: name,
  attach: (command, { output, outcome, whole }) => {
    const scratch = new Command();
    add(scratch, output, outcome, whole);
    const own = scratch.commands.find((candidate) => candidate.name() === name) as Command;
    const parent = command.parent as Command;
    (parent.commands as Command[]).splice(parent.commands.indexOf(command), 1);
    own.name(command.name()).copyInheritedSettings(parent);
    parent.addCommand(own);
  },
});
