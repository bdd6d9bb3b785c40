import { fault } from "#base";
import { type Constraint, firstWithin } from "#search";
import type { FamilyChoice } from "./family.ts";
import { meteredQuality, type QualityMeter } from "./quality.ts";
import type { BudgetChoice, BudgetReport, ChoiceQuality } from "./result.ts";
import { type RowChoice, rowQuality, type StudyRows } from "./rows.ts";

type Trade = NonNullable<BudgetReport["trade"]>;

/** The axis of a path, or of an ending that only one path has. Throws ConfigError. */
export function axisNamed(name: string, axes: readonly string[]): string {
  const found = axes.filter((path) => path === name || path.endsWith(`.${name}`));
  if (found.length === 1) return found[0];
  const known = axes.length === 0 ? "of which it has none" : `one of ${axes.join(", ")}`;
  throw fault("--by", "(value)", `expected an axis of the study, ${known}, received ${JSON.stringify(name)}`);
}

/** The best choice at every value of an axis, with its quality. */
function trade<C extends BudgetChoice>(
  path: string,
  order: readonly C[],
  constraints: readonly Constraint<C>[],
  qualityOf: (choice: C) => ChoiceQuality | null,
): Trade {
  const byValue = new Map<string | number | boolean, C[]>();
  for (const choice of order) {
    const value = choice.sets[path];
    if (value === undefined) continue;
    const own = byValue.get(value);
    if (own === undefined) byValue.set(value, [choice]);
    else own.push(choice);
  }
  const rows = [...byValue]
    .sort(([a], [b]) => (typeof a === "number" && typeof b === "number" ? a - b : 0))
    .map(([value, own]) => {
      const best = firstWithin(own, constraints);
      return { value, best, quality: best === null ? null : qualityOf(best) };
    });
  return { path, rows };
}

export const familyTrade = (
  path: string,
  order: readonly FamilyChoice[],
  constraints: readonly Constraint<FamilyChoice>[],
  meter: QualityMeter,
): Trade => trade(path, order, constraints, (choice) => meteredQuality(choice, meter));

export const rowTrade = (
  path: string,
  rows: StudyRows,
  order: readonly RowChoice[],
  constraints: readonly Constraint<RowChoice>[],
): Trade => trade(path, order, constraints, (choice) => rowQuality(rows, choice));
