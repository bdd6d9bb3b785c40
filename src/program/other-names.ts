// Verbs and options that the program does not have: those it had, and what was probably meant by others.

import { existsSync } from "node:fs";
import type { Command } from "commander";
import { anyQuantity, didYouMean, editDistance, fault, fieldHint, OTHER_OPTIONS, otherWord } from "#base";

/** Retired verbs and options (with their verb), and their replacements. */
export const RETIRED: Readonly<Record<string, string>> = {
  calibrate: "import silicon",
  completion: "config completion",
  component: "explain",
  "config tables": "import tables",
  device: "import device",
  map: "npm run evidence -- map, in a clone of the repository",
  pareto: "study pareto",
  report: "study report",
  "study ask": "evaluate",
  "study tell": "evaluate",
  "--chart-width": "--charts, such as --charts 'png,89 mm'",
  "budget --answer": "model --answer",
  "budget --chips": "model --chips",
  "budget --layer": "model --layer",
  "budget --map": "budget --by",
  "budget --model": "model --model",
  "budget --prompt": "model --prompt",
  "budget --requests": "model --requests",
  "budget --split": "model --split",
  "compare --calibration": "--set design.calibration=FILE",
  "lm --calibration-tokens": "--set languageModel.selection.calibrationTokens=N",
  "lm --contexts": "lm --windows",
  "lm --dense-layers": "--set languageModel.selection.denseLayers=N",
  "lm --depths": "--set languageModel.selection.depths=FROM,TO",
  "lm --estimate-rest": "--set languageModel.selection.estimateRest=true",
  "lm --keys": "--set languageModel.selection.keys=LIST",
  "lm --local-window": "--set languageModel.selection.localWindow=N",
  "lm --mass": "--set languageModel.selection.masses=LIST",
  "lm --only": "--set languageModel.selection.only=LIST",
  "lm --plan": "--set languageModel.selection.plan=NAME",
  "lm --setup": "--set languageModel.selection.setups=LIST",
  "lm --share": "--set languageModel.selection.shares=LIST",
  "lm --share-keys": "--set languageModel.selection.shareKeys=true",
  "lm --sink": "--set languageModel.selection.sink=N",
};

/** Refuses a retired name in a command line. Throws ConfigError that names the replacement. */
export function refuseRetired(args: readonly string[]): void {
  const [first, second] = args;
  const options = args.filter((arg) => arg.startsWith("--")).map((arg) => arg.split("=", 1)[0]);
  const names = [first, `${first} ${second}`, ...options, ...options.map((option) => `${first} ${option}`)];
  const name = names.find((one) => Object.hasOwn(RETIRED, one));
  if (name !== undefined) throw fault("crosshash", name, `is retired: use ${RETIRED[name]}`);
}

/** Refuses a path after --set or --what-if whose value is the next word, which would be taken for a file. Throws ConfigError. */
export function refuseLone(args: readonly string[]): void {
  for (const [n, option] of args.entries()) {
    const [path = "", value = ""] = args.slice(n + 1, n + 3);
    if ((option !== "--set" && option !== "--what-if") || !/^[A-Za-z][\w.]*$/.test(path)) continue;
    if (value === "" || /^--|=|\.json5?$/.test(value) || existsSync(value)) continue;
    throw fault(
      option,
      path,
      `expected path=value such as "workload.length=1024", received no "="; did you mean ${option} ${path}=${value.slice(0, 64)}?`,
    );
  }
}

/** Refuses a number after an option, or after its path, whose unit is the next word, which would be taken for a file. Throws ConfigError. */
export function refuseUnit(args: readonly string[]): void {
  for (const [n, option] of args.entries()) {
    const [value = "", unit = ""] = args.slice(n + 1, n + 3);
    if (!option.startsWith("--") || !/^(?:[A-Za-z][\w.]*=)?\d[\d.]*$/.test(value) || unit.length > 6)
      continue;
    if (existsSync(unit) || anyQuantity(`1 ${unit}`) === null) continue;
    throw fault(
      option,
      value,
      `expected a quantity in one word, received its unit as another: write ${option} "${value} ${unit}"`,
    );
  }
}

