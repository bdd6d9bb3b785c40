import { closeSync, fsyncSync, lstatSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { syncFolder } from "./output-checks.ts";
import { StoreWriteError } from "./record-log.ts";
import { FLAGS, openStoreFile } from "./store-file.ts";
import { systemReason } from "./system-error.ts";

/** Most copies of damage in a folder; beyond that the machine needs repair first. */
const MOST_KEPT = 1000;
const CHUNK = 1 << 20;

/**
 * Moves what follows a file's last intact record to `results.damaged-N` next to it and returns that path: the
 * whole file if no record is intact, else a copy of its end for the caller to cut. Throws StoreWriteError.
 */
export function moveTail(file: string, goodBytes: number): string {
  const aside = freeName(file);
  try {
    if (goodBytes === 0) renameSync(file, aside);
    else copyTail(file, goodBytes, aside);
    syncFolder(dirname(file));
  } catch (error) {
    throw new StoreWriteError(
      `${file}: its damaged end cannot be moved to ${aside}: ${systemReason(error)}; nothing was cut`,
    );
  }
  return aside;
}

function freeName(file: string): string {
  const stem = basename(file, extname(file));
  for (let n = 1; n <= MOST_KEPT; n++) {
    const name = join(dirname(file), `${stem}.damaged-${n}`);
    if (lstatSync(name, { throwIfNoEntry: false }) === undefined) return name;
  }
  throw new StoreWriteError(
    `${file}: is damaged again and ${stem}.damaged-1 to -${MOST_KEPT} are there already: look at the disk`,
  );
}

function copyTail(file: string, from: number, aside: string): void {
  const source = openStoreFile(file, FLAGS.read);
  if (source === null) return;
  try {
    const target = openSync(aside, "wx");
    try {
      const buffer = Buffer.allocUnsafe(CHUNK);
      for (let at = from, got = 1; got > 0; at += got) {
        got = readSync(source, buffer, 0, CHUNK, at);
        for (let done = 0; done < got; ) done += writeSync(target, buffer, done, got - done);
      }
      fsyncSync(target);
    } catch (error) {
      rmSync(aside, { force: true });
      throw error;
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
}
