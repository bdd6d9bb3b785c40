import type { CompletionWords } from "./words.ts";

/** Completion for bash 4 and later; needs no other package. */
export const bashCompletion = ({ verbs, keys, places, families }: CompletionWords): string =>
  `# bash completion of crosshash: source <(crosshash completion bash)
_crosshash() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} verb=\${COMP_WORDS[1]}
  local key= before= words=
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "${verbs.map(({ name }) => name).join(" ")} help --help --version" -- "$current"))
    return
  fi
  # Readline splits path=value at the "=" unless COMP_WORDBREAKS lacks it.
  if [[ $current == = ]]; then key=$previous current=
  elif [[ $previous == = ]]; then key=\${COMP_WORDS[COMP_CWORD-2]}
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
      case "\${COMP_WORDS[2]} \${COMP_WORDS[3]}" in
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
  elif [[ -z $words ]] && ((COMP_CWORD == 2)); then
    case "$verb" in
${cases([...places])}
    esac
  elif [[ -z $words && $verb == component ]] && ((COMP_CWORD == 3)); then
    case "$previous" in
${cases([...families].map(([family, models]) => [family, [...models.keys()]]))}
    esac
  fi
  # With no words left, readline completes file names.
  [[ -z $words ]] || COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _crosshash crosshash
`;

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
