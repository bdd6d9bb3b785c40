import { ConfigError, InfeasibleError } from "../base/errors.ts";
import { type Axis, gridPoint, gridSize } from "./space.ts";

export type Metrics = Readonly<Record<string, number>>;

/** A point of a sweep: what it is, and what came of it. A bad point is recorded and stops nothing. */
export interface SweepRow {
  readonly index: number;
  readonly values: readonly (string | number | boolean)[];
  readonly status: "ok" | "infeasible" | "failed";
  readonly reason: string;
  readonly metrics: Metrics | null;
}

/** Evaluates a point given by its axes' values; may throw InfeasibleError or ConfigError. */
export type EvaluatePoint = (
  point: readonly (readonly [path: string, value: string | number | boolean])[],
) => Metrics;

/** Every point of the grid in order, one at a time. */
export function* sweepGrid(axes: readonly Axis[], evaluatePoint: EvaluatePoint): Generator<SweepRow> {
  const size = gridSize(axes);
  for (let index = 0; index < size; index++) {
    const values = gridPoint(axes, index);
    yield {
      index,
      values,
      ...outcome(() => evaluatePoint(axes.map(({ path }, n) => [path, values[n]] as const))),
    };
  }
}

function outcome(evaluate: () => Metrics): Pick<SweepRow, "status" | "reason" | "metrics"> {
  try {
    const metrics = evaluate();
    const broken = Object.entries(metrics).find(([, value]) => Number.isNaN(value));
    if (broken !== undefined)
      return { status: "failed", reason: `${broken[0]} is not a number`, metrics: null };
    return { status: "ok", reason: "", metrics };
  } catch (error) {
    if (error instanceof InfeasibleError)
      return { status: "infeasible", reason: error.message, metrics: null };
    if (error instanceof ConfigError || error instanceof RangeError)
      return { status: "failed", reason: error.message, metrics: null };
    throw error;
  }
}
