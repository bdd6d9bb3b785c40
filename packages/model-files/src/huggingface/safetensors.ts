import { z } from "zod";
import { ConfigError, describe, fault, type JsonBounds, parseBoundedJson } from "#base";
import { halfOfBits } from "../stored/dequantise.ts";

/** A tensor of a file: position and format of its bytes. */
export interface SafetensorsEntry {
  readonly format: NumberFormat;
  readonly shape: readonly number[];
  /** Bytes from the start of the file. */
  readonly begin: number;
  readonly end: number;
}

/** The named tensors of a safetensors file. */
export interface Tensors {
  readonly file: string;
  readonly names: readonly string[];
  has(name: string): boolean;
  /** Float32 values of a tensor, row-major. Throws ConfigError for another shape or non-finite values. */
  take(name: string, shape: readonly number[]): Float32Array;
}

/** The format allows 100 MB; a header of 16 MiB has a hundred thousand tensors, 3 lists each (assumed). */
const MOST_HEADER_BYTES = 1 << 24;
const BOUNDS: JsonBounds = { length: MOST_HEADER_BYTES, depth: 8, containers: 400_000, values: 1_500_000 };
/** Bytes of the header's length, a uint64. */
const PREFIX_BYTES = 8;
/** Types that cannot be weights; only their names are kept. */
const OTHER_TYPES: Record<string, number> = { F64: 8, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1, BOOL: 1 };

/**
 * Parses a safetensors file: uint64 length of a JSON header, the header ({ name: { dtype, shape, data_offsets
 * } }), then the data, which the tensors cover without gap or overlap. Memory for a tensor is allocated only
 * once its bytes are known to exist. Throws ConfigError that names the fault.
 */
export function parseSafetensors(bytes: Uint8Array, file: string): Tensors {
  const entries = readEntries(bytes, file, bytes.length);
  return {
    file,
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    take: (name, shape) => {
      const entry = entries.get(name);
      if (entry === undefined) throw fault(file, name, "expected a tensor, received none");
      if (entry.shape.length !== shape.length || entry.shape.some((n, i) => n !== shape[i]))
        throw fault(file, name, `expected shape [${shape.join(", ")}], received [${entry.shape.join(", ")}]`);
      return decodeNumbers(bytes, entry.begin, entry.end, entry.format, (index, value) =>
        fault(file, `${name}[${index}]`, `expected a finite weight, received ${value}`),
      );
    },
  };
}

/**
 * Tensors of a file of `size` bytes, whose header is checked before the rest is read: `head(n)` gives the
 * first n bytes. Throws ConfigError.
 */
export function checkSafetensors(
  head: (bytes: number) => Uint8Array,
  size: number,
  file: string,
): ReadonlyMap<string, SafetensorsEntry> {
  const dataStart = startOfData(head(PREFIX_BYTES), file, size);
  return readEntries(head(dataStart), file, size);
}

function readEntries(bytes: Uint8Array, file: string, size: number): Map<string, SafetensorsEntry> {
  const { header, dataStart } = readHeader(bytes, file, size);
  const entries = new Map<string, SafetensorsEntry>();
  for (const [name, value] of Object.entries(header))
    if (name !== "__metadata__") entries.set(name, readEntry(name, value, dataStart, size, file));
  checkCover(entries, dataStart, size, file);
  return entries;
}

