import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../../base/errors.ts";
import { decodeRecord, type PointRecord } from "../../explore/record.ts";
import { checkFolder } from "../output-folder.ts";
import { framed } from "./crc-line.ts";
import { type LockOptions, lockFolder } from "./lock.ts";
import { checkSameStudy, MANIFEST, type Manifest, readManifest, writeManifest } from "./manifest.ts";
import { PointSet } from "./point-set.ts";
import { type FileOperations, nodeFiles, RecordLog } from "./record-log.ts";
import { type CorruptLine, type Scan, scanRecords } from "./record-scan.ts";

export const RESULTS = "results.jsonl";

/** A study's results while they are written; this process is the only one that writes them. */
export interface StudyStore {
  /** Points that have a record, by level. */
  readonly done: readonly PointSet[];
  /** Lines of the file that were damaged: their points are evaluated again. */
  readonly corrupt: readonly CorruptLine[];
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
  /** Takes each record that is there already, in the file's order. */
  readonly onRecord?: (record: PointRecord) => void;
  readonly onAcknowledge?: (records: number) => void;
  readonly files?: FileOperations;
}

/**
 * Opens a folder as the store of a study, new or as it was left: a torn tail is cut off, damaged lines are reported,
 * and a folder that holds another study, something else or another writer is refused with a ConfigError.
 */
export function openStore(folder: string, manifest: Manifest, options: StoreOptions = {}): StudyStore {
  checkFolder(folder);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new ConfigError([{ place: folder, path: "(store)", message: `cannot be made: ${code}` }]);
  }
  const release = lockFolder(folder, options);
  try {
    settleManifest(folder, manifest);
    return openResults(folder, manifest, options, release);
  } catch (error) {
    release();
    throw error;
  }
}

function settleManifest(folder: string, manifest: Manifest): void {
  const names = readdirSync(folder);
  if (names.includes(MANIFEST)) {
    const before = readManifest(folder);
    checkSameStudy(folder, before, manifest);
    if (before.hash !== manifest.hash) writeManifest(folder, manifest);
  } else if (names.includes(RESULTS))
    throw new ConfigError([
      {
        place: join(folder, MANIFEST),
        path: "(store)",
        message: "expected the manifest of the results, found none",
      },
    ]);
  else writeManifest(folder, manifest);
}

function openResults(
  folder: string,
  manifest: Manifest,
  { onRecord, onAcknowledge, files = nodeFiles }: StoreOptions,
  release: () => void,
): StudyStore {
  const done = manifest.levels.map(() => new PointSet());
  const scan = readRecords(folder, (record) => {
    if (done[record.level]?.add(record.index) === true) onRecord?.(record);
  });
  let acknowledged = 0;
  const log = new RecordLog(
    join(folder, RESULTS),
    scan.goodBytes,
    (records) => {
      acknowledged += records;
      onAcknowledge?.(records);
    },
    files,
  );
  return {
    done,
    corrupt: scan.corrupt,
    get acknowledged() {
      return acknowledged;
    },
    append: (lines, records) => log.append(lines, records),
    flush: () => log.flush(),
    close() {
      try {
        if (log.failure === null) log.flush();
      } finally {
        log.close();
        release();
      }
    },
  };
}

/** Every intact record of a store in the order of its file; a record that cannot be read counts as damaged. */
export function readRecords(folder: string, take: (record: PointRecord, offset: number) => void): Scan {
  return scanRecords(join(folder, RESULTS), (bytes, from, to, offset) => {
    const record = decodeRecord(bytes.toString("utf8", from, to));
    if (record !== null) take(record, offset);
  });
}

export { framed };
