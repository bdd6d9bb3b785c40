import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { ConfigError, type Rng } from "#base";
import { inputBlocks, readInputBytes } from "#local-io";
import { textEnds } from "#model-files";
import type { Encoder, Source } from "#text-trials";
import { builtInProse } from "#text-trials";

/** A text for questions, with its digest. */
export interface Text extends Source {
  readonly digest: string;
  readonly replaced: number;
}

const MOST_BYTES = 1 << 26;

/** Share of invalid UTF-8 characters above which a file is no text. */
const MOST_REPLACED = 0.1;

/** Name of the default prose. */
export const BUILT_IN = "built-in prose";

/** Needed tokens of a text: counts at its beginning and its end. */
export interface NeededTokens {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads a text file as token ids; of a long one (`textEnds`) only its ends. Line ends become line feeds, a
 * byte-order mark is removed, invalid UTF-8 counts as U+FFFD. Throws ConfigError for a file that is no text.
 */
export function readText(
  file: string,
  encoder: Pick<Encoder, "encode">,
  { first, last }: NeededTokens,
): Text {
  const bytes = readInputBytes(file, MOST_BYTES);
  const text = new TextDecoder("utf-8").decode(bytes).replaceAll("\r\n", "\n");
  const replaced = text.split("\uFFFD").length - 1;
  if (text.trim() === "") throw fault(file, "expected a text, received an empty file");
  if (replaced > MOST_REPLACED * text.length || text.includes("\0"))
    throw fault(file, "expected UTF-8 text, received other bytes");
  const digest = createHash("sha256").update(bytes).digest("hex");
  const ends = textEnds(text, encoder, first, last);
  const ids = ends === null ? encoder.encode(text) : [...ends.head, ...ends.tail];
  return { name: basename(file), ids, digest, replaced };
}

/** Built-in prose of at least so many tokens. */
export function builtInText(tokens: number, encoder: Encoder, rng: Rng): Text {
  const ids = builtInProse(tokens, encoder, rng);
  const digest = createHash("sha256").update(ids.join(" ")).digest("hex");
  return { name: BUILT_IN, ids, digest, replaced: 0 };
}

/** Splits off a text's last `tokens` for calibration. Throws ConfigError for a text that is too short. */
export function setApart(text: Text, tokens: number): { rest: Text; apart: readonly number[] } {
  if (text.ids.length < 2 * tokens)
    throw fault(
      text.name,
      `expected at least ${2 * tokens} tokens, of which the last ${tokens} calibrate, received ${text.ids.length}`,
    );
  const rest = { ...text, ids: text.ids.slice(0, -tokens) };
  return { rest, apart: text.ids.slice(-tokens) };
}

const fault = (place: string, message: string): ConfigError =>
  new ConfigError([{ place, path: "(file)", message }]);

/** Files in a model's folder that its answers depend on. */
const MODEL_FILE = /^(?:config|tokenizer|tokenizer_config)\.json$|\.safetensors$/;

/** SHA-256 of a model's file, or of its folder's files in the order of names. */
export function digestOfModel(place: string): string {
  const hash = createHash("sha256");
  const files = statSync(place).isDirectory()
    ? readdirSync(place)
        .filter((name) => MODEL_FILE.test(name))
        .sort()
        .map((name) => join(place, name))
    : [place];
  for (const file of files) for (const block of inputBlocks(file)) hash.update(block);
  return hash.digest("hex");
}
