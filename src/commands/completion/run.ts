// Completion scripts for bash, zsh and fish.

import type { Catalogue } from "../../base/catalogue.ts";
import { ANY_NAME, type Parameter } from "../../base/parameter.ts";
import type { OptionShape, VerbShape } from "../../cli/command-shape.ts";
import { configParameters } from "../../design/resolved.ts";

/** What a shell completes: verbs with their options, and what `--set` takes. */
export interface CompletionWords {
  readonly verbs: readonly VerbShape[];
  /** Config paths and the words that each accepts; none for numbers and quantities. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** Words of a verb's first argument, where it is no file. */
  readonly places: ReadonlyMap<string, readonly string[]>;
  /** The models of each family, which `component` takes, with the parameters that its `--set` takes. */
  readonly families: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
}

/** First words of the verbs, each once, with the second words of a group. */
function firstWords({ verbs }: CompletionWords): ReadonlyMap<string, readonly string[]> {
  const first = new Map<string, string[]>();
  for (const { name } of verbs) {
    const [word, second] = name.split(" ");
    first.set(word, [...(first.get(word) ?? []), ...(second === undefined ? [] : [second])]);
  }
  return first;
}

const groupsOf = (words: CompletionWords): [group: string, names: readonly string[]][] =>
  [...firstWords(words)].filter(([, names]) => names.length > 0);

export function completionWords(
  verbs: readonly VerbShape[],
  catalogue: Catalogue,
  places: ReadonlyMap<string, readonly string[]>,
): CompletionWords {
  const keys = new Map<string, string[]>();
  for (const parameter of configParameters(catalogue).filter(({ path }) => !path.includes(ANY_NAME)))
    keys.set(parameter.path, [
      ...new Set([...(keys.get(parameter.path) ?? []), ...acceptedWords(parameter)]),
    ]);
  const families = Object.entries(catalogue.families).map(
    ([family, models]) =>
      [family, new Map(models.map(({ model, params }) => [model, Object.keys(params.shape)]))] as const,
  );
  return { verbs, keys, places, families: new Map(families) };
}

/** Words that need no quoting in any of the shells. */
const PLAIN = /^[\w./+-]+$/;

function acceptedWords({ kind, choices = [] }: Parameter): string[] {
  if (kind === "flag") return ["true", "false"];
  return choices.map(String).filter((word) => PLAIN.test(word));
}

/** Completion for bash 4 and later; needs no other package. */
export function bashCompletion(given: CompletionWords): string {
  const { verbs, keys, places, families } = given;
  const groups = groupsOf(given);
  return `# bash completion of crosshash: source <(crosshash completion bash)
_crosshash() {
  local -a line=("\${COMP_WORDS[@]}")
  local at=$COMP_CWORD key= before= words=
  # A group and its verb count as one word from here on.
  if ((at > 2)) && [[ " ${groups.map(([group]) => group).join(" ")} " == *" \${line[1]} "* ]]; then
    line=("\${line[0]}" "\${line[1]} \${line[2]}" "\${line[@]:3}")
    at=$((at - 1))
  fi
  local current=\${line[at]} previous=\${line[at-1]} verb=\${line[1]}
  COMPREPLY=()
  if ((at == 1)); then
    COMPREPLY=($(compgen -W "${[...firstWords(given).keys()].join(" ")} help --help --version" -- "$current"))
    return
  fi
  # Readline splits path=value at the "=" unless COMP_WORDBREAKS lacks it.
  if [[ $current == = ]]; then key=$previous current=
  elif [[ $previous == = ]]; then key=\${line[at-2]}
  elif [[ $previous == --set && $current == *=* ]]; then key=\${current%%=*} before=$key= current=\${current#*=}
  fi
  if [[ -n $key ]]; then
    case "$key" in
${bashCases([...keys].filter(([, own]) => own.length > 0))}
    esac
    COMPREPLY=($(compgen -P "$before" -W "$words" -- "$current"))
    return
  fi
  if [[ $previous == --set ]]; then
    words="${[...keys.keys()].join(" ")}"
    if [[ $verb == component ]]; then
      words=
      case "\${line[2]} \${line[3]}" in
${bashCases(componentParameters(families))}
      esac
    fi
    COMPREPLY=($(compgen -S = -W "$words" -- "$current"))
    compopt -o nospace 2>/dev/null
    return
  fi
  case "$verb $previous" in
${bashCases(optionChoices(verbs))}
  esac
  if [[ -z $words && $current == -* ]]; then
    case "$verb" in
${bashCases(verbs.map(({ name, options }) => [name, [...options.map(({ long }) => long), "--help"]]))}
    esac
  elif [[ -z $words ]] && ((at == 2)); then
    case "$verb" in
${bashCases([...groups, ...places])}
    esac
  elif [[ -z $words && $verb == component ]] && ((at == 3)); then
    case "$previous" in
${bashCases([...families].map(([family, models]) => [family, [...models.keys()]]))}
    esac
  fi
  # With no words left, readline completes file names.
  [[ -z $words ]] || COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _crosshash crosshash
`;
}

