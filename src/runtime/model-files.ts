import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../base/errors.ts";
import { type Checkpoint, parseCheckpoint } from "../language-model/checkpoint.ts";
import type { Dimensions } from "../language-model/dimensions.ts";
import { parseSidecar, type Sidecar } from "../language-model/sidecar.ts";
import { parseTokens } from "../language-model/tokens.ts";

const MOST_BYTES = { sidecar: 1 << 20, checkpoint: 1 << 30, tokens: 1 << 26 };

export interface LoadedModel {
  readonly sidecar: Sidecar;
  readonly checkpoint: Checkpoint;
}

/** The model of a folder: `model.json` and the checkpoint that it names. Throws ConfigError. */
export async function loadModel(directory: string): Promise<LoadedModel> {
  const sidecarFile = join(directory, "model.json");
  const sidecarText = await read(sidecarFile, MOST_BYTES.sidecar);
  const sidecar = parseSidecar(sidecarText.toString("utf8"), sidecarFile);
  // The sidecar's schema admits plain file names only, so the join stays in the folder.
  const checkpointFile = join(directory, sidecar.checkpoint);
  const bytes = await read(checkpointFile, MOST_BYTES.checkpoint);
  return { sidecar, checkpoint: parseCheckpoint(bytes, sidecar, checkpointFile) };
}

/** Token sequences of a JSON file, checked against the model's vocabulary and context. Throws ConfigError. */
export async function loadTokens(file: string, dimensions: Dimensions): Promise<number[][]> {
  const bytes = await read(file, MOST_BYTES.tokens);
  return parseTokens(bytes.toString("utf8"), file, dimensions);
}

async function read(path: string, mostBytes: number): Promise<Buffer> {
  const fail = (message: string): never => {
    throw new ConfigError([{ place: path, path: "(file)", message }]);
  };
  const entry = await stat(path).catch((error: NodeJS.ErrnoException) =>
    fail(error.code === "ENOENT" ? "expected a file, received nothing" : `cannot be read: ${error.code}`),
  );
  if (!entry.isFile()) fail("expected a regular file, received another kind of entry");
  if (entry.size > mostBytes) fail(`expected at most ${mostBytes} bytes, received ${entry.size}`);
  return readFile(path).catch((error: NodeJS.ErrnoException) => fail(`cannot be read: ${error.code}`));
}
