import { type ConfigError, fault } from "#base";

/** A file that is read in pieces. */
export interface ByteSource {
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** Fills `into` with the bytes from `offset`. Throws ConfigError if the file is unreadable or too short. */
  fill(offset: number, into: Uint8Array): void;
}

/** Description of a tensor in a file, and the position of its bytes. */
export interface TensorEntry {
  readonly name: string;
  /** Type name in the file: one of `STORED_TYPES`, or an unsupported type. */
  readonly type: string;
  /** Rows and columns of a matrix, or the length of a vector; the fastest axis is last. */
  readonly shape: readonly number[];
  readonly source: ByteSource;
  /** Its first byte in the file. */
  readonly begin: number;
  /** Bytes; null for an unsupported type. */
  readonly bytes: number | null;
}

/** A ConfigError about a value of a binary file, with its byte position. */
export const byteFault = (file: string, byte: number, path: string, message: string): ConfigError =>
  fault(`${file} byte ${byte}`, path, message);