/** Verbs that people type, and the command that does it. */
export const MEANT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "config describe": "explain",
    "config new": "config init",
    "config print": "config show",
    "config show-all": "config show",
    "config start": "config init",
    "config template": "config init",
    "config validate": "config check",
    "config verify": "config check",
    "study compare": "study diff",
    "study continue": "study run, which resumes",
    "study init": "config init --study rows,bits,rounds",
    "study list": "study status",
    "study plot": "study report",
    "study resume": "study run, which resumes",
    check: "config check",
    cost: "compare, or config check, which prices once",
    design: "config init",
    help: "--help, or VERB --help",
    init: "config init",
    optimise: "budget",
    optimize: "budget",
    plot: "study report",
    price: "compare, or config check, which prices once",
    run: "compare, or study run for a study",
    simulate: "compare, or hash for the hash alone",
    sweep: "study run",
    trace: "compare --out DIR, which writes trace.json",
    version: "--version",
  }),
);

/** Most keys that are named for one option. */
const MOST_KEYS = 3;

/**
 * A line that names what does the job of an unknown verb or option in a command line, or null. An option whose
 * name ends a key of the config is that key, set on the command line. A key that is only spelled alike is named
 * where no option was guessed.
 */
export async function typedHint(
  message: string,
  args: readonly string[],
  program: Command,
  isGuessed: boolean,
): Promise<string | null> {
  const [, verb] = /unknown command '([^']*)'/.exec(message) ?? [];
  if (verb !== undefined) {
    const group = args[0] === verb ? undefined : args[0];
    const meant =
      MEANT.get(group === undefined ? verb : `${group} ${verb}`) ??
      (await verbOf(group, verb, program)) ??
      (/\.json5?$/i.test(verb) ? (group === "study" ? `study run ${verb}` : `compare ${verb}`) : undefined);
    return meant === undefined ? null : `(use ${meant})`;
  }
  const [, wrong, choices] =
    /argument '([^']*)' is invalid\. Allowed choices are (.*)\.$/s.exec(message) ?? [];
  if (choices !== undefined) {
    const meant = didYouMean(wrong, choices.split(", "));
    return meant === "" ? null : `(${meant.slice(2)})`;
  }
  const [, unknown] = /unknown option '(-[^'=]*)/.exec(message) ?? [];
  // "-set" is "--set".
  const long = `-${unknown}`;
  if (unknown !== undefined && unknown.length > 2 && hasOption(args, program, long)) return `(use ${long})`;
  const usual = unknown === undefined ? undefined : usualOption(unknown, args, program);
  // "--format csv" where there is --csv.
  const value = unknown === undefined ? "" : valueAfter(unknown, args);
  const isFormat = usual === undefined || usual === "--json";
  if (isFormat && /^[a-z]+$/.test(value) && hasOption(args, program, `--${value}`)) return `(use --${value})`;
  if (usual?.startsWith("(")) return usual;
  const there = usual?.split(" ").find((name) => hasOption(args, program, name));
  if (there !== undefined) return `(use ${there})`;
  const [, option] = /unknown option '--?([^'=]*)/.exec(message) ?? [];
  if (option === undefined) return null;
  const own = otherWord(
    option,
    optionsOf(args, program).map((name) => name.slice(2)),
  );
  if (own !== undefined) return `(use --${own})`;
  const field = takesKeys(args, program) ? fieldHint(option) : "";
  if (field !== "")
    return `(${field.slice(2).replace("did you mean ", "a key of a config, set by --set: ").replace(/\?$/, "")})`;
  const elsewhere = verbsWith(`--${option}`, program);
  if (!takesKeys(args, program)) return elsewhere;
  const exact = await keysNamed(option, true);
  const longer = exact.length > 0 || isGuessed ? undefined : startOf(`--${option}`, args, program);
  if (longer !== undefined) return `(use ${longer})`;
  const keys = exact.length > 0 ? exact : await keysNamed(option, isGuessed || elsewhere !== null);
  if (keys.length === 0) return elsewhere;
  const isValue = value !== "" && !value.startsWith("-");
  return `(keys of a config are set by --set: ${keys.map((key) => `--set ${key}=${isValue ? value : "…"}`).join(" or ")})`;
}

