// Opens and reads all input files, within bounds and without ever waiting.

import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
} from "node:fs";
import { basename, dirname, join, parse } from "node:path";
import { ConfigError, didYouMean, fault } from "#base";
import { systemReason } from "./system-error.ts";

/** An open regular file; the opener closes the descriptor. */
export interface OpenInput {
  readonly descriptor: number;
  /** Bytes. */
  readonly size: number;
}

const inputFault = (file: string, message: string): ConfigError => fault(file, "(file)", message);

/** Returns what `act` reads of a file. Turns system errors into ConfigError that names the file. */
export function reading<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR")
      throw inputFault(file, `expected a file, found none${otherThing(file) || neighbour(file)}`);
    // Reads never block here, but a kernel file that has no data yet would.
    if (code === "EAGAIN") throw inputFault(file, "expected a file, received one that has no end");
    throw inputFault(file, `cannot be read: ${systemReason(error)}`);
  }
}

/** Opens a regular file without blocking on a pipe. Throws ConfigError for anything else. */
export function openInput(file: string): OpenInput {
  // Without O_NONBLOCK, opening a pipe blocks until a writer opens it.
  const descriptor = reading(file, () => openSync(file, constants.O_RDONLY | constants.O_NONBLOCK));
  try {
    const entry = reading(file, () => fstatSync(descriptor));
    if (entry.isFile()) return { descriptor, size: entry.size };
    throw inputFault(
      file,
      `expected a file, received ${entry.isDirectory() ? folderKind(file) : "a device or a pipe"}`,
    );
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** What a folder is, by the file that names it, and what takes it. */
export function folderKind(folder: string): string {
  const has = (name: string): boolean => existsSync(join(folder, name));
  if (has("manifest.json"))
    return "the store of a study: study report and study pareto take it, compare a point of it, DIR#0";
  if (has("report.json")) return "the folder of a report, which compare and --against take";
  if (has("model.json") || has("config.json")) return "the folder of a model, which --model takes";
  return "a folder";
}

/** What files are by the ends of their names, and what takes them. */
const FILE_KINDS: readonly (readonly [RegExp, string])[] = [
  [/\.json5$/i, "a config or a study"],
  [/\.csv$/i, "a table: study pareto, study report and explore take one, import device measurements"],
  [/\.(?:gguf|safetensors)$/i, "a model: --model takes one, --workload-from its shape"],
  [/\.np[yz]$/i, "an array of numbers: --activations takes three, import device conductances"],
  [/\.lib(?:\.gz)?$/i, "a cell library: import cells --liberty takes one"],
  [/\.(?:md|txt|html|pdf|png|svg|py|m?js|ts|sh|toml|ini|xlsx?|spi?ce?|cir)$/i, "a file of another kind"],
];

/** Throws ConfigError for a file whose name says that it is of another kind than those of an ending. */
export function checkKind(file: string, expected: string, own: RegExp): void {
  const kind = own.test(file) ? undefined : FILE_KINDS.find(([ending]) => ending.test(file))?.[1];
  if (kind !== undefined && existsSync(file))
    throw inputFault(file, `expected ${expected}, received ${kind}`);
}

const BLOCK = 1 << 22;

/** Bytes of a file of any length, in blocks that reuse one buffer. Throws ConfigError if unreadable. */
export function* inputBlocks(file: string): Generator<Uint8Array> {
  const { descriptor } = openInput(file);
  try {
    const block = Buffer.allocUnsafe(BLOCK);
    for (let got = 1; got > 0; ) {
      got = reading(file, () => readSync(descriptor, block));
      if (got > 0) yield block.subarray(0, got);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Checks the start of a file of `size` bytes, before it is read: `head(n)` is n bytes. Throws ConfigError. */
export type CheckHead = (head: (bytes: number) => Uint8Array, size: number) => void;

/**
 * Bytes of an input file, whose start `check` has seen. Never blocks on a pipe, never reads more than the
 * limit of an endless device. Throws ConfigError for anything but a readable file of at most `most` bytes.
 */
export function readInputBytes(file: string, most: number, check: CheckHead = () => {}): Buffer {
  const { descriptor, size } = openInput(file);
  try {
    return reading(file, () => readBounded(file, { descriptor, size }, most, check));
  } finally {
    closeSync(descriptor);
  }
}

/** Text of an input file. Throws ConfigError for anything but readable UTF-8 of at most `most` bytes. */
export function readInputFile(file: string, most: number): string {
  const bytes = readInputBytes(file, most);
  if (isUtf8(bytes)) return bytes.toString("utf8");
  throw inputFault(file, "expected UTF-8 text, received other bytes");
}

/** What a name that is no file's may be: a change of a config, or a model of a hub. */
function otherThing(file: string): string {
  if (/^[A-Za-z][\w.]*=/.test(file)) return `; a change has an option of its own: --set ${file}`;
  if (/^(?:\.\/)?out\//.test(file)) return "; study run STUDY --out DIR makes the folder of a study";
  return /^[\w.-]+\/[\w.-]+$/.test(file) && !/\.\w{2,6}$/.test(file) && !existsSync(dirname(file))
    ? "; nothing is fetched from a hub: give a file or folder of this machine"
    : "";
}

/** `; did you mean "…"?` for a file of a similar name, in a folder of a similar name where there is no such folder. */
function neighbour(file: string): string {
  const folder = dirname(file);
  const other = nearIn(dirname(folder), basename(folder));
  const folders = existsSync(folder) ? [folder] : other === undefined ? [] : [join(dirname(folder), other)];
  for (const own of [...folders, "configs"]) {
    const name = nearIn(own, basename(file));
    if (name !== undefined) return `; did you mean "${own === "." ? name : join(own, name)}"?`;
  }
  return "";
}

/** The name in a folder that is nearest to another; undefined where none is near, several are, or there is no folder. */
function nearIn(folder: string, name: string): string | undefined {
  try {
    // A name with an ending is a file's.
    const isFile = parse(name).ext !== "";
    const names = readdirSync(folder, { withFileTypes: true }).flatMap((one) =>
      isFile && one.isDirectory() ? [] : [one.name],
    );
    // Names that are alike in their endings alone are not near.
    const stems = new Map(names.map((one) => [parse(one).name, one]));
    const { name: stem } = parse(name);
    const [, near = ""] = /^; did you mean "([^"]*)"\?$/.exec(didYouMean(stem, [...stems.keys()])) ?? [];
    return stems.get(stem) ?? stems.get(near);
  } catch {
    return undefined;
  }
}

function readBounded(file: string, { descriptor, size }: OpenInput, most: number, check: CheckHead): Buffer {
  if (size > most) throw inputFault(file, `expected at most ${most} bytes, received ${size}`);
  check((bytes) => {
    const head = Buffer.alloc(Math.min(bytes, size));
    return head.subarray(0, readSync(descriptor, head, 0, head.length, 0));
  }, size);
  // Kernel files have size 0 and a file may grow, so the buffer grows too, up to one byte more than allowed.
  let bytes = Buffer.allocUnsafe(Math.min(most, Math.max(size, 4096)) + 1);
  let length = 0;
  for (let got = 1; got > 0 && length <= most; length += got) {
    if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * length, most + 1));
    got = readSync(descriptor, bytes, length, bytes.length - length, length);
  }
  if (length > most) throw inputFault(file, `expected at most ${most} bytes, received more`);
  return bytes.subarray(0, length);
}

export const STANDARD_INPUT = "(standard input)";

/** Reads standard input to its end. Throws ConfigError for more than `most` bytes or non-UTF-8 text. */
export async function readStandardInput(most: number): Promise<string> {
  const fail = (message: string): never => {
    throw inputFault(STANDARD_INPUT, message);
  };
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > most) fail(`expected at most ${most} bytes, received more`);
    pieces.push(piece);
  }
  const bytes = Buffer.concat(pieces);
  return isUtf8(bytes) ? bytes.toString("utf8") : fail("expected UTF-8 text, received other bytes");
}

