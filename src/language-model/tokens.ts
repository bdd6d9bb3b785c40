import { type JsonBounds, parseBoundedJson } from "../base/bounded-json.ts";
import { ConfigError, type Issue } from "../base/errors.ts";
import { describe } from "../base/fields.ts";
import type { Dimensions } from "./dimensions.ts";

/** A day's worth of predictions, in sequences of more than two hundred (assumed). */
const BOUNDS: JsonBounds = { length: 1 << 26, depth: 8, containers: 200_000, values: 20_000_000 };

/** A file full of wrong ids should not print one line for each. */
const MOST_ISSUES = 20;

/**
 * Token sequences of a JSON text: one array of ids, an array of such arrays, or
 * { sequences: [{ tokens: ids }] }. Each holds 2 to context + 1 ids of the model's vocabulary (the last id
 * is only predicted). Throws ConfigError that names each wrong value, up to 20.
 */
export function parseTokens(
  text: string,
  file: string,
  { vocabulary, context }: Pick<Dimensions, "vocabulary" | "context">,
): number[][] {
  const issues: Issue[] = [];
  const complain = (path: string, expected: string, received: string): void => {
    if (issues.length < MOST_ISSUES)
      issues.push({ place: file, path, message: `expected ${expected}, received ${received}` });
  };
  const sequences = located(parseBoundedJson(text.replace(/^\uFEFF/, ""), file, BOUNDS));
  if (sequences.length === 0) complain("(root)", "at least one sequence", "none");
  for (const { path, ids } of sequences) {
    if (!Array.isArray(ids)) {
      complain(path, "an array of token ids", describe(ids));
      continue;
    }
    if (ids.length < 2 || ids.length > context + 1)
      complain(path, `2 to ${context + 1} token ids (the context and one to predict)`, `${ids.length}`);
    ids.forEach((id: unknown, i) => {
      if (!Number.isInteger(id) || (id as number) < 0 || (id as number) >= vocabulary)
        complain(`${path}[${i}]`, `a token id in [0, ${vocabulary - 1}]`, describe(id));
    });
  }
  if (issues.length > 0) throw new ConfigError(issues);
  return sequences.map(({ ids }) => ids as number[]);
}

/** The candidate id lists of the three accepted shapes, each with the path that an error will name. */
function located(value: unknown): { path: string; ids: unknown }[] {
  if (Array.isArray(value))
    return value.length === 0 || !Array.isArray(value[0])
      ? [{ path: "(root)", ids: value }]
      : value.map((ids: unknown, i) => ({ path: `[${i}]`, ids }));
  const list = (value as { sequences?: unknown } | null)?.sequences;
  if (!Array.isArray(list)) return [{ path: "(root)", ids: value }];
  return list.map((sequence: unknown, i) => ({
    path: `sequences[${i}].tokens`,
    ids: (sequence as { tokens?: unknown } | null)?.tokens,
  }));
}