/** Start of the tensors' bytes: after the length and the header. */
function startOfData(bytes: Uint8Array, file: string, size: number): number {
  if (bytes.length < PREFIX_BYTES)
    throw fault(file, "header", `expected at least ${PREFIX_BYTES} bytes, received ${bytes.length}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, PREFIX_BYTES).getBigUint64(0, true);
  const most = Math.min(MOST_HEADER_BYTES, size - PREFIX_BYTES);
  if (length < 2n || length > BigInt(most))
    throw fault(file, "header", `expected a length in [2, ${most}] bytes, received ${length}`);
  return PREFIX_BYTES + Number(length);
}

function readHeader(
  bytes: Uint8Array,
  file: string,
  size: number,
): { header: Record<string, unknown>; dataStart: number } {
  const dataStart = startOfData(bytes, file, size);
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(PREFIX_BYTES, dataStart));
  const header = parseBoundedJson(text, `${file} header`, BOUNDS);
  if (typeof header !== "object" || header === null || Array.isArray(header))
    throw fault(file, "header", `expected an object, received ${describe(header)}`);
  return { header: header as Record<string, unknown>, dataStart };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function readEntry(
  name: string,
  value: unknown,
  dataStart: number,
  size: number,
  file: string,
): SafetensorsEntry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  const complain = (key: string, expected: string, received: unknown): ConfigError =>
    fault(file, `${name}.${key}`, `expected ${expected}, received ${describe(received)}`);
  const format = typeof dtype === "string" ? formatOf(dtype) : undefined;
  if (format === undefined) throw complain("dtype", "F32, F16 or BF16", dtype);
  if (!Array.isArray(shape) || shape.length > 8 || !shape.every(isCount))
    throw complain("shape", "at most 8 sizes", shape);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    throw complain("data_offsets", "two byte offsets", offsets);
  const [begin, end] = offsets;
  const available = size - dataStart;
  if (begin > end || end > available)
    throw fault(
      file,
      `${name}.data_offsets`,
      `expected a range within the ${available} bytes of data, received [${begin}, ${end}]`,
    );
  const expected = shape.reduce((product, n) => product * n, format.bytes);
  if (expected !== end - begin)
    throw fault(
      file,
      `${name}.data_offsets`,
      `expected ${expected} bytes (${dtype} of shape [${shape.join(", ")}]), received ${end - begin}`,
    );
  return { format: format.format, shape, begin: dataStart + begin, end: dataStart + end };
}

/** Number format and bytes of a type; "other" for a type that cannot be a weight. */
function formatOf(dtype: string): { format: NumberFormat; bytes: number } | undefined {
  const bytes = numberBytes(dtype) ?? (Object.hasOwn(OTHER_TYPES, dtype) ? OTHER_TYPES[dtype] : undefined);
  if (bytes === undefined) return undefined;
  return { format: numberBytes(dtype) === undefined ? "other" : (dtype as NumberFormat), bytes };
}

/** The format requires that every byte of data belongs to exactly one tensor. */
function checkCover(
  entries: ReadonlyMap<string, SafetensorsEntry>,
  dataStart: number,
  size: number,
  file: string,
): void {
  const sorted = [...entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let at = dataStart;
  for (const [name, { begin, end }] of sorted) {
    if (begin !== at)
      throw fault(
        file,
        `${name}.data_offsets`,
        `expected to begin at ${at - dataStart}, where the tensor before ends, received ${begin - dataStart}`,
      );
    at = end;
  }
  if (at !== size) throw fault(file, "(root)", `expected ${at} bytes (from the header), received ${size}`);
}

/** Supported weight types; "other": allowed in a file, but no weight. */
type NumberFormat = "F32" | "F16" | "BF16" | "other";

/** Bytes per number; undefined for a type that cannot be a weight. */
function numberBytes(dtype: string): number | undefined {
  if (dtype === "F32") return 4;
  return dtype === "F16" || dtype === "BF16" ? 2 : undefined;
}

/** Decodes little-endian numbers of [begin, end). Throws `refuse(index, value)` for a non-finite one. */
function decodeNumbers(
  bytes: Uint8Array,
  begin: number,
  end: number,
  format: NumberFormat,
  refuse: (index: number, value: number | string) => Error,
): Float32Array {
  if (format === "other") throw refuse(0, "a type other than F32, F16 and BF16");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const step = format === "F32" ? 4 : 2;
  const numbers = new Float32Array((end - begin) / step);
  // A bfloat16 is the upper half of a float32.
  const upper = new DataView(new ArrayBuffer(4));
  for (let i = 0, at = begin; i < numbers.length; i++, at += step) {
    if (format === "F32") numbers[i] = view.getFloat32(at, true);
    else if (format === "F16") numbers[i] = halfOfBits(view.getUint16(at, true));
    else {
      upper.setUint16(0, view.getUint16(at, true));
      numbers[i] = upper.getFloat32(0);
    }
    if (!Number.isFinite(numbers[i])) throw refuse(i, numbers[i]);
  }
  return numbers;
}

/** One entry per tensor (bounds assumed). */
const SHARD_BOUNDS: JsonBounds = { length: 1 << 24, depth: 8, containers: 100, values: 200_000 };

/** Name of a shard, in the model's own folder. */
const shardName = z.string().regex(/^\w[\w.-]{0,127}\.safetensors$/, {
  error: (issue) =>
    `expected the name of a safetensors file in the model's folder, received ${describe(issue.input)}`,
});

const index = z.object({ weight_map: z.record(z.string(), shardName) });

/** Files over which a `model.safetensors.index.json` distributes tensors. Throws ConfigError. */
export function shardFiles(text: string, file: string): string[] {
  const value = parseBoundedJson(text, file, SHARD_BOUNDS);
  const result = index.safeParse(value);
  if (!result.success)
    throw new ConfigError(
      result.error.issues.map(({ path, message }) => ({
        place: file,
        path: path.map(String).join(".") || "(root)",
        message: message.startsWith("expected") ? message : "expected { weight_map: { tensor: file } }",
      })),
    );
  const files = [...new Set(Object.values(result.data.weight_map))].sort();
  if (files.length === 0) throw fault(file, "weight_map", "expected at least one tensor, received none");
  return files;
}

/** Joins the tensors of several files. Throws ConfigError for a name in two of them. */
export function joinShards(shards: readonly Tensors[], file: string): Tensors {
  const home = new Map<string, Tensors>();
  for (const shard of shards)
    for (const name of shard.names) {
      const other = home.get(name);
      if (other !== undefined)
        throw fault(shard.file, name, `expected each tensor in one file, received it in ${other.file} too`);
      home.set(name, shard);
    }
  return {
    file,
    names: [...home.keys()],
    has: (name) => home.has(name),
    take(name, shape) {
      const shard = home.get(name);
      if (shard !== undefined) return shard.take(name, shape);
      throw fault(file, name, "expected a tensor, received none");
    },
  };
}