/** Most bytes digested; a larger file (a model's weights) is identified by size, start and end. */
const MOST_DIGESTED = 1 << 24;
/** Files that identify a folder: a study's identity, or a report's question. */
const NAMING = ["manifest.json", "report.json", "config.json"];

/** Digest of the file or folder that a text names; the text itself if it names none. */
export function inputDigest(text: string): string {
  try {
    const path = text.replace(/#[^/]*$/, "");
    const found = statSync(path, { throwIfNoEntry: false });
    const rest = text.slice(path.length);
    if (found?.isFile() === true) return `${fileDigest(path)}${rest}`;
    if (found?.isDirectory() !== true) return text;
    const naming = NAMING.map((name) => join(path, name)).find((file) => existsSync(file));
    return naming === undefined ? text : `${fileDigest(naming)}${rest}`;
  } catch {
    // The later use of an unreadable file reports it.
    return text;
  }
}

function fileDigest(file: string): string {
  const { descriptor, size } = openInput(file);
  const hash = createHash("sha256").update(`${size}\n`);
  const bytes = Buffer.alloc(Math.min(size, MOST_DIGESTED));
  try {
    const half = Math.ceil(bytes.length / 2);
    readSync(descriptor, bytes, 0, half, 0);
    readSync(descriptor, bytes, half, bytes.length - half, size - (bytes.length - half));
  } finally {
    closeSync(descriptor);
  }
  // A store's manifest also names the programs that wrote it.
  const identity =
    basename(file) === "manifest.json"
      ? /"hash": "([0-9a-f]{64})"/.exec(bytes.toString("latin1"))?.[1]
      : undefined;
  return hash.update(identity ?? bytes).digest("hex");
}
