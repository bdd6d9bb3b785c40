import { type CompletionWords, firstWords, groupsOf } from "./words.ts";

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
${cases([...keys].filter(([, own]) => own.length > 0))}
    esac
    COMPREPLY=($(compgen -P "$before" -W "$words" -- "$current"))
    return
  fi
  if [[ $previous == --set ]]; then
    words="${[...keys.keys()].join(" ")}"
    if [[ $verb == component ]]; then
      words=
      case "\${line[2]} \${line[3]}" in
${cases(componentParameters(families))}
      esac
    fi
    COMPREPLY=($(compgen -S = -W "$words" -- "$current"))
    compopt -o nospace 2>/dev/null
    return
  fi
  case "$verb $previous" in
${cases(optionChoices(verbs))}
  esac
  if [[ -z $words && $current == -* ]]; then
    case "$verb" in
${cases(verbs.map(({ name, options }) => [name, [...options.map(({ long }) => long), "--help"]]))}
    esac
  elif [[ -z $words ]] && ((at == 2)); then
    case "$verb" in
${cases([...groups, ...places])}
    esac
  elif [[ -z $words && $verb == component ]] && ((at == 3)); then
    case "$previous" in
${cases([...families].map(([family, models]) => [family, [...models.keys()]]))}
    esac
  fi
  # With no words left, readline completes file names.
  [[ -z $words ]] || COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _crosshash crosshash
`;
}

type Case = readonly [pattern: string, words: readonly string[]];

const cases = (entries: Iterable<Case>): string =>
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
