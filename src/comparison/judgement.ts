// Who wins: the one rule by which sentences, colours, curves, maps and searches judge designs.

import type { NumberWords, Ratio } from "./comparison-design.ts";

/**
 * Margin about one, in either direction, within which a quotient is a tie. It is half of the last digit
 * printed for a quotient near one, and less than the uncertainty of any price (assumed).
 */
export const TIE = 0.005;

/** Outcome for the design above the line; it trades where it takes less of one quantity, more of another. */
export type Outcome = "wins" | "loses" | "ties" | "trades";

/** Phrase for each outcome, between the names of two designs. */
export const OUTCOME_WORD: Readonly<Record<Outcome, string>> = {
  wins: "beats",
  loses: "loses to",
  ties: "ties with",
  trades: "trades with",
};

/** Judges quotients for which less is better, such as energy and latency. Throws RangeError for NaN. */
export function judge(...quotients: readonly number[]): Outcome {
  if (quotients.some(Number.isNaN)) throw new RangeError("judge: expected quotients, received NaN");
  const isLower = quotients.some((quotient) => quotient * (1 + TIE) <= 1);
  const isHigher = quotients.some((quotient) => quotient >= 1 + TIE);
  if (isLower) return isHigher ? "trades" : "wins";
  return isHigher ? "loses" : "ties";
}

/** Whether `own` is below `rival` by more than a tie. Infeasible is Infinity; equal values tie. */
export const takesLess = (own: number, rival: number): boolean =>
  own !== rival && judge(own / rival) === "wins";

/** Outcome by energy and latency; null where one of the designs has no price. */
export const judgeRatio = ({ energy, latency }: Ratio): Outcome | null =>
  energy === null || latency === null ? null : judge(energy, latency);

/**
 * "X beats Y: ×0.5 energy, ×0.8 latency, ×1.1 area, at recall 69 % against 92 %"; empty where one of the two has no
 * price. `recalls` are those of the two, of which one may be unknown; equal ones are left out.
 */
export function verdictText(
  subject: string,
  rival: string,
  ratio: Ratio,
  { factor, percent }: Pick<NumberWords, "factor" | "percent">,
  recalls: readonly [own: number | undefined, rival: number | undefined] = [undefined, undefined],
): string {
  const outcome = judgeRatio(ratio);
  if (outcome === null) return "";
  const [own, other] = recalls.map((recall) => (recall === undefined ? "unknown" : percent(recall)));
  const quality = own === other ? "" : `, at recall ${own} against ${other}`;
  return `${subject} ${OUTCOME_WORD[outcome]} ${rival}: ${quotientsText(ratio, { factor })}${quality}`;
}

/** "×0.5 energy, ×0.8 latency, ×1.1 area": the only notation of quotients. */
export const quotientsText = (
  { energy, latency, area }: Ratio,
  { factor }: Pick<NumberWords, "factor">,
): string => `${factor(energy)} energy, ${factor(latency)} latency, ${factor(area)} area`;
