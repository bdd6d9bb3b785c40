import type { Constraint } from "./budget.ts";
import { violation } from "./constraints.ts";
import { type Comparison, type Condition, columnsOf } from "./where.ts";

/** What conditions on candidates read, and what of it is dear to say. */
export interface Values<C> {
  readonly of: (candidate: C, column: string) => number;
  readonly isDear: (column: string) => boolean;
}

/** Constraints of a condition, one a term that && joins; terms that || joins are one constraint without a single limit. */
export function conditionConstraints<C>(condition: Condition, values: Values<C>): Constraint<C>[] {
  if (condition.kind === "all") return condition.terms.flatMap((term) => conditionConstraints(term, values));
  const isDear = columnsOf(condition).some(values.isDear);
  const holds = (candidate: C): boolean =>
    violation(condition, (column) => values.of(candidate, column)) === 0;
  const base = { name: conditionText(condition), kind: "demand", isDear, holds } as const;
  if (condition.kind !== "comparison" || isUnordered(condition))
    return [{ ...base, sense: "most", limit: null, used: () => Number.NaN }];
  const { column, operator, value } = condition;
  return [
    {
      ...base,
      sense: operator[0] === "<" ? "most" : "least",
      limit: Number(value),
      used: (candidate) => values.of(candidate, column),
    },
  ];
}

const isUnordered = ({ operator, value }: Comparison): boolean =>
  operator === "==" || operator === "!=" || typeof value === "string";

/** A condition as it would be written. */
export function conditionText(condition: Condition): string {
  if (condition.kind === "comparison") {
    const { column, operator, value } = condition;
    return `${column} ${operator} ${typeof value === "string" ? JSON.stringify(value) : value}`;
  }
  const joint = condition.kind === "all" ? " && " : " || ";
  return condition.terms
    .map((term) => (term.kind === "comparison" ? conditionText(term) : `(${conditionText(term)})`))
    .join(joint);
}
