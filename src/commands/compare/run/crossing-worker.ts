import { type Crossover, crossovers, type LengthCosts } from "../../../comparison/curves.ts";
import type { Workload } from "../../../design/workload.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import { configAgain } from "../../../runtime/config-again.ts";
import type { ConfigSource } from "../../../runtime/pools.ts";

/** Plain values from which a thread finds the crossovers. */
export interface CrossingInput {
  readonly source: ConfigSource;
  readonly workload: Workload;
  readonly point: OperatingPoint;
  /** Costs that are known already. */
  readonly priced: readonly LengthCosts[];
}

/** `crossovers` on a thread: designs are functions, which it cannot receive, so it reads the config again. */
export default async function crossoversOnThread(input: CrossingInput): Promise<Crossover[]> {
  const { source, workload, point, priced } = input;
  const { design } = await configAgain(source);
  return crossovers(design, workload, point, priced);
}
