import { randomBytes } from "node:crypto";
import {
  closeSync,
  ftruncateSync,
  linkSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { ConfigError } from "#base";
import { StoreWriteError } from "./record-log.ts";
import { FLAGS, openStoreFile, readStoreFile, storeFault } from "./store-file.ts";
import { systemReason } from "./system-error.ts";

/** The process that writes a store. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Changes when the machine restarts, and distinguishes machines of the same name. */
  readonly boot: string;
  /** Namespace of the process number, which is another one in a container. Empty where unknown. */
  readonly space: string;
  /** Start of the process in ticks since boot; detects a reused process number. */
  readonly start: string;
  /** Identifies this acquisition of the lock. */
  readonly token: string;
}

/** A lock held by this process. */
export interface Lock {
  /** Releases the folder. */
  release(): void;
  /** How the lock was lost to another process; null while it is held. */
  lost(): string | null;
}

const NAME = /^lock-(\d+)$/;
/** Larger numbers are not exact, and no folder has had so many writers. */
const MOST_DIGITS = 15;
const MOST_BYTES = 4096;

export interface LockOptions {
  /**
   * The caller knows that a writer which cannot be checked here (another machine, boot or container) has
   * ended, as a scheduler does that runs one instance of a job: its lock counts as stale. The lock of a
   * process alive on this machine is never taken.
   */
  readonly takeOver?: boolean;
}

/** Attempts to take the lock, each lost to another process, before an error is thrown. */
const MOST_TRIES = 10_000;

/**
 * Makes this process the only writer of a folder. Locks are numbered and the highest is valid. A stale lock
 * (its process has ended) is followed by the next number, which only one process can create, and the highest
 * is never removed, so no process acts on a lock that it read before another took over. Throws ConfigError
 * naming the current writer or a file that is no lock, and StoreWriteError if a lock cannot be written.
 */
export function lockFolder(folder: string, { takeOver = false }: LockOptions = {}): Lock {
  // Only locks that existed before this call may be passed: a newer one belongs to a live rival.
  const [passable = 0] = takeOver ? lockNumbers(folder) : [];
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const [highest = 0] = lockNumbers(folder);
    const holder = highest === 0 ? null : holderOf(folder, highest, highest <= passable);
    if (holder !== null) refuse(folder, highest, holder);
    const mine = highest + 1;
    const token = randomBytes(12).toString("hex");
    if (!create(folder, mine, token)) continue;
    const numbers = lockNumbers(folder);
    if (numbers[0] > mine) {
      remove(folder, mine);
      continue;
    }
    for (const lower of numbers) if (lower < mine) remove(folder, lower);
    return { release: () => release(folder, mine, token), lost: () => lossOf(folder, mine, token) };
  }
  throw storeFault(folder, "cannot be locked: other processes take the lock again and again");
}

/** The process that writes a folder; null if there is none. Throws ConfigError for a file that is no lock. */
export function writerOf(folder: string): { pid: number; host: string } | null {
  const [highest] = lockNumbers(folder);
  const holder = highest === undefined ? null : holderOf(folder, highest, false);
  return holder === null || holder === "unknown" ? null : { pid: holder.pid, host: holder.host };
}

/** Owner of a lock, or `unknown` for a file that does not name one; null if its process has ended. */
function holderOf(folder: string, number: number, isPassable: boolean): Owner | "unknown" | null {
  const owner = read(folder, number);
  if (owner === null) return null;
  if (owner === "unknown") return isPassable ? null : owner;
  if (isElsewhere(owner)) return isPassable ? null : owner;
  if (!isAlive(owner.pid)) return null;
  const start = startOf(owner.pid);
  // If the system hides other users' processes, the process number has to suffice.
  return owner.start === "" || start === null || start === owner.start ? owner : null;
}

function refuse(folder: string, number: number, owner: Owner | "unknown"): never {
  if (owner === "unknown")
    throw storeFault(
      pathOf(folder, number),
      "expected the lock of a writer, found other text (--take-over, where no process writes this folder)",
    );
  const elsewhere = elsewhereOf(owner);
  const hint = elsewhere === null ? "" : `${elsewhere} (--take-over, where that one has ended)`;
  throw storeFault(folder, `expected no other writer, found process ${owner.pid} on ${owner.host}${hint}`);
}

/** Where an owner runs that cannot be checked here, in words; null for a process of this machine. */
function elsewhereOf({ host, boot, space }: Owner): string | null {
  if (host !== hostname()) return "";
  if (boot !== bootOf()) return ", another machine of that name or this one before it was started again";
  return space !== "" && space !== spaceOf() ? ", in another container" : null;
}

