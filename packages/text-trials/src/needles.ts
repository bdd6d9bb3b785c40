// Needles hidden in a context: numbers of named things, and passages of another text.

import type { Rng } from "#base";
import type { Encoder, Item } from "./item.ts";
import { ADJECTIVES, NOUNS } from "./words.ts";

/** Tokens to insert into a context, and the question about them. */
export interface Needle extends Pick<Item, "task" | "id" | "tail" | "scored"> {
  readonly tokens: readonly number[];
  /** Parts of `tokens` that must occur only once in the context: the cue and the answer. */
  readonly unique: readonly (readonly number[])[];
}

/** Most numbers of a context: each has its own adjective and noun. */
export const MOST_NUMBERS = Math.min(ADJECTIVES.length, NOUNS.length);

const SMALLEST = 10_000;
const LARGEST = 99_999;

/**
 * Statements that give each of `count` things a different five-digit number. The question repeats a statement
 * up to its number; the number's digit tokens are scored. After the "multi-key" tasks of [ruler-2024] and the
 * needle in a haystack, with our own words. Throws RangeError beyond `MOST_NUMBERS`.
 */
export function numberNeedles(count: number, encoder: Encoder, rng: Rng): Needle[] {
  if (count > MOST_NUMBERS)
    throw new RangeError(`numberNeedles: expected at most ${MOST_NUMBERS} numbers, received ${count}`);
  const adjectives = shuffled(ADJECTIVES, rng.fork("adjectives"));
  const nouns = shuffled(NOUNS, rng.fork("nouns"));
  const numbers = new Set<number>();
  const draws = rng.fork("numbers");
  while (numbers.size < count) numbers.add(SMALLEST + draws.integer(LARGEST - SMALLEST + 1));
  return [...numbers].map((number, n) => {
    const cue = encoder.encode(`\nThe secret number of the ${adjectives[n]} ${nouns[n]} is`);
    const answer = encoder.encode(` ${number}`);
    const digits = answer.flatMap((id, k) => (/\d/.test(encoder.decode([id])) ? [cue.length + k] : []));
    return {
      task: "numbers",
      id: `number ${n}`,
      tokens: [...cue, ...answer, ...encoder.encode(".\n")],
      tail: [...cue, ...answer],
      scored: digits,
      unique: [cue, answer.slice(digits[0] - cue.length)],
    };
  });
}

/** Sizes of a quoted passage, tokens. */
export interface PassageShape {
  /** Tokens inserted. */
  readonly quoted: number;
  /** First tokens of these, repeated as the cue. */
  readonly cue: number;
  /** Scored tokens after the cue. */
  readonly scored: number;
}

export const USUAL_PASSAGE: PassageShape = { quoted: 48, cue: 8, scored: 32 };

/**
 * A quoted passage: the tokens of `guest` from `at`. The question repeats its first tokens; the next ones are
 * scored. Throws RangeError for a cue and answer longer than the passage.
 */
export function passageNeedle(
  guest: readonly number[],
  at: number,
  id: string,
  { quoted, cue, scored }: PassageShape,
  { encode }: Pick<Encoder, "encode">,
): Needle {
  if (cue < 1 || scored < 1 || cue + scored > quoted)
    throw new RangeError(
      `passageNeedle: expected a cue and an answer within ${quoted} quoted tokens, received ${cue} and ${scored}`,
    );
  const tokens = guest.slice(at, at + quoted);
  const lead = encode("\n\n");
  const from = lead.length + cue;
  return {
    task: "passages",
    id,
    tokens: [...lead, ...tokens, ...lead],
    tail: [...lead, ...tokens.slice(0, cue + scored)],
    scored: Array.from({ length: scored }, (_, k) => from + k),
    unique: [tokens.slice(0, cue), tokens.slice(cue, cue + scored)],
  };
}

/** Shuffles a list (Fisher and Yates). */
export function shuffled<T>(list: readonly T[], rng: Rng): T[] {
  const order = [...list];
  for (let n = order.length - 1; n > 0; n--) {
    const other = rng.integer(n + 1);
    [order[n], order[other]] = [order[other], order[n]];
  }
  return order;
}

/** How often `part` occurs in `whole`. */
export function occurrences(whole: readonly number[], part: readonly number[]): number {
  let count = 0;
  for (let at = whole.indexOf(part[0]); at >= 0; at = whole.indexOf(part[0], at + 1))
    if (at + part.length <= whole.length && part.every((id, k) => whole[at + k] === id)) count++;
  return count;
}
