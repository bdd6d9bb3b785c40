// Published language models from their files: GGUF, and Hugging Face folders of safetensors.

import { basename } from "node:path";
import { ConfigError } from "../base/errors.ts";
import { readGguf } from "../language-model/gguf/header.ts";
import { GGUF_NAMES, ggufDecoder } from "../language-model/gguf/model.ts";
import { ggufTokenizer } from "../language-model/gguf/tokenizer.ts";
import { assemble, weightBytes } from "../language-model/real/assemble.ts";
import type { TensorEntry } from "../language-model/real/byte-source.ts";
import { type MemoryEstimate, memoryEstimate } from "../language-model/real/memory.ts";
import type { RealModel, TextTokenizer } from "../language-model/real/model.ts";
import type { ModelWorkload, RealShape } from "../language-model/real/shape.ts";
import { workloadOfShape } from "../language-model/real/shape.ts";
import { withByteSource } from "./byte-source.ts";
import { readInputFile } from "./input-file.ts";

export interface LoadedRealModel {
  readonly model: RealModel;
  /** Null: the model is given token ids. */
  readonly tokenizer: TextTokenizer | null;
  /** The id that every text begins with where the model was trained so; null: none. */
  readonly begin: number | null;
  readonly workload: ModelWorkload;
  /** For the tokens and threads that were asked for. */
  readonly memory: MemoryEstimate;
}

export interface LoadChoice {
  /** Longest context that will be run; the model's own unless given. */
  readonly tokens?: number;
  readonly threads?: number;
  /** Bytes that the run may take; what the machine, or the container, has free unless given. */
  readonly freeBytes?: number;
  /** Hears of the estimate before any weight is read. */
  readonly onEstimate?: (memory: MemoryEstimate) => void;
}

/**
 * The model and tokenizer of a GGUF file, or of a Hugging Face folder with `config.json` and safetensors, in memory that threads
 * share. Everything that headers say is checked, and the memory estimated, before a weight is read. Throws ConfigError for a model
 * that we cannot run, a file that contradicts itself, and a run that free memory cannot hold.
 */
export async function loadRealModel(place: string, choice: LoadChoice = {}): Promise<LoadedRealModel> {
  return withByteSource(place, (source) => {
    const gguf = readGguf(source);
    const fallback = basename(place).replace(/\.gguf$/, "");
    const { shape, entries } = ggufDecoder(gguf, fallback);
    const memory = estimated(source.file, shape, entries, choice);
    const tokens = ggufTokenizer(gguf, shape.dimensions.vocabulary);
    const model = assemble(shape, GGUF_NAMES, entries, source.size);
    return {
      model,
      tokenizer: tokens?.tokenizer ?? null,
      begin: tokens?.begin ?? null,
      workload: workloadOfShape(shape.name, shape.dimensions),
      memory,
    };
  });
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
    throw new ConfigError([
      {
        place: file,
        path: "(memory)",
        message: `expected at most the ${megabytes(freeBytes)} that are free, received a run of ${megabytes(memory.total)} (weights ${megabytes(weights)}, keys and values of ${tokens} tokens ${megabytes(memory.keyValue)})`,
      },
    ]);
  return memory;
}

/** UTF-8 takes up to four bytes a character of the longest text that is read. */
const MOST_TEXT_BYTES = 1 << 26;

/** A text for a model: without a byte order mark, and with the line ends of Windows as line feeds. Throws ConfigError. */
export const readModelText = (file: string): string =>
  readInputFile(file, MOST_TEXT_BYTES)
    .replace(/^\uFEFF/, "")
    .replaceAll("\r\n", "\n");

/** Bytes for a reader. */
export const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
