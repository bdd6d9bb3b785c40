// Who wins: the one rule by which sentences, colours, curves, maps and searches judge a design against another.

import type { NumberWords, Ratio } from "./comparison-design.ts";

/**
 * A quotient within this of one, either way round, is a tie. It is half of the last digit that a quotient near one is printed
 * with, and less than any price is known to (assumed).
 */
export const TIE = 0.005;

/** How the design above the line fares: it trades where it takes less of one thing and more of another. */
export type Outcome = "wins" | "loses" | "ties" | "trades";

/** The one phrase for each between the names of two designs. */
export const OUTCOME_WORD: Readonly<Record<Outcome, string>> = {
  wins: "beats",
  loses: "loses to",
  ties: "ties with",
  trades: "trades with",
};

/** The outcome by quotients of each of which less is better, such as energy and latency. Throws RangeError where one is not a number. */
export function judge(...quotients: readonly number[]): Outcome {
  if (quotients.some(Number.isNaN)) throw new RangeError("judge: expected quotients, received NaN");
  const isLower = quotients.some((quotient) => quotient * (1 + TIE) <= 1);
  const isHigher = quotients.some((quotient) => quotient >= 1 + TIE);
  if (isLower) return isHigher ? "trades" : "wins";
  return isHigher ? "loses" : "ties";
}

/** Whether less is spent, beyond a tie. What cannot be built spends without end; two of those, or two that spend nothing, tie. */
export const takesLess = (own: number, rival: number): boolean =>
  own !== rival && judge(own / rival) === "wins";

/** By energy and latency; null where one of the designs has no price. */
export const judgeRatio = ({ energy, latency }: Ratio): Outcome | null =>
  energy === null || latency === null ? null : judge(energy, latency);

/** "X beats Y: ×0.5 energy, ×0.8 latency, ×1.1 area"; nothing where one of the two has no price. */
export function verdictText(
  subject: string,
  rival: string,
  ratio: Ratio,
  { factor }: Pick<NumberWords, "factor">,
): string {
  const outcome = judgeRatio(ratio);
  return outcome === null
    ? ""
    : `${subject} ${OUTCOME_WORD[outcome]} ${rival}: ${quotientsText(ratio, { factor })}`;
}

/** "×0.5 energy, ×0.8 latency, ×1.1 area": the one notation of quotients. */
export const quotientsText = (
  { energy, latency, area }: Ratio,
  { factor }: Pick<NumberWords, "factor">,
): string => `${factor(energy)} energy, ${factor(latency)} latency, ${factor(area)} area`;
