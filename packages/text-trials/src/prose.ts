import type { Rng } from "#base";
import type { Encoder } from "./item.ts";
import { PROSE } from "./words.ts";

type Part = keyof typeof PROSE;

/** Sentence patterns with {parts} to fill in. */
const SENTENCES: readonly string[] = [
  "{times}, {people} {deeds} {places}.",
  "{people} {deeds} {places}, and {people} followed {manners}.",
  "{people} thought that {thoughts}.",
  "{people} brought {things} to {people} {times}.",
  '"{thoughts}," said {people} {manners}.',
  "There was {things} on the table, and nobody at {places} knew whose it was.",
  "{people} said that {thoughts}, but {people} believed that {thoughts}.",
  "{manners}, {people} put down {things} and looked towards {places}.",
  "It was {people} who found {things} at {places} {times}.",
  "If {thoughts}, {people} answered, then {thoughts}.",
  "Between {places} and {places} there was no one to be seen except {people}.",
  "{people} sold {things} and bought {things} {times}.",
  '"Did {people} not say that {thoughts}?" asked {people}.',
  "{times} {people} sat down near {places} and opened the parcel: it held {things} and {things}.",
  "People at {places} remembered how {people} {deeds} {places}.",
  "For a while neither {people} nor {people} spoke, for both felt that {thoughts}.",
];

/** Range of sentences per paragraph. */
const FEWEST = 3;
const MOST = 7;

/**
 * Built-in prose of at least `tokens` tokens under an encoder: paragraphs of sentences from patterns, equal
 * for equal streams. For users without a text; its form is easy to predict, its content is not.
 */
export function builtInProse(tokens: number, { encode }: Pick<Encoder, "encode">, rng: Rng): number[] {
  const ids: number[] = [];
  for (let paragraph = 0; ids.length < tokens; paragraph++)
    ids.push(...encode(`${paragraphOf(rng.fork(paragraph))}\n\n`));
  return ids;
}

function paragraphOf(rng: Rng): string {
  const count = FEWEST + rng.integer(MOST - FEWEST + 1);
  return Array.from({ length: count }, () => sentenceOf(rng)).join(" ");
}

function sentenceOf(rng: Rng): string {
  const used = new Set<string>();
  const text = pick(SENTENCES, rng).replace(/\{(\w+)\}/g, (_, part: Part) => {
    // No word is used twice in a sentence.
    let word = pick(PROSE[part], rng);
    while (used.has(word)) word = pick(PROSE[part], rng);
    used.add(word);
    return word;
  });
  return text.replace(/^"?[a-z]/, (start) => start.toUpperCase());
}

const pick = <T>(list: readonly T[], rng: Rng): T => list[rng.integer(list.length)];
