// Measured values that a config names by file: the runtime reads them, configs carry them as one value.

import { accept } from "./fields.ts";

/** Most values of a measured table in a config, ten times the cells of the largest array in use (assumed). */
export const MOST_MEASURED = 2 ** 20;

/**
 * A table of measured numbers in SI, row-major, with its source file. In JSON it is the file's name, digest
 * and size, so that a result names its data and cache keys stay short.
 */
export class Measured {
  readonly file: string;
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly sha256: string;
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;

  constructor(file: string, sha256: string, rows: number, columns: number, values: Float64Array) {
    this.file = file;
    this.sha256 = sha256;
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }

  toJSON(): {
    readonly file: string;
    readonly sha256: string;
    readonly rows: number;
    readonly columns: number;
  } {
    const { file, sha256, rows, columns } = this;
    return { file, sha256, rows, columns };
  }
}

/** Restores a `Measured` from its structured clone, which keeps only its own properties. */
function revived(input: unknown): Measured | undefined {
  if (input instanceof Measured) return input;
  if (typeof input !== "object" || input === null) return undefined;
  const { file, sha256, rows, columns, values } = input as Partial<Measured>;
  if (typeof file !== "string" || typeof sha256 !== "string" || !(values instanceof Float64Array))
    return undefined;
  if (typeof rows !== "number" || typeof columns !== "number" || rows * columns !== values.length)
    return undefined;
  return new Measured(file, sha256, rows, columns, values);
}

/** Field for a file of measured conductances; `commands/shared/measured-files.ts` substitutes its values. */
export const measuredFile = (doc: string) =>
  accept(revived, 'the name of a file that can be read here, such as "my-device.csv"', {
    doc,
    maxLength: 4096,
  });
