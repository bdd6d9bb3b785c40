// Units of columns, and whether a condition uses them.

import { anyQuantity, ConfigError, type Issue, UNIT_NAMES, type UnitName, unitExample } from "#base";
import type { Condition } from "./expression.ts";

/** The unit at the end of a column's name, `energy_J`; null without one, as in `tokens_per_s`. */
function unitOfName(column: string): UnitName | null {
  const [, before, suffix] = /^(.+)_([A-Za-z0-9]+)$/.exec(column) ?? [];
  return before === undefined || /(?:^|_)per$/.test(before)
    ? null
    : (UNIT_NAMES.find((name) => name === suffix) ?? null);
}

/** The unit of a column by its name, or else by the first of its cells that is not empty. */
export const unitOfColumn = (column: string, cells: Iterable<string> = []): UnitName | null => {
  const named = unitOfName(column);
  if (named !== null) return named;
  for (const cell of cells) if (cell !== "") return anyQuantity(cell)?.unit ?? null;
  return null;
};

/** Faults in the units of a condition, each with what its column accepts. */
export function unitIssues(
  condition: Condition,
  place: string,
  unitOf: (column: string) => UnitName | null = unitOfName,
): Issue[] {
  if (condition.kind !== "comparison")
    return condition.terms.flatMap((term) => unitIssues(term, place, unitOf));
  const { column, unit, value } = condition;
  const own = unitOf(column);
  if (unit === undefined || unit === own) return [];
  const expected =
    own === null
      ? "a number without a unit, as the column has none"
      : `a quantity in ${own} such as "${unitExample(own)}", or the number in ${own}`;
  return [{ place, path: column, message: `expected ${expected}, received ${value} ${unit}` }];
}

/** Returns the condition. Throws ConfigError where its units are not those of its columns. */
export function checkUnits(condition: Condition, place: string): Condition {
  const issues = unitIssues(condition, place);
  if (issues.length > 0) throw new ConfigError(issues);
  return condition;
}