const isElsewhere = (owner: Owner): boolean => elsewhereOf(owner) !== null;

const pathOf = (folder: string, number: number): string => join(folder, `lock-${number}`);

/** Lock numbers, highest first. Throws ConfigError for a lock that is no regular file or badly numbered. */
function lockNumbers(folder: string): number[] {
  const numbers: number[] = [];
  for (const entry of entriesOf(folder)) {
    const [, digits] = NAME.exec(entry.name) ?? [];
    if (digits === undefined) continue;
    const file = join(folder, entry.name);
    if (!entry.isFile())
      throw storeFault(file, "expected a lock, found a link, a folder, a device or a pipe");
    if (digits.length > MOST_DIGITS || String(Number(digits)) !== digits)
      throw storeFault(
        file,
        `expected a lock with a number of at most ${MOST_DIGITS} digits: remove it, where no process writes this folder`,
      );
    numbers.push(Number(digits));
  }
  return numbers.sort((a, b) => b - a);
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw storeFault(folder, `cannot be read: ${systemReason(error)}`);
  }
}

/** Creates a lock; false if the number is taken. A link adds it with its whole content, never half. */
function create(folder: string, number: number, token: string): boolean {
  if (String(number).length > MOST_DIGITS)
    throw storeFault(pathOf(folder, number - 1), "expected a lock with a smaller number: remove it");
  const staged = join(folder, `.lock-${randomBytes(6).toString("hex")}`);
  try {
    writeFileSync(staged, JSON.stringify(self(token)), { flag: "wx" });
    linkSync(staged, pathOf(folder, number));
    return true;
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    if (code === "ENOSPC" || code === "EDQUOT" || code === "EIO")
      throw new StoreWriteError(`${folder}: cannot be locked: ${systemReason(error)}`);
    const why =
      syscall === "link" && (code === "EPERM" || code === "ENOTSUP" || code === "EOPNOTSUPP")
        ? "its file system has no hard links"
        : systemReason(error);
    throw storeFault(folder, `cannot be locked: ${why}`);
  } finally {
    discard(staged);
  }
}

/** Empties the lock, so that it has no owner; this works even on a full disk. */
function release(folder: string, number: number, token: string): void {
  try {
    if (lossOf(folder, number, token) !== null) return;
    const descriptor = openStoreFile(pathOf(folder, number), FLAGS.write);
    if (descriptor === null) return;
    try {
      ftruncateSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // A lock that cannot be emptied becomes stale when this process ends.
  }
}

function lossOf(folder: string, number: number, token: string): string | null {
  try {
    const [highest] = lockNumbers(folder);
    const owner = highest === undefined ? null : read(folder, highest);
    if (highest === number && owner !== null && owner !== "unknown" && owner.token === token) return null;
    const by = owner === null || owner === "unknown" ? "" : ` to process ${owner.pid} on ${owner.host}`;
    return `this process has lost its lock of the folder${by} and writes nothing more`;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return `this process cannot see its lock of the folder any more and writes nothing more (${error.message})`;
  }
}

function remove(folder: string, number: number): void {
  try {
    rmSync(pathOf(folder, number), { force: true });
  } catch (error) {
    throw storeFault(pathOf(folder, number), `cannot be removed: ${systemReason(error)}`);
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The original error has been reported.
  }
}

/** Reads a lock; null if it is gone, released, or lost its content in a power cut. */
function read(folder: string, number: number): Owner | "unknown" | null {
  const text = readStoreFile(pathOf(folder, number), MOST_BYTES);
  if (text === null || text.replaceAll("\0", "") === "") return null;
  try {
    const { pid, host, boot, space = "", start, token = "" } = JSON.parse(text) as Owner;
    const isWhole =
      Number.isSafeInteger(pid) &&
      pid > 0 &&
      [host, boot, space, start, token].every((part) => typeof part === "string");
    return isWhole ? { pid, host, boot, space, start, token } : "unknown";
  } catch {
    return "unknown";
  }
}

const self = (token: string): Owner => ({
  pid: process.pid,
  host: hostname(),
  boot: bootOf(),
  space: spaceOf(),
  start: startOf(process.pid) ?? "",
  token,
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const bootOf = (): string => readKernel("/proc/sys/kernel/random/boot_id") ?? "";

/** PID namespace, such as `pid:[4026531836]`. */
function spaceOf(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/** Field 22 of /proc/PID/stat, counted after the name, which may contain spaces and parentheses. */
function startOf(pid: number): string | null {
  const text = readKernel(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

/** Content of a kernel file; null on systems without it. */
function readKernel(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return null;
  }
}
