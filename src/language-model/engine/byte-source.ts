import { type ConfigError, fault } from "../../base/errors.ts";

/** A file that is read in pieces. */
export interface ByteSource {
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** Fills `into` with the file's bytes from `offset` on. Throws ConfigError when the file cannot be read or ends before. */
  fill(offset: number, into: Uint8Array): void;
}

/** A tensor of a file: what it is, and where its bytes are. */
export interface TensorEntry {
  readonly name: string;
  /** The file's name of the type; one of `STORED_TYPES`, or a type that is not read. */
  readonly type: string;
  /** Rows and columns of a matrix, the length of a vector: the fastest axis last. */
  readonly shape: readonly number[];
  readonly source: ByteSource;
  /** Its first byte in the file. */
  readonly begin: number;
  /** Bytes; null for a type that is not read. */
  readonly bytes: number | null;
}

/** One complaint about a value of a binary file, with the byte at which it is. */
export const byteFault = (file: string, byte: number, path: string, message: string): ConfigError =>
  fault(`${file} byte ${byte}`, path, message);