type Case = readonly [pattern: string, words: readonly string[]];

const bashCases = (entries: Iterable<Case>): string =>
  [...entries].map(([pattern, words]) => `      "${pattern}") words="${words.join(" ")}" ;;`).join("\n");

const optionChoices = (verbs: CompletionWords["verbs"]): Case[] =>
  verbs.flatMap(({ name, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map(({ long, choices }): Case => [`${name} ${long}`, choices]),
  );

const componentParameters = (families: CompletionWords["families"]): Case[] =>
  [...families].flatMap(([family, models]) =>
    [...models]
      .filter(([, parameters]) => parameters.length > 0)
      .map(([model, parameters]): Case => [`${family} ${model}`, parameters]),
  );

/** Completion for zsh: sourced after compinit, or saved as `_crosshash` in a folder of fpath. */
export function zshCompletion(given: CompletionWords): string {
  const { verbs, keys, places, families } = given;
  const groups = groupsOf(given);
  const about = new Map(verbs.map(({ name, description }) => [name, description]));
  return `#compdef crosshash
# zsh completion of crosshash: source <(crosshash completion zsh)
_crosshash() {
  local -a described
  # A group and its verb count as one word from here on.
  if (( CURRENT > 3 )) && [[ " ${groups.map(([group]) => group).join(" ")} " == *" $words[2] "* ]]; then
    words=("$words[1]" "$words[2] $words[3]" "\${(@)words[4,-1]}")
    (( CURRENT-- ))
  fi
  local verb=$words[2] previous=$words[CURRENT-1]
  if (( CURRENT == 2 )); then
    described=(
${[...firstWords(given)]
  .map(([word, names]) => `      ${described(word, about.get(word) ?? names.join(", "))}`)
  .join("\n")}
    )
    _describe verb described
    return
  fi
  if [[ $previous == --set ]]; then
    if [[ $PREFIX == *=* ]]; then
      local key=\${PREFIX%%=*}
      compset -P '*='
      case $key in
${zshCases([...keys].filter(([, own]) => own.length > 0))}
      esac
    elif [[ $verb == component ]]; then
      case "$words[3] $words[4]" in
${zshCases(
  [...families].flatMap(([family, models]) =>
    [...models].map(([model, parameters]): Case => [`${family} ${model}`, parameters]),
  ),
  "-S = ",
)}
      esac
    else
      compadd -S = -- ${[...keys.keys()].join(" ")}
    fi
    return
  fi
  if [[ $PREFIX == -* ]]; then
    case $verb in
${verbs
  .map(
    ({ name, options }) =>
      `      "${name}") described=(${options.map(({ long, description }) => described(long, description)).join(" ")}) ;;`,
  )
  .join("\n")}
    esac
    _describe option described
    return
  fi
  case "$verb $previous" in
${zshCases(
  verbs.flatMap(({ name, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map(({ long, choices }): Case => [`${name} ${long}`, choices]),
  ),
  "",
  "return",
)}
  esac
  if (( CURRENT == 3 )); then
    case $verb in
${zshCases([...groups, ...places], "", "return")}
    esac
  elif [[ $verb == component ]] && (( CURRENT == 4 )); then
    case $previous in
${zshCases(
  [...families].map(([family, models]): Case => [family, [...models.keys()]]),
  "",
  "return",
)}
    esac
  fi
  _files
}
if [[ $funcstack[1] == _crosshash ]]; then _crosshash "$@"; else compdef _crosshash crosshash; fi
`;
}

const zshCases = (entries: readonly Case[], options = "", then = ""): string =>
  entries
    .filter(([, words]) => words.length > 0)
    .map(
      ([pattern, words]) =>
        `      "${pattern}") compadd ${options}-- ${words.join(" ")}${then === "" ? "" : `; ${then}`} ;;`,
    )
    .join("\n");

/** One entry of _describe: the colon parts word and description. */
const described = (word: string, description: string): string =>
  `'${word}:${description.replaceAll("'", "'\\''").replaceAll(":", "\\:").replaceAll("\n", " ")}'`;

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
