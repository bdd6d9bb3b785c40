// Queries, keys and values of a model as files: three .npy, or one .npz or .safetensors.

import { inflateRawSync } from "node:zlib";
import { type NpyArray, npyBytes, parseNpy, raise } from "#base";
import { readInputBytes } from "#local-io";
import { checkSafetensors, parseSafetensors } from "#model-files";

/** Largest file in bytes, and most numbers of one array: 64 heads of 8 192 tokens of width 128 (assumed). */
const MOST_BYTES = 2 ** 29;
const MOST_NUMBERS = 2 ** 26;

export const ACTIVATION_NAMES = ["q", "k", "v"] as const;
type Name = (typeof ACTIVATION_NAMES)[number];

/** An array and the file it was read from. */
export interface ActivationArray extends NpyArray {
  readonly place: string;
}

/** The arrays q, k and v of the files of `--activations`. Throws ConfigError. */
export function readActivationFiles(files: readonly string[]): Readonly<Record<Name, ActivationArray>> {
  if (files.length === 3) {
    const [q, k, v] = files.map((file) => ({
      ...parseNpy(readInputBytes(file, MOST_BYTES), file, MOST_NUMBERS),
      place: file,
    }));
    return { q, k, v };
  }
  const [file] = files;
  if (files.length === 1 && /\.npz$/i.test(file)) return fromNpz(file);
  if (files.length === 1 && /\.safetensors$/i.test(file)) return fromSafetensors(file);
  return raise(
    "--activations",
    "(files)",
    `expected q.npy k.npy v.npy, one .npz or one .safetensors, received ${files.length === 1 ? `"${file}"` : `${files.length} files`}`,
  );
}

const three = (of: (name: Name) => ActivationArray): Readonly<Record<Name, ActivationArray>> => ({
  q: of("q"),
  k: of("k"),
  v: of("v"),
});

function fromSafetensors(file: string): Readonly<Record<Name, ActivationArray>> {
  const bytes = readInputBytes(file, MOST_BYTES);
  const entries = checkSafetensors((count) => bytes.subarray(0, count), bytes.length, file);
  const tensors = parseSafetensors(bytes, file);
  return three((name) => {
    const shape = entries.get(name)?.shape ?? raise(file, name, `expected a tensor ${name}, received none`);
    const count = shape.reduce((product, n) => product * n, 1);
    if (count > MOST_NUMBERS)
      raise(file, name, `expected at most ${MOST_NUMBERS} numbers, received ${count}`);
    const values = Float64Array.from(tensors.take(name, shape));
    return { shape, values, place: `${file} ${name}` };
  });
}

const [END_RECORD, CENTRAL_RECORD, LOCAL_RECORD] = [0x06054b50, 0x02014b50, 0x04034b50];

interface ZipEntry {
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** The arrays of a zip archive of .npy files, stored or deflated, as numpy.savez writes it. */
function fromNpz(file: string): Readonly<Record<Name, ActivationArray>> {
  const bytes = readInputBytes(file, MOST_BYTES);
  const entries = zipEntries(bytes, file);
  return three((name) => {
    const entry =
      entries.get(`${name}.npy`) ??
      raise(
        file,
        name,
        `expected an array ${name}, received ${[...entries.keys()].join(", ").slice(0, 100)}`,
      );
    return {
      ...parseNpy(unzipped(bytes, entry, file, name), `${file} ${name}`, MOST_NUMBERS),
      place: `${file} ${name}`,
    };
  });
}

function zipEntries(bytes: Buffer, file: string): ReadonlyMap<string, ZipEntry> {
  let end = bytes.length - 22;
  const last = Math.max(0, end - 65_535);
  while (end >= last && bytes.readUInt32LE(end) !== END_RECORD) end--;
  if (end < last)
    return raise(file, "(file)", "expected a .npz archive, received a file without its directory");
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const entries = new Map<string, ZipEntry>();
  for (let n = 0; n < count; n++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== CENTRAL_RECORD)
      return raise(file, "(file)", "expected a .npz archive, received one with a broken directory");
    const [nameLength, extra, comment] = [28, 30, 32].map((k) => bytes.readUInt16LE(at + k));
    entries.set(bytes.toString("utf8", at + 46, at + 46 + nameLength), {
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}

function unzipped(
  bytes: Buffer,
  { method, packed, size, offset }: ZipEntry,
  file: string,
  name: string,
): Uint8Array {
  const isInside = offset + 30 <= bytes.length && bytes.readUInt32LE(offset) === LOCAL_RECORD;
  const start = isInside
    ? offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28)
    : 0;
  if (!isInside || start + packed > bytes.length)
    return raise(file, name, "expected an entry within the archive, received a broken one");
  const data = bytes.subarray(start, start + packed);
  if (method === 0) return data;
  if (method !== 8)
    return raise(file, name, `expected a stored or deflated entry, received method ${method}`);
  if (size > MOST_BYTES) return raise(file, name, `expected at most ${MOST_BYTES} bytes, received ${size}`);
  try {
    return inflateRawSync(data, { maxOutputLength: size });
  } catch {
    return raise(file, name, "expected a deflated entry, received one that cannot be unpacked");
  }
}

/** Files q.npy, k.npy and v.npy of float32 arrays. */
export const activationFiles = (arrays: Readonly<Record<Name, NpyArray>>) =>
  ACTIVATION_NAMES.map((name) => ({
    name: `${name}.npy`,
    content: npyBytes(arrays[name].values, arrays[name].shape, "f4"),
  }));
