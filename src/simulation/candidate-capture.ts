import type { Rng } from "#base";
import { bucketTables, type Found } from "../attention/buckets.ts";
import type { Design } from "../design/design.ts";
import { hashCodeOf, listsOf, type Workload } from "../design/workload.ts";
import { type CandidateLoad, independentLoad } from "../mapping/sizes.ts";
import type { Activations, HeadActivations } from "./activations.ts";
import { hashedKeysOf } from "./quality.ts";
import { measuredWorkload } from "./simulate.ts";
import { hasherFactory } from "./trials.ts";

/** Last positions of a sequence, whose queries represent a decode at the end of a context. */
const QUERIES = 64;

/** Loads of the captured queries of one key head, one per query position. */
export interface CapturedLoads {
  /** Tokens of the context. */
  readonly length: number;
  readonly loads: readonly CandidateLoad[];
  readonly mean: CandidateLoad;
}

/**
 * Sets a decode's bucket occupancy, if the config does not give it, and the agreement of rounds and heads to
 * values measured on the model.
 */
export function withCapturedLoads(
  workload: Workload,
  { length, mean }: Pick<CapturedLoads, "length" | "mean">,
): Workload {
  const { attention } = workload;
  if (attention.occupancy !== undefined) return workload;
  const { buckets } = hashCodeOf(attention, length);
  const occupancy = Math.max(1e-6, (mean.listed * buckets) / length);
  const measured: Workload = { ...workload, attention: { ...attention, occupancy } };
  const independent = independentLoad({ ...measured, length });
  const ratio = (of: "distinct" | "fetched"): number =>
    independent[of] > 0 && mean[of] > 0 ? mean[of] / independent[of] : 1;
  return { ...measured, agreement: { distinct: ratio("distinct"), fetched: ratio("fetched") } };
}

/**
 * Measures bucket sizes and candidates of the model's queries and keys under one draw of the software hash:
 * the last queries of each sequence against all keys before them.
 */
export function captureLoads(
  design: Design,
  workload: Workload,
  activations: Activations,
  rng: Rng,
): CapturedLoads {
  const measured = measuredWorkload(workload, activations);
  const code = hashCodeOf(measured.attention, measured.length);
  const factory = hasherFactory("software", design, code, measured.headWidth, rng);
  const groups = new Map<string, HeadActivations[]>();
  for (const head of activations.heads) {
    const name = `${head.layer} ${head.kvHead}`;
    groups.set(name, [...(groups.get(name) ?? []), head]);
  }
  const first = Math.max(0, measured.length - QUERIES);
  const loads = [...groups.values()].flatMap((heads) => {
    const tables = heads.map((head) => {
      const hash = factory(0, head);
      const keyIds = hash(hashedKeysOf(head, activations, measured.attention), "key");
      const queryIds = measured.attention.sharedQK ? keyIds : hash(head.q, "query");
      const plan = { rounds: code.rounds, buckets: code.buckets, causal: true };
      return bucketTables(queryIds, keyIds, plan, listsOf(measured).cap);
    });
    return Array.from({ length: measured.length - first }, (_, n) =>
      loadOf(
        tables.map((table) => table.find(first + n)),
        first + n,
        measured,
      ),
    );
  });
  const mean = (of: keyof CandidateLoad): number =>
    loads.reduce((sum, load) => sum + load[of], 0) / loads.length;
  return {
    length: measured.length,
    loads,
    mean: { listed: mean("listed"), distinct: mean("distinct"), fetched: mean("fetched") },
  };
}

/** Means over the query heads of one key head at position i. */
function loadOf(found: readonly Found[], i: number, { attention }: Workload): CandidateLoad {
  const { rounds, collisions, duplicates, localWindow, sink } = attention;
  const union = new Set<number>();
  let [listed, distinct] = [0, 0];
  for (const { count, keys, rounds: times, listed: own } of found) {
    listed += own / rounds / found.length;
    for (let n = 0; n < count; n++) {
      if (times[n] < collisions || keys[n] < sink || i - keys[n] < localWindow) continue;
      distinct += (duplicates === "count" ? times[n] : 1) / found.length;
      union.add(keys[n]);
    }
  }
  return { listed, distinct, fetched: duplicates === "count" ? distinct * found.length : union.size };
}
