import { type Command, InvalidArgumentError, Option } from "commander";

/** `--set path=value`, as often as wanted. */
export const setOption = (): Option =>
  new Option("--set <path=value>", "lay a value over the config; repeat for more")
    .argParser((value: string, before: string[] | undefined) => [...(before ?? []), value])
    .default([], "none");

/** `--plugin file`, as often as wanted. */
export const pluginOption = (): Option =>
  new Option("--plugin <file>", "JavaScript module of private models; it runs with all your rights")
    .argParser((value: string, before: string[] | undefined) => [...(before ?? []), value])
    .default([], "none");

export const jsonOption = (): Option => new Option("--json", "answer in JSON");

export const seedOption = (): Option =>
  new Option("--seed <n>", "seed of every random stream, over the config's").argParser(wholeNumber);

export const workersOption = (): Option =>
  new Option("--workers <n>", "worker threads; results do not depend on it (default: one a core)").argParser(
    (text) => {
      const workers = Number(text);
      if (!Number.isSafeInteger(workers) || workers < 1 || workers > 256)
        throw new InvalidArgumentError("expected a whole number from 1 to 256.");
      return workers;
    },
  );

export const takeOverOption = (): Option =>
  new Option(
    "--take-over",
    "write even if a writer on another machine, in another container or before a restart left its lock: it is known to have ended",
  );

/** Reads an option that takes a whole number of at least 0. */
export const wholeNumber = (text: string): number => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0 || text.trim() === "")
    throw new InvalidArgumentError("expected a whole number of at least 0.");
  return number;
};

/** A whole number within limits. */
export const countOption = (flags: string, description: string, least: number, most: number): Option =>
  new Option(flags, description).argParser((text) => {
    const count = Number(text);
    if (!Number.isSafeInteger(count) || count < least || count > most)
      throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}.`);
    return count;
  });

/** An example under a verb's options. */
export const withExample = (command: Command, example: string): Command =>
  command.addHelpText("after", `\nExample:\n  $ ${example}`);
