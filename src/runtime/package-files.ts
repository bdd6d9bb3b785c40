import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readInputFile } from "#local-io";

const MOST_BYTES = 1 << 20;

/** Root of the package: two folders above this file, both built and in the source. */
const ROOT = join(fileURLToPath(new URL(".", import.meta.url)), "..", "..");

/** Path of a file that ships with the package. */
export const packagePath = (...parts: readonly string[]): string => join(ROOT, ...parts);

export const packageVersion = (): string =>
  (JSON.parse(readInputFile(packagePath("package.json"), MOST_BYTES)) as { version: string }).version;

const SUFFIX = ".json5";

/** Names of the configs and studies that ship with the package, sorted. */
export const presetNames = (): string[] =>
  readdirSync(packagePath("configs"))
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => name.slice(0, -SUFFIX.length))
    .sort();

/** File of a preset named in `presetNames`. */
export const presetFile = (name: string): string => packagePath("configs", `${name}${SUFFIX}`);
