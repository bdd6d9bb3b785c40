import { exactPairs } from "../attention/plan.ts";
import type { Workload } from "../design/workload.ts";

/** What exact attention over one head comes to. */
export interface Attended {
  /** Queries, each of which attends on its own. */
  readonly queries: number;
  /** Query-key pairs: the keys that each query sees, summed. */
  readonly pairs: number;
  /** Tokens whose keys and values are new. */
  readonly fresh: number;
  /** Blocks of `rows` keys that each query touches, whole or in part, summed. */
  blocks(rows: number): number;
}

/** Prefill: every token asks, and sees all tokens or those up to itself. Decode: one new token sees the whole context. */
export function attendedBy({ phase, length, attention: { causal } }: Workload): Attended {
  if (phase === "decode")
    return { queries: 1, pairs: length, fresh: 1, blocks: (rows) => Math.ceil(length / rows) };
  return {
    queries: length,
    pairs: exactPairs(length, causal),
    fresh: length,
    blocks: (rows) => {
      if (!causal) return length * Math.ceil(length / rows);
      const whole = Math.floor(length / rows);
      return (rows * whole * (whole + 1)) / 2 + (length - rows * whole) * (whole + 1);
    },
  };
}
