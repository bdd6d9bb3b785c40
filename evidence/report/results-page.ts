import type { CheckedNumber } from "../published/results-page.ts";
import { RESULTS_PAGE } from "../run/results-page.ts";

/** How many numbers of the page of results are those of their stored results, and each that is not. */
export function resultsPageText(numbers: readonly CheckedNumber[] | null): string[] {
  if (numbers === null) return [`${RESULTS_PAGE}: not checked, this package does not have it.`];
  const missed = numbers.filter(({ holds }) => !holds);
  return [
    `${RESULTS_PAGE}: ${numbers.length - missed.length} of ${numbers.length} numbers are those of their stored results.`,
    ...missed.map(
      ({ line, printed, file, path, stored }) =>
        `  line ${line}: ${printed}, but ${file} has ${stored ?? "no number"} at ${path}`,
    ),
  ];
}
