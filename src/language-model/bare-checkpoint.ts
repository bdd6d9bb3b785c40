import { ConfigError } from "../base/errors.ts";
import { parseCheckpoint, sameWeights } from "./checkpoint.ts";
import type { Checkpoint } from "./decoder.ts";
import type { Rotary } from "./rotary.ts";

/** How far float32 tables may stray from the unit circle. */
const TOLERANCE = 1e-4;

/**
 * A llama2.c file that no sidecar describes: causal attention with separate keys, and the rotation that its
 * tables hold. Files whose tables are no rotations (a later llama2.c leaves them unused) turn by RoPE's standard
 * base 10000. Throws ConfigError for a file whose keys copy its queries: only a sidecar can say how those
 * attend.
 */
export function parseBareCheckpoint(bytes: Uint8Array, file: string, name: string): Checkpoint {
  const reading = {
    name,
    checkpoint: name,
    sha256: null,
    attention: { variant: "separate", keyNormalisation: "none", mask: "causal" },
  } as const;
  const stored = parseCheckpoint(bytes, { ...reading, positions: "stored-tables" }, file);
  if (stored.layers.every(({ query, key }) => sameWeights(query, key)))
    throw new ConfigError([
      {
        place: file,
        path: "wk",
        message:
          "expected a model.json beside it that says how shared queries and keys attend, received none",
      },
    ]);
  return turns(stored.rotary)
    ? stored
    : parseCheckpoint(bytes, { ...reading, positions: { ropeBase: 10000 } }, file);
}

/** Whether the tables hold rotations: cos² + sin² = 1 everywhere, and no turn at position 0. */
function turns(rotary: Rotary | null): boolean {
  if (rotary?.angles.kind !== "stored") return false;
  const { cos, sin } = rotary.angles;
  if (cos.subarray(0, rotary.pairs).some((c) => Math.abs(c - 1) > TOLERANCE)) return false;
  return cos.every((c, i) => Math.abs(c * c + sin[i] * sin[i] - 1) <= TOLERANCE);
}
