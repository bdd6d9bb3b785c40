// Builds a decoder from its files' tensors: checks names and shapes, allocates memory, then reads bytes.

import { fault } from "#base";
import { byteFault, type TensorEntry } from "./byte-source.ts";
import { dequantiseRows } from "./dequantise.ts";
import type { RealLayer, RealModel, StoredMatrix, StoredProjection, StoredType } from "./model.ts";
import { normsHeads, type RealShape } from "./shape.ts";
import { firstNonFinite, STORED_TYPES } from "./stored-types.ts";

const LAYER_PARTS = [
  "attentionNorm",
  "query",
  "key",
  "value",
  "output",
  "queryNorm",
  "keyNorm",
  "feedForwardNorm",
  "gate",
  "up",
  "down",
] as const;
type LayerPart = (typeof LAYER_PARTS)[number];

/** A format's tensor names, without ".weight" and ".bias". */
export interface TensorNames {
  readonly embedding: string;
  readonly finalNorm: string;
  readonly classifier: string;
  readonly layer: (l: number) => string;
  readonly parts: Readonly<Record<LayerPart, string>>;
  /** Whether an extra tensor is allowed; it is not read. */
  readonly mayStay: (name: string) => boolean;
}

/** The tensors of a model's file or files. */
export interface TensorTable {
  /** File named in errors about missing tensors. */
  readonly file: string;
  readonly entries: ReadonlyMap<string, TensorEntry>;
}

interface Wanted {
  readonly name: string;
  /** Rows and columns, or a vector's length. */
  readonly shape: readonly number[];
}

/** Tensors of a decoder of this shape. Throws ConfigError if one is missing, extra, misshapen or unread. */
export function checkTensors(
  shape: RealShape,
  names: TensorNames,
  table: TensorTable,
): readonly TensorEntry[] {
  const wanted = wantedTensors(shape, names, table.entries);
  const known = new Set(wanted.map(({ name }) => name));
  const checked = wanted.map((one) => entryOf(table, one));
  for (const name of table.entries.keys())
    if (!known.has(name) && !names.mayStay(name))
      throw fault(
        table.file,
        name,
        `expected only tensors that a ${shape.family} has, received this one besides`,
      );
  return checked;
}

function wantedTensors(
  { dimensions, family, biases }: RealShape,
  { embedding, finalNorm, classifier, layer, parts }: TensorNames,
  entries: ReadonlyMap<string, TensorEntry>,
): Wanted[] {
  const { width, hidden, layers, vocabulary, tiedClassifier } = dimensions;
  const wanted: Wanted[] = [{ name: `${embedding}.weight`, shape: [vocabulary, width] }];
  const projections = projectionShapes(dimensions, hidden);
  for (let l = 0; l < layers; l++)
    for (const part of LAYER_PARTS) {
      const stem = `${layer(l)}${parts[part]}`;
      const projection = projections[part];
      if (projection !== undefined) {
        wanted.push({ name: `${stem}.weight`, shape: projection });
        const hasBias = biases === null ? entries.has(`${stem}.bias`) : biases[BIAS_GROUPS[part] ?? "inputs"];
        if (hasBias) wanted.push({ name: `${stem}.bias`, shape: [projection[0]] });
      } else if (part !== "queryNorm" && part !== "keyNorm")
        wanted.push({ name: `${stem}.weight`, shape: [width] });
      else if (normsHeads(family)) wanted.push({ name: `${stem}.weight`, shape: [dimensions.headWidth] });
    }
  wanted.push({ name: `${finalNorm}.weight`, shape: [width] });
  if (!tiedClassifier) wanted.push({ name: `${classifier}.weight`, shape: [vocabulary, width] });
  return wanted;
}

const BIAS_GROUPS: Partial<Record<LayerPart, keyof NonNullable<RealShape["biases"]>>> = {
  output: "output",
  gate: "feedForward",
  up: "feedForward",
  down: "feedForward",
};

const projectionShapes = (
  { width, heads, headWidth, keyValueWidth }: RealShape["dimensions"],
  hidden: number,
): Partial<Record<LayerPart, readonly [rows: number, columns: number]>> => ({
  query: [heads * headWidth, width],
  key: [keyValueWidth, width],
  value: [keyValueWidth, width],
  output: [width, heads * headWidth],
  gate: [hidden, width],
  up: [hidden, width],
  down: [width, hidden],
});

function entryOf({ file, entries }: TensorTable, { name, shape }: Wanted): TensorEntry {
  const entry = entries.get(name);
  if (entry === undefined)
    throw fault(file, name, `expected a tensor of ${shape.join(" × ")}, received none`);
  const fail = (message: string): never => {
    throw byteFault(entry.source.file, entry.begin, name, message);
  };
  if (entry.shape.length !== shape.length || entry.shape.some((size, n) => size !== shape[n]))
    fail(`expected ${shape.join(" × ")}, received ${entry.shape.join(" × ")}`);
  if (storedType(entry) === undefined)
    fail(`expected one of ${STORED_TYPES.join(", ")}, received ${entry.type}`);
  return entry;
}

