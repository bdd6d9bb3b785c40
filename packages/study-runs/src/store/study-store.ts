import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  checkFolder,
  type FileOperations,
  type Lock,
  type LockOptions,
  lockFolder,
  makeFolder,
  moveTail,
  nodeFiles,
  RecordLog,
  STAGED,
  storeFault,
  systemReason,
} from "#local-io";
import { decodeRecord, type PointRecord, type PointStatus } from "#search";
import { checkSameStudy, MANIFEST, type Manifest, readIdentity, writeManifest } from "./manifest.ts";
import { type CorruptLine, framed, givesWay, type Scan, scanRecords } from "./record-scan.ts";
import { shapeOf } from "./record-shape.ts";
import { continued, withWriters } from "./writers.ts";

export const RESULTS = "results.jsonl";

/** A study's results during writing; this process is their only writer. */
export interface StudyStore {
  /** Points that have a record, by level, without those to be tried again. */
  readonly done: readonly PointSet[];
  /** The first damaged lines of the file; their points are evaluated again. */
  readonly corrupt: readonly CorruptLine[];
  /** Number of damaged lines. */
  readonly damaged: number;
  /** Path of the file's damaged end; null if there was none. */
  readonly movedTo: string | null;
  /** Points to be tried again. */
  readonly retried: number;
  /** The folder's manifest, which names earlier writers. */
  readonly manifest: Manifest;
  /** Records synced since the store was opened. */
  readonly acknowledged: number;
  /** Appends framed lines of `records` points that have no record yet. Throws StoreWriteError. */
  append(lines: Uint8Array, records: number): void;
  /** Throws StoreWriteError. */
  flush(): void;
  /** Flushes and releases the folder. */
  close(): void;
}

export interface StoreOptions extends LockOptions {
  /** Receives each existing record in file order; `before` is the status of a record that it replaces. */
  readonly onRecord?: (record: PointRecord, before: PointStatus | null) => void;
  /** Statuses whose points are evaluated again; `onRetry` receives each of these points. */
  readonly retry?: readonly PointStatus[];
  readonly onRetry?: (level: number, index: number, status: PointStatus) => void;
  readonly onAcknowledge?: (records: number) => void;
  readonly files?: FileOperations;
}

/**
 * Opens a folder as the store of a study, new or existing: a torn last line is cut off, a damaged end is
 * first moved aside, and damaged lines are reported. Throws ConfigError for a folder with another study,
 * other content or another writer, and StoreWriteError if the disk cannot be written.
 */
