import { RESULTS_PAGES, type ResultsNumber } from "../run/results-page.ts";

/** How many numbers of each page of results are those of their stored results, and each that is not. */
export function resultsPageText(numbers: readonly ResultsNumber[] | null): string[] {
  if (numbers === null) return [`${RESULTS_PAGES[0]}: not checked, this package does not have it.`];
  return RESULTS_PAGES.flatMap((page) => {
    const own = numbers.filter((number) => number.page === page);
    const missed = own.filter(({ holds }) => !holds);
    return [
      `${page}: ${own.length - missed.length} of ${own.length} numbers are those of their stored results.`,
      ...missed.map(
        ({ line, printed, file, path, stored }) =>
          `  line ${line}: ${printed}, but ${file} has ${stored ?? "no number"} at ${path}`,
      ),
    ];
  });
}
