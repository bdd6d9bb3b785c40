// Loads published language models: GGUF files, and Hugging Face folders of safetensors.

import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fault } from "#base";
import {
  assemble,
  type ByteSource,
  checkSafetensors,
  configWorkload,
  GGUF_NAMES,
  ggufDecoder,
  ggufTokenizer,
  ggufWorkload,
  huggingFaceDecoder,
  huggingFaceShape,
  huggingFaceTokenizer,
  type MemoryEstimate,
  type ModelWorkload,
  memoryEstimate,
  type RealModel,
  type RealShape,
  readGguf,
  shardFiles,
  type TensorEntry,
  type TensorTable,
  type TextTokenizer,
  type WeightRoom,
  weightBytes,
  workloadOfShape,
} from "#model-files";
import { withByteSources } from "./byte-source.ts";
import { readInputFile } from "./input-file.ts";
import { systemReason } from "./system-error.ts";
import { withinTime } from "./time-limit.ts";

const MOST_TOKENIZER_BYTES = 1 << 26;
const MOST_CONFIG_BYTES = 1 << 18;
const MOST_INDEX_BYTES = 1 << 24;
/** Most shards; all are open at once (assumed). */
const MOST_SHARDS = 512;

export interface LoadedRealModel {
  readonly model: RealModel;
  /** Null if the model takes token ids. */
  readonly tokenizer: TextTokenizer | null;
  /** Id at the start of every text if the model was trained so; else null. */
  readonly begin: number | null;
  readonly workload: ModelWorkload;
  /** For the given tokens and threads. */
  readonly memory: MemoryEstimate;
}

export interface LoadChoice {
  /** Longest context of the run; by default the model's. */
  readonly tokens?: number;
  readonly threads?: number;
  /** Bytes that the run may take; by default the free memory of the machine or container. */
  readonly freeBytes?: number;
  /** Called with the estimate before any weight is read. */
  readonly onEstimate?: (memory: MemoryEstimate) => void;
  /** Provides shared memory for so many bytes of weights; by default new memory. */
  readonly room?: WeightRoom;
}

/**
 * Loads model and tokenizer of a GGUF file, or of a Hugging Face folder with `config.json` and safetensors,
 * into shared memory. All headers are checked and the memory is estimated before a weight is read. Throws
 * ConfigError for an unsupported model, a file that contradicts itself, and a run above the free memory.
 */
export async function loadRealModel(place: string, choice: LoadChoice = {}): Promise<LoadedRealModel> {
  return isFolder(place) ? loadFolder(place, choice) : loadGguf(place, choice);
}

const isFolder = (place: string): boolean =>
  statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;

function loadGguf(file: string, choice: LoadChoice): LoadedRealModel {
  return withByteSources([file], ([source]) => {
    const gguf = readGguf(source);
    const { shape, entries } = ggufDecoder(gguf, basename(file).replace(/\.gguf$/, ""));
    const memory = estimated(file, shape, entries, choice);
    const tokens = ggufTokenizer(gguf, shape.dimensions.vocabulary);
    const model = assemble(shape, GGUF_NAMES, entries, source.size, choice.room);
    return {
      model,
      tokenizer: tokens?.tokenizer ?? null,
      begin: tokens?.begin ?? null,
      workload: workloadOfShape(shape.name, shape.dimensions),
      memory,
    };
  });
}

