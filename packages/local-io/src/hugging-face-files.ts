// A model in a Hugging Face folder.

import { basename, join, resolve } from "node:path";
import {
  checkSafetensors,
  huggingFaceCheckpoint,
  huggingFaceTokenizer,
  joinShards,
  parseSafetensors,
  shardFiles,
  type Tensors,
} from "#model-files";
import { readInputBytes, readInputFile } from "./input-file.ts";
import { cardOf, type LoadedModel, MODEL_FILE_BYTES } from "./loaded-model.ts";
import { withinTime } from "./time-limit.ts";

/** Loads a folder of the GPT-2 or Llama family, given the names of its files. Throws ConfigError. */
export function loadHuggingFace(folder: string, names: readonly string[]): LoadedModel {
  const file = join(folder, "config.json");
  const text = readInputFile(file, MODEL_FILE_BYTES.config);
  const checkpoint = huggingFaceCheckpoint(
    { text, file },
    loadTensors(folder, names),
    basename(resolve(folder)),
  );
  const textFile = (name: string) => ({
    text: readInputFile(join(folder, name), MODEL_FILE_BYTES.tokenizer),
    file: join(folder, name),
  });
  const settings = names.includes("tokenizer_config.json") ? textFile("tokenizer_config.json") : null;
  const tokenizer = names.includes("tokenizer.json")
    ? huggingFaceTokenizer(
        { ...textFile("tokenizer.json"), settings },
        checkpoint.dimensions.vocabulary,
        withinTime,
      )
    : null;
  const kind = { kind: tokenizer === null ? "ids" : "huggingface" } as const;
  return {
    sidecar: cardOf(checkpoint, "Hugging Face model", basename(resolve(folder)), kind),
    checkpoint,
    tokenizer,
  };
}

function loadTensors(folder: string, names: readonly string[]): Tensors {
  const single = join(folder, "model.safetensors");
  const indexFile = `${single}.index.json`;
  if (names.includes("model.safetensors") || !names.includes("model.safetensors.index.json"))
    return parseSafetensors(readTensors(single, MODEL_FILE_BYTES.checkpoint), single);
  const shards: Tensors[] = [];
  let left = MODEL_FILE_BYTES.checkpoint;
  for (const name of shardFiles(readInputFile(indexFile, MODEL_FILE_BYTES.index), indexFile)) {
    const bytes = readTensors(join(folder, name), left);
    left -= bytes.length;
    shards.push(parseSafetensors(bytes, join(folder, name)));
  }
  return joinShards(shards, indexFile);
}

const readTensors = (file: string, most: number): Uint8Array =>
  readInputBytes(file, most, (head, size) => {
    checkSafetensors(head, size, file);
  });
