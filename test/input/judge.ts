import JSON5 from "json5";
import { expect } from "vitest";
import { ConfigError, parseDocument } from "#base";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import type { Case } from "./hostile-configs.ts";
import { accepts, type Schema } from "./schema-oracle.ts";

export interface Verdict {
  readonly accepted: boolean;
  readonly milliseconds: number;
}

const PROTOTYPE_KEYS = Reflect.ownKeys(Object.prototype);

/** Rules between keys, which no key's own range states: a pin of the mapping is at most what the workload has, a nest needs levels, depths rise, a stated memory all of its numbers, a memory's capacity the model's weights, replicas and attended keys are at most the keys. */
const BETWEEN_KEYS =
  /memory\.capacity: expected at least the \d+ B of the model's own weights|design\.mapping\.((queryTiles|keyTiles|valuePasses|headsInFlight): expected (at most the|a divisor of) |nests\.\w+: expected design\.digital\.levels)|buffer\.\w+: expected a quantity with its unit, received nothing|workload\.indexer: expected none for |selection\.depths: expected two rising shares|: expected at most (as many arrays as )?the \d+ keys of a sequence/;

/** Parses a case, holds the answer against the schema's, and the messages against their form. */
export function judge({ text, duplicate }: Case, schema: Schema): Verdict {
  const start = performance.now();
  const message = complaint(text);
  const milliseconds = performance.now() - start;
  const isCrossed = message?.split("\n").every((line) => BETWEEN_KEYS.test(line)) === true;
  const expected = !duplicate && !isCrossed && accepts(schema, JSON5.parse(text));
  expect(message === null, `${text.slice(0, 2000)}\n→ ${message ?? "accepted"}`).toBe(expected);
  if (message !== null) expectWellFormed(message);
  expect(Reflect.ownKeys(Object.prototype)).toEqual(PROTOTYPE_KEYS);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  return { accepted: message === null, milliseconds };
}

/** What the parser says against a text; null when nothing. Any other error than ConfigError is a crash. */
export function complaint(text: string): string | null {
  try {
    parseConfig(parseDocument(text, "fuzz.json5"), shippedCatalogue);
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

/** One line a fault: place, path, what was expected or is wrong; never long, never many. */
export function expectWellFormed(message: string): void {
  const lines = message.split("\n");
  expect(lines.length).toBeLessThanOrEqual(21);
  for (const line of lines) {
    expect(line.length).toBeLessThanOrEqual(300);
    if (!/^… and \d+ more$/.test(line)) expect(line).toMatch(/^fuzz\.json5:\d+:\d+ \S.*: \S/u);
  }
}
