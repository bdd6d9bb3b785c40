import { z } from "zod";
import { type JsonBounds, parseBoundedJson } from "../../base/bounded-json.ts";
import { ConfigError } from "../../base/errors.ts";
import { describe } from "../../base/fields.ts";
import type { Tensors } from "./safetensors.ts";

/** An entry a tensor (bounds assumed). */
const BOUNDS: JsonBounds = { length: 1 << 24, depth: 8, containers: 100, values: 200_000 };

/** A shard is a file of the model's own folder. */
const shardName = z.string().regex(/^\w[\w.-]{0,127}\.safetensors$/, {
  error: (issue) =>
    `expected the name of a safetensors file in the model's folder, received ${describe(issue.input)}`,
});

const index = z.object({ weight_map: z.record(z.string(), shardName) });

/** Names of the files that a `model.safetensors.index.json` spreads its tensors over. Throws ConfigError. */
export function shardFiles(text: string, file: string): string[] {
  const value = parseBoundedJson(text, file, BOUNDS);
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
  if (files.length === 0)
    throw new ConfigError([
      { place: file, path: "weight_map", message: "expected at least one tensor, received none" },
    ]);
  return files;
}

/** The tensors of several files as if they stood in one. Throws ConfigError for a name that two of them have. */
export function joinShards(shards: readonly Tensors[], file: string): Tensors {
  const home = new Map<string, Tensors>();
  for (const shard of shards)
    for (const name of shard.names) {
      const other = home.get(name);
      if (other !== undefined)
        throw new ConfigError([
          {
            place: shard.file,
            path: name,
            message: `expected each tensor in one file, received it in ${other.file} too`,
          },
        ]);
      home.set(name, shard);
    }
  return {
    file,
    names: [...home.keys()],
    has: (name) => home.has(name),
    take(name, shape) {
      const shard = home.get(name);
      if (shard !== undefined) return shard.take(name, shape);
      throw new ConfigError([{ place: file, path: name, message: "expected a tensor, received none" }]);
    },
  };
}
