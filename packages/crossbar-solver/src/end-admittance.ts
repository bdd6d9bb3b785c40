import type { Circuit } from "./circuit.ts";
import { type Dense, dense } from "./dense.ts";
import { edgeConductances, edgeCount } from "./front-plan.ts";
import { plannedFronts } from "./front-planner.ts";
import type { SolverKernel } from "./line-system.ts";
import { plainKernel } from "./plain-kernel.ts";

/**
 * Current into each tied end of a linear crossbar for 1 V at another, S, with the terminals' resistances:
 * symmetric, by sides, then lines; rows sum to 0. For circuits with fronts (`hasFronts`) and without pins.
 */
export function endAdmittance(circuit: Circuit, kernel: SolverKernel = plainKernel): Dense {
  const plan = plannedFronts(circuit, [], [], { eachEnd: true });
  const fill = (conductance: Float64Array): void => edgeConductances(circuit, conductance);
  const ends = plan.inputs.length;
  const admittance = dense(ends, ends);
  const { data } = admittance;
  kernel.withFronts(plan, edgeCount(circuit), fill, (last) => {
    for (let p = 0; p < ends; p++)
      for (let q = p + 1; q < ends; q++) {
        const between = last.data[last.from + p * last.stride + q];
        data[p * ends + q] = data[q * ends + p] = -between;
        data[p * ends + p] += between;
        data[q * ends + q] += between;
      }
  });
  return admittance;
}