export function openStore(folder: string, manifest: Manifest, options: StoreOptions = {}): StudyStore {
  checkFolder(folder);
  makeFolder(folder);
  refuseOthersFolder(folder);
  const lock = lockFolder(folder, options);
  try {
    return openResults(folder, settleManifest(folder, manifest), manifest, options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Content allowed before the manifest: hidden files, files of cluster jobs, and parts of a store. */
const OWN = /^(?:\.|lock-\d+$|results\.|asked\.|cluster$|shards$|logs$)/;

/** Refuses a folder with foreign files, so that results do not land among documents or code. */
function refuseOthersFolder(folder: string): void {
  const names = namesIn(folder);
  if (names.includes(MANIFEST)) return;
  const others = names.filter((name) => !OWN.test(name)).sort();
  if (others.length === 0) return;
  const listed = others.slice(0, 3).join(", ");
  throw storeFault(
    folder,
    `expected a new or empty folder, or the store of this study, received one with ${listed}${others.length > 3 ? ` and ${others.length - 3} more` : ""}`,
  );
}

/** Writes or updates the folder's manifest and returns it. */
function settleManifest(folder: string, manifest: Manifest): Manifest {
  const names = namesIn(folder);
  // Removes unfinished copies of killed processes, which may be large.
  for (const name of names) if (STAGED.test(name)) rmSync(join(folder, name), { force: true });
  if (!names.includes(MANIFEST)) {
    if (names.includes(RESULTS))
      throw storeFault(join(folder, MANIFEST), "expected the manifest of the results, found none");
    writeManifest(folder, manifest);
    return manifest;
  }
  const before = readIdentity(folder);
  checkSameStudy(folder, before, manifest);
  const settled = continued(before, manifest);
  if (settled !== before) writeManifest(folder, settled);
  return settled;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw storeFault(folder, `cannot be read: ${systemReason(error)}`);
  }
}

function openResults(
  folder: string,
  manifest: Manifest,
  { writers }: Manifest,
  { onRecord, retry = [], onRetry, onAcknowledge, files = nodeFiles }: StoreOptions,
  lock: Lock,
): StudyStore {
  const file = join(folder, RESULTS);
  const done = manifest.levels.map(() => new PointSet());
  const faults = manifest.levels.map(() => new Map<number, PointStatus>());
  const scan = readRecords(folder, manifest, (record) => {
    const { level, index, status } = record;
    const before = faults[level].get(index) ?? null;
    if (!done[level].add(index) && before === null) return;
    if (givesWay(status)) faults[level].set(index, status);
    else faults[level].delete(index);
    onRecord?.(record, before);
  });
  let retried = 0;
  for (const [level, found] of faults.entries())
    for (const [index, status] of found) {
      if (!retry.includes(status)) continue;
      done[level].delete(index);
      onRetry?.(level, index, status);
      retried++;
    }
  const movedTo = scan.isTailDamaged ? moveTail(file, scan.goodBytes) : null;
  let acknowledged = 0;
  const log = new RecordLog(file, scan.goodBytes, {
    acknowledge: (records) => {
      acknowledged += records;
      onAcknowledge?.(records);
    },
    guard: lock.lost,
    files,
  });
  // A program is named in the manifest just before its first record is written.
  let isNamed = withWriters(manifest, writers) === manifest;
  const name = (): void => {
    if (!isNamed) writeManifest(folder, withWriters(manifest, writers));
    isNamed = true;
  };
  return {
    done,
    corrupt: scan.corrupt,
    damaged: scan.damaged,
    movedTo,
    retried,
    manifest,
    get acknowledged() {
      return acknowledged;
    },
    append(lines, records) {
      name();
      log.append(lines, records);
    },
    flush: () => log.flush(),
    close() {
      try {
        if (log.failure === null) log.flush();
      } finally {
        log.close();
        lock.release();
      }
    },
  };
}

/** Reads every intact record of a store in the file's order. */
export function readRecords(
  folder: string,
  manifest: Manifest,
  take: (record: PointRecord, offset: number) => void,
): Scan {
  return scanRecords(join(folder, RESULTS), shapeOf(manifest), (bytes, from, to, offset) => {
    const record = decodeRecord(bytes.toString("utf8", from, to));
    if (record !== null) take(record, offset);
  });
}

export { framed };

const PAGE_WORDS = 1024;
const PAGE_POINTS = 32 * PAGE_WORDS;

/** Set of point indices: one bit each, in pages, so that one large index costs one page. */
export class PointSet {
  readonly #pages = new Map<number, Uint32Array>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(index: number): boolean {
    const page = this.#pages.get(Math.floor(index / PAGE_POINTS));
    return page !== undefined && ((page[wordOf(index)] >>> (index % 32)) & 1) === 1;
  }

  /** Returns false if the index was present. */
  add(index: number): boolean {
    if (this.has(index)) return false;
    const number = Math.floor(index / PAGE_POINTS);
    const page = this.#pages.get(number) ?? new Uint32Array(PAGE_WORDS);
    this.#pages.set(number, page);
    page[wordOf(index)] |= 1 << (index % 32);
    this.#size++;
    return true;
  }

  /** Returns false if the index was missing. */
  delete(index: number): boolean {
    if (!this.has(index)) return false;
    const page = this.#pages.get(Math.floor(index / PAGE_POINTS)) as Uint32Array;
    page[wordOf(index)] &= ~(1 << (index % 32));
    this.#size--;
    return true;
  }
}

const wordOf = (index: number): number => Math.floor((index % PAGE_POINTS) / 32);
