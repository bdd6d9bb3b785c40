import type { Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ConfigError } from "#base";
import {
  type Checkpoint,
  type Dimensions,
  HEADER_BYTES,
  parseBareCheckpoint,
  parseCheckpoint,
  parseLlama2cTokenizer,
  parseSidecar,
  parseTokens,
  RECALL_VOCABULARY,
  readDimensions,
  type TextOptions,
  type Tokenizer,
  textSequences,
} from "#model-files";
import { readInputBytes, readInputFile } from "./input-file.ts";
import { cardOf, type LoadedModel, MODEL_FILE_BYTES } from "./loaded-model.ts";
import { systemReason } from "./system-error.ts";

/**
 * Loads the model at a path: a folder with `model.json` and its checkpoint; a Hugging Face folder
 * (`config.json`, `model.safetensors` or shards, `tokenizer.json`), GPT-2 or Llama family; a llama2.c
 * checkpoint, or its folder, with `tok<vocabulary>.bin` or `tokenizer.bin` in it. Throws ConfigError.
 */
export async function loadModel(place: string): Promise<LoadedModel> {
  const entry = await statOf(place);
  if (entry?.isFile()) return loadBare(place);
  if (!entry?.isDirectory())
    throw fault(
      place,
      `expected a model's folder or a checkpoint, received ${entry ? "another kind of entry" : "nothing"}`,
    );
  const names = await namesIn(place);
  if (names.includes("model.json")) return loadDescribed(place);
  // Imported on demand: most runs use another format.
  if (names.includes("config.json"))
    return (await import("./hugging-face-files.ts")).loadHuggingFace(place, names);
  const checkpoints = names.filter((name) => name.endsWith(".bin") && !/^tok/.test(name));
  if (checkpoints.length === 1) return loadBare(join(place, checkpoints[0]));
  const found = checkpoints.length === 0 ? "none of them" : checkpoints.sort().slice(0, 5).join(", ");
  throw fault(place, `expected model.json, config.json or one checkpoint *.bin, received ${found}`);
}

/** Token sequences of a JSON file, checked against the model's vocabulary and context. Throws ConfigError. */
export async function loadTokens(file: string, dimensions: Dimensions): Promise<number[][]> {
  return parseTokens(readInputFile(file, MODEL_FILE_BYTES.tokens), file, dimensions);
}

/** Token sequences of a UTF-8 text file under the model's tokenizer (`textSequences`). Throws ConfigError. */
export async function loadText(
  file: string,
  { checkpoint, tokenizer, sidecar }: LoadedModel,
  options: TextOptions = {},
): Promise<number[][]> {
  const text = readInputFile(file, MODEL_FILE_BYTES.text);
  if (tokenizer === null)
    throw fault(file, `expected token ids for ${sidecar.name}, which has no tokenizer, received a text`);
  return textSequences(text, file, tokenizer, checkpoint.dimensions, options);
}

function loadDescribed(folder: string): LoadedModel {
  const file = join(folder, "model.json");
  const sidecar = parseSidecar(readInputFile(file, MODEL_FILE_BYTES.sidecar), file);
  // The sidecar's schema admits plain file names only, so the joins stay in the folder.
  const checkpointFile = join(folder, sidecar.checkpoint);
  const bytes = readCheckpoint(checkpointFile);
  const checkpoint = parseCheckpoint(bytes, sidecar, checkpointFile);
  const { vocabulary } = checkpoint.dimensions;
  if (sidecar.tokenizer.kind === "recall-grammar" && vocabulary !== RECALL_VOCABULARY)
    throw fault(
      file,
      `expected a checkpoint of the recall grammar's ${RECALL_VOCABULARY} tokens (tokenizer.kind is "recall-grammar"), received ${vocabulary} in ${sidecar.checkpoint}`,
    );
  const tokenizer =
    sidecar.tokenizer.kind === "llama2c"
      ? loadLlama2cTokenizer(join(folder, sidecar.tokenizer.file), checkpoint)
      : null;
  return { sidecar, checkpoint, tokenizer };
}

async function loadBare(file: string): Promise<LoadedModel> {
  if (file.endsWith(".gguf"))
    throw fault(
      file,
      "expected a llama2.c checkpoint or a model's folder, received a GGUF file: --workload-from takes its sizes, and the verb lm runs it",
    );
  const name = basename(file).replace(/\.bin$/, "");
  const checkpoint = parseBareCheckpoint(readCheckpoint(file), file, name);
  const beside = await namesIn(dirname(file));
  const tokenizerName = [`tok${checkpoint.dimensions.vocabulary}.bin`, "tokenizer.bin"].find((candidate) =>
    beside.includes(candidate),
  );
  const tokenizer =
    tokenizerName === undefined ? null : loadLlama2cTokenizer(join(dirname(file), tokenizerName), checkpoint);
  const kind =
    tokenizerName === undefined
      ? ({ kind: "ids" } as const)
      : ({ kind: "llama2c", file: tokenizerName } as const);
  return { sidecar: cardOf(checkpoint, "llama2.c checkpoint", basename(file), kind), checkpoint, tokenizer };
}

function loadLlama2cTokenizer(file: string, checkpoint: Checkpoint): Tokenizer {
  const bytes = readInputBytes(file, MODEL_FILE_BYTES.tokenizer);
  return parseLlama2cTokenizer(bytes, checkpoint.dimensions.vocabulary, file);
}

const fault = (place: string, message: string): ConfigError =>
  new ConfigError([{ place, path: "(file)", message }]);

/** Reads a llama2.c checkpoint after checking that its header and length agree. */
const readCheckpoint = (file: string): Uint8Array =>
  readInputBytes(file, MODEL_FILE_BYTES.checkpoint, (head, size) => {
    readDimensions(head(HEADER_BYTES), file, size);
  });

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: unknown) => {
    throw fault(folder, `cannot be read: ${systemReason(error)}`);
  });

/** Null if nothing exists at the path. */
async function statOf(path: string): Promise<Stats | null> {
  return stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw fault(path, `cannot be read: ${systemReason(error)}`);
  });
}
