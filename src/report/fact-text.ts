import { isOwnRun, type JudgedFact } from "../validation/fact.ts";
import { digits } from "./format.ts";

/** Columns of a fact's row, up to its verdict. */
export const FACT_COLUMNS = [
  "figure",
  "published, or run by us",
  "ours",
  "ratio",
  "tolerance",
  "source",
  "evidence",
];

/** A fact's row as text; where our side is refused there is a dash. */
export const factCells = (fact: JudgedFact): string[] => [
  fact.quantity,
  `${figureText(fact.published)} ${fact.unit}${isOwnRun(fact) ? " (run)" : ""}`,
  fact.ours === null ? "–" : figureText(fact.ours),
  fact.ratio === null ? "–" : digits(fact.ratio),
  toleranceText(fact.tolerance),
  fact.source,
  fact.evidence,
];

/** Counts in full, all else to four digits. */
const figureText = (value: number): string =>
  Number.isInteger(value) && value < 1e7 ? String(value) : String(Number(value.toPrecision(4)));

function toleranceText(tolerance: number): string {
  if (tolerance <= 1e-9) return "exact";
  return tolerance >= 1 ? `×${digits(1 + tolerance)}` : `${digits(100 * tolerance)} %`;
}
