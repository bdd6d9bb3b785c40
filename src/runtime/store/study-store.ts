import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { decodeRecord, type PointRecord, type PointStatus } from "../../study/outcome.ts";
import { checkFolder, makeFolder } from "../output-place.ts";
import { systemReason } from "../system-error.ts";
import { moveTail } from "./damaged-tail.ts";
import { type Lock, type LockOptions, lockFolder } from "./lock.ts";
import { checkSameStudy, MANIFEST, type Manifest, readIdentity, writeManifest } from "./manifest.ts";
import { type FileOperations, nodeFiles, RecordLog, STAGED } from "./record-log.ts";
import { type CorruptLine, framed, givesWay, type Scan, scanRecords } from "./record-scan.ts";
import { shapeOf } from "./record-shape.ts";
import { storeFault } from "./store-file.ts";
import { continued, withWriters } from "./writers.ts";

export const RESULTS = "results.jsonl";

/** A study's results while they are written; this process is the only one that writes them. */
export interface StudyStore {
  /** Points that have a record, by level; those that are to be tried again are not among them. */
  readonly done: readonly PointSet[];
  /** Lines of the file that were damaged, the first of them: their points are evaluated again. */
  readonly corrupt: readonly CorruptLine[];
  /** How many lines were damaged. */
  readonly damaged: number;
  /** Where the damaged end of the file is now; null where there was none. */
  readonly movedTo: string | null;
  /** Points that are tried again. */
  readonly retried: number;
  /** The manifest as the folder had it: with the programs that wrote it before. */
  readonly manifest: Manifest;
  /** Records that were synced since the store was opened. */
  readonly acknowledged: number;
  /** Framed lines of `records` points that have no record yet. Throws StoreWriteError. */
  append(lines: Uint8Array, records: number): void;
  /** Throws StoreWriteError. */
  flush(): void;
  /** Flushes and gives the folder back. */
  close(): void;
}

export interface StoreOptions extends LockOptions {
  /** Takes each record that is there already, in the file's order; `before` is the status of one that it takes the place of. */
  readonly onRecord?: (record: PointRecord, before: PointStatus | null) => void;
  /** Points whose record has such a status are to be evaluated again; `onRetry` takes each of them. */
  readonly retry?: readonly PointStatus[];
  readonly onRetry?: (level: number, index: number, status: PointStatus) => void;
  readonly onAcknowledge?: (records: number) => void;
  readonly files?: FileOperations;
}

/**
 * Opens a folder as the store of a study, new or as it was left: a torn line at the end is cut off, a damaged end is moved
 * aside before that, damaged lines are reported, and a folder that holds another study, something else or another writer
 * is refused with a ConfigError. Throws StoreWriteError where the disk does not take what has to be written.
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

/** What a store's folder may hold before its manifest: hidden files, what a cluster's job needs, and parts of a store. */
const OWN = /^(?:\.|lock-\d+$|results\.|asked\.|cluster$|shards$|logs$)/;

/** Refuses a folder with files that are no store's: results among documents or code are litter. */
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

/** The manifest that the folder has from now on. */
function settleManifest(folder: string, manifest: Manifest): Manifest {
  const names = namesIn(folder);
  // What a killed process had not finished is nothing, and may be large.
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
  // A program is named in the manifest before its first record is written, and not if it writes none.
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

/** Every intact record of a store in the order of its file. */
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

/** Indices of points, a bit each, in pages: one large index costs one page. */
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

  /** False where it was there already. */
  add(index: number): boolean {
    if (this.has(index)) return false;
    const number = Math.floor(index / PAGE_POINTS);
    const page = this.#pages.get(number) ?? new Uint32Array(PAGE_WORDS);
    this.#pages.set(number, page);
    page[wordOf(index)] |= 1 << (index % 32);
    this.#size++;
    return true;
  }

  /** False where it was not there. */
  delete(index: number): boolean {
    if (!this.has(index)) return false;
    const page = this.#pages.get(Math.floor(index / PAGE_POINTS)) as Uint32Array;
    page[wordOf(index)] &= ~(1 << (index % 32));
    this.#size--;
    return true;
  }
}

const wordOf = (index: number): number => Math.floor((index % PAGE_POINTS) / 32);
