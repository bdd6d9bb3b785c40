import type { OptionShape } from "../command-shape.ts";
import type { CompletionWords } from "./words.ts";

/** Completion for fish: saved as `~/.config/fish/completions/crosshash.fish`, or sourced. */
export const fishCompletion = ({ verbs, keys, places, families }: CompletionWords): string =>
  [
    "# fish completion of crosshash: crosshash completion fish | source",
    "function __crosshash_keys",
    `  printf '%s\\n' ${[...keys]
      .flatMap(([path, words]) => [`${path}=`, ...words.map((word) => `${path}=${word}`)])
      .join(" ")}`,
    "end",
    "complete -c crosshash -n __fish_use_subcommand -f",
    ...verbs.map(
      ({ name, description }) =>
        `complete -c crosshash -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
    ),
    ...verbs.flatMap(({ name, options }) => options.map((option) => optionLine(name, option))),
    ...[...places].map(
      ([verb, words]) => `complete -c crosshash -n ${at(2, verb)} -f -a ${quoted(words.join(" "))}`,
    ),
    ...[...families].map(
      ([family, models]) =>
        `complete -c crosshash -n ${at(3, "component", family)} -f -a ${quoted([...models.keys()].join(" "))}`,
    ),
    "",
  ].join("\n");

function optionLine(verb: string, { long, description, takesValue, choices }: OptionShape): string {
  const values = choices.length > 0 ? ` -a ${quoted(choices.join(" "))}` : "";
  // The keys of component's --set depend on its model; fish has no short way to say so.
  const keys = long === "--set" && verb !== "component" ? ` -a '(__crosshash_keys)'` : values;
  const kind = !takesValue ? "" : keys === "" ? " -r" : " -x";
  return `complete -c crosshash -n ${seen(verb)} -l ${long.slice(2)}${kind}${keys} -d ${quoted(description)}`;
}

/** The words before the one being typed are the given ones behind the command, and are this many. */
const at = (count: number, ...words: readonly string[]): string =>
  `'test (count (commandline -opc)) -eq ${count}; and test (string join " " (commandline -opc)[2..]) = "${words.join(" ")}"'`;

const seen = (verb: string): string => `'__fish_seen_subcommand_from ${verb}'`;

const quoted = (text: string): string =>
  `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", " ")}'`;
