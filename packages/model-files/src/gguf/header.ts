import { type ByteSource, byteFault, type TensorEntry } from "../stored/byte-source.ts";
import { Cursor } from "./cursor.ts";
import { aligned, placed, readTensor } from "./tensor-table.ts";

/** Header of a GGUF file [gguf-2026]. */
export interface Gguf {
  readonly source: ByteSource;
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  /** In the file's order. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  /** Whether the file ends before the weights. */
  readonly isHeaderOnly: boolean;
}

/** A value, or the position of a list's elements: lists are long, and few are read. */
export type MetadataValue =
  | { readonly at: number; readonly type: string; readonly value: number | boolean | string }
  | { readonly at: number; readonly elements: string; readonly count: number };

/** "GGUF" */
const MAGIC = [0x47, 0x47, 0x55, 0x46];
const VERSIONS: readonly number[] = [2, 3];

/** Bounds of a header, far above published ones (assumed, except the format's length of a key). */
const MOST = {
  bytes: 1 << 28,
  keys: 1 << 16,
  tensors: 1 << 16,
  keyBytes: (1 << 16) - 1,
  textBytes: 1 << 20,
  /** Longest text that is kept; longer ones are a model's chat template or licence. */
  keptText: 4096,
  elements: 1 << 22,
  /** Longest list of lists. */
  lists: 1 << 12,
  depth: 4,
  alignment: 1 << 20,
};

const DEFAULT_ALIGNMENT = 32;

const NUMBERS = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32"] as const;
const LONG_NUMBERS = ["uint64", "int64", "float64"] as const;
type NumberType = (typeof NUMBERS)[number] | (typeof LONG_NUMBERS)[number];

/** Metadata types by their number in the file. */
const VALUE_TYPES = [...NUMBERS, "bool", "string", "array", ...LONG_NUMBERS] as const;
type ValueType = (typeof VALUE_TYPES)[number];

/** Bytes of an element; for a text, of its length only. */
const VALUE_BYTES: Readonly<Record<Exclude<ValueType, "array">, number>> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  bool: 1,
  string: 8,
  uint64: 8,
  int64: 8,
  float64: 8,
};

/**
 * Reads the header of a GGUF file of version 2 or 3, little-endian. Every count, length and shape is checked
 * against the rest of the file before it is used. Throws ConfigError with the byte and the faulty key.
 */
export function readGguf(source: ByteSource): Gguf {
  const cursor = new Cursor(source, Math.min(source.size, MOST.bytes));
  checkStart(cursor);
  const tensorCount = cursor.count(24, MOST.tensors, "tensor_count");
  const keyCount = cursor.count(13, MOST.keys, "metadata_kv_count");
  const metadata = readMetadata(cursor, keyCount);
  const alignment = alignmentOf(source.file, metadata);
  const listed = Array.from({ length: tensorCount }, (_, n) => readTensor(cursor, `tensors[${n}]`));
  const isHeaderOnly = source.size <= aligned(cursor.at, alignment);
  const tensors = placed(listed, aligned(cursor.at, alignment), alignment, source, isHeaderOnly);
  return { source, metadata, tensors, isHeaderOnly };
}

function checkStart(cursor: Cursor): void {
  const { file, size } = cursor.source;
  if (size < 4) throw byteFault(file, 0, "magic", `expected "GGUF", received a file of ${size} bytes`);
  const magic = MAGIC.map(() => cursor.uint8("magic"));
  if (magic.some((byte, n) => byte !== MAGIC[n]))
    throw byteFault(
      file,
      0,
      "magic",
      /\.safetensors$/i.test(file)
        ? "expected a GGUF file, received a safetensors file; give the folder or the config.json of its model"
        : /\.(?:ya?ml|json5?|txt|md|csv|toml|py|pth?|bin|onnx)$/i.test(file)
          ? "expected a GGUF file or a config.json of a model, received another file"
          : `expected "GGUF" (47 47 55 46), received ${magic.map((byte) => byte.toString(16).padStart(2, "0")).join(" ")}`,
    );
  const version = cursor.uint32("version");
  if (VERSIONS.includes(version)) return;
  const swapped =
    ((version & 255) << 24) | ((version & 0xff00) << 8) | ((version >>> 8) & 0xff00) | (version >>> 24);
  throw byteFault(
    file,
    4,
    "version",
    VERSIONS.includes(swapped)
      ? `expected a little-endian file, received a big-endian one of version ${swapped}`
      : `expected version ${VERSIONS.join(" or ")}, received ${version}`,
  );
}

