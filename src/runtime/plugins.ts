import { basename, resolve } from "node:path";
import { type Catalogue, ConfigError, extendCatalogue } from "#base";
import { exportOf, faultText, pluginHash, readInputFile, refusal, whileLoading } from "#local-io";
import { SELECTORS } from "../attention/selectors/index.ts";
import type { Selector } from "../attention/selectors/selector.ts";
import { shippedCatalogue } from "../design/catalogue.ts";
import { authoring, pluginParts } from "../design/plugins.ts";

/** A file of private models as it was loaded. */
export interface Plugin {
  readonly file: string;
  /** File name without its folder, by which a store refers to it. */
  readonly name: string;
  /** SHA-256 of the file and its imports, hex (`pluginHash`). */
  readonly hash: string;
}

/** Models of a run: those of the package and of its plugins. */
export interface Models {
  readonly catalogue: Catalogue;
  /** Selectors of keys that language models run with. */
  readonly selectors: readonly Selector[];
  readonly plugins: readonly Plugin[];
}

/** SHA-256 of each plugin by name; stored results depend on these. */
export const pluginHashes = ({ plugins }: Models): Readonly<Record<string, string>> =>
  Object.fromEntries(plugins.map(({ name, hash }) => [name, hash]));

export const shippedModels: Models = { catalogue: shippedCatalogue, selectors: SELECTORS, plugins: [] };

const MOST_BYTES = 1 << 20;

/**
 * The package's models and selectors and then those of plugin files. A plugin is a JavaScript module whose
 * default export is a model or selector, a list of them, or a function that makes them from `authoring`. It
 * has all rights of the process. Throws ConfigError for a file that cannot be loaded, a model that breaks its
 * family's contract, or a selector with a known name.
 */
export async function loadModels(files: readonly string[]): Promise<Models> {
  let models = shippedModels;
  for (const file of files) models = await withPlugin(models, file);
  return models;
}

/** Loads the same models in another thread. Throws ConfigError if a file has changed since. */
export async function loadModelsAgain(plugins: readonly Plugin[]): Promise<Models> {
  const models = await loadModels(plugins.map(({ file }) => file));
  for (const [n, { file, hash }] of plugins.entries())
    if (models.plugins[n].hash !== hash)
      throw refusal(
        file,
        "expected the file and what it imports as they were at the start, they have changed",
      );
  return models;
}

async function withPlugin({ catalogue, selectors, plugins }: Models, file: string): Promise<Models> {
  const text = readInputFile(file, MOST_BYTES);
  const name = basename(file);
  if (plugins.some((known) => known.name === name))
    throw refusal(file, `expected plugins of different names, received two named ${name}`);
  // Hashed before it runs, so that the hash is of the loaded text.
  const hash = pluginHash(file, text);
  const own = await whileLoading(file, async () => {
    const { exported } = await exportOf(file);
    return trying(file, () => pluginParts(exported, authoring, { catalogue, selectors }, file));
  });
  return {
    catalogue: extendCatalogue(catalogue, own.models),
    selectors: [...selectors, ...own.selectors],
    plugins: [...plugins, { file: resolve(file), name, hash }],
  };
}

/** Runs plugin code, which may throw anything. */
function trying<T>(file: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (isConfigError(error)) throw error;
    throw refusal(file, `failed while its models were made: ${faultText(error)}`);
  }
}

/** A thrown value may throw again when it is inspected. */
function isConfigError(error: unknown): error is ConfigError {
  try {
    return error instanceof ConfigError;
  } catch {
    return false;
  }
}
