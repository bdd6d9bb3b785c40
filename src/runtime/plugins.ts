import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Catalogue, extendCatalogue } from "../base/catalogue.ts";
import { ConfigError } from "../base/errors.ts";
import { authoring } from "../design/authoring.ts";
import { shippedCatalogue } from "../design/catalogue.ts";
import { pluginModels } from "../design/plugin-models.ts";
import { readInputFile } from "./input-file.ts";

/** A file of private models, as it was when it was loaded. */
export interface Plugin {
  readonly file: string;
  /** The file's own name: what a store knows it by. */
  readonly name: string;
  /** SHA-256 of its bytes, hex. */
  readonly hash: string;
}

/** The models of a run: those of the package and of its plugins. */
export interface Models {
  readonly catalogue: Catalogue;
  readonly plugins: readonly Plugin[];
}

export const shippedModels: Models = { catalogue: shippedCatalogue, plugins: [] };

const MOST_BYTES = 1 << 20;

/**
 * The package's models with those of plugin files, in their order. A plugin is a JavaScript module whose default export
 * is a model, a list of them, or a function that makes them out of `authoring`. It runs with all rights of the process.
 * Throws ConfigError for a file that cannot be loaded or a model that breaks its family's contract.
 */
export async function loadModels(files: readonly string[]): Promise<Models> {
  let models = shippedModels;
  for (const file of files) models = await withPlugin(models, file);
  return models;
}

/** The same models in another thread. Throws ConfigError where a file is not the one that was loaded before. */
export async function loadModelsAgain(plugins: readonly Plugin[]): Promise<Models> {
  const models = await loadModels(plugins.map(({ file }) => file));
  for (const [n, { file, hash }] of plugins.entries())
    if (models.plugins[n].hash !== hash)
      throw refusal(file, "expected the file as it was at the start, it has changed");
  return models;
}

async function withPlugin({ catalogue, plugins }: Models, file: string): Promise<Models> {
  const text = readInputFile(file, MOST_BYTES);
  const name = basename(file);
  if (plugins.some((known) => known.name === name))
    throw refusal(file, `expected plugins of different names, received two named ${name}`);
  const exported = await exportOf(file);
  const own = trying(file, () => pluginModels(exported, authoring, catalogue, file));
  const hash = createHash("sha256").update(text).digest("hex");
  return {
    catalogue: extendCatalogue(catalogue, own),
    plugins: [...plugins, { file: resolve(file), name, hash }],
  };
}

async function exportOf(file: string): Promise<unknown> {
  let module: { readonly default?: unknown };
  try {
    module = await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    throw refusal(file, `cannot be loaded: ${textOf(error)}`);
  }
  if (module.default === undefined)
    throw refusal(
      file,
      "expected a default export: a model, a list of models, or a function that makes them",
    );
  return module.default;
}

/** A plugin's own code may throw anything. */
function trying<T>(file: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw refusal(file, `failed while its models were made: ${textOf(error)}`);
  }
}

const textOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

const refusal = (file: string, message: string): ConfigError =>
  new ConfigError([{ place: file, path: "(plugin)", message }]);
