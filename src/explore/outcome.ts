import { InfeasibleError, UnknownError } from "../base/errors.ts";
import { thrownText } from "../base/thrown-text.ts";
import { violation } from "./constraints.ts";
import type { Sense } from "./objectives.ts";
import type { PointOutcome, PointStatus } from "./record.ts";
import type { Outcome } from "./search/search.ts";
import type { Condition } from "./where.ts";

/** Runs an evaluation; a fault becomes the point's outcome and stops nothing. `names` are those of the metrics. */
export function outcomeOf(evaluate: () => readonly number[], names: readonly string[]): PointOutcome {
  try {
    const metrics = evaluate();
    const broken = metrics.findIndex((metric) => !Number.isFinite(metric));
    if (broken < 0) return { status: "ok", metrics, reason: "" };
    const found = Number.isNaN(metrics[broken]) ? "not a number" : "infinite";
    return { status: "failed", metrics: null, reason: `${names[broken]} is ${found}` };
  } catch (error) {
    return { status: statusOf(error), metrics: null, reason: thrownText(error) };
  }
}

function statusOf(error: unknown): PointStatus {
  try {
    if (error instanceof InfeasibleError) return "infeasible";
    return error instanceof UnknownError ? "unknown" : "failed";
  } catch {
    return "failed";
  }
}

/** How a search judges points: objectives to minimise by their place among the metrics, and conditions on metrics. */
export interface Judgement {
  readonly names: readonly string[];
  readonly objectives: readonly { readonly metric: string; readonly sense: Sense }[];
  readonly constraints: readonly Condition[];
}

/**
 * Objectives that the metrics give, smaller is better, and how far constraints are from holding; constraints on
 * metrics of a later level are not among them (`decidable`). null for a point without numbers.
 */
export function judged(
  { names, objectives, constraints }: Judgement,
  { metrics }: PointOutcome,
): Outcome | null {
  if (metrics === null) return null;
  const of = (name: string): number => metrics[names.indexOf(name)];
  const given = objectives.filter(({ metric }) => names.includes(metric));
  return {
    objectives: given.map(({ metric, sense }) => (sense === "min" ? of(metric) : -of(metric))),
    violation: constraints.reduce((sum, constraint) => sum + violation(constraint, of), 0),
  };
}

/** Constraints that a level's metrics can decide. */
export const decidable = (constraints: readonly Condition[], names: readonly string[]): Condition[] =>
  constraints.filter((constraint) => columns(constraint).every((column) => names.includes(column)));

const columns = (condition: Condition): string[] =>
  condition.kind === "comparison" ? [condition.column] : condition.terms.flatMap(columns);
