import { type Command, InvalidArgumentError, Option } from "commander";

/** `--set path=value`, as often as wanted. */
export const setOption = (): Option =>
  new Option("--set <path=value>", "lay a value over the config; repeat for more")
    .argParser((value: string, before: string[] | undefined) => [...(before ?? []), value])
    .default([], "none");

export const jsonOption = (): Option => new Option("--json", "answer in JSON");

export const seedOption = (): Option =>
  new Option("--seed <n>", "seed of every random stream, over the config's").argParser((text) => {
    const seed = Number(text);
    if (!Number.isSafeInteger(seed) || seed < 0)
      throw new InvalidArgumentError("expected a whole number of at least 0.");
    return seed;
  });

export const workersOption = (): Option =>
  new Option("--workers <n>", "worker threads; results do not depend on it (default: one a core)").argParser(
    (text) => {
      const workers = Number(text);
      if (!Number.isSafeInteger(workers) || workers < 1 || workers > 256)
        throw new InvalidArgumentError("expected a whole number from 1 to 256.");
      return workers;
    },
  );

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
