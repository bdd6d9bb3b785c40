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
import { ConfigError } from "../../base/errors.ts";
import { systemReason } from "../system-error.ts";
import { StoreWriteError } from "./record-log.ts";
import { FLAGS, openStoreFile, readStoreFile, storeFault } from "./store-file.ts";

/** Who writes a store. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Differs after a restart of the machine, and between machines of one name. */
  readonly boot: string;
  /** Identity of the namespace that the process number belongs to: that of a container differs. Empty where unknown. */
  readonly space: string;
  /** Ticks from boot to the start of the process: a number that the system gave to another process differs. */
  readonly start: string;
  /** Identifies this one acquisition of the lock. */
  readonly token: string;
}

/** A lock that this process took. */
export interface Lock {
  /** Gives the folder back. */
  release(): void;
  /** How the lock was lost to another process, null while it is held. */
  lost(): string | null;
}

const NAME = /^lock-(\d+)$/;
/** Larger numbers are not exact, and no folder has had so many writers. */
const MOST_DIGITS = 15;
const MOST_BYTES = 4096;

export interface LockOptions {
  /**
   * The caller knows that a writer of whom nothing can be known here has ended (another machine, another start of this one,
   * another container), as a scheduler does that runs one instance of a job: its lock counts as stale. A process
   * that lives on this machine is never passed over.
   */
  readonly takeOver?: boolean;
}

/** Tries to be the next writer, each lost to another one, before that is said. */
const MOST_TRIES = 10_000;

/**
 * Makes this process the one writer of a folder. Locks are numbered and the highest decides: a lock that is stale (its
 * process has ended) is followed by the next number, which only one process can create, and the highest is never
 * removed, so no process acts on a lock that it read before another one took over. Throws ConfigError naming the
 * writer that there is, or the file that is no lock, and StoreWriteError where the disk takes none.
 */
export function lockFolder(folder: string, { takeOver = false }: LockOptions = {}): Lock {
  // A lock that came after the call belongs to a rival, not to a writer that has ended.
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

/** The process that writes a folder, null where there is none. Throws ConfigError for what is no lock. */
export function writerOf(folder: string): { pid: number; host: string } | null {
  const [highest] = lockNumbers(folder);
  const holder = highest === undefined ? null : holderOf(folder, highest, false);
  return holder === null || holder === "unknown" ? null : { pid: holder.pid, host: holder.host };
}

/** Who holds a lock: an owner, or `unknown` for a file that does not say; null where no process does any more. */
function holderOf(folder: string, number: number, isPassable: boolean): Owner | "unknown" | null {
  const owner = read(folder, number);
  if (owner === null) return null;
  if (owner === "unknown") return isPassable ? null : owner;
  if (isElsewhere(owner)) return isPassable ? null : owner;
  if (!isAlive(owner.pid)) return null;
  const start = startOf(owner.pid);
  // Where the system shows nothing of other users' processes, the number alone has to do.
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

/** Where an owner is of whom nothing can be known here, in words; null for a process of this machine. */
function elsewhereOf({ host, boot, space }: Owner): string | null {
  if (host !== hostname()) return "";
  if (boot !== bootOf()) return ", another machine of that name or this one before it was started again";
  return space !== "" && space !== spaceOf() ? ", in another container" : null;
}

const isElsewhere = (owner: Owner): boolean => elsewhereOf(owner) !== null;

const pathOf = (folder: string, number: number): string => join(folder, `lock-${number}`);

/** Highest first. Throws ConfigError for a lock that is no plain file, or has no usable number. */
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

/** False where the number is taken. A link brings the whole content with it, so no process reads half a lock. */
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

/** An empty lock has no owner: emptying it needs no room on a disk that may be full. */
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
    // A lock that cannot be given back is stale when this process has ended.
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
    // What was at fault is said already.
  }
}

/** null for a lock that is gone, given back, or whose content never reached the disk before a power cut. */
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

/** Such as `pid:[4026531836]`. */
function spaceOf(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

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