function readMetadata(cursor: Cursor, count: number): Map<string, MetadataValue> {
  const metadata = new Map<string, MetadataValue>();
  const budget = { elements: MOST.elements };
  for (let n = 0; n < count; n++) {
    const { at } = cursor;
    const key = cursor.name(MOST.keyBytes, `metadata[${n}].key`);
    if (metadata.has(key))
      throw byteFault(cursor.source.file, at, key, "expected a key once, received it again");
    metadata.set(key, readValue(cursor, readType(cursor, key), key, budget));
  }
  return metadata;
}

function readType(cursor: Cursor, key: string): ValueType {
  const { at } = cursor;
  const code = cursor.uint32(key);
  if (code < VALUE_TYPES.length) return VALUE_TYPES[code];
  throw byteFault(
    cursor.source.file,
    at,
    key,
    `expected a type of metadata in [0, ${VALUE_TYPES.length - 1}], received ${code}`,
  );
}

function readValue(
  cursor: Cursor,
  type: ValueType,
  key: string,
  budget: { elements: number },
): MetadataValue {
  const { at } = cursor;
  if (type === "array") return readList(cursor, key, budget, 1);
  if (type === "string") {
    const bytes = cursor.textBytes(MOST.textBytes, key).length;
    if (bytes > MOST.keptText) return { at, elements: "uint8", count: bytes };
    cursor.at = at;
    return { at, type, value: cursor.text(MOST.keptText, key) };
  }
  return { at, type, value: type === "bool" ? readBool(cursor, key) : cursor[type](key) };
}

function readBool(cursor: Cursor, key: string): boolean {
  const { at } = cursor;
  const byte = cursor.uint8(key);
  if (byte > 1) throw byteFault(cursor.source.file, at, key, `expected 0 or 1 (a bool), received ${byte}`);
  return byte === 1;
}

/** Skips a list; its elements are read on demand. */
function readList(cursor: Cursor, key: string, budget: { elements: number }, depth: number): MetadataValue {
  if (depth > MOST.depth)
    throw cursor.fault(key, `expected lists at most ${MOST.depth} deep, received deeper ones`);
  const type = readType(cursor, key);
  const least = type === "array" ? 12 : VALUE_BYTES[type];
  const most = type === "array" ? Math.min(budget.elements, MOST.lists) : budget.elements;
  const count = cursor.count(least, most, key);
  budget.elements -= count;
  const { at } = cursor;
  if (type === "array") for (let n = 0; n < count; n++) readList(cursor, `${key}[${n}]`, budget, depth + 1);
  else if (type === "string") for (let n = 0; n < count; n++) skipText(cursor, key, n);
  else cursor.skip(count * VALUE_BYTES[type], key);
  return { at, elements: type, count };
}

function skipText(cursor: Cursor, key: string, n: number): void {
  const { at } = cursor;
  const length = cursor.uint64(key);
  if (length > MOST.textBytes || length > cursor.left)
    throw byteFault(
      cursor.source.file,
      at,
      `${key}[${n}]`,
      `expected a text of at most ${Math.min(MOST.textBytes, cursor.left)} bytes, received ${length}`,
    );
  cursor.at += length;
}

function alignmentOf(file: string, metadata: ReadonlyMap<string, MetadataValue>): number {
  const key = "general.alignment";
  const given = metadata.get(key);
  if (given === undefined) return DEFAULT_ALIGNMENT;
  const value = "value" in given ? given.value : null;
  const isPower =
    typeof value === "number" && value >= 1 && value <= MOST.alignment && Number.isInteger(Math.log2(value));
  if (isPower) return value;
  throw byteFault(
    file,
    given.at,
    key,
    `expected a power of two of at most ${MOST.alignment}, received ${value ?? "a list"}`,
  );
}

/** Numbers of a list in order. */
export function* listNumbers(
  { source }: Gguf,
  key: string,
  { at, elements, count }: ListPlace,
): Generator<number> {
  const cursor = new Cursor(source, source.size);
  cursor.at = at;
  for (let n = 0; n < count; n++) yield cursor[elements as NumberType](key);
}

/** Texts of a list in order, each with the byte where it begins. */
export function* listTexts(
  { source }: Gguf,
  key: string,
  { at, count }: ListPlace,
): Generator<[text: string, at: number]> {
  const cursor = new Cursor(source, source.size);
  cursor.at = at;
  for (let n = 0; n < count; n++) {
    const from = cursor.at;
    yield [cursor.text(MOST.textBytes, `${key}[${n}]`), from];
  }
}

type ListPlace = Extract<MetadataValue, { count: number }>;
