import { closeSync, fdatasyncSync, ftruncateSync, openSync, writeSync } from "node:fs";

/** What a log asks of a file system; tests pass one that fails. */
export interface FileOperations {
  /** Bytes written, which may be fewer than asked for. */
  write(descriptor: number, bytes: Uint8Array, from: number, length: number, at: number): number;
  sync(descriptor: number): void;
  truncate(descriptor: number, bytes: number): void;
}

export const nodeFiles: FileOperations = {
  write: (descriptor, bytes, from, length, at) => writeSync(descriptor, bytes, from, length, at),
  sync: (descriptor) => fdatasyncSync(descriptor),
  truncate: (descriptor, bytes) => ftruncateSync(descriptor, bytes),
};

/** Records that wait at most for one another, and for how long, before they are synced together. */
const GROUP_RECORDS = 256;
const GROUP_MILLISECONDS = 100;

/** The records could not be written; those that were acknowledged are safe. */
export class StoreWriteError extends Error {
  override readonly name = "StoreWriteError";
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
  #size: number;
  #waiting: Uint8Array[] = [];
  #waitingRecords = 0;
  #timer: NodeJS.Timeout | null = null;
  #failure: StoreWriteError | null = null;

  /** Opens a file and cuts it to `goodBytes`, the end of its last intact record. */
  constructor(
    file: string,
    goodBytes: number,
    acknowledge: (records: number) => void,
    files: FileOperations = nodeFiles,
  ) {
    this.#file = file;
    this.#files = files;
    this.#acknowledge = acknowledge;
    this.#descriptor = openSync(file, goodBytes === 0 ? "a+" : "r+");
    closeSync(this.#descriptor);
    this.#descriptor = openSync(file, "r+");
    this.#files.truncate(this.#descriptor, goodBytes);
    this.#size = goodBytes;
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
    try {
      for (let done = 0; done < bytes.length; )
        done += this.#files.write(this.#descriptor, bytes, done, bytes.length - done, this.#size + done);
      this.#files.sync(this.#descriptor);
    } catch (error) {
      this.#fail(error as NodeJS.ErrnoException, bytes.length);
    }
    this.#size += bytes.length;
    this.#acknowledge(records);
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

  #fail({ code = "", message }: NodeJS.ErrnoException, bytes: number): never {
    try {
      this.#files.truncate(this.#descriptor, this.#size);
    } catch {
      // What is left of the group is cut off when the file is opened next.
    }
    const isFull = code === "ENOSPC" || code === "EDQUOT";
    const reason = isFull ? `no space left for ${bytes} bytes` : code || message;
    this.#failure = new StoreWriteError(
      `${this.#file}: cannot be written: ${reason}; the ${this.#size} bytes of acknowledged records are safe, run again to go on`,
    );
    throw this.#failure;
  }
}
