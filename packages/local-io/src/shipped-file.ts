import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Path of a file that ships with a program, in the nearest folder above a module, by its URL, that holds it. */
export function shippedFile(from: string, ...parts: readonly string[]): string {
  for (let folder = dirname(fileURLToPath(from)); ; folder = dirname(folder)) {
    const file = join(folder, ...parts);
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) throw new Error(`expected ${join(...parts)} above ${from}, found none`);
  }
}
