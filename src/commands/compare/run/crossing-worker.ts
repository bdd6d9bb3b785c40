import { type Crossover, costsLater, crossovers } from "../../../comparison/curves.ts";
import type { Workload } from "../../../design/workload.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import { configAgain } from "../../../runtime/config-again.ts";
import type { ConfigSource } from "../../../runtime/pools.ts";
import { awaitNumbers, type SharedNumbers } from "../../../runtime/shared-arrays.ts";

/** Plain values from which a thread finds the crossovers. */
export interface CrossingInput {
  readonly source: ConfigSource;
  readonly workload: Workload;
  readonly point: OperatingPoint;
  /** Where the costs at the lengths of the curves will be. */
  readonly curves: SharedNumbers;
}

/** `crossovers` on a thread: designs are functions, which it cannot receive, so it reads the config again. */
export default async function crossoversOnThread(input: CrossingInput): Promise<Crossover[]> {
  const { source, workload, point, curves } = input;
  const { design } = await configAgain(source);
  return crossovers(
    design,
    workload,
    point,
    costsLater(() => awaitNumbers(curves)),
  );
}
