import { InvalidArgumentError, Option } from "commander";
import { parseQuantity } from "#base";
import { SCALING_DOMAIN_NM } from "#technology";

/** Headings of options in the help of verbs with many. */
export const HELP = {
  design: "What is asked about:",
  /** Heading of all other options. */
  own: "Options:",
  work: "How it is computed:",
  output: "What comes out:",
} as const;

/** `--set path=value`, repeatable. */
export const setOption = (): Option =>
  new Option("--set <path=value>", "override a config value (repeatable)")
    .argParser((value: string, before: string[] | undefined) => [...(before ?? []), value])
    .default([], "none")
    .helpGroup(HELP.design);

/** `--plugin file`, repeatable. */
export const pluginOption = (): Option =>
  new Option(
    "--plugin <file>",
    "JavaScript module of private models (repeatable); it runs with all your rights",
  )
    .argParser((value: string, before: string[] | undefined) => [...(before ?? []), value])
    .default([], "none")
    .helpGroup(HELP.design);

/** `--workload-from file`: heads, head width, layers and context of a model, from its header only. */
export const workloadFromOption = (): Option =>
  new Option(
    "--workload-from <file>",
    "take layers, heads, widths and longest context from a GGUF file's header or a config.json, without weights",
  ).helpGroup(HELP.design);

export const jsonOption = (): Option => new Option("--json", "answer in JSON").helpGroup(HELP.output);

export const seedOption = (): Option =>
  new Option("--seed <n>", "seed of every random stream, over the config's")
    .argParser(wholeNumber)
    .helpGroup(HELP.design);

export const workersOption = (usual = "one a core"): Option =>
  new Option("--workers <n>", `worker threads; results do not depend on it (default: ${usual})`)
    .argParser((text) => {
      const workers = Number(text);
      if (!Number.isSafeInteger(workers) || workers < 1 || workers > 256)
        throw new InvalidArgumentError("expected a whole number from 1 to 256.");
      return workers;
    })
    .helpGroup(HELP.work);

export const takeOverOption = (): Option =>
  new Option(
    "--take-over",
    "take over the lock of a writer on another host, in another container or before a restart (only if it has ended)",
  ).helpGroup(HELP.work);

/** Parses a whole number of at least 0. */
export const wholeNumber = (text: string): number => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0 || text.trim() === "")
    throw new InvalidArgumentError("expected a whole number of at least 0.");
  return number;
};

/** Option for a whole number within limits. */
export const countOption = (flags: string, description: string, least: number, most: number): Option =>
  new Option(flags, description).argParser((text) => {
    const count = Number(text);
    if (!Number.isSafeInteger(count) || count < least || count > most)
      throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}.`);
    return count;
  });

/** Option for the number of study points to evaluate. */
export const maxPointsOption = (): Option =>
  new Option("--max-points <n>", "evaluate only the first n points of the search")
    .argParser((text) => {
      const most = Number(text);
      if (!Number.isSafeInteger(most) || most < 1 || most > 1e9)
        throw new InvalidArgumentError("expected a whole number in [1, 1e9].");
      return most;
    })
    .helpGroup(HELP.work);

/** Option for the time limit of a point or other unit, parsed to ms. */
export const timeoutOption = (one = "point"): Option =>
  new Option("--timeout <s>", `longest time of one ${one}, such as 60 s or 500 ms`)
    .argParser((text) => {
      if (/^[\d.]{1,12}$/.test(text))
        throw new InvalidArgumentError(
          `expected a time with its unit, received ${text} (write "${text} s").`,
        );
      const seconds = parseQuantity(text, "s");
      if (typeof seconds === "string") throw new InvalidArgumentError(`${seconds}.`);
      if (!(seconds >= 1e-3 && seconds <= 1e6))
        throw new InvalidArgumentError("expected a time in [1 ms, 1e6 s].");
      return 1000 * seconds;
    })
    .default(600_000, "600 s")
    .helpGroup(HELP.work);

/** `--out` as a mandatory option, for verbs that write a store. */
export const storeOption = (description: string): Option =>
  new Option("--out <dir>", description).makeOptionMandatory().helpGroup(HELP.output);

/** Options of a front: objectives, row condition, reference point. */
export const frontOptions = (): Option[] => [
  new Option(
    "--objectives <list>",
    'columns and senses, such as "energy_J:min,recall:max"; default: the study\'s own',
  ),
  new Option(
    "--where <condition>",
    'rows that count, such as "area_m2 < 10 mm2 && recall >= 0.9"; a bare number is in the unit of the column\'s name',
  ),
  new Option("--reference <list>", "reference point of the hypervolume, in the objectives' order and sense"),
];

const MOST_VALUES = 8;

/** Option for a list of distinct numbers in a range. */
export const listOption = (
  flags: string,
  about: string,
  read: (text: string) => number,
  [least, most]: readonly [number, number],
  usual: readonly string[],
): Option =>
  new Option(flags, about)
    .argParser((text) => {
      const values = text.split(",").map((part) => read(part.trim()));
      if (
        values.some((value) => !(value >= least && value <= most)) ||
        values.length > MOST_VALUES ||
        new Set(values).size < values.length
      )
        throw new InvalidArgumentError(
          `expected up to ${MOST_VALUES} different values in [${least}, ${most}], such as ${usual.join(",")}.`,
        );
      return values;
    })
    .default(usual.map(read), usual.join(","));

/** Length in nm; NaN for other texts. */
function nanometresOf(text: string): number {
  const value = parseQuantity(text, "m");
  return typeof value === "string" ? Number.NaN : Number((value * 1e9).toPrecision(6));
}

export const nodesOption = (usual: readonly string[]): Option =>
  listOption(
    "--nodes <list>",
    "nodes of all of a design",
    nanometresOf,
    [SCALING_DOMAIN_NM.min, SCALING_DOMAIN_NM.max],
    usual,
  );
