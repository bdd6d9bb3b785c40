import { readdirSync } from "node:fs";
import { packagePath } from "./package-files.ts";

const SUFFIX = ".json5";

/** Names of the configs and studies that ship with the package, sorted. */
export const presetNames = (): string[] =>
  readdirSync(packagePath("configs"))
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => name.slice(0, -SUFFIX.length))
    .sort();

/** File of a preset out of `presetNames`. */
export const presetFile = (name: string): string => packagePath("configs", `${name}${SUFFIX}`);
