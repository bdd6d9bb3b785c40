import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/operating-point.ts";
import type { RungId } from "./comparison-design.ts";
import { climb } from "./ladder.ts";

/** Times of a generation, attention only; null where a phase is infeasible or the model has none. */
export interface TokenTimes {
  /** From a prompt of L tokens to the first token: the latency of its prefill, s. */
  readonly toFirstToken: number | null;
  /** From one token to the next at a context of L tokens: the latency of a decode, s. */
  readonly perOutputToken: number | null;
}

/** Both phases of each rung, whichever of them the workload is. A model that sees later tokens does not decode. */
export function tokenTimes(
  design: Design,
  workload: Workload,
  point: OperatingPoint,
): ReadonlyMap<RungId, TokenTimes> {
  const latencies = (phase: Workload["phase"]): Map<RungId, number> =>
    new Map(
      climb(design, { ...workload, phase, pass: "forward" }, point).flatMap((rung) =>
        rung.feasible ? [[rung.id, rung.cost.timing.latency] as const] : [],
      ),
    );
  const prefill = latencies("prefill");
  const decode = workload.attention.causal ? latencies("decode") : new Map<RungId, number>();
  const ids = new Set([...prefill.keys(), ...decode.keys()]);
  return new Map(
    [...ids].map((id) => [
      id,
      { toFirstToken: prefill.get(id) ?? null, perOutputToken: decode.get(id) ?? null },
    ]),
  );
}
