// Cache of all stores' evaluated points, keyed by all that their metrics depend on; larger studies use it.

import { createHash } from "node:crypto";
import {
  closeSync,
  fstatSync,
  mkdirSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { ConfigError } from "#base";
import { FLAGS, isSystemError, openStoreFile, systemReason } from "#local-io";
import { decodeRecord, encodeRecord } from "#search";
import { framed, HEAD_BYTES, isIntact } from "./record-scan.ts";

export interface PointCache {
  /** Metrics of a point, keyed by the text of all that they depend on; null if not cached. */
  find(point: string): readonly number[] | null;
  keep(point: string, metrics: readonly number[]): void;
  /** Writes pending entries, and returns remarks on faults, one sentence each. */
  close(): readonly string[];
}

/** Most bytes of all files, and of one: entries are some 300 bytes, so a file holds 200 000 points. */
const MOST_BYTES = 1 << 28;
const MOST_FILE_BYTES = 1 << 26;
/** Bytes that are written together. */
const BLOCK = 1 << 16;

const NAME = /^[0-9a-f]{32}\.points$/;

/**
 * Folder that a user's programs share: the variable PROGRAM_CACHE, or `program` in the system's cache folder. Null if
 * the variable is "off" or empty, or there is no such folder.
 */
export function usualCache(program: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const own = env[`${program.toUpperCase()}_CACHE`];
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = env;
  if (own !== undefined) return own === "" || own === "off" ? null : own;
  // The XDG Base Directory Specification says to ignore a relative path.
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, program);
  if (process.platform === "win32") return local === undefined ? null : join(local, program, "cache");
  const home = env.HOME ?? homedir();
  return isAbsolute(home) ? join(home, ".cache", program) : null;
}

/**
 * Opens the points of one setting: `setting` is the text of all that its points share (code, kernels, seeds,
 * activations). Each entry is a line with a checksum, appended in one write, so concurrent programs do not
 * mix lines; damaged lines are skipped. Read and write errors are not fatal: no study fails by its cache.
 */
export function openPointCache(folder: string, setting: string): PointCache {
  const faults: string[] = [];
  const file = join(folder, `${digest(setting)}.points`);
  const attempt = <T>(act: () => T): T | null => {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof ConfigError) && !isSystemError(error)) throw error;
      const reason = error instanceof ConfigError ? error.issues[0].message : systemReason(error);
      faults.push(`${file}: the points of other studies are not used further: ${reason}`);
      return null;
    }
  };
  let descriptor = attempt(() => {
    mkdirSync(folder, { recursive: true });
    makeRoom(folder, file);
    return openStoreFile(file, FLAGS.append);
  });
  const bytes = descriptor === null ? null : attempt(() => readWhole(descriptor as number));
  const { places, damaged } = indexOf(bytes ?? Buffer.alloc(0));
  if (damaged > 0) faults.push(`${file}: ${damaged} damaged lines are left out`);
  let size = bytes?.length ?? 0;
  let strange = 0;
  let waiting: string[] = [];
  let letters = 0;
  // A line left unfinished by a killed process is ended first.
  let isTorn = bytes !== null && bytes.length > 0 && bytes[bytes.length - 1] !== NEWLINE;
  const write = (): void => {
    if (waiting.length === 0) return;
    const lines = isTorn ? Buffer.concat([Buffer.from("\n"), framed(waiting)]) : framed(waiting);
    isTorn = false;
    waiting = [];
    letters = 0;
    if (descriptor === null) return;
    const open = descriptor;
    const written = attempt(() => writeSync(open, lines));
    size += lines.length;
    // A block cut short by a full disk is a damaged line to the next reader.
    if (written !== lines.length || size > MOST_FILE_BYTES) stop();
  };
  const stop = (): void => {
    if (descriptor !== null) closeSync(descriptor);
    descriptor = null;
  };
  return {
    find(point) {
      const place = bytes === null ? undefined : places.get(digest(point));
      if (place === undefined || bytes === null) return null;
      // A checksum does not prove who wrote the bytes: cached metrics must be finite.
      const metrics = decodeRecord(bytes.toString("latin1", place[0], place[1]))?.metrics ?? null;
      if (metrics?.every(Number.isFinite) === true) return metrics;
      strange++;
      places.delete(digest(point));
      return null;
    },
    keep(point, metrics) {
      if (descriptor === null) return;
      const key = digest(point);
      if (places.has(key) || !metrics.every(Number.isFinite)) return;
      const text = `${key} ${encodeRecord({ level: 0, index: 0, status: "ok", codes: [], metrics, reason: "" })}`;
      waiting.push(text);
      letters += text.length;
      if (letters > BLOCK) write();
    },
    close() {
      write();
      stop();
      if (strange > 0) faults.push(`${file}: ${strange} lines hold no numbers of a point and are left out`);
      return faults;
    },
  };
}

const KEY_LETTERS = 32;
const digest = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, KEY_LETTERS);

/** Removes the least recently used files until there is room for one more, and marks this file as used. */
function makeRoom(folder: string, own: string): void {
  const files = readdirSync(folder)
    .filter((name) => NAME.test(name))
    .map((name) => join(folder, name))
    .flatMap((path) => {
      const found = statSync(path, { throwIfNoEntry: false });
      return found?.isFile() === true ? [{ path, size: found.size, used: found.mtimeMs }] : [];
    })
    .sort((a, b) => a.used - b.used);
  let total = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of files) {
    if (total <= MOST_BYTES - MOST_FILE_BYTES) break;
    if (path === own) continue;
    rmSync(path, { force: true });
    total -= size;
  }
  const now = new Date();
  if (files.some(({ path }) => path === own)) utimesSync(own, now, now);
}

/** Reads a file up to the largest size that this program writes. */
function readWhole(descriptor: number): Buffer {
  const size = Math.min(fstatSync(descriptor).size, MOST_FILE_BYTES + BLOCK);
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  for (let got = 1; got > 0 && length < size; length += got)
    got = readSync(descriptor, bytes, length, size - length, length);
  return bytes.subarray(0, length);
}

const NEWLINE = 10;

/** Position of each key's record, and the number of damaged lines. */
function indexOf(bytes: Buffer) {
  const places = new Map<string, readonly [from: number, to: number]>();
  let damaged = 0;
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(NEWLINE, from);
    const to = found < 0 ? bytes.length : found;
    const record = from + HEAD_BYTES + KEY_LETTERS + 1;
    if (found >= 0 && record < to && isIntact(bytes, from, to))
      places.set(bytes.toString("latin1", from + HEAD_BYTES, record - 1), [record, to]);
    else if (to > from) damaged++;
    from = to + 1;
  }
  return { places, damaged };
}
