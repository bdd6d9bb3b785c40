import type { OptionShape } from "../command-shape.ts";
import { type CompletionWords, firstWords, groupsOf } from "./words.ts";

/** Completion for fish: saved as `~/.config/fish/completions/crosshash.fish`, or sourced. */
export function fishCompletion(given: CompletionWords): string {
  const { verbs, keys, places, families } = given;
  const about = new Map(verbs.map(({ name, description }) => [name, description]));
  return [
    "# fish completion of crosshash: crosshash completion fish | source",
    "function __crosshash_keys",
    `  printf '%s\\n' ${[...keys]
      .flatMap(([path, words]) => [`${path}=`, ...words.map((word) => `${path}=${word}`)])
      .join(" ")}`,
    "end",
    "complete -c crosshash -n __fish_use_subcommand -f",
    ...[...firstWords(given)].map(
      ([word, names]) =>
        `complete -c crosshash -n __fish_use_subcommand -a ${word} -d ${quoted(about.get(word) ?? names.join(", "))}`,
    ),
    ...verbs.flatMap(({ name, options }) => options.map((option) => optionLine(name, option))),
    ...[...groupsOf(given), ...places].map(
      ([verb, words]) => `complete -c crosshash -n ${at(verb)} -f -a ${quoted(words.join(" "))}`,
    ),
    ...[...families].map(
      ([family, models]) =>
        `complete -c crosshash -n ${at(`component ${family}`)} -f -a ${quoted([...models.keys()].join(" "))}`,
    ),
    "",
  ].join("\n");
}

function optionLine(verb: string, { long, description, takesValue, choices }: OptionShape): string {
  const values = choices.length > 0 ? ` -a ${quoted(choices.join(" "))}` : "";
  // The keys of component's --set depend on its model; fish has no short way to say so.
  const keys = long === "--set" && verb !== "component" ? ` -a '(__crosshash_keys)'` : values;
  const kind = !takesValue ? "" : keys === "" ? " -r" : " -x";
  return `complete -c crosshash -n ${seen(verb)} -l ${long.slice(2)}${kind}${keys} -d ${quoted(description)}`;
}

/** The words before the one being typed are the command and the given ones. */
const at = (words: string): string =>
  `'test (count (commandline -opc)) -eq ${1 + words.split(" ").length}; and test (string join " " (commandline -opc)[2..]) = "${words}"'`;

const seen = (verb: string): string =>
  `'${verb
    .split(" ")
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join("; and ")}'`;

const quoted = (text: string): string =>
  `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", " ")}'`;
