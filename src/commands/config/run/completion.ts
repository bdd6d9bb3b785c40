// Completes a partial command line for a shell, and gives each shell a script that calls the program for it.

import { ANY_NAME, type Catalogue, type Parameter } from "#base";
import type { VerbShape } from "../../../cli/command-shape.ts";
import { configParameters } from "../../../design/resolved.ts";

/** Words for completion: verbs with their options, and values of `--set`. */
export interface CompletionWords {
  readonly verbs: readonly VerbShape[];
  /** Config paths and their accepted words; no words for numbers and quantities. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** Words of a verb's first argument, if it is no file. */
  readonly places: ReadonlyMap<string, readonly string[]>;
  /** Models of each family for `explain`, with their parameters for `--set`. */
  readonly families: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
}

/** A word that a shell may insert; after a final "=" a value follows. */
export interface Candidate {
  readonly word: string;
  readonly about: string;
}

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

/**
 * Completions of the last word of `line`, the words after the program's name; empty where files are possible.
 * A shell that splits words at "=" passes `key=value` as three words and completes only the value.
 */
export function candidates(given: CompletionWords, line: readonly string[]): Candidate[] {
  const [typed, before] = [line.at(-1) ?? "", line.slice(0, -1)];
  const found = (): Candidate[] => {
    if (before.length === 0) return firstWords(given);
    const group = given.verbs.filter(({ name }) => name.startsWith(`${before[0]} `));
    if (group.length > 0 && before.length === 1)
      return group.map(({ name, description }) => ({ word: name.split(" ")[1], about: description }));
    const words = group.length > 0 ? 2 : 1;
    return afterVerb(given, before.slice(0, words).join(" "), before.slice(words), typed);
  };
  const start = typed === "=" ? "" : typed;
  return found().filter(({ word }) => word.startsWith(start));
}

/** Distinct first words of the verbs. */
function firstWords({ verbs }: CompletionWords): Candidate[] {
  const first = new Map<string, string>();
  for (const { name, description } of verbs) {
    const [word, second] = name.split(" ");
    const about = second === undefined ? description : [first.get(word), second].filter(Boolean).join(", ");
    first.set(word, about);
  }
  for (const word of ["help", "--help", "--version"]) first.set(word, "");
  return [...first].map(([word, about]) => ({ word, about }));
}

const plain = (words: Iterable<string>): Candidate[] => [...words].map((word) => ({ word, about: "" }));

function afterVerb(
  { verbs, keys, places, families }: CompletionWords,
  verb: string,
  args: readonly string[],
  typed: string,
): Candidate[] {
  const previous = args.at(-1);
  if (typed === "=") return plain(keys.get(previous ?? "") ?? []);
  if (previous === "=") return plain(keys.get(args.at(-2) ?? "") ?? []);
  const models = verb === "explain" ? families.get(args[0] ?? "") : undefined;
  if (previous === "--set") {
    const [path] = typed.split("=", 1);
    if (typed.includes("=")) return plain((keys.get(path) ?? []).map((word) => `${path}=${word}`));
    const own = verb === "explain" ? (models?.get(args[1] ?? "") ?? []) : keys.keys();
    return plain([...own].map((name) => `${name}=`));
  }
  const options = verbs.find(({ name }) => name === verb)?.options ?? [];
  const option = options.find(({ long, takesValue }) => long === previous && takesValue);
  if (option !== undefined) return plain(option.choices);
  if (typed.startsWith("-"))
    return [
      ...options.map(({ long, description }) => ({ word: long, about: description })),
      ...plain(["--help"]),
    ];
  if (args.length === 0) return plain(places.get(verb) ?? []);
  return args.length === 1 && models !== undefined ? plain(models.keys()) : [];
}

/** Candidates for a shell: one per line, with a tab before the description. */
export const candidateLines = (found: readonly Candidate[]): string =>
  found.map(({ word, about }) => `${word}\t${about.replace(/\s+/g, " ")}\n`).join("");

/** Script of each shell for completing the program's command lines. */
export const SHELLS: Readonly<Record<string, string>> = {
  bash: `# bash completion of crosshash: source <(crosshash config completion bash)
_crosshash() {
  local IFS=$'\\n'
  # Readline splits path=value at the "=", unless COMP_WORDBREAKS lacks it, and completes file names where no word is left.
  COMPREPLY=($("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1))
  [[ \${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null
}
complete -o default -F _crosshash crosshash
`,
  zsh: `#compdef crosshash
# zsh completion of crosshash: source <(crosshash config completion zsh), after compinit
_crosshash() {
  local line word
  local -a plain open
  for line in "\${(@f)$("$words[1]" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    word=\${line%%$'\\t'*}
    if [[ $word == *= ]]; then open+=("$word")
    elif [[ -n $word ]]; then plain+=("\${word//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done
  if (( $#open )); then compadd -S '' -- $open
  elif (( $#plain )); then _describe word plain
  else _files
  fi
}
if [[ $funcstack[1] == _crosshash ]]; then _crosshash "$@"; else compdef _crosshash crosshash; fi
`,
  fish: `# fish completion of crosshash: crosshash config completion fish | source
# Names of files are offered as well.
complete -c crosshash -a '(crosshash __complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
};
