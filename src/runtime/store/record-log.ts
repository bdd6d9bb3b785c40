import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { syncFolder } from "../output-place.ts";
import { systemReason } from "../system-error.ts";
import { FLAGS, openStoreFile, storeFault } from "./store-file.ts";

/** What a log asks of a file system; tests pass one that fails. */
export interface FileOperations {
  /** Bytes written, which may be fewer than asked for. */
  write(descriptor: number, bytes: Uint8Array, from: number, length: number, at: number): number;
  sync(descriptor: number): void;
  truncate(descriptor: number, bytes: number): void;
  /** Brings the names of a folder to the disk. */
  syncFolder(folder: string): void;
}

export const nodeFiles: FileOperations = {
  write: (descriptor, bytes, from, length, at) => writeSync(descriptor, bytes, from, length, at),
  sync: (descriptor) => fdatasyncSync(descriptor),
  truncate: (descriptor, bytes) => ftruncateSync(descriptor, bytes),
  syncFolder,
};

/** Records that wait at most for one another, and for how long, before they are synced together. */
const GROUP_RECORDS = 256;
const GROUP_MILLISECONDS = 100;

/** The records could not be written; those that were acknowledged are safe. */
export class StoreWriteError extends Error {
  override readonly name = "StoreWriteError";
}

export interface LogOptions {
  readonly acknowledge?: (records: number) => void;
  /** Why nothing may be written any more, asked before every group; null while it may. */
  readonly guard?: () => string | null;
  readonly files?: FileOperations;
}

/**
 * Appends records to a file in groups: a group is written and synced after 256 records or 100 ms, and acknowledged
 * then. After a failed write the file is cut back to the last acknowledged record and nothing more is taken.
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
   * Opens a file, new or as it was, and cuts it to `goodBytes`, the end of its last intact record. Throws ConfigError for
   * what is no plain file, and StoreWriteError.
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
      // A name survives a power cut once its folder is on the disk.
      if (found === null) files.syncFolder(dirname(file));
      if (fstatSync(descriptor).size !== goodBytes) files.truncate(descriptor, goodBytes);
    } catch (error) {
      closeSync(descriptor);
      throw new StoreWriteError(`${file}: cannot be written: ${systemReason(error)}`);
    }
  }

  /** Why nothing more can be written; null while it can. */
  get failure(): StoreWriteError | null {
    return this.#failure;
  }

  /** Takes whole framed records. Throws StoreWriteError once writing has failed. */
  append(bytes: Uint8Array, records: number): void {
    if (this.#failure !== null) throw this.#failure;
    this.#waiting.push(bytes);
    this.#waitingRecords += records;
    if (this.#waitingRecords >= GROUP_RECORDS) this.flush();
    else this.#timer ??= setTimeout(() => this.#flushLater(), GROUP_MILLISECONDS);
  }

  /** Writes, syncs and acknowledges what waits. Throws StoreWriteError. */
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

  /** A file whose lock another process has taken is left as it is. */
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

  /** A timer has nobody to throw to: the failure is met by the next append. */
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
      // What is left of the group is cut off when the file is opened next.
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

/** Names of copies that a process left which was killed before they took their file's place. */
export const STAGED = /^\.manifest\.json\.[0-9a-f]{12}$/;
