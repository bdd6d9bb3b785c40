import type { Constraint } from "./budget.ts";
import { type Comparison, type Condition, columnsOf } from "./expression.ts";

/**
 * Distance from satisfying a condition: 0 where it holds, otherwise the shortfall, relative to the bound
 * where that is not 0. Shortfalls of terms joined by && add up; of terms joined by ||, the least counts. NaN
 * is infinitely far.
 */
export function violation(condition: Condition, of: (name: string) => number): number {
  if (condition.kind === "comparison") return missing(condition, of(condition.column));
  const terms = condition.terms.map((term) => violation(term, of));
  return condition.kind === "all" ? terms.reduce((sum, x) => sum + x, 0) : Math.min(...terms);
}

/** Least distance that counts against an exclusive bound. */
const STRICT = 1e-12;

function missing({ operator, value }: Comparison, x: number): number {
  const bound = Number(value);
  if (Number.isNaN(x) || Number.isNaN(bound)) return Number.POSITIVE_INFINITY;
  const relative = (distance: number): number =>
    Number.isFinite(distance) ? distance / (bound === 0 ? 1 : Math.abs(bound)) : Number.POSITIVE_INFINITY;
  switch (operator) {
    case "<=":
      return x <= bound ? 0 : relative(x - bound);
    case ">=":
      return x >= bound ? 0 : relative(bound - x);
    case "<":
      return x < bound ? 0 : relative(x - bound) + STRICT;
    case ">":
      return x > bound ? 0 : relative(bound - x) + STRICT;
    case "==":
      return x === bound ? 0 : relative(Math.abs(x - bound));
    case "!=":
      return x === bound ? STRICT : 0;
  }
}

/** Values that conditions on candidates read, and which of them are dear. */
export interface Values<C> {
  readonly of: (candidate: C, column: string) => number;
  readonly isDear: (column: string) => boolean;
}

/** Constraints of a condition: one per term of &&; terms joined by || are one without a single limit. */
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
      column,
      used: (candidate) => values.of(candidate, column),
    },
  ];
}

const isUnordered = ({ operator, value }: Comparison): boolean =>
  operator === "==" || operator === "!=" || typeof value === "string";

/** Text of a condition. */
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