function loadFolder(folder: string, choice: LoadChoice): LoadedRealModel {
  const names = namesIn(folder);
  const config = join(folder, "config.json");
  const title = basename(resolve(folder));
  const shape = huggingFaceShape({ text: readInputFile(config, MOST_CONFIG_BYTES), file: config }, title);
  return withByteSources(tensorFiles(folder, names), (sources) => {
    const table = tensorTable(sources, config);
    const decoder = huggingFaceDecoder(shape, table);
    const memory = estimated(config, shape, decoder.entries, choice);
    const tokens = folderTokenizer(folder, names, shape.dimensions.vocabulary);
    const fileBytes = sources.reduce((sum, { size }) => sum + size, 0);
    const model = assemble(shape, decoder.names, decoder.entries, fileBytes, choice.room);
    return { model, ...tokens, workload: workloadOfShape(title, shape.dimensions), memory };
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw fault(folder, "(file)", `cannot be read: ${systemReason(error)}`);
  }
}

/** Files of a folder's tensors: one, or those in an index. */
function tensorFiles(folder: string, names: readonly string[]): string[] {
  const index = "model.safetensors.index.json";
  if (names.includes("model.safetensors") || !names.includes(index))
    return [join(folder, "model.safetensors")];
  const text = readInputFile(join(folder, index), MOST_INDEX_BYTES);
  const shards = shardFiles(text, join(folder, index));
  if (shards.length > MOST_SHARDS)
    throw fault(
      join(folder, index),
      "weight_map",
      `expected at most ${MOST_SHARDS} files, received ${shards.length}`,
    );
  return shards.map((name) => join(folder, name));
}

function tensorTable(sources: readonly ByteSource[], config: string): TensorTable {
  const entries = new Map<string, TensorEntry>();
  for (const source of sources) {
    const head = (bytes: number): Uint8Array => {
      const start = new Uint8Array(Math.min(bytes, source.size));
      source.fill(0, start);
      return start;
    };
    for (const [name, { format, shape, begin, end }] of checkSafetensors(head, source.size, source.file)) {
      const other = entries.get(name);
      if (other !== undefined)
        throw fault(
          source.file,
          name,
          `expected each tensor in one file, received it in ${other.source.file} too`,
        );
      entries.set(name, { name, type: format, shape, source, begin, bytes: end - begin });
    }
  }
  return { file: sources.length === 1 ? sources[0].file : config, entries };
}

/** Tokenizer of a folder, and the id that its files put before every text. */
function folderTokenizer(
  folder: string,
  names: readonly string[],
  vocabulary: number,
): Pick<LoadedRealModel, "tokenizer" | "begin"> {
  if (!names.includes("tokenizer.json")) return { tokenizer: null, begin: null };
  const textFile = (name: string) => ({
    text: readInputFile(join(folder, name), MOST_TOKENIZER_BYTES),
    file: join(folder, name),
  });
  const settings = names.includes("tokenizer_config.json") ? textFile("tokenizer_config.json") : null;
  const found = huggingFaceTokenizer({ ...textFile("tokenizer.json"), settings }, vocabulary, withinTime);
  const marks = found.encode("");
  return {
    tokenizer: { vocabulary: found.vocabulary, encode: found.encodePlain, decode: found.decode },
    begin: marks.length === 1 ? marks[0] : null,
  };
}

/** Workload of a model's attention, from a GGUF file, a `config.json` or its folder. Throws ConfigError. */
export function loadModelWorkload(place: string): ModelWorkload {
  const file = isFolder(place) ? join(place, "config.json") : place;
  if (!file.endsWith(".json"))
    return withByteSources([file], ([source]) =>
      ggufWorkload(readGguf(source), basename(file).replace(/\.gguf$/, "")),
    );
  const name = basename(dirname(resolve(file)));
  return configWorkload(readInputFile(file, MOST_CONFIG_BYTES), file, name);
}

function estimated(
  file: string,
  { dimensions }: RealShape,
  entries: readonly TensorEntry[],
  { tokens = dimensions.context, threads = 1, freeBytes = process.availableMemory(), onEstimate }: LoadChoice,
): MemoryEstimate {
  const weights = weightBytes(entries);
  const memory = memoryEstimate(dimensions, weights, {
    tokens: Math.min(tokens, dimensions.context),
    threads,
  });
  onEstimate?.(memory);
  if (memory.total > freeBytes)
    throw fault(
      file,
      "(memory)",
      `expected at most the ${megabytes(freeBytes)} that are free, received a run of ${megabytes(memory.total)} (weights 2 × ${megabytes(weights)}, keys and values of ${tokens} tokens ${megabytes(memory.keyValue)})`,
    );
  return memory;
}

/** Bytes as text in MB. */
export const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
