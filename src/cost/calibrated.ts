// Prices under a calibration: the prices of each component class times its factor.

import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { type ComponentCost, joules, type Rng, seconds, squareMetres, watts } from "#base";
import { CALIBRATED, type CalibratedMetric, type Calibration, classOf } from "../design/calibration.ts";

/** Key of a class's factor among the overrides of constants. */
export const factorKey = (metric: CalibratedMetric, name: string): string => `calibration:${metric}.${name}`;

type Overrides = Readonly<Record<string, number>>;

/** Factor of a component's class: an override, or the calibration's mean, or 1. */
function factorOf(
  calibration: Calibration | undefined,
  metric: CalibratedMetric,
  component: string,
  overrides: Overrides,
): number {
  const name = classOf(component);
  if (name === undefined) return 1;
  const drawn = overrides[factorKey(metric, name)];
  if (drawn !== undefined) return drawn;
  const own = calibration?.metrics[metric];
  const at = own?.classes.indexOf(name) ?? -1;
  return own === undefined || at < 0 ? 1 : Math.exp(own.mean[at]);
}

/** A component's price times its class's factors: energy on actions and leakage, latency on all times. */
export function calibratedCost<Action extends string>(
  component: string,
  cost: ComponentCost<Action>,
  calibration: Calibration | undefined,
  overrides: Overrides,
): ComponentCost<Action> {
  const [energy, latency, area] = CALIBRATED.map((metric) =>
    factorOf(calibration, metric, component, overrides),
  );
  if (energy === 1 && latency === 1 && area === 1) return cost;
  return {
    ...cost,
    area: squareMetres(cost.area * area),
    leakage: watts(cost.leakage * energy),
    actions: Object.fromEntries(
      Object.entries<ComponentCost<Action>["actions"][Action]>(cost.actions).map(([name, action]) => [
        name,
        {
          energy: joules(action.energy * energy),
          latency: seconds(action.latency * latency),
          interval: seconds(action.interval * latency),
        },
      ]),
    ) as ComponentCost<Action>["actions"],
  };
}

/** Whether `overrides` or a calibration change any factor. */
export const isCalibrated = (calibration: Calibration | undefined, overrides: Overrides): boolean =>
  calibration !== undefined || Object.keys(overrides).some((key) => key.startsWith("calibration:"));

/** One draw of a metric's factors from their posterior, as overrides. */
export function drawnFactors({ metrics }: Calibration, draw: Rng): Record<string, number> {
  const drawn: Record<string, number> = {};
  for (const metric of CALIBRATED) {
    const own = metrics[metric];
    if (own === undefined) continue;
    const root = lowerRoot(own.covariance);
    const stream = draw.fork(`calibrated ${metric}`);
    const scores = own.classes.map(() => stream.normal());
    own.classes.forEach((name, i) => {
      const moved = scores.reduce((sum, z, j) => sum + root.get(i, j) * z, own.mean[i]);
      drawn[factorKey(metric, name)] = Math.exp(moved);
    });
  }
  return drawn;
}

/** Lower root L with L·Lᵀ = covariance, which is raised slightly where rounding leaves it no root. */
export function lowerRoot(covariance: readonly (readonly number[])[]): Matrix {
  const given = new Matrix(covariance.map((row) => [...row]));
  const matrix = Matrix.add(given, given.transpose()).div(2);
  const largest = Math.max(1e-300, ...matrix.diagonal());
  for (let hair = 0; ; hair = hair === 0 ? 1e-14 : 100 * hair) {
    const lifted = Matrix.add(matrix, Matrix.eye(matrix.rows).mul(hair * largest));
    const found = new CholeskyDecomposition(lifted);
    if (found.isPositiveDefinite()) return found.lowerTriangularMatrix;
    if (hair > 1)
      throw new RangeError("calibration: expected a covariance matrix, received one that is none");
  }
}
