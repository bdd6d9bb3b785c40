import type { RungResult } from "../../ladder/comparison-design.ts";
import { type ShareBound, shareLaws } from "../../ladder/floors.ts";
import { digits } from "../../text/format.ts";

/** The law of shares, a sentence for every pair that differs in one unit: its floors and its way to break-even. */
export const shareLawSentences = (rungs: readonly RungResult[]): string[] =>
  Object.entries(shareLaws(rungs)).map(
    ([name, { unit, energy, latency }]) =>
      `${name} differ in the ${unit}: ${boundText("energy", energy)}` +
      `${latency === null ? "" : `; ${boundText("latency", latency)}`}.`,
  );

/** "energy no lower than 0.98 × (1 − its share 2 %), equal at 0.4 × its own". */
function boundText(quantity: string, { share, floor, breakEven }: ShareBound): string {
  const equal =
    breakEven === null
      ? "not equal even where it takes nothing"
      : `equal where it takes ${digits(breakEven)} × what it does`;
  return `${quantity} no lower than ${digits(floor)} × (1 − ${digits(share)}), ${equal}`;
}