const storedType = ({ type }: TensorEntry): StoredType | undefined =>
  STORED_TYPES.find((known) => known === type);

/** Allocates shared memory for so many bytes of weights, at a multiple of 64. */
export type WeightRoom = (bytes: number) => Uint8Array<SharedArrayBuffer>;

/** Alignment of each tensor's start, bytes. */
const ALIGNMENT = 64;

const roomOf = ({ bytes }: TensorEntry): number => Math.ceil((bytes ?? 0) / ALIGNMENT) * ALIGNMENT;

/** Bytes that the matrices of a checked table take in memory. */
export const weightBytes = (entries: readonly TensorEntry[]): number =>
  entries.filter(({ shape }) => shape.length === 2).reduce((sum, entry) => sum + roomOf(entry), 0);

/**
 * Assembles the model of a shape and its checked tensors: matrices as stored, in one shared buffer, vectors
 * as float32. Throws ConfigError for non-finite numbers, and RangeError if it cannot allocate the buffer.
 */
export function assemble(
  shape: RealShape,
  names: TensorNames,
  entries: readonly TensorEntry[],
  fileBytes: number,
  room: WeightRoom = (bytes) => new Uint8Array(new SharedArrayBuffer(bytes)),
): RealModel {
  const place = room(weightBytes(entries));
  const weights = place.buffer;
  const matrices = new Map<string, StoredMatrix>();
  const vectors = new Map<string, Float32Array>();
  let at = place.byteOffset;
  for (const entry of entries) {
    const [rows, columns] = entry.shape;
    if (columns === undefined) vectors.set(entry.name, readVector(entry));
    else {
      const bytes = new Uint8Array(weights, at, entry.bytes ?? 0);
      matrices.set(entry.name, { ...readInto(entry, bytes, columns), rows, columns });
      at += roomOf(entry);
    }
  }
  const matrix = (stem: string): StoredMatrix => matrices.get(`${stem}.weight`) as StoredMatrix;
  const projection = (stem: string): StoredProjection => ({
    matrix: matrix(stem),
    bias: vectors.get(`${stem}.bias`) ?? null,
  });
  const vector = (stem: string): Float32Array => vectors.get(`${stem}.weight`) as Float32Array;
  const layerOf = (l: number): RealLayer => {
    const stem = (part: LayerPart): string => `${names.layer(l)}${names.parts[part]}`;
    return {
      attentionNorm: vector(stem("attentionNorm")),
      query: projection(stem("query")),
      key: projection(stem("key")),
      value: projection(stem("value")),
      output: projection(stem("output")),
      queryNorm: vectors.get(`${stem("queryNorm")}.weight`) ?? null,
      keyNorm: vectors.get(`${stem("keyNorm")}.weight`) ?? null,
      feedForwardNorm: vector(stem("feedForwardNorm")),
      gate: projection(stem("gate")),
      up: projection(stem("up")),
      down: projection(stem("down")),
    };
  };
  const { name, family, dimensions, epsilon, rotary, slidingWindow } = shape;
  const embedding = matrix(names.embedding);
  return {
    name,
    family,
    dimensions,
    epsilon,
    rotary,
    slidingWindow,
    embedding,
    classifier: dimensions.tiedClassifier ? embedding : matrix(names.classifier),
    finalNorm: vector(names.finalNorm),
    layers: Array.from({ length: dimensions.layers }, (_, l) => layerOf(l)),
    weights,
    fileBytes,
  };
}

/** Reads a tensor's bytes. Throws ConfigError with the place of the first non-finite number or scale. */
function readInto(
  entry: TensorEntry,
  bytes: Uint8Array,
  columns: number,
): Pick<StoredMatrix, "name" | "type" | "bytes"> {
  const { name, begin, source } = entry;
  const type = storedType(entry) as StoredType;
  source.fill(begin, bytes);
  const fault = firstNonFinite(type, columns, bytes);
  if (fault !== null)
    throw byteFault(
      source.file,
      begin + fault.byte,
      entry.shape.length === 1 ? name : `${name} row ${fault.row}`,
      `expected finite numbers, received a ${type === "F32" || type === "F16" || type === "BF16" ? "number" : "scale"} that is infinite or NaN`,
    );
  return { name, type, bytes };
}

/** A vector of a checked table as float32. */
export function readVector(entry: TensorEntry): Float32Array {
  const [length] = entry.shape;
  const into = new Float32Array(length);
  const bytes = new Uint8Array(entry.bytes ?? 0);
  dequantiseRows({ ...readInto(entry, bytes, length), rows: 1, columns: length }, 0, 1, into);
  return into;
}
