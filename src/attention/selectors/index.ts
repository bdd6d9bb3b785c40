import { bucketsSelector } from "./buckets.ts";
import { columnLevelsSelector } from "./column-levels.ts";
import { oracleSelector, randomSelector, windowSelector } from "./controls.ts";
import { hadamardSelector } from "./hadamard.ts";
import { learnedSelector } from "./learned.ts";
import { lowBitKeysSelector } from "./low-bit-keys.ts";
import { magicpigSelector } from "./magicpig.ts";
import { questSelector } from "./quest.ts";
import { scoreSelector } from "./score.ts";
import type { Selector } from "./selector.ts";
import { socketSelector } from "./socket.ts";

/** Every selector; the first is the default. */
export const SELECTORS: readonly Selector[] = [
  bucketsSelector,
  scoreSelector,
  hadamardSelector,
  learnedSelector,
  lowBitKeysSelector,
  columnLevelsSelector,
  questSelector,
  magicpigSelector,
  socketSelector,
  oracleSelector,
  windowSelector,
  randomSelector,
];

/** Names of the selectors, the default first. */
export const SELECTOR_NAMES = SELECTORS.map(({ name }) => name) as [string, ...string[]];

/** Returns the selector with this name. Throws RangeError for an unknown name. */
export function selectorNamed(name: string, selectors: readonly Selector[] = SELECTORS): Selector {
  const selector = selectors.find((candidate) => candidate.name === name);
  if (selector !== undefined) return selector;
  const names = selectors.map((known) => known.name).join(", ");
  throw new RangeError(`selector: expected one of ${names}, received "${name}"`);
}
