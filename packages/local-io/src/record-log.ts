import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { syncFolder } from "./output-checks.ts";
import { FLAGS, openStoreFile, storeFault } from "./store-file.ts";
import { systemReason } from "./system-error.ts";

/** File operations of a log; tests pass failing ones. */
export interface FileOperations {
  /** Returns the bytes written, which may be fewer than requested. */
  write(descriptor: number, bytes: Uint8Array, from: number, length: number, at: number): number;
  sync(descriptor: number): void;
  truncate(descriptor: number, bytes: number): void;
  /** Syncs the entries of a folder to disk. */
  syncFolder(folder: string): void;
}

export const nodeFiles: FileOperations = {
  write: (descriptor, bytes, from, length, at) => writeSync(descriptor, bytes, from, length, at),
  sync: (descriptor) => fdatasyncSync(descriptor),
  truncate: (descriptor, bytes) => ftruncateSync(descriptor, bytes),
  syncFolder,
};

/** Most records in a group, and the longest wait, before they are synced together. */
const GROUP_RECORDS = 256;
const GROUP_MILLISECONDS = 100;

/** Records could not be written; acknowledged ones are safe. */
export class StoreWriteError extends Error {
  override readonly name = "StoreWriteError";
}

export interface LogOptions {
  readonly acknowledge?: (records: number) => void;
  /** Reason to stop writing, checked before every group; null to continue. */
  readonly guard?: () => string | null;
  readonly files?: FileOperations;
}

/**
 * Appends records to a file in groups, each written, synced and acknowledged after 256 records or 100 ms.
 * After a failed write the file is cut back to the last acknowledged record, and nothing more is taken.
 */
export class RecordLog {
  readonly #descriptor: number;
  readonly #file: string;
  readonly #files: FileOperations;
  readonly #acknowledge: (records: number) => void;
  readonly #guard: () => string | null;
  #size: number;
  #waiting: Uint8Array[] = [];
  #waitingRecords = 0;
  #timer: NodeJS.Timeout | null = null;
  #failure: StoreWriteError | null = null;

  /**
   * Opens a new or existing file and cuts it to `goodBytes`, the end of its last intact record. Throws
   * ConfigError for anything but a regular file, and StoreWriteError.
   */
  constructor(
    file: string,
    goodBytes: number,
    { acknowledge = () => {}, guard = () => null, files = nodeFiles }: LogOptions = {},
  ) {
    this.#file = file;
    this.#files = files;
    this.#acknowledge = acknowledge;
    this.#guard = guard;
    this.#size = goodBytes;
    const found = openStoreFile(file, FLAGS.write);
    const descriptor = found ?? openStoreFile(file, FLAGS.create);
    if (descriptor === null) throw storeFault(file, "cannot be made: its folder is gone");
    this.#descriptor = descriptor;
    try {
      // A file name survives a power cut only once its folder is synced.
      if (found === null) files.syncFolder(dirname(file));
      if (fstatSync(descriptor).size !== goodBytes) files.truncate(descriptor, goodBytes);
    } catch (error) {
      closeSync(descriptor);
      throw new StoreWriteError(`${file}: cannot be written: ${systemReason(error)}`);
    }
  }

  /** Error that ended writing; null while none has. */
  get failure(): StoreWriteError | null {
    return this.#failure;
  }

  /** Takes complete framed records. Throws StoreWriteError once writing has failed. */
  append(bytes: Uint8Array, records: number): void {
    if (this.#failure !== null) throw this.#failure;
    this.#waiting.push(bytes);
    this.#waitingRecords += records;
    if (this.#waitingRecords >= GROUP_RECORDS) this.flush();
    else this.#timer ??= setTimeout(() => this.#flushLater(), GROUP_MILLISECONDS);
  }

  /** Writes, syncs and acknowledges pending records. Throws StoreWriteError. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#failure !== null) throw this.#failure;
    if (this.#waiting.length === 0) return;
    const bytes = this.#waiting.length === 1 ? this.#waiting[0] : Buffer.concat(this.#waiting);
    const records = this.#waitingRecords;
    this.#waiting = [];
    this.#waitingRecords = 0;
    this.#checkGuard();
    try {
      this.#write(bytes);
      this.#files.sync(this.#descriptor);
    } catch (error) {
      this.#fail(error, bytes.length);
    }
    this.#size += bytes.length;
    this.#acknowledge(records);
  }

  #write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; )
      done += this.#files.write(this.#descriptor, bytes, done, bytes.length - done, this.#size + done);
  }

  /** A file whose lock another process has taken is not changed. */
  #checkGuard(): void {
    const reason = this.#guard();
    if (reason === null) return;
    this.#failure = new StoreWriteError(
      `${this.#file}: ${reason}; the records that were acknowledged are safe, run again to resume`,
    );
    throw this.#failure;
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    closeSync(this.#descriptor);
  }

  /** A timer has no caller to throw to: the next append throws the failure. */
  #flushLater(): void {
    try {
      this.flush();
    } catch (error) {
      if (!(error instanceof StoreWriteError)) throw error;
    }
  }

  #fail(error: unknown, bytes: number): never {
    try {
      this.#files.truncate(this.#descriptor, this.#size);
    } catch {
      // The next opening cuts off the rest of the group.
    }
    const { code = "" } = error as NodeJS.ErrnoException;
    const isFull = code === "ENOSPC" || code === "EDQUOT";
    const reason = isFull ? `no space left for ${bytes} bytes` : systemReason(error);
    this.#failure = new StoreWriteError(
      `${this.#file}: cannot be written: ${reason}; the ${this.#size} bytes of acknowledged records are safe, run again to resume`,
    );
    throw this.#failure;
  }
}

/** Names of copies left by a process that was killed before they replaced their file. */
export const STAGED = /^\.manifest\.json\.[0-9a-f]{12}$/;
