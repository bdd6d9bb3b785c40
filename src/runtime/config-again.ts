import { type Config, parseConfig } from "../design/config.ts";
import { loadModelsAgain, type Models } from "./plugins.ts";
import type { ConfigSource } from "./pools.ts";

/**
 * Reads a config again on another thread: designs are functions, which a thread cannot receive. Throws ConfigError if a plugin has
 * changed since.
 */
export async function configAgain(
  { value, plugins }: ConfigSource,
  options?: Parameters<typeof parseConfig>[2],
): Promise<Config & Pick<Models, "selectors">> {
  const place = (): string => "worker";
  const { catalogue, selectors } = await loadModelsAgain(plugins);
  return { ...parseConfig({ file: "worker", value, place, keyPlace: place }, catalogue, options), selectors };
}
