import type { Command, Option } from "commander";

/** Description of a verb from its help, for references and completions. */
export interface VerbShape {
  readonly name: string;
  readonly description: string;
  readonly arguments: readonly {
    readonly name: string;
    readonly description: string;
    readonly isRequired: boolean;
    readonly isList: boolean;
    readonly fallback: string | null;
  }[];
  readonly options: readonly OptionShape[];
  /** Command lines in its help, without the prompt. */
  readonly examples: readonly string[];
}

export interface OptionShape {
  /** As printed in the help, such as "--out <dir>". */
  readonly flags: string;
  readonly long: string;
  readonly description: string;
  readonly takesValue: boolean;
  readonly isRequired: boolean;
  readonly choices: readonly string[];
  /** Default as a user would write it; null without one. */
  readonly fallback: string | null;
}

/** Verbs of a program in the order of its help; those of a group have two words: "config check". */
export const verbShapes = (program: Command): VerbShape[] =>
  program.commands.flatMap((command) =>
    command.commands.length === 0
      ? [verbShape(command, command.name())]
      : command.commands.map((own) => verbShape(own, `${command.name()} ${own.name()}`)),
  );

function verbShape(command: Command, name: string): VerbShape {
  return {
    name,
    description: command.description(),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      description: argument.description,
      isRequired: argument.required,
      isList: argument.variadic,
      fallback: argument.defaultValue === undefined ? null : String(argument.defaultValue),
    })),
    options: command.options.filter(({ hidden }) => !hidden).map(optionShape),
    examples: examplesOf(command),
  };
}

function optionShape(option: Option): OptionShape {
  const { flags, long, description, required, optional, mandatory, argChoices, negate } = option;
  const { defaultValue, defaultValueDescription } = option;
  const isPlain = negate || defaultValue === undefined || defaultValue === false;
  return {
    flags,
    long: long ?? flags,
    description,
    takesValue: required || optional,
    isRequired: mandatory,
    choices: argChoices ?? [],
    fallback: defaultValueDescription ?? (isPlain ? null : String(defaultValue)),
  };
}

/** Lines after "$ " under a verb's options. */
function examplesOf(command: Command): string[] {
  let help = "";
  const before = command.configureOutput();
  command.configureOutput({
    ...before,
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  command.configureOutput(before);
  return [...help.matchAll(/^ {2}\$ (.+)$/gm)].map((match) => match[1]);
}