/** The verb, of a group or of all, that others call so, or the one of that name that is of no group. */
async function verbOf(
  group: string | undefined,
  word: string,
  program: Command,
): Promise<string | undefined> {
  const parent = group === undefined ? program : program.commands.find((one) => one.name() === group);
  const own = otherWord(word, parent?.commands.map((one) => one.name()) ?? []);
  if (own === undefined) return program.commands.find((one) => one.name() === word)?.name();
  return [group, own].filter((part) => part !== undefined).join(" ");
}

/** "(an option of model and lm)" for one that other verbs have. */
function verbsWith(name: string, program: Command): string | null {
  const has = (one: Command): boolean => one.options.some(({ long }) => long === name);
  const verbs = program.commands
    .flatMap((one) => [
      ...(has(one) ? [one.name()] : []),
      ...one.commands.filter(has).map((inner) => `${one.name()} ${inner.name()}`),
    ])
    .slice(0, 3);
  return verbs.length === 0 ? null : `(${name} is an option of ${verbs.join(", ")})`;
}

/** What is given to an option, in its word or as the next one. */
const valueAfter = (option: string, args: readonly string[]): string => {
  const at = args.findIndex((word) => word.split("=", 1)[0] === option);
  return args[at]?.split("=", 2)[1] ?? args[at + 1] ?? "";
};

/** The option that others call so, or the one without "max-" or "min-" before its name. */
function usualOption(unknown: string, args: readonly string[], program: Command): string | undefined {
  const bare = unknown
    .replace(/^--(?:max|min|most|least|maximum|minimum)-/, "--")
    .replace(/-(?:limit|budget|max)$/, "");
  return (
    OTHER_OPTIONS.get(unknown.replaceAll("-", "").toLowerCase()) ??
    (bare !== unknown && hasOption(args, program, bare) ? bare : undefined)
  );
}

/** Whether the called verb has --set. */
const takesKeys = (args: readonly string[], program: Command): boolean => hasOption(args, program, "--set");

const hasOption = (args: readonly string[], program: Command, name: string): boolean =>
  optionsOf(args, program).includes(name);

/** The only option of the called verb that a name begins with, or that begins with it. */
function startOf(name: string, args: readonly string[], program: Command): string | undefined {
  const own = optionsOf(args, program).filter((one) => name.startsWith(one) || one.startsWith(name));
  return own.length === 1 ? own[0] : undefined;
}

/** Long names of the called verb's options. */
function optionsOf(args: readonly string[], program: Command): readonly string[] {
  const one = (parent: Command, name: string | undefined): Command | undefined =>
    parent.commands.find((command) => command.name() === name);
  const verb = one(program, args[0]);
  const called = verb === undefined ? undefined : (one(verb, args[1]) ?? verb);
  return called?.options.flatMap(({ long }) => long ?? []) ?? [];
}

/** Keys of a config whose last words are those of an option, the likeliest first. */
async function keysNamed(option: string, isGuessed: boolean): Promise<string[]> {
  const [{ configParameters }, { shippedCatalogue }, { LIKELY_PLACES }] = await Promise.all([
    import("../design/resolved.ts"),
    import("../design/catalogue.ts"),
    import("../commands/config/run/study-template.ts"),
  ]);
  const word = option.replaceAll("-", "").toLowerCase();
  const joined = (path: string): string => path.replaceAll(".", "").toLowerCase();
  const lastOf = (path: string): string => (path.split(".").at(-1) as string).toLowerCase();
  const paths = [...new Set(configParameters(shippedCatalogue).map(({ path }) => path))];
  const isLong = word.length > 3;
  const those = [
    paths.filter((path) => lastOf(path) === word),
    // Parts of the option alone are not what others call a key: "array-rows" is the rows of an array.
    paths.filter(
      (path) => !option.includes("-") && otherWord(option, [path.split(".").at(-1) as string]) !== undefined,
    ),
    paths.filter((path) => isLong && joined(path).endsWith(word)),
    paths.filter(
      (path) => !isGuessed && editDistance(lastOf(path), word) <= Math.min(2, word.length / 3 - 1),
    ),
  ].find((found) => found.length > 0);
  const placeOf = (path: string): number => {
    const place = LIKELY_PLACES.findIndex((own) => path.startsWith(own));
    return place < 0 ? LIKELY_PLACES.length : place;
  };
  return (those ?? []).sort((a, b) => placeOf(a) - placeOf(b) || a.length - b.length).slice(0, MOST_KEYS);
}
