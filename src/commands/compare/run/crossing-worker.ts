import type { DesignId } from "../../../comparison/comparison-design.ts";
import { COMPARISON_DESIGNS } from "../../../comparison/comparison-designs.ts";
import { type Crossover, CURVE_LENGTHS, crossovers, type LengthCosts } from "../../../comparison/curves.ts";
import type { Workload } from "../../../design/workload.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import { configAgain } from "../../../runtime/config-again.ts";
import type { ConfigSource } from "../../../runtime/pools.ts";

/** Plain values from which a thread finds the crossovers. */
export interface CrossingInput {
  readonly source: ConfigSource;
  readonly workload: Workload;
  readonly point: OperatingPoint;
  /** Where the costs at the lengths of the curves will be. */
  readonly curves: SharedCosts;
}

/** Costs at the lengths of the curves in shared memory: written by one thread, awaited by another. */
export interface SharedCosts {
  /** One number, which is 1 once the costs are written. */
  readonly isWritten: Int32Array<SharedArrayBuffer>;
  /** For each length and each of COMPARISON_DESIGNS its energy, J, and latency, s; NaN where it was not priced. */
  readonly values: Float64Array<SharedArrayBuffer>;
}

export const sharedCosts = (): SharedCosts => ({
  isWritten: new Int32Array(new SharedArrayBuffer(4)),
  values: new Float64Array(new SharedArrayBuffer(16 * CURVE_LENGTHS.length * COMPARISON_DESIGNS.length)),
});

/** Writes the costs and wakes the thread that waits for them. */
export function writeCosts({ isWritten, values }: SharedCosts, priced: readonly LengthCosts[]): void {
  values.fill(Number.NaN);
  for (const { length, costs } of priced)
    for (const { id, energy, latency } of costs) values.set([energy, latency], placeOf(length, id));
  Atomics.store(isWritten, 0, 1);
  Atomics.notify(isWritten, 0);
}

/** Waits for the costs. */
function writtenCosts({ isWritten, values }: SharedCosts): LengthCosts[] {
  while (Atomics.load(isWritten, 0) === 0) Atomics.wait(isWritten, 0, 0);
  return CURVE_LENGTHS.map((length) => ({
    length,
    costs: COMPARISON_DESIGNS.flatMap(({ id }) => {
      const [energy, latency] = values.subarray(placeOf(length, id));
      return Number.isNaN(energy) ? [] : [{ id, energy, latency }];
    }),
  }));
}

const placeOf = (length: number, id: DesignId): number =>
  2 *
  (CURVE_LENGTHS.indexOf(length) * COMPARISON_DESIGNS.length +
    COMPARISON_DESIGNS.findIndex((design) => design.id === id));

/** `crossovers` on a thread: designs are functions, which it cannot receive, so it reads the config again. */
export default async function crossoversOnThread(input: CrossingInput): Promise<Crossover[]> {
  const { source, workload, point, curves } = input;
  const { design } = await configAgain(source);
  return crossovers(design, workload, point, { lengths: CURVE_LENGTHS, costs: () => writtenCosts(curves) });
}
