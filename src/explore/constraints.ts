import type { Comparison, Condition } from "./where.ts";

/**
 * How far numbers are from holding a condition: 0 where it holds, else what is missing, relative to the bound where
 * that is not 0. Of terms joined by && what is missing adds up, of terms joined by || the least counts. A number that
 * is NaN misses infinitely much.
 */
export function violation(condition: Condition, of: (name: string) => number): number {
  if (condition.kind === "comparison") return missing(condition, of(condition.column));
  const terms = condition.terms.map((term) => violation(term, of));
  return condition.kind === "all" ? terms.reduce((sum, x) => sum + x, 0) : Math.min(...terms);
}

/** Least distance that counts against a bound that is itself excluded. */
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
