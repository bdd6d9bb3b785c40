import { type CompletionWords, firstWords, groupsOf } from "./words.ts";

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
${cases([...keys].filter(([, own]) => own.length > 0))}
      esac
    elif [[ $verb == component ]]; then
      case "$words[3] $words[4]" in
${cases(
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
${cases(
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
${cases([...groups, ...places], "", "return")}
    esac
  elif [[ $verb == component ]] && (( CURRENT == 4 )); then
    case $previous in
${cases(
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

type Case = readonly [pattern: string, words: readonly string[]];

const cases = (entries: readonly Case[], options = "", then = ""): string =>
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
