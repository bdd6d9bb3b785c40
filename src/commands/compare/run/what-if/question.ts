// A comparison as a question: its config, what it changes, and the digest that identifies its folder.

import { basename } from "node:path";
import { type Catalogue, canonicalHash, type Located } from "#base";
import { parseConfig } from "../../../../design/config.ts";
import { resolveConfig } from "../../../../design/resolved.ts";
import type { Models } from "../../../../runtime/plugins.ts";
import { type Change, REPORT_MANIFEST } from "../../../../runtime/report-manifest.ts";
import type { ModelChoice } from "../../../shared/activations.ts";
import { changesBetween, folderName } from "./changes.ts";

export interface Question {
  readonly document: Located;
  readonly name: string;
  /** Values that it changes of the config that it starts from. */
  readonly changes: readonly Change[];
  readonly choice: ModelChoice;
  /** The config with every default. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Digest of everything that the answer depends on but the version. */
  readonly digest: string;
  /** A folder's name that lists the changes. */
  readonly folder: string;
  readonly command: string;
  /** Command of the page that prices the config again in the browser; null where there is no such page. */
  readonly live: string | null;
  /** Whether a trained indexer selects the keys: designs of its index are compared then. */
  readonly isIndexed: boolean;
}

/**
 * The question of a document, as a change of `base`. `words` are its command line without the program. Throws
 * ConfigError where the document is no config.
 */
export function questionOf(
  document: Located,
  base: Located,
  { catalogue, plugins }: Models,
  choice: ModelChoice & { readonly seed?: number },
  words: readonly string[],
): Question {
  const { seed, model, tokens, activations } = choice;
  const { name, workload } = parseConfig(document, catalogue);
  const seeded = seed === undefined ? document : { ...document, value: withSeed(document.value, seed) };
  const config = resolveConfig(seeded.value, catalogue);
  const changes = ownChanges(base.value, seeded.value, catalogue);
  const parts = [
    ...(model === undefined ? [] : [`model-${basename(model)}`]),
    ...(tokens === undefined ? [] : [`tokens-${basename(tokens)}`]),
    ...(activations === undefined
      ? []
      : [`activations-${activations.map((file) => basename(file)).join("-")}`]),
  ];
  return {
    document: seeded,
    name,
    changes,
    choice: { model, tokens, activations },
    config,
    digest: canonicalHash({
      config,
      model: model ?? null,
      tokens: tokens ?? null,
      activations: activations ?? null,
      plugins: plugins.map(({ name: plugin, hash }) => [plugin, hash]),
    }),
    folder: folderName(name, changes, parts),
    command: ["crosshash", ...words.map(quoted)].join(" "),
    isIndexed: workload.indexer !== undefined,
    live: basename(base.file) === REPORT_MANIFEST ? null : liveCommand(words),
  };
}

/** The words of `compare` as `explore` takes them: a config and its changes, but no model, plugin or point. */
function liveCommand([, ...words]: readonly string[]): string | null {
  const seeded = words.map((word, n) => (words[n - 1] === "--seed" ? `seed=${word}` : word));
  const own = seeded.map((word) => (word === "--seed" ? "--set" : word));
  const flags = own.filter((word) => word.startsWith("--"));
  const isConfig = flags.every((flag) => flag === "--set" || flag === "--workload-from");
  if (!isConfig || own[0]?.includes("#") === true) return null;
  return ["crosshash", "explore", ...own.map(quoted)].join(" ");
}

const withSeed = (value: unknown, seed: number): unknown =>
  typeof value === "object" && value !== null ? { ...value, seed } : value;

/** Changes that the document itself writes, without those that only follow from them (a dependent node). */
function ownChanges(base: unknown, changed: unknown, catalogue: Catalogue): Change[] {
  const all = changesBetween(base, changed, catalogue);
  const own = all.filter(({ path }) => isWritten(changed, path) || isWritten(base, path));
  return own.length > 0 ? own : all;
}

function isWritten(tree: unknown, path: string): boolean {
  let node = tree;
  for (const key of path.split(".")) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) return false;
    node = (node as Record<string, unknown>)[key];
  }
  return true;
}

/** A word as a POSIX shell reads it back. */
const quoted = (word: string): string =>
  /^[\w./=:,@%+#-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
