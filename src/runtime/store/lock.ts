import { randomBytes } from "node:crypto";
import { linkSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { ConfigError } from "../../base/errors.ts";

/** Who writes a store. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Differs after a restart of the machine. */
  readonly boot: string;
  /** Ticks from boot to the start of the process: a number that the system gave to another process differs. */
  readonly start: string;
}

const NAME = /^lock-(\d+)$/;

export interface LockOptions {
  /** Longest wait for another writer to end, ms; 0 unless given. */
  readonly patience?: number;
  /**
   * The caller knows that a writer on another machine has ended, as a scheduler does that runs one instance of a job: its
   * lock counts as stale. A process that lives on this machine is never passed over.
   */
  readonly takeOver?: boolean;
}

/** Between two looks at a lock that somebody holds, ms. */
const LOOK_MILLISECONDS = 20;

/**
 * Makes this process the one writer of a folder and returns what gives the folder back. Locks are numbered and the
 * highest decides: a lock that is stale (its process has ended, or the machine was started anew) is followed by
 * the next number, which only one process can create, and the highest is never removed, so no process acts on a lock
 * that it read before another one took over. Throws ConfigError naming the writer that there is.
 */
export function lockFolder(folder: string, { patience = 0, takeOver = false }: LockOptions = {}): () => void {
  const started = performance.now();
  // A lock that came after the call belongs to a rival, not to a writer that has ended.
  const [passable = 0] = takeOver ? lockNumbers(folder) : [];
  for (;;) {
    const [highest = 0] = lockNumbers(folder);
    const owner = highest === 0 ? null : liveOwner(folder, highest, highest <= passable);
    if (owner !== null) {
      if (performance.now() - started >= patience) refuse(folder, owner);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MILLISECONDS);
      continue;
    }
    const mine = highest + 1;
    if (!create(folder, mine)) continue;
    const numbers = lockNumbers(folder);
    if (numbers[0] > mine) {
      rmSync(pathOf(folder, mine), { force: true });
      continue;
    }
    for (const lower of numbers.slice(1)) rmSync(pathOf(folder, lower), { force: true });
    return () => release(folder, mine);
  }
}

/** The process that writes a folder, null where there is none. */
export function writerOf(folder: string): { pid: number; host: string } | null {
  const [highest] = lockNumbers(folder);
  const owner = highest === undefined ? null : liveOwner(folder, highest, false);
  return owner === null ? null : { pid: owner.pid, host: owner.host };
}

/** Who holds a lock; null where nobody does any more. */
function liveOwner(folder: string, number: number, isPassable: boolean): Owner | null {
  const owner = read(folder, number);
  if (owner === null || isStale(owner)) return null;
  return isPassable && owner.host !== hostname() ? null : owner;
}

function refuse(folder: string, { pid, host }: Owner): never {
  const hint = host === hostname() ? "" : " (--take-over, where that one has ended)";
  throw new ConfigError([
    {
      place: folder,
      path: "(store)",
      message: `expected no other writer, found process ${pid} on ${host}${hint}`,
    },
  ]);
}

const pathOf = (folder: string, number: number): string => join(folder, `lock-${number}`);

/** Highest first. */
const lockNumbers = (folder: string): number[] =>
  readdirSync(folder)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);

/** False where the number is taken. A link brings the whole content with it, so nobody reads half a lock. */
function create(folder: string, number: number): boolean {
  const staged = stage(folder, self());
  try {
    linkSync(staged, pathOf(folder, number));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(staged, { force: true });
  }
}

/** An empty lock is nobody's: to make it so needs no room on a disk that may be full. */
function release(folder: string, number: number): void {
  try {
    truncateSync(pathOf(folder, number));
  } catch (error) {
    // Whoever removed the folder needs no lock on it.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

function stage(folder: string, owner: Owner): string {
  const staged = join(folder, `.lock-${randomBytes(6).toString("hex")}`);
  try {
    writeFileSync(staged, JSON.stringify(owner), { flag: "wx" });
  } catch (error) {
    rmSync(staged, { force: true });
    const { code = "", message } = error as NodeJS.ErrnoException;
    const reason = code === "ENOSPC" ? "the disk is full" : code || message;
    throw new ConfigError([{ place: folder, path: "(store)", message: `cannot be locked: ${reason}` }]);
  }
  return staged;
}

/** null for a lock that is gone, given back, or whose content never reached the disk before a power cut. */
function read(folder: string, number: number): Owner | null {
  try {
    return JSON.parse(readFileSync(pathOf(folder, number), "utf8")) as Owner;
  } catch {
    return null;
  }
}

const self = (): Owner => ({
  pid: process.pid,
  host: hostname(),
  boot: bootOf(),
  start: startOf(process.pid) ?? "",
});

function isStale({ pid, host, boot, start }: Owner): boolean {
  // Of a process elsewhere nothing can be known.
  if (host !== hostname()) return false;
  if (boot !== bootOf()) return true;
  return !isAlive(pid) || (start !== "" && startOf(pid) !== start);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const bootOf = (): string => readKernel("/proc/sys/kernel/random/boot_id") ?? "";

/** Field 22 of the process's status, counted behind its name, which may hold spaces and parentheses. */
function startOf(pid: number): string | null {
  const text = readKernel(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

/** What the kernel tells, null on systems that have no such file. */
function readKernel(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return null;
  }
}
