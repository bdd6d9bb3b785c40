import type { Catalogue } from "../../base/catalogue.ts";
import type { Parameter } from "../../base/parameter.ts";
import { configParameters } from "../../design/resolved.ts";
import type { VerbShape } from "../command-shape.ts";

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
export function firstWords({ verbs }: CompletionWords): ReadonlyMap<string, readonly string[]> {
  const first = new Map<string, string[]>();
  for (const { name } of verbs) {
    const [word, second] = name.split(" ");
    first.set(word, [...(first.get(word) ?? []), ...(second === undefined ? [] : [second])]);
  }
  return first;
}

export const groupsOf = (words: CompletionWords): [group: string, names: readonly string[]][] =>
  [...firstWords(words)].filter(([, names]) => names.length > 0);

export function completionWords(
  verbs: readonly VerbShape[],
  catalogue: Catalogue,
  places: ReadonlyMap<string, readonly string[]>,
): CompletionWords {
  const keys = new Map<string, string[]>();
  for (const parameter of configParameters(catalogue))
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
