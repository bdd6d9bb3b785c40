import { expect } from "vitest";

const named = (item: unknown): string =>
  typeof item === "object" && item !== null ? Object.values(item).join(" ") : String(item);

/**
 * One law over many cases, as one test. Every case is tried, and the test fails with a list of those that break the
 * law, each with its name and its first complaint. A loop over nothing fails too: all cases together make at least
 * `least` comparisons (calls of `expect`), a count that only grows as cases are added.
 */
export function everyCase<T>(cases: readonly T[], least: number, law: (item: T) => void): void {
  const made = (): number => expect.getState().assertionCalls;
  const before = made();
  const failures: string[] = [];
  for (const item of cases)
    try {
      law(item);
    } catch (error) {
      failures.push(`${named(item)}: ${error instanceof Error ? error.message : error}`);
    }
  const compared = made() - before;
  expect(failures).toEqual([]);
  expect(compared, "comparisons made").toBeGreaterThanOrEqual(least);
}
