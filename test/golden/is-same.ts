import { join, resolve } from "node:path";
import { expect } from "vitest";

// What a reader sees, kept in files of this folder. After a change that is meant, write them anew and read the diff:
const REMEDY =
  "npx vitest run test/golden -u && npx vitest run --config vitest.long.config.ts test/long/golden-compare -u";

const FOLDER = resolve(import.meta.dirname);

/** Keys of the workload of small runs. */
export const SMALL = "length: 512, attention: { chunk: 16, rounds: 4, localWindow: 16, sink: 1 }";

/** Compares lines with a file of this folder, whose first line says what it is. */
export const isSame = (lines: readonly string[], file: string, what: string): Promise<void> =>
  expect(
    `${what}\nWritten by: npx vitest run test/golden -u\n\n${lines.join("\n")}\n`,
    `${file} differs; if that is meant: ${REMEDY}, then read its diff`,
  ).toMatchFileSnapshot(join(FOLDER, file));
